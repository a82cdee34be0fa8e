"""Drives a server with the official Pinecone client that is installed, whichever of its last two major versions.

    python conformance.py http://127.0.0.1:5080 [--only PATTERN]

Prints a line for each check, `ok NAME` or `not ok NAME: why`, and a last line `N checks, M failed`; exit status 1 where
one failed. Every expectation is computed here, from Pinecone's documented rules, never read from the server.
"""

import asyncio
import math
import random
import re
import sys
import traceback
import uuid

import pinecone
from pinecone import Pinecone, ServerlessSpec

HOST = sys.argv[1]
ONLY = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
MAJOR = int(pinecone.__version__.split(".")[0])
SPEC = ServerlessSpec(cloud="aws", region="us-east-1")

checks = []
results = []


def check(function):
    checks.append(function)
    return function


def same(actual, expected, what=""):
    if actual != expected:
        raise AssertionError(f"{what}: expected {expected!r}, got {actual!r}")


def close(actual, expected, what="", tolerance=1e-5):
    if not math.isclose(actual, expected, rel_tol=tolerance, abs_tol=tolerance):
        raise AssertionError(f"{what}: expected {expected}, got {actual}")


def status_of(error):
    for name in ("status", "status_code"):
        if isinstance(getattr(error, name, None), int):
            return getattr(error, name)
    return None


def refused(status, call, *words, locally=False):
    """The call must fail with that HTTP status, and the message must hold the words.

    `locally`: some versions of the client refuse it before anything is sent; that will do too.
    """
    try:
        call()
    except Exception as error:  # the clients have no common base class
        text = f"{error} {getattr(error, 'body', '')}"
        if locally and status_of(error) is None:
            return
        same(status_of(error), status, f"status of {type(error).__name__} ({text[:200]})")
        for word in words:
            if word not in text:
                raise AssertionError(f"'{word}' is not in the message: {text[:300]}")
        return
    raise AssertionError(f"nothing was refused, wanted {status}")


class Scratch:
    """An index of a free name, deleted at the end."""

    def __init__(self, pc, **options):
        self.pc, self.name = pc, "c-" + uuid.uuid4().hex[:12]
        options.setdefault("metric", "cosine")
        self.created = pc.create_index(name=self.name, spec=SPEC, **options)
        self.index = pc.Index(self.name)

    def __enter__(self):
        return self.index

    def __exit__(self, *_):
        self.pc.delete_index(self.name)


def client():
    return Pinecone(api_key="local", host=HOST)


def ids_of(response):
    return [match["id"] for match in response["matches"]]


def hit_id(hit):
    return hit["id"] if MAJOR >= 10 else hit["_id"]


def get(value, name):
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)


# The control plane.


@check
def control_plane():
    pc = client()
    name = "c-" + uuid.uuid4().hex[:12]
    same(pc.has_index(name), False, "has_index before")
    created = pc.create_index(name=name, dimension=3, metric="dotproduct", spec=SPEC, tags={"team": "support"})
    same(created.name, name, "name")
    described = pc.describe_index(name)
    same(described.status.ready, True, "ready")
    same(described.host, f"{HOST}/i/{name}", "host keeps scheme and prefix")
    if MAJOR >= 10:
        field = described.schema.fields["_values"]
        same((field.dimension, field.metric), (3, "dotproduct"), "schema")
        same(described.deployment.cloud, "aws", "deployment")
    else:
        same((described.dimension, described.metric), (3, "dotproduct"), "dimension and metric")
        same(described.spec.serverless.region, "us-east-1", "spec")
        same(described.vector_type, "dense", "vector_type")
    same(pc.has_index(name), True, "has_index after")
    same(name in [item.name for item in pc.list_indexes()], True, "list")
    refused(409, lambda: pc.create_index(name=name, dimension=3, metric="cosine", spec=SPEC))
    pc.configure_index(name, deletion_protection="enabled", tags={"team": "shop", "new": "1"})
    changed = pc.describe_index(name)
    same(get(changed.deletion_protection, "value") or str(changed.deletion_protection), "enabled", "protection")
    tags = changed.tags if isinstance(changed.tags, dict) else changed.tags.to_dict()
    same(dict(tags), {"team": "shop", "new": "1"}, "tags")
    refused(403, lambda: pc.delete_index(name), "protection")
    pc.configure_index(name, deletion_protection="disabled")
    pc.delete_index(name)
    same(pc.has_index(name), False, "has_index after delete")
    refused(404, lambda: pc.describe_index(name))
    refused(404, lambda: pc.delete_index(name))


@check
def index_names_are_checked():
    pc = client()
    for name in ("Upper", "-a", "a-", "a" * 46, "a_b"):
        refused(400, lambda: pc.create_index(name=name, dimension=3, metric="cosine", spec=SPEC), locally=True)


# Vectors in and out.


@check
def upsert_forms_and_fetch():
    with Scratch(client(), dimension=3) as index:
        unicode = {"title": "Größe 鍵 🧼", "n": 3, "price": 2.5, "ok": True, "tags": ["a", "b"]}
        response = index.upsert(vectors=[("a", [0.1, 0.2, 0.3]), ("b/c", [0.5, 0.25, 1.0], unicode)])
        same(response.upserted_count, 2, "tuples")
        response = index.upsert(vectors=[{"id": "d#1%20", "values": [1.5, 0.5, 0.5], "metadata": {"x": "y"}}])
        same(response.upserted_count, 1, "dict")
        found = index.fetch(ids=["a", "b/c", "d#1%20", "missing"]).vectors
        same(sorted(found), ["a", "b/c", "d#1%20"], "unknown ids are left out")
        for value, wanted in zip(found["a"].values, [0.1, 0.2, 0.3]):
            close(value, wanted, "values")
        same({key: found["b/c"].metadata[key] for key in unicode}, unicode, "metadata")
        index.upsert(vectors=[("b/c", [0.5, 0.5, 0.5])])
        same(dict(index.fetch(ids=["b/c"]).vectors["b/c"].metadata or {}), {}, "an upsert overwrites the whole record")


@check
def namespaces_of_many_names():
    with Scratch(client(), dimension=2) as index:
        index.upsert(vectors=[("a", [1.5, 0.5])])
        index.upsert(vectors=[("b", [0.5, 1.5])], namespace="__default__")
        index.upsert(vectors=[("c", [1.5, 0.5])], namespace="other one")
        same(sorted(index.fetch(ids=["a", "b", "c"], namespace="__default__").vectors), ["a", "b"], "default")
        same(sorted(index.fetch(ids=["a", "b", "c"], namespace="").vectors), ["a", "b"], "empty")
        stats = index.describe_index_stats()
        same({name: item.vector_count for name, item in stats.namespaces.items()}, {"": 2, "other one": 1}, "stats")
        same((stats.dimension, stats.total_vector_count), (2, 3), "totals")
        listed = {item.name: int(item.record_count) for page in index.list_namespaces()
                  for item in (get(page, "namespaces") or [page])}
        same(listed, {"__default__": 2, "other one": 1}, "list_namespaces")
        same(int(index.describe_namespace(namespace="other one" ).record_count)
             if MAJOR < 10 else int(index.describe_namespace(name="other one").record_count), 1, "describe_namespace")
        index.delete_namespace(**({"namespace": "other one"} if MAJOR < 10 else {"name": "other one"}))
        refused(404, lambda: index.delete(ids=["c"], namespace="other one"))
        index.create_namespace(name="fresh")
        refused(409, lambda: index.create_namespace(name="fresh"))


@check
def updates():
    with Scratch(client(), dimension=2) as index:
        index.upsert(vectors=[("a", [1.5, 0.5], {"x": 1, "y": "old"}), ("b", [0.5, 1.5], {"x": 2})])
        index.update(id="a", set_metadata={"y": "new", "z": True})
        same(dict(index.fetch(ids=["a"]).vectors["a"].metadata), {"x": 1, "y": "new", "z": True}, "merged")
        index.update(id="a", values=[0.25, 0.75])
        same(list(index.fetch(ids=["a"]).vectors["a"].values), [0.25, 0.75], "values")
        index.update(id="nobody", set_metadata={"x": 9})
        same(list(index.fetch(ids=["nobody"]).vectors), [], "an unknown id is not made")
        dry = index.update(filter={"x": {"$gte": 1}}, set_metadata={"w": "all"}, dry_run=True)
        same(int(dry.matched_records), 2, "dry run counts")
        same("w" in index.fetch(ids=["a"]).vectors["a"].metadata, False, "dry run changes nothing")
        real = index.update(filter={"x": {"$eq": 2}}, set_metadata={"w": "b"})
        same(int(real.matched_records), 1, "matched")
        same(index.fetch(ids=["b"]).vectors["b"].metadata["w"], "b", "set by filter")


@check
def deletes():
    with Scratch(client(), dimension=2) as index:
        def fill():
            index.upsert(vectors=[(f"v{n}", [1.5, n + 0.5], {"n": n}) for n in range(10)])

        fill()
        index.delete(ids=["v0", "v1", "unknown"])
        same(index.describe_index_stats().total_vector_count, 8, "by ids")
        index.delete(filter={"n": {"$lt": 5}})
        same(sorted(index.fetch(ids=[f"v{n}" for n in range(10)]).vectors), [f"v{n}" for n in range(5, 10)], "filter")
        index.delete(delete_all=True)
        same(index.describe_index_stats().total_vector_count, 0, "all")
        fill()
        same(index.describe_index_stats().total_vector_count, 10, "made anew")
        try:
            index.delete(filter={})
        except Exception:
            pass
        same(index.describe_index_stats().total_vector_count, 10, "an empty filter deletes nothing")
        refused(404, lambda: index.delete(ids=["a"], namespace="nowhere"), "amespace")


@check
def pages_of_ids():
    with Scratch(client(), dimension=2) as index:
        ids = [f"doc{n % 7}#{n:03}" for n in range(250)]
        for start in range(0, 250, 100):
            index.upsert(vectors=[(one, [1.5, 0.5], {"n": 1}) for one in ids[start:start + 100]])
        def names(page):
            return [item if isinstance(item, str) else item["id"] for item in (get(page, "vectors") or page)]

        pages = [names(page) for page in index.list()]
        same([len(page) for page in pages], [100, 100, 50], "sizes")
        same([one for page in pages for one in page], sorted(ids), "all, sorted by bytes")
        prefixed = [one for page in index.list(prefix="doc3#", limit=20) for one in names(page)]
        same(prefixed, sorted(one for one in ids if one.startswith("doc3#")), "prefix")
        page = index.list_paginated(limit=100)
        same(bool(page.pagination and page.pagination.next), True, "a token")
        second = index.list_paginated(limit=100, pagination_token=page.pagination.next)
        last = index.list_paginated(limit=100, pagination_token=second.pagination.next)
        same(bool(last.pagination and last.pagination.next), False, "no token on the last page")
        first = index.fetch_by_metadata(filter={"n": {"$eq": 1}}, limit=200)
        rest = index.fetch_by_metadata(filter={"n": 1}, limit=200, pagination_token=first.pagination.next)
        same(sorted(list(first.vectors) + list(rest.vectors)), sorted(ids), "fetch_by_metadata in two pages")


# Search.


def dot(left, right):
    return sum(a * b for a, b in zip(left, right))


SCORES = {
    "cosine": lambda q, v: dot(q, v) / math.sqrt(dot(q, q) * dot(v, v)),
    "dotproduct": dot,
    "euclidean": lambda q, v: sum((a - b) ** 2 for a, b in zip(q, v)),
}


@check
def queries_of_every_metric():
    seed = 20261
    print(f"# seed {seed}")
    generator = random.Random(seed)
    for metric, score in SCORES.items():
        with Scratch(client(), dimension=8, metric=metric) as index:
            vectors = {f"v{n}": [generator.gauss(0, 1) for _ in range(8)] for n in range(120)}
            index.upsert(vectors=[(key, value, {"even": int(key[1:]) % 2 == 0}) for key, value in vectors.items()])
            for _ in range(5):
                query = [generator.gauss(0, 1) for _ in range(8)]
                for keep, condition in ((lambda n: True, None), (lambda n: n % 2 == 0, {"even": True})):
                    allowed = {key: value for key, value in vectors.items() if keep(int(key[1:]))}
                    wanted = sorted(allowed, key=lambda key: score(query, allowed[key]), reverse=metric != "euclidean")
                    got = index.query(vector=query, top_k=10, filter=condition, include_values=True,
                                      include_metadata=True)
                    same(ids_of(got), wanted[:10], metric)
                    for match in got["matches"]:
                        close(match["score"], score(query, vectors[match["id"]]), metric, 1e-4)
                        same(match["metadata"]["even"], int(match["id"][1:]) % 2 == 0, "metadata")
                        close(match["values"][3], vectors[match["id"]][3], "values")
            by_id = index.query(id="v7", top_k=3)
            same(ids_of(by_id), sorted(
                vectors, key=lambda key: score(vectors["v7"], vectors[key]), reverse=metric != "euclidean")[:3], "by id")
            bare = index.query(vector=query, top_k=1)["matches"][0]
            same((bool(get(bare, "values")), bool(get(bare, "metadata"))), (False, False), "nothing that was not asked for")


RECORDS = {
    "a": {"genre": "drama", "year": 2019, "tags": ["x", "y"], "seen": True},
    "b": {"genre": "comedy", "year": 2020, "tags": ["y"]},
    "c": {"genre": "drama", "year": 2021.5, "seen": False},
    "d": {"year": 2020, "note": "1"},
    "e": {"genre": "action", "note": 1},
    "f": {},
}
FILTERS = [
    ({"genre": "drama"}, "ac"),
    ({"genre": {"$eq": "drama"}}, "ac"),
    ({"genre": {"$ne": "drama"}}, "be"),
    ({"year": {"$gt": 2020}}, "c"),
    ({"year": {"$gte": 2020}}, "bcd"),
    ({"year": {"$lt": 2020}}, "a"),
    ({"year": {"$lte": 2020.0}}, "abd"),
    ({"year": 2020.0}, "bd"),
    ({"genre": {"$in": ["comedy", "action"]}}, "be"),
    ({"genre": {"$nin": ["comedy", "action"]}}, "ac"),
    ({"year": {"$in": [2019, 2020]}}, "abd"),
    ({"tags": "x"}, "a"),
    ({"tags": {"$in": ["x", "y"]}}, "ab"),
    ({"tags": {"$ne": "x"}}, "b"),
    ({"tags": {"$nin": ["y"]}}, ""),
    ({"seen": True}, "a"),
    ({"seen": {"$ne": True}}, "c"),
    ({"genre": {"$exists": True}}, "abce"),
    ({"genre": {"$exists": False}}, "df"),
    ({"note": "1"}, "d"),
    ({"note": 1}, "e"),
    ({"genre": "drama", "year": {"$gt": 2020}}, "c"),
    ({"year": {"$gt": 2019, "$lt": 2021}}, "bd"),
    ({"$and": [{"genre": "drama"}, {"seen": False}]}, "c"),
    ({"$or": [{"genre": "comedy"}, {"note": {"$exists": True}}]}, "bde"),
    ({"$or": [{"$and": [{"genre": "drama"}, {"year": 2019}]}, {"genre": "action"}]}, "ae"),
]
WRONG = [
    {"genre": {"$like": "d"}}, {"tags": ["x", "y"]}, {"year": {"$gt": "2020"}}, {"genre": {"$in": "drama"}},
    {"$not": [{"genre": "drama"}]}, {"$and": {"genre": "drama"}}, {"genre": None},
]


@check
def filters():
    with Scratch(client(), dimension=2) as index:
        index.upsert(vectors=[(key, [1.5, 0.5], value) for key, value in RECORDS.items()])
        for condition, wanted in FILTERS:
            got = sorted(ids_of(index.query(vector=[1.5, 0.5], top_k=10, filter=condition)))
            same("".join(got), wanted, str(condition))
        for condition in WRONG:
            refused(400, lambda: index.query(vector=[1.5, 0.5], top_k=10, filter=condition))


@check
def sparse_and_hybrid():
    pc = client()
    sparse = {"s1": ([1, 5, 4294967295], [0.5, 2.0, 1.0]), "s2": ([5, 9], [1.0, 4.0]), "s3": ([7], [3.5])}

    def sparse_dot(indices, values, record):
        mine = dict(zip(*sparse[record]))
        return sum(value * mine.get(index, 0) for index, value in zip(indices, values))

    with Scratch(pc, vector_type="sparse", metric="dotproduct", **({"dimension": None} if MAJOR < 10 else {})) as index:
        index.upsert(vectors=[
            {"id": key, "sparse_values": {"indices": value[0], "values": value[1]}} for key, value in sparse.items()])
        got = index.query(sparse_vector={"indices": [5, 4294967295], "values": [1.5, 0.5]}, top_k=5, include_values=True)
        same(ids_of(got), ["s1", "s2"], "only records that share a term")
        close(got["matches"][0]["score"], sparse_dot([5, 4294967295], [1.5, 0.5], "s1"), "sparse score")
        found = index.fetch(ids=["s2"]).vectors["s2"].sparse_values
        same((list(found.indices), list(found.values)), ([5, 9], [1.0, 4.0]), "fetch")
        refused(400, lambda: index.upsert(vectors=[("x", [1.5, 0.5])]))
    dense = {"s1": [0.5, 0.5], "s2": [1.5, 0.25], "s3": [0.25, 3.5]}
    with Scratch(pc, dimension=2, metric="dotproduct") as index:
        index.upsert(vectors=[
            {"id": key, "values": dense[key], "sparse_values": {"indices": value[0], "values": value[1]}}
            for key, value in sparse.items()])
        query, terms = [0.75, 0.5], ([5, 7], [0.5, 0.25])
        scores = {key: dot(query, dense[key]) + sparse_dot(*terms, key) for key in dense}
        got = index.query(vector=query, sparse_vector={"indices": terms[0], "values": terms[1]}, top_k=3)
        same(ids_of(got), sorted(scores, key=scores.get, reverse=True), "hybrid order")
        for match in got["matches"]:
            close(match["score"], scores[match["id"]], "hybrid score")
    with Scratch(pc, dimension=2, metric="cosine") as index:
        refused(400, lambda: index.query(
            vector=[1.5, 0.5], sparse_vector={"indices": [1], "values": [1.5]}, top_k=1), "sparse")


@check
def limits_and_errors():
    pc = client()
    with Scratch(pc, dimension=3) as index:
        refused(400, lambda: index.upsert(vectors=[("a", [0.5, 0.5, 0.5, 0.5])]),
                "Vector dimension 4 does not match the dimension of the index 3")
        refused(400, lambda: index.query(vector=[0.5, 0.5], top_k=1), "dimension")
        refused(400, lambda: index.upsert(vectors=[("a", [0.0, 0.0, 0.0])]), "non-zero")
        refused(400, lambda: index.upsert(vectors=[("a", [0.5, 0.5, 0.5], {"x": {"y": 1}})]), "x", locally=True)
        refused(400, lambda: index.upsert(vectors=[("a", [0.5, 0.5, 0.5], {"x": "y" * 41000})]), "Metadata size")
        refused(400, lambda: index.upsert(vectors=[("a" * 513, [0.5, 0.5, 0.5])]), locally=True)
        same(index.describe_index_stats().total_vector_count, 0, "nothing of a refused request is stored")
        same(ids_of(index.query(vector=[0.5, 0.5, 0.5], top_k=5, namespace="nowhere")), [], "an unknown namespace is empty")
        for top_k in (0, 10001):
            refused(400, lambda: index.query(vector=[0.5, 0.5, 0.5], top_k=top_k), locally=True)
        index.upsert(vectors=[(f"m{n}", [0.5, 0.25, n + 0.5]) for n in range(1000)], **({"batch_size": 500}))
        same(len(index.query(vector=[0.5, 0.5, 0.5], top_k=10000)["matches"]), 1000, "top_k above the count")
    refused(404, lambda: pc.describe_index("no-such-index"), "no-such-index")


@check
def reads_see_writes():
    with Scratch(client(), dimension=2) as index:
        for n in range(20):
            written = index.upsert(vectors=[(f"v{n}", [1.5, 0.5])])
            got = index.query(vector=[1.5, 0.5], top_k=100)
            same(len(got["matches"]), n + 1, "read your writes")
            info = getattr(written, "response_info", None)
            if MAJOR >= 10:
                same(info.lsn_committed is not None, True, "a write has a number")
                same(got.response_info.is_reconciled(info.lsn_committed), True, "a later read has caught up")


# Text.


@check
def models_embed_and_rerank():
    pc = client()
    models = list(pc.inference.list_models())
    embedding = next(model for model in models if model.type == "embed")
    same(embedding.vector_type, "dense", "vector_type")
    same(pc.inference.get_model(**{"model" if MAJOR >= 10 else "model_name": embedding.model}).default_dimension, embedding.default_dimension, "get_model")
    vectors = pc.inference.embed(model=embedding.model, inputs=["Where is my parcel?", "parcel tracking", "soap"],
                                 parameters={"input_type": "passage", "truncate": "END"})
    same([len(item["values"]) for item in vectors.data], [embedding.default_dimension] * 3, "dimensions")
    for item in vectors.data:
        close(dot(item["values"], item["values"]), 1, "unit length", 1e-3)
    same(vectors.usage.total_tokens > 3, True, "tokens are counted")
    try:
        pc.inference.embed(model="multilingual-e5-large", inputs=["a"], parameters={"input_type": "query"})
        raise AssertionError("an unknown model was taken")
    except AssertionError:
        raise
    except Exception as error:
        same(embedding.model in f"{error} {getattr(error, 'body', '')}", True, "the error lists what there is")
    rerankers = [model for model in models if model.type == "rerank"]
    if not rerankers:
        print("# no reranking model: the encoder gives no token vectors")
        return
    texts = ["The soap is made of olive oil.", "Your parcel arrives on Friday.", "We pack gifts."]
    ranked = pc.inference.rerank(model=rerankers[0].model, query="When does my parcel arrive?", documents=texts, top_n=2)
    same([item.index for item in ranked.data][0], 1, "the best document")
    same(len(ranked.data), 2, "top_n")
    same(all(0 <= item.score <= 1 for item in ranked.data), True, "scores in 0…1")
    same(ranked.data[0].document["text"], texts[1], "documents come back")


@check
def records_with_text():
    pc = client()
    model = next(item.model for item in pc.inference.list_models() if item.type == "embed")
    name = "c-" + uuid.uuid4().hex[:12]
    pc.create_index_for_model(name=name, cloud="aws", region="us-east-1",
                              embed={"model": model, "field_map": {"text": "chunk_text"}})
    try:
        index = pc.Index(name)
        texts = {"r1": "How do I track my parcel?", "r2": "The soap holds olive oil and lye.",
                 "r3": "Refunds take five working days.", "r4": "We ship parcels on Mondays."}
        index.upsert_records(namespace="faq", records=[
            {"_id": key, "chunk_text": text, "lang": "en", "n": int(key[1])} for key, text in texts.items()])
        same(index.describe_index_stats().total_vector_count, 4, "stored")

        def search(**query):
            rerank = query.pop("rerank", None)
            fields = query.pop("fields", None)
            options = {"rerank": rerank} if rerank else {}
            if fields:
                options["fields"] = fields
            found = index.search(namespace="faq", query=query, **options)
            return found["result"]["hits"]

        hits = search(inputs={"text": "olive oil soap"}, top_k=2)
        same(hit_id(hits[0]), "r2", "nearest text")
        same(hits[0]["fields"]["chunk_text"], texts["r2"], "fields")
        same(len(hits), 2, "top_k")
        hits = search(inputs={"text": "parcel"}, top_k=4, filter={"n": {"$in": [3, 4]}}, fields=["lang"])
        same(sorted(hit_id(hit) for hit in hits), ["r3", "r4"], "filter")
        same(dict(hits[0]["fields"]), {"lang": "en"}, "only the fields asked for")
        rerankers = [item.model for item in pc.inference.list_models() if item.type == "rerank"]
        if rerankers:
            hits = search(inputs={"text": "When are refunds paid?"}, top_k=4,
                          rerank={"model": rerankers[0], "rank_fields": ["chunk_text"], "top_n": 1})
            same([hit_id(hit) for hit in hits], ["r3"], "reranked")
        try:
            index.upsert_records(namespace="faq", records=[{"_id": "x", "other": "no text"}])
            raise AssertionError("a record without text was taken")
        except AssertionError:
            raise
        except Exception as error:
            same("chunk_text" in f"{error} {getattr(error, 'body', '')}", True, "the error names the field")
    finally:
        pc.delete_index(name)


@check
def knowledge_is_a_read_only_index():
    pc = client()
    if not pc.has_index("knowledge"):
        print("# the home has no knowledge: nothing to read")
        return
    index = pc.Index("knowledge")
    stats = index.describe_index_stats()
    same(stats.total_vector_count > 0, True, "it holds records")
    namespace = next(iter(stats.namespaces))
    page = next(iter(index.list(namespace=namespace, limit=1)))
    first = (get(page, "vectors") or page)[0]
    first = first if isinstance(first, str) else first["id"]
    record = index.fetch(ids=[first], namespace=namespace).vectors[first]
    nearest = index.query(vector=list(record.values), top_k=1, namespace=namespace, include_metadata=True)["matches"][0]
    close(nearest["score"], 1, "a record is nearest to itself")
    same("text" in nearest["metadata"], True, "with its text")
    refused(403, lambda: index.upsert(vectors=[("x", list(record.values))], namespace=namespace), "read")
    refused(403, lambda: pc.delete_index("knowledge"))
    found = index.search(namespace=namespace, query={"inputs": {"text": nearest["metadata"]["text"]}, "top_k": 3})
    same(len(found["result"]["hits"]) > 0, True, "search by text")


@check
def query_namespaces():
    with Scratch(client(), dimension=2) as index:
        for number, namespace in enumerate(("n1", "n2", "n3")):
            index.upsert(vectors=[(f"{namespace}-{n}", [1.5, n + number * 0.1 + 0.05]) for n in range(5)],
                         namespace=namespace)
        found = index.query_namespaces(
            vector=[1.5, 0.5], namespaces=["n1", "n2", "n3"], metric="cosine", top_k=4, include_values=False)
        scores = {f"{namespace}-{n}": SCORES["cosine"]([1.5, 0.5], [1.5, n + number * 0.1 + 0.05])
                  for number, namespace in enumerate(("n1", "n2", "n3")) for n in range(5)}
        same([match["id"] for match in found.matches], sorted(scores, key=scores.get, reverse=True)[:4], "merged")


# The same over asyncio.


@check
def asynchronous_client():
    async def run():
        name = "c-" + uuid.uuid4().hex[:12]
        if MAJOR >= 10:
            from pinecone import AsyncPinecone as Async
        else:
            from pinecone import PineconeAsyncio as Async
        async with Async(api_key="local", host=HOST) as pc:
            create = pc.indexes.create if MAJOR >= 10 and not hasattr(pc, "create_index") else pc.create_index
            await create(name=name, dimension=2, metric="cosine", spec=SPEC)
            try:
                described = await pc.describe_index(name)
                opened = pc.IndexAsyncio(host=described.host) if hasattr(pc, "IndexAsyncio") else pc.index(
                    host=described.host)
                async with opened as index:
                    await asyncio.gather(*(
                        index.upsert(vectors=[(f"v{n}", [1.5, n + 0.5], {"n": n})]) for n in range(20)))
                    got = await index.query(vector=[1.5, 3.5], top_k=2, filter={"n": {"$lt": 10}})
                    wanted = sorted(range(10), key=lambda n: -SCORES["cosine"]([1.5, 3.5], [1.5, n + 0.5]))[:2]
                    same(ids_of(got), [f"v{n}" for n in wanted], "query")
                    fetched = await index.fetch(ids=["v1", "v2"])
                    same(sorted(fetched.vectors), ["v1", "v2"], "fetch")
                    await index.update(id="v1", set_metadata={"n": 100})
                    await index.delete(ids=["v2"])
                    stats = await index.describe_index_stats()
                    same(stats.total_vector_count, 19, "stats")
                    listed = [one async for page in index.list() for one in (get(page, "vectors") or page)]
                    same(len(listed), 19, "list")
            finally:
                await pc.delete_index(name)

    asyncio.run(run())


def main():
    failed = count = 0
    for function in checks:
        if not re.search(ONLY, function.__name__):
            continue
        count += 1
        try:
            function()
            print(f"ok {function.__name__}")
        except Exception as error:
            failed += 1
            where = traceback.extract_tb(error.__traceback__)
            lines = [frame.lineno for frame in where if frame.filename == __file__]
            print(f"not ok {function.__name__}: {type(error).__name__} at lines {lines}: {str(error)[:400]}")
    print(f"{count} checks, {failed} failed with pinecone {pinecone.__version__}")
    sys.exit(1 if failed or not count else 0)


main()

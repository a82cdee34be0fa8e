"""Loads batches of vectors over plain HTTP and names each batch that was acknowledged; checks them later.

    python load.py load http://127.0.0.1:5080 FILE      batches until the server is gone, their numbers into the file
    python load.py check http://127.0.0.1:5080 FILE     looks for every vector of every batch in the file
"""

import http.client
import json
import sys
import urllib.parse

SIZE = 50


def values(batch, item):
    return [((batch * 31 + item * 7 + place) % 97) / 8 + 0.125 for place in range(32)]


class Server:
    def __init__(self, address):
        self.connection = http.client.HTTPConnection(urllib.parse.urlsplit(address).netloc, timeout=30)

    def call(self, method, path, body=None):
        headers = {"Api-Key": "x", "Content-Type": "application/json", "X-Pinecone-Api-Version": "2025-10"}
        self.connection.request(method, path, body and json.dumps(body), headers)
        response = self.connection.getresponse()
        text = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {text[:300]}")
        return json.loads(text) if text else None


def load(server, file):
    server.call("POST", "/indexes", {
        "name": "load", "dimension": 32, "metric": "euclidean",
        "spec": {"serverless": {"cloud": "local", "region": "local"}}})
    batch = 0
    while True:
        vectors = [{"id": f"{batch}-{item}", "values": values(batch, item), "metadata": {"batch": batch}}
                   for item in range(SIZE)]
        try:
            server.call("POST", "/i/load/vectors/upsert", {"vectors": vectors})
        except (OSError, http.client.HTTPException):
            return
        with open(file, "a") as acknowledged:
            acknowledged.write(f"{batch}\n")
        batch += 1


def check(server, file):
    batches = [int(line) for line in open(file)]
    for batch in batches:
        query = "&".join(f"ids={batch}-{item}" for item in range(SIZE))
        found = server.call("GET", f"/i/load/vectors/fetch?{query}")["vectors"]
        for item in range(SIZE):
            if found[f"{batch}-{item}"]["values"] != values(batch, item):
                raise SystemExit(f"the vector {batch}-{item} has other values")
    if batches:
        last = batches[-1]
        got = server.call("POST", "/i/load/query", {
            "vector": values(last, 3), "topK": 1, "filter": {"batch": last}})
        if got["matches"][0]["score"] != 0:
            raise SystemExit("the last batch is not searched")
    stats = server.call("POST", "/i/load/describe_index_stats", {})
    # A batch whose acknowledgement was lost may be there too, whole.
    if stats["totalVectorCount"] not in (len(batches) * SIZE, (len(batches) + 1) * SIZE):
        raise SystemExit(f"{stats['totalVectorCount']} vectors after {len(batches)} acknowledged batches")
    print(f"{len(batches)} batches are there")


{"load": load, "check": check}[sys.argv[1]](Server(sys.argv[2]), sys.argv[3])

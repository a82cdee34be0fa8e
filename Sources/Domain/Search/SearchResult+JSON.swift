// The one JSON shape of search results: the socket and `--json` print the same.

extension SearchResult {
    /// `knowledge.search`'s result; `parts` and both legs' evidence stand in each hit where `explain` is asked.
    public func json(explain: Bool) -> JSONValue {
        [
            "hits": .array(hits.map { $0.json(explain: explain) }),
            "revision": .integer(revision),
            "mode": .string(mode.rawValue),
            "fusion": fusion?.json ?? .null,
            "rerank": rerank?.json ?? .null,
            "corrections": .array(corrections.map(\.json)),
            "searched": JSONValue(searched),
            "degraded": JSONValue(degraded),
            "timings_ms": .object(
                JSONObject(timings.map { ($0.stage, JSONValue(($0.milliseconds * 1000).rounded() / 1000)) })),
        ]
    }
}

extension Hit {
    public func json(explain: Bool) -> JSONValue {
        var object: JSONObject = [
            "id": .string(id), "document": .string(document.description), "namespace": .string(document.namespace),
            "kind": .string(kind.rawValue), "title": .string(title), "text": .string(text),
        ]
        object["question"] = question.map(JSONValue.string)
        object["answer"] = answer.map(JSONValue.string)
        object["score"] = JSONValue(score)
        if explain {
            object["parts"] = parts.json
            object["dense"] = dense?.json ?? .null
            object["lexical"] = lexical?.json ?? .null
            object["rerank"] = rerank?.json ?? .null
        }
        object["metadata"] = metadata.json
        object["source"] = .string(source)
        object["updated_at"] = .string(updatedAt.iso)
        object["stale"] = JSONValue(stale)
        return .object(object)
    }
}

extension LegEvidence {
    public var json: JSONValue {
        var object: JSONObject = [
            "rank": JSONValue(rank), "score": JSONValue(score), "part": JSONValue(part),
        ]
        if !terms.isEmpty { object["terms"] = terms.json }
        return .object(object)
    }
}

extension [ScorePart] {
    /// A list, since the order of the summands is part of the definition of their sum.
    public var json: JSONValue {
        .array(map { ["name": .string($0.name), "value": JSONValue($0.value)] })
    }
}

extension WhyNot {
    public var json: JSONValue {
        var object: JSONObject = [
            "document": .string(document.description), "outcome": .string(outcome.rawValue),
            "explanation": .string(explanation), "rank": JSONValue(rank),
            "score": JSONValue(score),
        ]
        object["parts"] = parts.json
        object["dense"] = dense?.json ?? .null
        object["lexical"] = lexical?.json ?? .null
        object["removed_by"] = JSONValue(removedBy)
        object["cut"] = JSONValue(cut)
        object["gap"] = JSONValue(gap)
        object["revision"] = .integer(revision)
        object["degraded"] = JSONValue(degraded)
        return .object(object)
    }
}

/// The figures of a knowledge base, as `stats` and `doctor` give them.
public struct KnowledgeStatus: Sendable {
    public var revision: Int64 = 0
    public var documents = 0
    public var documentsByNamespace: [(namespace: String, count: Int)] = []
    /// Live chunks, and what must agree with them (invariant 8).
    public var chunks = 0
    public var fullTextRows = 0
    public var fullTextExpected = 0
    public var chunksWithoutVector = 0
    /// Name of the encoder that the index was made with; nil before the first ingest.
    public var encoder: String?
    /// Whether that encoder is loaded and its digest agrees.
    public var encoderReady = false

    public init() {}

    /// Whether text, full text and vectors agree.
    public var isConsistent: Bool { fullTextRows == fullTextExpected && chunksWithoutVector == 0 }

    public var json: JSONValue {
        [
            "revision": .integer(revision), "documents": JSONValue(documents),
            "namespaces": .object(JSONObject(documentsByNamespace.map { ($0.namespace, JSONValue($0.count)) })),
            "chunks": JSONValue(chunks), "full_text_rows": JSONValue(fullTextRows),
            "full_text_expected": JSONValue(fullTextExpected),
            "chunks_without_vector": JSONValue(chunksWithoutVector), "consistent": .bool(isConsistent),
            "encoder": JSONValue(encoder), "encoder_ready": .bool(encoderReady),
        ]
    }
}

extension StoredDocument {
    public var json: JSONValue {
        var object: JSONObject = [
            "document": .string(document.id.description), "namespace": .string(document.id.namespace),
            "id": .string(document.id.id), "kind": .string(document.kind.rawValue), "title": .string(document.title),
        ]
        switch document.content {
        case .text(let text): object["text"] = .string(text)
        case .answer(let question, let answer):
            object["question"] = .string(question)
            object["answer"] = .string(answer)
        }
        object["metadata"] = document.metadata.json
        object["updated_at"] = .string(updatedAt.iso)
        object["valid_from"] = JSONValue(document.validFrom?.iso)
        object["valid_to"] = JSONValue(document.validTo?.iso)
        object["source"] = .string(document.source)
        object["digest"] = .string(digest)
        object["revision"] = .integer(revision)
        object["chunks"] = JSONValue(chunkCount)
        object["stale"] = JSONValue(stale)
        return .object(object)
    }
}

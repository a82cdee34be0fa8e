import Domain
import VectorDatabase

/// `/records/namespaces/{namespace}/…`: text in and out of an index that has an embedding model.
struct RecordsPlane {
    /// The most records of one upsert.
    static let maximumRecords = 96

    let index: any VectorIndex
    let models: InferenceModels
    let message: HTTPMessage

    func reply(namespace: String, call: String) throws -> HTTPReply {
        switch call {
        case "upsert": return try upsert(namespace)
        case "search": return try search(namespace)
        default: throw PineconeAPI.unknown(message)
        }
    }

    private func embedding() throws -> IndexSettings.Embedding {
        guard let embedding = index.settings.embed else {
            throw WireFields.invalid(
                "the index '\(index.settings.name)' has no embedding model; make it by create-for-model, or send vectors"
            )
        }
        return embedding
    }

    // MARK: - Upsert

    private func upsert(_ namespace: String) throws -> HTTPReply {
        guard message.body.count <= DataPlane.maximumUpsertBytes else {
            throw AlmanacError(.tooLarge, "an upsert is at most \(DataPlane.maximumUpsertBytes) bytes")
        }
        let embedding = try embedding()
        let lines = message.body.split(separator: UInt8(ascii: "\n")).filter { line in
            !line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }
        }
        guard (1...RecordsPlane.maximumRecords).contains(lines.count) else {
            throw WireFields.invalid("an upsert holds 1 to \(RecordsPlane.maximumRecords) records, got \(lines.count)")
        }
        var records: [VectorRecord] = []
        var texts: [String] = []
        for (place, line) in lines.enumerated() {
            let (record, text) = try RecordsPlane.record(Array(line), place: place + 1, embedding)
            records.append(record)
            texts.append(text)
        }
        let batch = try Inference.encode(texts, with: models.embedding(embedding.model), parameters: nil)
        for row in 0..<batch.count { records[row].values = Array(batch[row]) }
        let lsn = try index.upsert(records, namespace: namespace)
        return HTTPReply(status: 201, bytes: []).with("x-pinecone-request-lsn", String(lsn))
    }

    private static func record(
        _ line: [UInt8], place: Int, _ embedding: IndexSettings.Embedding
    ) throws -> (record: VectorRecord, text: String) {
        guard var object = try WireFields.json(line).object else {
            throw WireFields.invalid("record \(place) is not an object")
        }
        let name = object["_id"] != nil ? "_id" : "id"
        guard let id = object[name]?.string else { throw WireFields.invalid("record \(place) has no '_id'") }
        object[name] = nil
        guard let text = object[embedding.textField]?.string else {
            throw WireFields.invalid("record \(place) ('\(id)') has no text in its field '\(embedding.textField)'")
        }
        return (VectorRecord(id: id, metadata: try WireFields.metadata(object)), text)
    }

    // MARK: - Search

    private func search(_ namespace: String) throws -> HTTPReply {
        let body = try WireFields(body: message.body)
        let query = try body.required("query", body.object("query"))
        let top = try query.required("top_k", query.int("top_k"))
        guard query.value("match_terms") == nil else {
            throw WireFields.invalid("'match_terms' is for sparse indexes with an embedding model; there are none here")
        }
        let asked = try question(query)
        let rerank = try body.object("rerank")
        let lsn = try index.indexedLSN(namespace: namespace)
        let matches = try index.query(
            VectorQuery(
                topK: top, values: asked.values, sparse: asked.sparse, id: asked.id,
                filter: try query.filter("filter"), namespace: namespace, includeValues: false, includeMetadata: true))
        var usage: JSONObject = ["read_units": 6]
        if let tokens = asked.tokens { usage["embed_total_tokens"] = JSONValue(tokens) }
        var hits = matches.map { (record: $0.record, score: $0.score) }
        if let rerank {
            hits = try reranked(hits, rerank, question: asked.text)
            usage["rerank_units"] = 1
        }
        let fields = try body.strings("fields")
        let list = hits.map { hit -> JSONValue in
            let metadata = hit.record.metadata.filter { key, _ in
                fields.map { $0.contains(key) || $0.contains("*") } ?? true
            }
            return ["_id": .string(hit.record.id), "_score": JSONValue(hit.score), "fields": metadata.json]
        }
        let answer: JSONValue = ["result": ["hits": .array(list)], "usage": .object(usage)]
        return DataPlane.read(answer.serialized(), lsn)
    }

    private struct Question {
        var values: [Float]?
        var sparse: SparseVector?
        var id: String?
        var text: String?
        var tokens: Int?
    }

    private func question(_ query: WireFields) throws -> Question {
        var question = Question()
        question.id = try query.string("id")
        if let inputs = try query.object("inputs") {
            let text = try inputs.required("text", inputs.string("text"))
            let model = try models.embedding(embedding().model)
            let batch = try Inference.encode([text], with: model, parameters: nil)
            question.values = Array(batch[0])
            question.text = text
            question.tokens = batch.tokenCounts.reduce(0, +)
        } else if let vector = try query.object("vector") {
            question.values = try vector.floats("values")
            if let indices = try vector.list("sparse_indices") {
                let values = try vector.list("sparse_values") ?? []
                let pair: JSONObject = ["sparse": ["indices": .array(indices), "values": .array(values)]]
                question.sparse = try WireFields(pair, name: "vector").sparse("sparse")
            }
        } else if question.id == nil {
            throw WireFields.invalid("the query has none of 'inputs', 'vector' and 'id'")
        }
        return question
    }

    private func reranked(
        _ hits: [(record: VectorRecord, score: Double)], _ rerank: WireFields, question: String?
    ) throws -> [(record: VectorRecord, score: Double)] {
        let model = try models.reranker(rerank.required("model", rerank.string("model")))
        let field = try Inference.rankField(rerank.required("rank_fields", rerank.strings("rank_fields")))
        guard let query = try rerank.string("query") ?? question else {
            throw WireFields.invalid("rerank: 'query' is required where the search is not by text")
        }
        guard !hits.isEmpty else { return [] }
        guard hits.count <= InferenceModels.maximumDocuments else {
            throw WireFields.invalid("at most \(InferenceModels.maximumDocuments) hits can be reranked")
        }
        let texts = hits.map { $0.record.metadata[field]?.string ?? "" }
        return try Inference.rank(texts, query: query, model: model, top: try rerank.int("top_n")).map {
            (hits[$0.place].record, $0.score)
        }
    }
}

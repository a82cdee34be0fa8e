import Domain
import Embedding
import Retrieval

/// `/embed`, `/rerank`, `/models`.
struct Inference {
    let models: InferenceModels
    let message: HTTPMessage

    func reply(_ path: [String]) throws -> HTTPReply {
        switch (message.method, path.first, path.count) {
        case ("POST", "embed", 1): return HTTPReply(try embed(WireFields(body: message.body)))
        case ("POST", "rerank", 1): return HTTPReply(try rerank(WireFields(body: message.body)))
        case ("GET", "models", 1): return HTTPReply(["models": .array(try described())])
        case ("GET", "models", 2):
            guard let model = descriptions.first(where: { $0["model"]?.string == path[1] }) else {
                throw AlmanacError(
                    .notFound, "there is no model '\(path[1])' here",
                    hint: "there is \(models.names.joined(separator: ", "))")
            }
            return HTTPReply(model)
        default: throw PineconeAPI.unknown(message)
        }
    }

    // MARK: - Embed

    private func embed(_ fields: WireFields) throws -> JSONValue {
        let model = try models.embedding(fields.required("model", fields.string("model")))
        let inputs = try fields.required("inputs", fields.list("inputs"))
        guard (1...InferenceModels.maximumInputs).contains(inputs.count) else {
            throw WireFields.invalid("'inputs' holds 1 to \(InferenceModels.maximumInputs) texts, got \(inputs.count)")
        }
        let texts = try inputs.enumerated().map { place, json -> String in
            let input = try WireFields(json, name: "inputs[\(place)]")
            return try input.required("text", input.string("text"))
        }
        let batch = try Inference.encode(texts, with: model, parameters: try fields.object("parameters"))
        let data = (0..<batch.count).map { row -> JSONValue in
            ["vector_type": "dense", "values": .array(batch[row].map { JSONValue(Double($0)) })]
        }
        return [
            "model": .string(model.name), "vector_type": "dense", "data": .array(data),
            "usage": ["total_tokens": JSONValue(batch.tokenCounts.reduce(0, +))],
        ]
    }

    /// The vectors of texts, by the call's parameters.
    static func encode(
        _ texts: [String], with model: InferenceModels.EmbeddingModel, parameters: WireFields?
    ) throws -> EncodedBatch {
        if let type = try parameters?.string("input_type"), !["query", "passage"].contains(type) {
            throw WireFields.invalid("'input_type' must be query or passage, not '\(type)'")
        }
        if let dimension = try parameters?.int("dimension"), dimension != model.dimension {
            throw WireFields.invalid("the model \(model.name) gives \(model.dimension) dimensions, not \(dimension)")
        }
        let batch = try model.encoder.encode(texts)
        switch try parameters?.string("truncate") ?? "END" {
        case "END": break
        case "NONE":
            if let place = batch.truncated.firstIndex(of: true) {
                throw WireFields.invalid(
                    "input \(place) is longer than the \(model.encoder.identity.maxTokens) tokens that the model reads")
            }
        case let other: throw WireFields.invalid("'truncate' must be END or NONE, not '\(other)'")
        }
        return batch
    }

    // MARK: - Rerank

    private func rerank(_ fields: WireFields) throws -> JSONValue {
        let model = try models.reranker(fields.required("model", fields.string("model")))
        let query = try fields.required("query", fields.string("query"))
        let documents = try fields.required("documents", fields.list("documents"))
        guard (1...InferenceModels.maximumDocuments).contains(documents.count) else {
            throw WireFields.invalid(
                "'documents' holds 1 to \(InferenceModels.maximumDocuments) documents, got \(documents.count)")
        }
        let field = try Inference.rankField(fields.strings("rank_fields"))
        let texts = try documents.enumerated().map { place, json -> String in
            let document = try WireFields(json, name: "documents[\(place)]")
            return try document.required(field, document.string(field))
        }
        let ranked = try Inference.rank(texts, query: query, model: model, top: try fields.int("top_n"))
        let returnsDocuments = try fields.bool("return_documents") ?? true
        let data = ranked.map { entry -> JSONValue in
            var item: JSONObject = ["index": JSONValue(entry.place), "score": JSONValue(entry.score)]
            if returnsDocuments { item["document"] = documents[entry.place] }
            return .object(item)
        }
        return ["model": .string(model.name), "data": .array(data), "usage": ["rerank_units": 1]]
    }

    static func rankField(_ fields: [String]?) throws -> String {
        guard let fields else { return "text" }
        guard let field = fields.first, fields.count == 1 else {
            throw WireFields.invalid("'rank_fields' names exactly one field")
        }
        return field
    }

    /// Best first, equal scores in the order of the documents.
    static func rank(
        _ texts: [String], query: String, model: InferenceModels.RerankModel, top: Int?
    ) throws -> [(place: Int, score: Double)] {
        if let top, top < 1 { throw WireFields.invalid("'top_n' must be at least 1") }
        let scores = try TextReranker(tokens: model.tokens).scores(query: query, texts: texts)
        let order = scores.indices.sorted { (-scores[$0], $0) < (-scores[$1], $1) }
        return order.prefix(top ?? order.count).map { ($0, scores[$0]) }
    }

    // MARK: - Models

    private func described() throws -> [JSONValue] {
        guard let type = message.item("type") else { return descriptions }
        guard ["embed", "rerank"].contains(type) else { throw WireFields.invalid("'type' must be embed or rerank") }
        let vectorType = message.item("vector_type")
        return descriptions.filter {
            $0["type"]?.string == type && (vectorType == nil || $0["vector_type"]?.string == vectorType)
        }
    }

    private var descriptions: [JSONValue] {
        let truncate: JSONValue = [
            "parameter": "truncate", "type": "one_of", "value_type": "string", "required": false,
            "allowed_values": ["END", "NONE"], "default": "END",
        ]
        let inputType: JSONValue = [
            "parameter": "input_type", "type": "one_of", "value_type": "string", "required": false,
            "allowed_values": ["query", "passage"], "default": "passage",
        ]
        let embeddings = models.embeddings.map { model -> JSONValue in
            [
                "model": .string(model.name), "short_description": "The encoder of this home's knowledge.",
                "type": "embed", "vector_type": "dense", "default_dimension": JSONValue(model.dimension),
                "supported_dimensions": [JSONValue(model.dimension)], "modality": "text",
                "max_sequence_length": JSONValue(model.encoder.identity.maxTokens),
                "max_batch_size": JSONValue(InferenceModels.maximumInputs), "provider_name": "Almanac",
                "supported_metrics": ["cosine", "dotproduct", "euclidean"],
                "supported_parameters": [inputType, truncate],
            ]
        }
        let rerankers = models.rerankers.map { model -> JSONValue in
            [
                "model": .string(model.name),
                "short_description": "Late interaction over the encoder's token vectors.", "type": "rerank",
                "modality": "text", "max_sequence_length": JSONValue(model.tokens.identity.maxTokens),
                "max_batch_size": JSONValue(InferenceModels.maximumDocuments), "provider_name": "Almanac",
                "supported_parameters": [],
            ]
        }
        return embeddings + rerankers
    }
}

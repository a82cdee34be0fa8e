import Domain
public import Embedding
import Retrieval

/// This program's own models, under their own names: the encoder, and late interaction over its tokens as reranker.
public struct InferenceModels: Sendable {
    /// A model that gives dense vectors.
    struct EmbeddingModel: Sendable {
        let encoder: any Encoder
        var name: String { encoder.identity.name }
        var dimension: Int { encoder.identity.dimension }
    }

    struct RerankModel: Sendable {
        let name: String
        let tokens: any TokenEncoder
    }

    /// The most texts of one call.
    static let maximumInputs = 96
    static let maximumDocuments = 100

    let embeddings: [EmbeddingModel]
    let rerankers: [RerankModel]

    /// - Parameter encoder: nil where there are no weights: there are no models then.
    public init(encoder: (any Encoder)?) {
        embeddings = encoder.map { [EmbeddingModel(encoder: $0)] } ?? []
        let tokens = encoder as? any TokenEncoder ?? (encoder as? CachingEncoder)?.tokens
        rerankers = tokens.map { [RerankModel(name: "\($0.identity.name)-late-interaction", tokens: $0)] } ?? []
    }

    var names: [String] { embeddings.map(\.name) + rerankers.map(\.name) }

    func embedding(_ name: String) throws -> EmbeddingModel {
        guard let model = embeddings.first(where: { $0.name == name }) else {
            throw unknown(name, among: embeddings.map(\.name), kind: "embedding")
        }
        return model
    }

    func reranker(_ name: String) throws -> RerankModel {
        guard let model = rerankers.first(where: { $0.name == name }) else {
            throw unknown(name, among: rerankers.map(\.name), kind: "reranking")
        }
        return model
    }

    private func unknown(_ name: String, among known: [String], kind: String) -> AlmanacError {
        AlmanacError(
            .notFound, "there is no \(kind) model '\(name)' here",
            hint: known.isEmpty
                ? "install weights with: almanac model install" : "there is \(known.joined(separator: ", "))")
    }
}

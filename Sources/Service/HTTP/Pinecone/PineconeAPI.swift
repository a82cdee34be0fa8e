package import Domain
import Foundation
import VectorDatabase

/// Pinecone's REST API of this home: the control plane, inference, and each index under `/i/{name}`.
///
/// Both shapes of the control plane are spoken, by the version header: up to 2026-04 an index is `dimension`, `metric`
/// and `spec`; from 2026-07 on it is `schema` and `deployment`. Every call blocks.
public struct PineconeAPI: Sendable {
    let indexes: IndexDirectory
    let models: InferenceModels

    public init(indexes: IndexDirectory, models: InferenceModels) {
        self.indexes = indexes
        self.models = models
    }

    package func reply(to message: HTTPMessage) -> HTTPReply {
        let plane = PineconeAPI.plane(of: message.segments)
        do {
            return try answer(message).with("x-pinecone-request-id", PineconeAPI.requestID())
        } catch {
            return PineconeFailure.reply(error, plane: plane).with("x-pinecone-request-id", PineconeAPI.requestID())
        }
    }

    /// The answer to a request that is not looked at.
    package func refusal(_ error: AlmanacError, target: String) -> HTTPReply {
        PineconeFailure.reply(error, plane: target.hasPrefix("/i/") ? .data : .control)
    }

    private func answer(_ message: HTTPMessage) throws -> HTTPReply {
        guard let first = message.segments.first else { throw PineconeAPI.unknown(message) }
        let rest = Array(message.segments.dropFirst())
        switch first {
        case "indexes":
            return try ControlPlane(indexes: indexes, models: models, message: message).reply(rest)
        case "i":
            guard let name = rest.first else { throw PineconeAPI.unknown(message) }
            let index = try indexes.index(name)
            return try DataPlane(index: index, models: models, message: message).reply(Array(rest.dropFirst()))
        case "embed", "rerank", "models":
            return try Inference(models: models, message: message).reply([first] + rest)
        default: throw PineconeAPI.unknown(message)
        }
    }

    static func unknown(_ message: HTTPMessage) -> AlmanacError {
        AlmanacError(
            .methodNotFound, "there is nothing at \(message.method) /\(message.segments.joined(separator: "/"))")
    }

    private static func plane(of segments: [String]) -> PineconeFailure.Plane {
        segments.first == "i" ? .data : .control
    }

    private static func requestID() -> String {
        UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
    }
}

import Domain
import Foundation
import VectorDatabase

/// `/indexes`: create, list, describe, configure and delete indexes.
struct ControlPlane {
    let indexes: IndexDirectory
    let models: InferenceModels
    let message: HTTPMessage

    /// - Parameter path: the segments behind `/indexes`.
    func reply(_ path: [String]) throws -> HTTPReply {
        switch (message.method, path.count) {
        case ("GET", 0):
            let all = try indexes.all()
            return HTTPReply(["indexes": .array(all.map(describe))])
        case ("POST", 0): return try create(shape.settings(WireFields(body: message.body)))
        case ("POST", 1) where path[0] == "create-for-model":
            return try create(ForModel(models: models).settings(WireFields(body: message.body)))
        case ("GET", 1): return HTTPReply(describe(try indexes.settings(path[0])))
        case ("PATCH", 1): return try configure(path[0])
        case ("DELETE", 1):
            try indexes.delete(path[0])
            return HTTPReply(status: 202, bytes: [])
        default: throw PineconeAPI.unknown(message)
        }
    }

    private var shape: ControlShape { ControlShape(version: message.headers["x-pinecone-api-version"]) }

    private func create(_ settings: IndexSettings) throws -> HTTPReply {
        try indexes.create(settings)
        return HTTPReply(status: 201, describe(settings))
    }

    private func configure(_ name: String) throws -> HTTPReply {
        let fields = try WireFields(body: message.body)
        let protection = try ControlShape.protection(fields)
        let tags = try ControlShape.tags(fields)
        for key in ["embed", "schema"] where fields.value(key) != nil {
            throw WireFields.invalid("'\(key)' of an index cannot be changed here")
        }
        let changed = try indexes.configure(name) { settings in
            if let protection { settings.isProtected = protection }
            // An empty value takes a tag away.
            for (key, value) in tags ?? [:] { settings.tags[key] = value.isEmpty ? nil : value }
            for key in ["spec", "deployment", "read_capacity"] {
                guard let update = fields.value(key)?.object else { continue }
                let old = settings.control[key]?.object ?? JSONObject()
                settings.control[key] = .object(old.merging(update))
            }
        }
        return HTTPReply(status: 202, describe(changed))
    }

    private func describe(_ settings: IndexSettings) -> JSONValue {
        let host = "http://\(message.headers["host"] ?? "127.0.0.1")/i/\(settings.name)"
        return shape.description(of: settings, host: host)
    }
}

extension JSONObject {
    /// Members of `other` over those here, one level deep.
    fileprivate func merging(_ other: JSONObject) -> JSONObject {
        var merged = self
        for (key, value) in other.members {
            if let inner = value.object, let old = merged[key]?.object {
                merged[key] = .object(old.merging(inner))
            } else {
                merged[key] = value
            }
        }
        return merged
    }
}

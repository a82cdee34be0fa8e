import Domain
import Foundation
import VectorDatabase

/// How an index is written on the wire, by API version.
enum ControlShape {
    /// Until 2026-04: `dimension`, `metric`, `vector_type`, `spec`.
    case specification
    /// From 2026-07 on: `schema` and `deployment`.
    case schema

    static let denseField = "_values"
    static let sparseField = "_sparse_values"

    /// A caller that names no version gets the oldest.
    init(version: String?) {
        // Versions are dates: their order is that of their text.
        self = version.map { $0 >= "2026-07" } == true ? .schema : .specification
    }

    // MARK: - Reading

    func settings(_ fields: WireFields) throws -> IndexSettings {
        let name = try fields.required("name", fields.string("name"))
        var control = JSONObject()
        for key in ["spec", "deployment", "read_capacity", "source_collection"] {
            if let value = fields.value(key) { control[key] = value }
        }
        let vector =
            switch self {
            case .specification: try ControlShape.vector(fields)
            case .schema: try ControlShape.vector(schema: fields)
            }
        if self == .schema {
            control["schema"] = fields.value("schema")
        } else if try fields.object("spec") == nil {
            throw WireFields.invalid("the body: 'spec' is required")
        }
        return IndexSettings(
            name: name, dimension: vector.dimension, metric: vector.metric,
            isProtected: try ControlShape.protection(fields) ?? false, tags: try ControlShape.tags(fields) ?? [:],
            embed: nil, control: control, createdAt: ControlShape.now())
    }

    static func now() -> Timestamp {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    static func protection(_ fields: WireFields) throws -> Bool? {
        switch try fields.string("deletion_protection") {
        case nil: return nil
        case "enabled": return true
        case "disabled": return false
        default: throw WireFields.invalid("'deletion_protection' must be enabled or disabled")
        }
    }

    static func tags(_ fields: WireFields) throws -> [String: String]? {
        guard let object = try fields.json("tags") else { return nil }
        var tags: [String: String] = [:]
        for (key, value) in object.members {
            let isKey = (1...80).contains(key.utf8.count) && key.utf8.allSatisfy(ControlShape.isTagByte)
            guard isKey, let text = value.string, text.utf8.count <= 120,
                text.utf8.allSatisfy({ (0x20...0x7E).contains($0) })
            else {
                throw WireFields.invalid(
                    "tags are at most 80 letters, digits, - and _, and their values at most 120 printable characters")
            }
            tags[key] = text
        }
        guard tags.count <= 20 else { throw WireFields.invalid("an index has at most 20 tags") }
        return tags
    }

    private static func isTagByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }

    private typealias Vector = (dimension: Int?, metric: VectorMetric)

    private static func vector(_ fields: WireFields) throws -> Vector {
        let metric = try fields.string("metric").map(metric)
        switch try fields.string("vector_type") ?? "dense" {
        case "dense":
            return (try fields.required("dimension", fields.int("dimension")), metric ?? .cosine)
        case "sparse":
            guard fields.value("dimension") == nil, metric ?? .dotProduct == .dotProduct else {
                throw WireFields.invalid("a sparse index has no dimension, and its metric is dotproduct")
            }
            return (nil, .dotProduct)
        default: throw WireFields.invalid("'vector_type' must be dense or sparse")
        }
    }

    static func metric(_ name: String) throws -> VectorMetric {
        guard let metric = VectorMetric(rawValue: name) else {
            throw WireFields.invalid("'metric' must be cosine, euclidean or dotproduct, not '\(name)'")
        }
        return metric
    }

    private static func vector(schema body: WireFields) throws -> Vector {
        let schema = try body.required("schema", body.object("schema"))
        let fields = try schema.required("fields", schema.json("fields"))
        var dense: Vector?
        var sparse: Vector?
        for (name, value) in fields.members {
            let field = try WireFields(value, name: name)
            switch try field.string("type") {
            case "dense_vector" where dense == nil:
                let dimension = try field.required("dimension", field.int("dimension"))
                dense = (dimension, try field.string("metric").map(metric) ?? .cosine)
            case "sparse_vector" where sparse == nil: sparse = (nil, .dotProduct)
            case let type:
                throw WireFields.invalid(
                    "schema.fields.\(name): '\(type ?? "")' is not served here; an index has one dense_vector "
                        + "or one sparse_vector field")
            }
        }
        // Both make a dense index whose records may carry sparse values too.
        guard let vector = dense ?? sparse else { throw WireFields.invalid("the schema has no vector field") }
        return vector
    }

    // MARK: - Writing

    func description(of settings: IndexSettings, host: String) -> JSONValue {
        var object: JSONObject = [
            "name": .string(settings.name), "host": .string(host), "status": ["ready": true, "state": "Ready"],
            "deletion_protection": settings.isProtected ? "enabled" : "disabled",
            "tags": .object(JSONObject(settings.tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ]
        switch self {
        case .specification: specify(settings, in: &object)
        case .schema: declare(settings, in: &object)
        }
        return .object(object)
    }

    private func specify(_ settings: IndexSettings, in object: inout JSONObject) {
        if let dimension = settings.dimension { object["dimension"] = JSONValue(dimension) }
        object["metric"] = .string(settings.metric.rawValue)
        object["vector_type"] = settings.isSparse ? "sparse" : "dense"
        object["created_at"] = .string(settings.createdAt.iso)
        var spec = settings.control["spec"] ?? ControlShape.specification(of: settings.control["deployment"])
        if var serverless = spec["serverless"]?.object, serverless["read_capacity"] == nil {
            // The client of this version cannot read an answer without it.
            serverless["read_capacity"] = settings.control["read_capacity"] ?? ControlShape.onDemand
            spec = ["serverless": .object(serverless)]
        }
        object["spec"] = spec
        if let embed = settings.embed {
            object["embed"] = [
                "model": .string(embed.model), "metric": .string(settings.metric.rawValue),
                "dimension": JSONValue(settings.dimension), "vector_type": settings.isSparse ? "sparse" : "dense",
                "field_map": ["text": .string(embed.textField)],
                "read_parameters": ["input_type": "query", "truncate": "END"],
                "write_parameters": ["input_type": "passage", "truncate": "END"],
            ]
        }
    }

    private func declare(_ settings: IndexSettings, in object: inout JSONObject) {
        var fields = JSONObject()
        if let embed = settings.embed {
            fields[embed.textField] = [
                "type": "semantic_text", "model": .string(embed.model), "metric": .string(settings.metric.rawValue),
                "read_parameters": ["input_type": "query", "truncate": "END"],
                "write_parameters": ["input_type": "passage", "truncate": "END"],
            ]
        } else if let declared = settings.control["schema"]?["fields"]?.object {
            fields = declared
        } else if let dimension = settings.dimension {
            fields[ControlShape.denseField] = [
                "type": "dense_vector", "dimension": JSONValue(dimension), "metric": .string(settings.metric.rawValue),
            ]
        } else {
            fields[ControlShape.sparseField] = ["type": "sparse_vector"]
        }
        object["schema"] = ["fields": .object(fields)]
        object["deployment"] = settings.control["deployment"] ?? ControlShape.deployment(of: settings.control["spec"])
        object["read_capacity"] = settings.control["read_capacity"] ?? ControlShape.onDemand
    }

    private static let onDemand: JSONValue = ["mode": "OnDemand", "status": ["state": "Ready"]]

    /// The older form of a deployment.
    private static func specification(of deployment: JSONValue?) -> JSONValue {
        let environment = deployment?["environment"] ?? "local"
        switch deployment?["deployment_type"]?.string {
        case "pod":
            return [
                "pod": [
                    "environment": environment, "pod_type": deployment?["pod_type"] ?? "p1.x1",
                    "replicas": deployment?["replicas"] ?? 1, "shards": deployment?["shards"] ?? 1,
                    "pods": deployment?["replicas"] ?? 1,
                ]
            ]
        case "byoc": return ["byoc": ["environment": environment]]
        default:
            return [
                "serverless": ["cloud": deployment?["cloud"] ?? "local", "region": deployment?["region"] ?? "local"]
            ]
        }
    }

    /// The newer form of a specification.
    private static func deployment(of specification: JSONValue?) -> JSONValue {
        if let pod = specification?["pod"] {
            return [
                "deployment_type": "pod", "environment": pod["environment"] ?? "local",
                "pod_type": pod["pod_type"] ?? "p1.x1", "replicas": pod["replicas"] ?? 1, "shards": pod["shards"] ?? 1,
            ]
        }
        if let byoc = specification?["byoc"] {
            return ["deployment_type": "byoc", "environment": byoc["environment"] ?? "local"]
        }
        let serverless = specification?["serverless"]
        return [
            "deployment_type": "managed", "cloud": serverless?["cloud"] ?? "local",
            "region": serverless?["region"] ?? "local",
        ]
    }
}

/// A metadata value as filters compare it: no nesting, no null.
public enum MetadataValue: Sendable, Hashable {
    case string(String)
    /// Always finite.
    case number(Double)
    case bool(Bool)
    case list([String])

    /// Returns nil for null, nested values, lists of anything but strings, and numbers that are not finite.
    public init?(_ json: JSONValue) {
        switch json {
        case .string(let value): self = .string(value)
        case .bool(let value): self = .bool(value)
        case .integer(let value): self = .number(Double(value))
        case .number(let value): self = .number(value)
        case .array(let values):
            let strings = values.compactMap(\.string)
            guard strings.count == values.count else { return nil }
            self = .list(strings)
        case .null, .object: return nil
        }
    }

    public var json: JSONValue {
        switch self {
        case .string(let value): .string(value)
        case .bool(let value): .bool(value)
        case .list(let values): JSONValue(values)
        case .number(let value): Int64(exactly: value).map(JSONValue.integer) ?? JSONValue(value)
        }
    }

    public var string: String? { if case .string(let value) = self { value } else { nil } }
}

public typealias Metadata = [String: MetadataValue]

extension Metadata {
    /// An object with its keys in order.
    public var json: JSONValue { .object(JSONObject(sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) })) }

    /// Reads a flat object; returns the first key whose value no metadata can hold.
    public static func parse(_ object: JSONObject) -> Result<Metadata, MetadataKeyError> {
        var metadata: Metadata = [:]
        for (key, json) in object.members {
            guard !key.isEmpty, !key.hasPrefix("$"), let value = MetadataValue(json) else {
                return .failure(MetadataKeyError(key: key))
            }
            metadata[key] = value
        }
        return .success(metadata)
    }
}

/// The metadata key whose value is not a string, number, boolean or list of strings.
public struct MetadataKeyError: Error, Sendable { public let key: String }

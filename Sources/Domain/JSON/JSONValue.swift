/// A JSON value. Objects keep the order of their members and never hold a key twice.
///
/// Integers that fit are kept apart from other numbers, so that an id `1` is answered as `1` and not as `1.0`.
public enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int64)
    /// Always finite.
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
}

/// The members of a JSON object in order.
public struct JSONObject: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    public private(set) var members: [(key: String, value: JSONValue)]
    /// Built from nine members on; below that a scan is faster.
    private var offsets: [String: Int]?

    public init() { members = [] }

    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self.init()
        for (key, value) in elements { self[key] = value }
    }

    public init(_ pairs: some Sequence<(String, JSONValue)>) {
        self.init()
        for (key, value) in pairs { self[key] = value }
    }

    public subscript(key: String) -> JSONValue? {
        get { offset(of: key).map { members[$0].value } }
        set {
            if let offset = offset(of: key) {
                if let newValue {
                    members[offset].value = newValue
                } else {
                    members.remove(at: offset)
                    offsets = nil
                }
            } else if let newValue {
                members.append((key, newValue))
                if offsets != nil {
                    offsets?[key] = members.count - 1
                } else if members.count > 8 {
                    offsets = Dictionary(
                        members.enumerated().map { ($1.key, $0) }, uniquingKeysWith: { first, _ in first })
                }
            }
        }
    }

    public var isEmpty: Bool { members.isEmpty }
    public var count: Int { members.count }
    public var keys: [String] { members.map(\.key) }

    private func offset(of key: String) -> Int? {
        if let offsets { return offsets[key] }
        return members.firstIndex { $0.key == key }
    }

    /// Two objects are equal when they hold the same members, in whatever order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        for member in members.sorted(by: { $0.key < $1.key }) {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
    }
}

// A nil literal is left out on purpose: beside `??` it would be ambiguous, and `.null` reads better.
extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    public init(stringLiteral value: String) { self = .string(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}

extension JSONValue {
    public init(_ value: Int?) { self = value.map { .integer(Int64($0)) } ?? JSONValue.null }
    /// JSON has no NaN and no infinity; such a value becomes null.
    public init(_ value: Double?) { self = value.flatMap { $0.isFinite ? .number($0) : nil } ?? JSONValue.null }
    public init(_ value: String?) { self = value.map(JSONValue.string) ?? JSONValue.null }
    public init(_ value: Bool?) { self = value.map(JSONValue.bool) ?? JSONValue.null }
    public init(_ values: [String]) { self = .array(values.map(JSONValue.string)) }

    public var string: String? { if case .string(let value) = self { value } else { nil } }
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    public var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    public var isNull: Bool { self == .null }

    /// Any number as a Double.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value): value
        default: nil
        }
    }

    /// A number without a fraction as an Int (`3` and `3.0`, not `3.5`).
    public var int: Int? {
        switch self {
        case .integer(let value): Int(value)
        case .number(let value): Int(exactly: value)
        default: nil
        }
    }

    public subscript(key: String) -> JSONValue? { object?[key] }

    /// The word for the type in messages: `string`, `number`, `list` …
    public var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .string: "string"
        case .array: "list"
        case .object: "object"
        }
    }
}

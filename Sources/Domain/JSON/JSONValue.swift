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
///
/// Names are told apart by their bytes, as JSON has it: `"é"` and `"e\u{301}"` are two names, although Swift's `==`
/// takes these strings for equal.
public struct JSONObject: Sendable, Hashable, ExpressibleByDictionaryLiteral {
    public private(set) var members: [(key: String, value: JSONValue)]
    /// Built from nine members on; below that a scan is faster.
    private var offsets: [ExactName: Int]?

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
                    offsets?[ExactName(text: key)] = members.count - 1
                } else if members.count > 8 {
                    offsets = Dictionary(
                        members.enumerated().map { (ExactName(text: $1.key), $0) },
                        uniquingKeysWith: { first, _ in first })
                }
            }
        }
    }

    public var isEmpty: Bool { members.isEmpty }
    public var count: Int { members.count }
    public var keys: [String] { members.map(\.key) }

    private func offset(of key: String) -> Int? {
        let name = ExactName(text: key)
        if let offsets { return offsets[name] }
        return members.firstIndex { ExactName(text: $0.key) == name }
    }

    /// Two objects are equal when they hold the same members, in whatever order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.key] == $0.value }
    }

    public func hash(into hasher: inout Hasher) {
        for member in members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            hasher.combine(ExactName(text: member.key))
            hasher.combine(member.value)
        }
    }
}

/// A member name compared byte by byte.
private struct ExactName: Hashable {
    let text: String

    static func == (left: ExactName, right: ExactName) -> Bool {
        left.text.utf8.count == right.text.utf8.count && left.text.utf8.elementsEqual(right.text.utf8)
    }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
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

package import Domain

/// The id of a request, kept so exactly that the answer repeats it in value and in type: `1`, `"1"` and `1.0` differ.
package enum RPCID: Sendable {
    /// `"id":null` is a request with a discouraged id, not a notification.
    case null
    case integer(Int64)
    case number(Double)
    case string(String)

    /// Nil for booleans, lists, objects, and for numbers beyond 2⁶³, which a Double cannot repeat exactly.
    package init?(_ json: JSONValue) {
        switch json {
        case .null: self = .null
        case .integer(let value): self = .integer(value)
        case .number(let value):
            guard value.magnitude < 0x1p63 else { return nil }
            self = .number(value)
        case .string(let value): self = .string(value)
        case .bool, .array, .object: return nil
        }
    }

    package var json: JSONValue {
        switch self {
        case .null: .null
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        }
    }
}

extension RPCID: Equatable {
    /// Strings are compared by their bytes: Swift's `==` would take `"é"` and `"e\u{301}"` for one id.
    package static func == (left: RPCID, right: RPCID) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.integer(let left), .integer(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        default: false
        }
    }
}

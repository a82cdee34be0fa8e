import Domain
import GRDB

/// Values of the tables of conversations. All throw `corrupt` where the column holds something else.
extension SQLStatement {
    /// What `JSONValue(_: [Attachment])` wrote.
    func attachments(_ column: Int32) throws -> [Attachment] {
        try list(column).map { json in
            guard let name = json["name"]?.string, let type = json["type"]?.string, let size = json["size"]?.int else {
                throw unreadable(column)
            }
            return Attachment(name: name, type: type, size: size, path: json["path"]?.string)
        }
    }

    func reasons(_ column: Int32) throws -> [DecisionReason] {
        try list(column).map { json in
            guard let reason = DecisionReason(json: json) else { throw unreadable(column) }
            return reason
        }
    }

    /// Three columns from this one on: identity, verified_by, email. Without an address nobody is identified.
    func identity(from column: Int32) throws -> Identity? {
        guard let level = try optionalWord(column, as: Identity.Level.self) else { return nil }
        let verification = try optionalWord(column + 1, as: Identity.Verification.self)
        guard let email = optionalText(column + 2) else { return .anonymous }
        switch level {
        case .anonymous: return .anonymous
        case .claimed: return .claimed(email: email)
        case .verified: return verification.map { .verified(email: email, by: $0) } ?? .claimed(email: email)
        }
    }

    private func list(_ column: Int32) throws -> [JSONValue] {
        guard let list = try json(column).array else { throw unreadable(column) }
        return list
    }

    private func unreadable(_ column: Int32) -> AlmanacError {
        AlmanacError(
            .corrupt, "support.sqlite holds a value that cannot be read in the column \(name(column))",
            hint: "restore it from a backup")
    }
}

extension SQLValue {
    static func json(_ values: [JSONValue]) -> SQLValue { .text(JSONValue.array(values).text) }

    /// A score as its column takes it.
    static func score(_ value: Double) -> SQLValue { .real(value.isNaN ? 0 : min(max(value, 0), 1)) }
}

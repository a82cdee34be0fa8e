import Crypto
import Domain
import Foundation
import Store

extension Conversations {
    /// `email_` and 12 hexadecimal digits, which stand for a customer's newest open session without showing the
    /// address: an HMAC-SHA256 of it, in lower case, under the home's key. Never to be logged.
    public func alias(email: String) throws -> String {
        let key = SymmetricKey(data: try store.read { try $0.manifest() }.homeKey)
        let code = HMAC<SHA256>.authenticationCode(for: Data(Identity.normalized(email).utf8), using: key)
        return Conversations.aliasPrefix + Hexadecimal.text(code.prefix(Conversations.aliasBytes))
    }

    /// Whether an alias is that of an address; takes a time that does not depend on how much of it is right.
    public func resolveAlias(_ alias: String, email: String) throws -> Bool {
        let given = Array(alias.utf8)
        let expected = Array(try self.alias(email: email).utf8)
        guard given.count == expected.count else { return false }
        return zip(given, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Whether a session's id is an alias by its form.
    public static func isAlias(_ session: String) -> Bool {
        guard session.hasPrefix(aliasPrefix), session.utf8.count == aliasPrefix.utf8.count + 2 * aliasBytes else {
            return false
        }
        return Hexadecimal.bytes(String(session.dropFirst(aliasPrefix.count))) != nil
    }

    private static let aliasPrefix = "email_"
    private static let aliasBytes = 6
}

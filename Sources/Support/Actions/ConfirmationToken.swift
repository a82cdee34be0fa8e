import Crypto
import Domain
import Foundation

/// What a customer's form sends back with a confirmation: an HMAC-SHA256 of the proposal's id and expiry under the
/// home's key. It is computed whenever it is needed and kept nowhere.
struct ConfirmationToken: Sendable {
    private let key: SymmetricKey

    init(homeKey: [UInt8]) { key = SymmetricKey(data: homeKey) }

    func token(of proposal: Proposal) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: ConfirmationToken.message(proposal), using: key)
        return Hexadecimal.text(code)
    }

    /// Takes a time that does not depend on how much of the token is right.
    func matches(_ token: String, _ proposal: Proposal) -> Bool {
        let given = Array(token.utf8)
        let expected = Array(self.token(of: proposal).utf8)
        guard given.count == expected.count else { return false }
        return zip(given, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    private static func message(_ proposal: Proposal) -> Data {
        Data("confirm\n\(proposal.id)\n\(proposal.expiresAt.milliseconds)".utf8)
    }
}

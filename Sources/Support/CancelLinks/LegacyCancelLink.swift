import Crypto
public import Domain
import Foundation

/// Cancel links of version 1, for a company whose cancel page cannot read others yet: off unless set up, and only made,
/// never accepted here.
///
/// Weaker than version 2: such a link has no time of issue, never expires, works any number of times until the password
/// is changed, names no key, and holds the customer's e-mail address. The page's one-time code is all that stands
/// behind it.
///
/// The token is URL-safe base64 of nonce (12 bytes), ciphertext and tag (16) of AES-256-GCM, without associated data,
/// over a JSON object with subscription and address; the key is the SHA-256 of a password.
public struct LegacyCancelLink: Sendable {
    private let key: [UInt8]
    private let subscriptionField: String
    private let emailField: String

    /// - Parameters:
    ///   - password: shared with the page; at least 12 bytes, else `invalid_input`.
    ///   - subscriptionField: the name of the member as the page reads it.
    ///   - emailField: the same for the address.
    public init(
        password: String, subscriptionField: String = "subscription_id", emailField: String = "email"
    ) throws {
        guard password.utf8.count >= 12 else {
            throw AlmanacError(
                .invalidInput, "the password of cancel links has fewer than 12 bytes",
                hint: "set a longer one here and on the cancel page")
        }
        guard subscriptionField != emailField, !subscriptionField.isEmpty, !emailField.isEmpty else {
            throw AlmanacError(.invalidInput, "cancel links of version 1 need two different field names")
        }
        key = Array(SHA256.hash(data: Array(password.utf8)))
        (self.subscriptionField, self.emailField) = (subscriptionField, emailField)
    }

    /// The token for the page.
    public func seal(
        subscription: SubscriptionNumber, email: String, random: RandomSource = .system
    ) throws -> String {
        let payload: JSONValue = .object(
            JSONObject([(subscriptionField, .string(subscription.rawValue)), (emailField, .string(email))]))
        let nonce = random.bytes(AuthenticatedCipher.nonceBytes)
        let sealed = try AuthenticatedCipher.seal(
            Array(payload.text.utf8), key: key, nonce: nonce, associated: [])
        let bare = Base64URL.encode(nonce + sealed)
        return bare + String(repeating: "=", count: (4 - bare.utf8.count % 4) % 4)
    }

    /// What a token of this password says, with or without padding; nil for any other text.
    public func open(_ text: String) -> (subscription: SubscriptionNumber, email: String)? {
        guard text.utf8.count <= CancelLinkToken.charactersAtMost,
            let bytes = Base64URL.decode(text.trimmingCharacters(in: CharacterSet(charactersIn: "="))),
            bytes.count > AuthenticatedCipher.nonceBytes,
            let plain = AuthenticatedCipher.open(
                Array(bytes[AuthenticatedCipher.nonceBytes...]), key: key,
                nonce: Array(bytes[..<AuthenticatedCipher.nonceBytes]), associated: []),
            let json = try? JSONParser.parse(plain), let subscription = json[subscriptionField]?.string,
            let email = json[emailField]?.string
        else { return nil }
        return (SubscriptionNumber(rawValue: subscription), email)
    }
}

extension LegacyCancelLink: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "<cancel links of version 1>" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

public import Domain

/// What a cancel link says, and its sealed form of version 2.
///
/// A sealed token is URL-safe base64, without padding, of
///
///     version (1 byte: 2) | length of the key id (1) | key id | nonce (12) | ciphertext | tag (16)
///
/// sealed with AES-256-GCM. Associated data is all that stands before the nonce. The ciphertext is of the JSON object
/// `{"subscription", "customer", "issued_at", "expires_at", "id"}`, times in UTC milliseconds, `id` as 32 hexadecimal
/// digits.
public struct CancelLinkToken: Sendable, Hashable {
    public static let version: UInt8 = 2
    /// Characters of a sealed token; far more than one has.
    public static let charactersAtMost = 1024
    public static let idBytes = 16

    public let subscription: SubscriptionNumber
    /// The payer whom it was given to.
    public let customer: CustomerNumber
    public let issuedAt: Timestamp
    /// The first moment at which it is not valid any more.
    public let expiresAt: Timestamp
    /// 16 random bytes; of these only the hash is kept.
    public let id: [UInt8]

    /// Why a text is not a token. For logs: whoever brought it is told only that it is not valid.
    public enum Failure: String, Sendable, Hashable, Error, CaseIterable {
        case tooLong = "too_long"
        /// Not base64, or too short.
        case malformed
        case otherVersion = "other_version"
        /// No such key, or not any more.
        case unknownKey = "unknown_key"
        /// Changed, cut short, or sealed with another key.
        case notAuthentic = "not_authentic"
        /// Sealed by us and yet not what we write.
        case unreadable
    }

    public init(
        subscription: SubscriptionNumber, customer: CustomerNumber, issuedAt: Timestamp, expiresAt: Timestamp,
        id: [UInt8]
    ) {
        (self.subscription, self.customer, self.issuedAt) = (subscription, customer, issuedAt)
        (self.expiresAt, self.id) = (expiresAt, id)
    }

    /// The sealed text, under the newest key. Throws `invalid_input` where the numbers are too long for a link.
    public static func seal(
        _ token: CancelLinkToken, with keys: CancelLinkKeys, random: RandomSource = .system
    ) throws -> String {
        let header = header(keyID: keys.newest.id)
        let nonce = random.bytes(AuthenticatedCipher.nonceBytes)
        let sealed = try AuthenticatedCipher.seal(
            Array(token.json.text.utf8), key: keys.newest.bytes, nonce: nonce, associated: header)
        let text = Base64URL.encode(header + nonce + sealed)
        guard text.utf8.count <= charactersAtMost else {
            throw AlmanacError(.invalidInput, "the numbers of \(token.subscription) are too long for a cancel link")
        }
        return text
    }

    /// The token of a sealed text and the id of its key.
    public static func open(
        _ text: String, keys: CancelLinkKeys
    ) throws(Failure) -> (token: CancelLinkToken, keyID: String) {
        guard text.utf8.count <= charactersAtMost else { throw .tooLong }
        guard let bytes = Base64URL.decode(text), let version = bytes.first else { throw .malformed }
        guard version == CancelLinkToken.version else { throw .otherVersion }
        let idEnd = 2 + Int(bytes.dropFirst().first ?? 0)
        let nonceEnd = idEnd + AuthenticatedCipher.nonceBytes
        guard bytes.count >= nonceEnd + AuthenticatedCipher.tagBytes else { throw .malformed }
        guard let id = String(validating: bytes[2..<idEnd], as: UTF8.self), let key = keys.key(id: id) else {
            throw .unknownKey
        }
        let plain = AuthenticatedCipher.open(
            Array(bytes[nonceEnd...]), key: key.bytes, nonce: Array(bytes[idEnd..<nonceEnd]),
            associated: Array(bytes[..<idEnd]))
        guard let plain else { throw .notAuthentic }
        guard let json = try? JSONParser.parse(plain), let token = CancelLinkToken(json) else { throw .unreadable }
        return (token, id)
    }

    private static func header(keyID: String) -> [UInt8] {
        // An id has at most 16 bytes.
        [version, UInt8(clamping: keyID.utf8.count)] + Array(keyID.utf8)
    }
}

extension CancelLinkToken {
    /// What is sealed; members in this order.
    var json: JSONValue {
        [
            "subscription": .string(subscription.rawValue), "customer": .string(customer.rawValue),
            "issued_at": .integer(issuedAt.milliseconds), "expires_at": .integer(expiresAt.milliseconds),
            "id": .string(Hexadecimal.text(id)),
        ]
    }

    init?(_ json: JSONValue) {
        guard let subscription = json["subscription"]?.string, let customer = json["customer"]?.string,
            let issuedAt = json["issued_at"]?.int, let expiresAt = json["expires_at"]?.int,
            let id = json["id"]?.string.flatMap(Hexadecimal.bytes), id.count == CancelLinkToken.idBytes
        else { return nil }
        self.init(
            subscription: SubscriptionNumber(rawValue: subscription), customer: CustomerNumber(rawValue: customer),
            issuedAt: Timestamp(milliseconds: Int64(issuedAt)), expiresAt: Timestamp(milliseconds: Int64(expiresAt)),
            id: id)
    }
}

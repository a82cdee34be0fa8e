public import Domain

/// A cancel link as it is kept: enough to recognise it, not enough to make it again.
public struct CancelLinkRecord: Sendable, Hashable {
    /// SHA-256 of the link's random id, in hexadecimal.
    public var idHash: String
    /// Of the key that it was sealed with.
    public var keyID: String
    public var customer: CustomerNumber
    public var subscription: SubscriptionNumber
    public var session: String?
    public var issuedAt: Timestamp
    public var expiresAt: Timestamp
    public var redeemed: Redemption?

    /// When it was used, and under which request key.
    public struct Redemption: Sendable, Hashable {
        public var at: Timestamp
        public var key: String

        public init(at: Timestamp, key: String) { (self.at, self.key) = (at, key) }
    }

    public init(
        idHash: String, keyID: String, customer: CustomerNumber, subscription: SubscriptionNumber, session: String?,
        issuedAt: Timestamp, expiresAt: Timestamp, redeemed: Redemption? = nil
    ) {
        (self.idHash, self.keyID, self.customer, self.subscription) = (idHash, keyID, customer, subscription)
        (self.session, self.issuedAt, self.expiresAt, self.redeemed) = (session, issuedAt, expiresAt, redeemed)
    }
}

extension SupportReader {
    /// The link whose id has this hash; nil where none was given out.
    public func cancelLink(idHash: String) throws -> CancelLinkRecord? {
        let sql = """
            SELECT key_id, customer, subscription, session, issued_at, expires_at, redeemed_at, redeemed_key
            FROM cancel_link
            WHERE id_hash = ?
            """
        return try SQLStatement(db, sql).bind([.text(idHash)]).first { row in
            var redeemed: CancelLinkRecord.Redemption?
            if let at = row.optionalInt64(6), let key = row.optionalText(7) {
                redeemed = CancelLinkRecord.Redemption(at: Timestamp(milliseconds: at), key: key)
            }
            return CancelLinkRecord(
                idHash: idHash, keyID: row.text(0), customer: CustomerNumber(rawValue: row.text(1)),
                subscription: SubscriptionNumber(rawValue: row.text(2)), session: row.optionalText(3),
                issuedAt: Timestamp(milliseconds: row.int64(4)), expiresAt: Timestamp(milliseconds: row.int64(5)),
                redeemed: redeemed)
        }
    }
}

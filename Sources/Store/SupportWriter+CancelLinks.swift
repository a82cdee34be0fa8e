public import Domain

extension SupportWriter {
    /// Keeps a link that is given out. Throws `conflict` where its hash is there already.
    public func insert(_ link: CancelLinkRecord) throws {
        let sql = """
            INSERT INTO cancel_link (id_hash, key_id, customer, subscription, session, issued_at, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id_hash) DO NOTHING
            """
        try SQLStatement(db, sql).run(
            .text(link.idHash), .text(link.keyID), .text(link.customer.rawValue), .text(link.subscription.rawValue),
            .text(link.session), .integer(link.issuedAt.milliseconds), .integer(link.expiresAt.milliseconds))
        guard db.changesCount == 1 else {
            throw AlmanacError(
                .conflict, "a cancel link with this id was given out before", hint: "make another link")
        }
    }

    /// Uses a link up. False, and nothing changed, where it was used before or there is none.
    public func redeemCancelLink(idHash: String, key: String, at time: Timestamp) throws -> Bool {
        let sql = """
            UPDATE cancel_link
            SET redeemed_at = ?, redeemed_key = ?
            WHERE id_hash = ? AND redeemed_at IS NULL
            """
        try SQLStatement(db, sql).run(.integer(time.milliseconds), .text(key), .text(idHash))
        return db.changesCount == 1
    }
}

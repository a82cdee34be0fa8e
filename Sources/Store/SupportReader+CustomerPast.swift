public import Domain

/// What earlier conversations of a customer, and this one, left behind.
extension SupportReader {
    /// Wishes to cancel between two moments, both counted: decided messages of the given categories in sessions that
    /// are a verified customer's, links to the cancel page, and cancellations. Those of one session count once; a
    /// link or a cancellation outside of a session counts once for its subscription.
    ///
    /// - Parameter turn: the row of a message that is not counted.
    public func cancelWishes(
        of customer: CustomerNumber, categories: Set<String>, except turn: Int64?, from: Timestamp, to: Timestamp
    ) throws -> Int {
        let sql = """
            SELECT count(DISTINCT place) FROM (
                SELECT session.id AS place
                FROM session
                JOIN message ON message.session = session.row
                JOIN decision ON decision.message = message.row
                WHERE session.customer = ?1 AND session.identity = 'verified' AND message.row IS NOT ?3
                    AND message.created_at BETWEEN ?4 AND ?5
                    AND (decision.category IN (SELECT value FROM json_each(?2))
                        OR decision.secondary_category IN (SELECT value FROM json_each(?2)))
                UNION ALL
                SELECT coalesce(session, 'subscription:' || json_extract(detail, '$.subscription'), subject) AS place
                FROM event
                WHERE customer = ?1 AND at BETWEEN ?4 AND ?5
                    AND kind IN ('cancel_link.issued', 'cancel_link.redeemed', 'subscription.cancelled')
            )
            """
        let count = try SQLStatement(db, sql)
            .bind([
                .text(customer), .text(JSONValue(categories.sorted()).text), .integer(turn), .time(from), .time(to),
            ])
            .int64()
        return Int(count ?? 0)
    }

    /// Sessions of a verified customer, besides one, that something happened in between two moments.
    public func contacts(
        of customer: CustomerNumber, except id: String, from: Timestamp, to: Timestamp
    ) throws -> Int {
        let sql = """
            SELECT count(*)
            FROM session
            WHERE customer = ? AND identity = 'verified' AND id <> ? AND updated_at >= ? AND created_at <= ?
            """
        return Int(try SQLStatement(db, sql).bind([.text(customer), .text(id), .time(from), .time(to)]).int64() ?? 0)
    }

    /// Codes of the offers that a customer was shown up to a moment, each with the last time.
    public func offers(to customer: CustomerNumber, until time: Timestamp) throws -> [String: Timestamp] {
        let sql = "SELECT code, max(offered_at) FROM offer WHERE customer = ? AND offered_at <= ? GROUP BY code"
        var offers: [String: Timestamp] = [:]
        try SQLStatement(db, sql).bind([.text(customer), .time(time)]).scan { offers[$0.text(0)] = $0.time(1) }
        return offers
    }

    /// Tools that were carried out in a session: those of executed proposals, then those of the given names that were
    /// called with success; each name once.
    public func executedTools(session id: String, withoutProposal tools: Set<String>) throws -> [String] {
        let sql = """
            SELECT tool FROM (
                SELECT tool, 0 AS way, row AS place
                FROM proposal
                WHERE session = ?1 AND status = 'executed'
                UNION ALL
                SELECT tool, 1 AS way, row AS place
                FROM tool_execution
                WHERE session = ?1 AND status = 'ok' AND proposal IS NULL
                    AND tool IN (SELECT value FROM json_each(?2))
            )
            ORDER BY way, place
            """
        var names: [String] = []
        try SQLStatement(db, sql).bind([.text(id), .text(JSONValue(tools.sorted()).text)]).scan { row in
            let name = row.text(0)
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Attempts of a session that did not help: answers that were sent and then reported or called no solution, or
    /// whose next message was frustrated, and drafts that a person rejected.
    public func failedAttempts(ofSession row: Int64) throws -> Int {
        let sql = """
            SELECT (
                SELECT count(*)
                FROM message AS answer
                JOIN decision ON decision.message = answer.answers
                WHERE answer.session = ?1 AND answer.role = 'assistant' AND decision.decision = 'send'
                    AND (
                        EXISTS (
                            SELECT 1
                            FROM feedback
                            WHERE feedback.session = ?1 AND feedback.message IN (answer.row, answer.answers)
                                AND (feedback.kind = 'report' OR feedback.value = 'unresolved')
                        )
                        OR (
                            SELECT next_decision.sentiment
                            FROM message AS next
                            LEFT JOIN decision AS next_decision ON next_decision.message = next.row
                            WHERE next.session = ?1 AND next.role = 'customer' AND next.row > answer.row
                            ORDER BY next.row
                            LIMIT 1
                        ) = 'frustrated'
                    )
            ) + (
                SELECT count(*)
                FROM review
                WHERE session = ?1 AND status = 'rejected' AND draft IS NOT NULL
            )
            """
        return Int(try SQLStatement(db, sql).bind([.integer(row)]).int64() ?? 0)
    }

    /// What the newest decided message of a session asked the customer; nil where it asked nothing.
    public func followUp(ofSession row: Int64, before turn: Int64?) throws -> JSONObject? {
        let sql = """
            SELECT decision.follow_up
            FROM decision
            JOIN message ON message.row = decision.message
            WHERE message.session = ?1 AND (?2 IS NULL OR message.row < ?2)
            ORDER BY message.row DESC
            LIMIT 1
            """
        return try SQLStatement(db, sql).bind([.integer(row), .integer(turn)])
            .first { $0.isNull(0) ? nil : try $0.object(0) } ?? nil
    }
}

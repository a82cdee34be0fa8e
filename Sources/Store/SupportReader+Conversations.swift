public import Domain

extension SupportReader {
    /// A session with what is kept beside it; nil where there is none of this id.
    public func storedSession(_ id: String) throws -> StoredSession? {
        try SQLStatement(db, "\(SupportReader.selectSession) WHERE id = ?").bind([.text(id)])
            .first(SupportReader.storedSession)
    }

    /// Those that changed last first.
    ///
    /// - Parameter before: the id of the last one that was shown; those after it come.
    public func sessions(_ filter: SessionFilter, limit: Int, before: String?) throws -> [StoredSession] {
        let sql = """
            \(SupportReader.selectSession)
            WHERE (?1 IS NULL OR status IN (SELECT value FROM json_each(?1)))
                AND (?2 IS NULL OR assigned_to = ?2)
                AND (?3 IS NULL OR updated_at >= ?3)
                AND (?4 IS NULL OR (updated_at, row) < (SELECT updated_at, row FROM session WHERE id = ?4))
            ORDER BY updated_at DESC, row DESC
            LIMIT ?5
            """
        let statuses = filter.statuses.map { JSONValue($0.map(\.rawValue).sorted()).text }
        var sessions: [StoredSession] = []
        try SQLStatement(db, sql)
            .bind([.text(statuses), .text(filter.assignee), .time(filter.since), .text(before), .count(max(0, limit))])
            .scan { sessions.append(try SupportReader.storedSession($0)) }
        return sessions
    }

    /// The newest session of a verified customer that is neither resolved nor closed; nil where there is none.
    public func newestOpenSession(of customer: CustomerNumber) throws -> String? {
        let sql = """
            SELECT id
            FROM session
            WHERE customer = ? AND identity = 'verified' AND status IN ('active', 'escalated')
            ORDER BY updated_at DESC, row DESC
            LIMIT 1
            """
        return try SQLStatement(db, sql).bind([.text(customer)]).first { $0.text(0) }
    }

    /// Other sessions of a verified customer, those that changed last first.
    public func sessions(of customer: CustomerNumber, except id: String, limit: Int) throws -> [StoredSession] {
        let sql = """
            \(SupportReader.selectSession)
            WHERE customer = ? AND identity = 'verified' AND id <> ?
            ORDER BY updated_at DESC, row DESC
            LIMIT ?
            """
        var sessions: [StoredSession] = []
        try SQLStatement(db, sql).bind([.text(customer), .text(id), .count(max(0, limit))])
            .scan { sessions.append(try SupportReader.storedSession($0)) }
        return sessions
    }

    // MARK: Messages

    /// Nil where there is none of this id.
    public func message(_ id: String) throws -> StoredMessage? {
        try SQLStatement(db, "\(SupportReader.selectMessage) WHERE message.id = ?").bind([.text(id)])
            .first(SupportReader.storedMessage)
    }

    /// The newest `limit` messages of a session, oldest first.
    ///
    /// - Parameter turn: the row of a message that is being worked on: it and later messages of the customer are left
    ///   out, answers to earlier ones are not.
    public func messages(ofSession row: Int64, before turn: Int64? = nil, limit: Int) throws -> [StoredMessage] {
        let sql = """
            \(SupportReader.selectMessage)
            WHERE message.session = ?1 AND (?2 IS NULL OR message.row < ?2 OR message.role <> 'customer')
            ORDER BY message.row DESC
            LIMIT ?3
            """
        var messages: [StoredMessage] = []
        try SQLStatement(db, sql).bind([.integer(row), .integer(turn), .count(max(0, limit))])
            .scan { messages.append(try SupportReader.storedMessage($0)) }
        return messages.reversed()
    }

    /// The id of the oldest message of a session that is not decided, before a row where one is given.
    public func undecidedMessage(ofSession row: Int64, before turn: Int64) throws -> String? {
        let sql = """
            SELECT id
            FROM message
            WHERE session = ? AND status IN ('received', 'processing') AND role = 'customer' AND row < ?
            ORDER BY row
            LIMIT 1
            """
        return try SQLStatement(db, sql).bind([.integer(row), .integer(turn)]).first { $0.text(0) }
    }

    /// Ids of messages that are not decided and whose session nobody works on, in the order of arrival.
    public func undecidedMessages(clock: Timestamp, limit: Int) throws -> [String] {
        let sql = """
            SELECT message.id
            FROM message
            JOIN session ON session.row = message.session
            WHERE message.status IN ('received', 'processing') AND message.role = 'customer'
                AND (session.lease_until IS NULL OR session.lease_until <= ?)
            ORDER BY message.row
            LIMIT ?
            """
        var ids: [String] = []
        try SQLStatement(db, sql).bind([.time(clock), .count(max(0, limit))]).scan { ids.append($0.text(0)) }
        return ids
    }

    // MARK: Decisions

    /// The decision on a message; nil where there is none yet.
    public func decision(onMessage row: Int64) throws -> StoredDecision? {
        try SQLStatement(db, "\(SupportReader.selectDecision) WHERE message = ?").bind([.integer(row)])
            .first(SupportReader.storedDecision)
    }

    /// Decisions on messages of a session, by the rows of the messages, from one message on.
    public func decisions(ofSession row: Int64, from message: Int64) throws -> [Int64: StoredDecision] {
        let sql = """
            \(SupportReader.selectDecision)
            WHERE message IN (SELECT row FROM message WHERE session = ? AND row >= ?)
            """
        var decisions: [Int64: StoredDecision] = [:]
        try SQLStatement(db, sql).bind([.integer(row), .integer(message)]).scan {
            let decision = try SupportReader.storedDecision($0)
            decisions[decision.message] = decision
        }
        return decisions
    }

    // MARK: Rows

    private static let selectSession = """
        SELECT row, id, channel, customer, identity, verified_by, status, conversation, language, assigned_to, is_test,
            created_at, updated_at, first_category, category, urgency, sentiment, first_response_ms, messages, answers,
            escalations, lease_holder, lease_until, lease_message
        FROM session
        """

    private static func storedSession(_ row: SQLStatement) throws -> StoredSession {
        var lease: StoredSession.Lease?
        if let holder = row.optionalText(21) {
            lease = StoredSession.Lease(holder: holder, until: row.time(22), message: row.int64(23))
        }
        return StoredSession(
            row: row.int64(0),
            session: Session(
                id: row.text(1), channel: try row.word(2), customer: row.optionalText(3).map(CustomerNumber.init),
                level: try row.word(4), verifiedBy: try row.optionalWord(5), status: try row.word(6)),
            conversation: row.optionalText(7), language: row.optionalText(8), assignee: row.optionalText(9),
            isTest: row.bool(10), createdAt: row.time(11), updatedAt: row.time(12),
            firstCategory: row.optionalText(13), category: row.optionalText(14), urgency: try row.optionalWord(15),
            sentiment: try row.optionalWord(16), firstResponse: row.optionalInt(17), messages: row.int(18),
            answers: row.int(19), escalations: row.int(20), lease: lease)
    }

    private static let selectMessage = """
        SELECT message.row, message.id, message.session, session.id, message.role, message.answers, message.author,
            message.channel, message.external_id, message.request_key, message.text, message.html,
            message.attachments, message.identity, message.verified_by, message.email, message.customer,
            message.customer_name, message.deadline_ms, message.is_test, message.status, message.attempt,
            message.result, message.created_at
        FROM message
        JOIN session ON session.row = message.session
        """

    private static func storedMessage(_ row: SQLStatement) throws -> StoredMessage {
        StoredMessage(
            row: row.int64(0), id: row.text(1), sessionRow: row.int64(2), session: row.text(3), role: row.text(4),
            answers: row.optionalInt64(5), author: row.optionalText(6), channel: try row.word(7),
            externalID: row.optionalText(8), requestKey: row.optionalText(9), text: row.text(10),
            html: row.optionalText(11), attachments: try row.attachments(12), identity: try row.identity(from: 13),
            customer: row.optionalText(16).map(CustomerNumber.init), customerName: row.optionalText(17),
            deadline: row.optionalInt(18), isTest: row.bool(19), status: try row.word(20), attempt: row.int(21),
            result: row.isNull(22) ? nil : try row.object(22), createdAt: row.time(23))
    }

    private static let selectDecision = """
        SELECT message, decision, reasons, category, secondary_category, confidence, low_confidence, urgency, sentiment,
            language, wants_human, escalation_signal, router, degraded, outstanding_trigger, red_line, safety, accuracy,
            tone, completeness, answer_confidence, is_shadow, follow_up, holder, created_at
        FROM decision
        """

    private static func storedDecision(_ row: SQLStatement) throws -> StoredDecision {
        StoredDecision(
            message: row.int64(0), decision: try row.word(1), reasons: try row.reasons(2),
            classification: Classification(
                category: row.text(3), secondaryCategory: row.optionalText(4), confidence: row.double(5),
                lowConfidence: row.bool(6), urgency: try row.word(7), sentiment: try row.word(8),
                language: row.text(9), wantsHuman: row.bool(10), escalationSignal: row.bool(11),
                router: row.text(12), degraded: try row.words(13)),
            outstanding: row.optionalText(14), redLine: row.optionalText(15),
            scores: AnswerScores(
                safety: row.double(16), accuracy: row.double(17), tone: row.double(18), completeness: row.double(19),
                confidence: row.double(20)),
            isShadow: row.bool(21), followUp: row.isNull(22) ? nil : try row.object(22), holder: row.text(23),
            at: row.time(24))
    }
}

extension SupportReader {
    /// What a request key stands for; nil where nobody used it.
    public func requestKey(_ key: String, method: String) throws -> (digest: String, target: String)? {
        try SQLStatement(db, "SELECT digest, target FROM request_key WHERE method = ? AND key = ?")
            .bind([.text(method), .text(key)]).first { ($0.text(0), $0.text(1)) }
    }
}

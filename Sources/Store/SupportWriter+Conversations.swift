public import Domain
import GRDB

extension SupportWriter {
    // MARK: Sessions

    /// Makes a session and gives its row.
    public func insert(_ new: NewSession, at time: Timestamp) throws -> Int64 {
        let sql = """
            INSERT INTO session (
                id, channel, conversation, customer, identity, verified_by, status, is_test, created_at, updated_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)
            """
        let session = new.session
        try SQLStatement(db, sql).run(
            .text(session.id), .text(session.channel), .text(new.conversation), .text(session.customer?.rawValue),
            .text(session.level), .text(session.verifiedBy?.rawValue), .text(session.status), .flag(new.isTest),
            .time(time))
        return db.lastInsertedRowID
    }

    /// Brings a session to the given customer, identity and status.
    public func update(_ session: Session, row: Int64, at time: Timestamp) throws {
        let sql = """
            UPDATE session
            SET customer = ?, identity = ?, verified_by = ?, status = ?, updated_at = max(updated_at, ?)
            WHERE row = ?
            """
        try SQLStatement(db, sql).run(
            .text(session.customer?.rawValue), .text(session.level), .text(session.verifiedBy?.rawValue),
            .text(session.status), .time(time), .integer(row))
    }

    /// Gives the lease of a session to a holder, whoever had it.
    public func lease(session row: Int64, _ lease: StoredSession.Lease) throws {
        let sql = "UPDATE session SET lease_holder = ?, lease_until = ?, lease_message = ? WHERE row = ?"
        try SQLStatement(db, sql).run(
            .text(lease.holder), .time(lease.until), .integer(lease.message), .integer(row))
    }

    /// Moves the end of a holder's lease. False where it is not the holder's any more.
    public func renewLease(message row: Int64, holder: String, until: Timestamp) throws -> Bool {
        let sql = """
            UPDATE session
            SET lease_until = ?1
            WHERE row = (SELECT session FROM message WHERE row = ?2) AND lease_holder = ?3 AND lease_message = ?2
            """
        try SQLStatement(db, sql).run(.time(until), .integer(row), .text(holder))
        return db.changesCount == 1
    }

    /// Gives a holder's lease back. False where it is not the holder's any more.
    public func releaseLease(message row: Int64, holder: String) throws -> Bool {
        let sql = """
            UPDATE session
            SET lease_holder = NULL, lease_until = NULL, lease_message = NULL
            WHERE row = (SELECT session FROM message WHERE row = ?1) AND lease_holder = ?2 AND lease_message = ?1
            """
        try SQLStatement(db, sql).run(.integer(row), .text(holder))
        return db.changesCount == 1
    }

    /// What a decision leaves on its session. Category, urgency, sentiment and language become the newest ones, the
    /// first category stays; an escalation is counted and takes the session from the machine.
    public func note(_ decision: StoredDecision, onSession row: Int64, assignee: String?) throws {
        let sql = """
            UPDATE session
            SET first_category = coalesce(first_category, ?1), category = ?1, urgency = ?2, sentiment = ?3,
                language = ?4, assigned_to = coalesce(?5, assigned_to), escalations = escalations + ?6,
                status = iif(?6, 'escalated', status), updated_at = max(updated_at, ?7)
            WHERE row = ?8
            """
        let classification = decision.classification
        try SQLStatement(db, sql).run(
            .text(classification.category), .text(classification.urgency), .text(classification.sentiment),
            .text(classification.language), .text(assignee), .flag(decision.decision == .escalate),
            .time(decision.at), .integer(row))
    }

    /// Gives a session back to the machine: it is nobody's any more. False where it is not escalated.
    public func handBack(session id: String, at time: Timestamp) throws -> Bool {
        let sql = """
            UPDATE session
            SET status = 'active', assigned_to = NULL, updated_at = max(updated_at, ?)
            WHERE id = ? AND status = 'escalated'
            """
        try SQLStatement(db, sql).run(.time(time), .text(id))
        return db.changesCount == 1
    }

    // MARK: Messages

    /// Stores a message and counts it on its session. A customer's waits; an answer is released, which ends the time
    /// to the first response.
    ///
    /// - Returns: its row.
    public func insert(_ message: NewMessage) throws -> Int64 {
        let sql = """
            INSERT INTO message (
                id, session, role, answers, author, channel, external_id, request_key, text, html, attachments,
                identity, verified_by, email, customer, customer_name, deadline_ms, is_test, status, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        let isCustomers = message.role == "customer"
        try SQLStatement(db, sql).run(
            .text(message.id), .integer(message.sessionRow), .text(message.role), .integer(message.answers),
            .text(message.author), .text(message.channel), .text(message.externalID), .text(message.requestKey),
            .text(message.text), .text(message.html), .json(message.attachments.map(\.json)),
            .text(message.identity?.level.rawValue), .text(message.identity?.verification?.rawValue),
            .text(message.identity?.email), .text(message.customer?.rawValue), .text(message.customerName),
            .count(message.deadline), .flag(message.isTest),
            .text(isCustomers ? MessageStatus.received : MessageStatus.released), .time(message.at))
        let row = db.lastInsertedRowID
        try isCustomers ? countMessage(message) : countAnswer(message)
        return row
    }

    private func countMessage(_ message: NewMessage) throws {
        let sql = "UPDATE session SET messages = messages + 1, updated_at = max(updated_at, ?) WHERE row = ?"
        try SQLStatement(db, sql).run(.time(message.at), .integer(message.sessionRow))
    }

    private func countAnswer(_ message: NewMessage) throws {
        let sql = """
            UPDATE session
            SET answers = answers + 1, updated_at = max(updated_at, ?1),
                first_response_ms = coalesce(first_response_ms, max(0, ?1 - coalesce(
                    (SELECT created_at FROM message WHERE session = ?2 AND role = 'customer' ORDER BY row LIMIT 1),
                    ?1)))
            WHERE row = ?2
            """
        try SQLStatement(db, sql).run(.time(message.at), .integer(message.sessionRow))
    }

    /// Begins a message once more.
    public func begin(message row: Int64) throws {
        let sql = "UPDATE message SET status = 'processing', attempt = attempt + 1 WHERE row = ?"
        try SQLStatement(db, sql).run(.integer(row))
    }

    /// Lets a message that was begun wait again.
    public func putBack(message row: Int64) throws {
        try SQLStatement(db, "UPDATE message SET status = 'received' WHERE row = ? AND status = 'processing'")
            .run(.integer(row))
    }

    /// Ends a message.
    public func settle(message row: Int64, status: MessageStatus, result: JSONObject) throws {
        try SQLStatement(db, "UPDATE message SET status = ?, result = ? WHERE row = ?")
            .run(.text(status), .json(result), .integer(row))
    }

    /// Marks a decided message as answered.
    public func markReleased(message row: Int64) throws {
        try SQLStatement(db, "UPDATE message SET status = 'released' WHERE row = ? AND status = 'decided'")
            .run(.integer(row))
    }

    // MARK: What a turn leaves behind

    /// Keeps the decision on a message. Scores are brought into 0…1.
    public func insert(_ decision: StoredDecision) throws {
        let sql = """
            INSERT INTO decision (
                message, decision, reasons, category, secondary_category, confidence, low_confidence, urgency,
                sentiment, language, wants_human, escalation_signal, router, degraded, is_outstanding,
                outstanding_trigger, red_line, safety, accuracy, tone, completeness, answer_confidence, is_shadow,
                follow_up, holder, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        let classification = decision.classification
        let scores = decision.scores
        try SQLStatement(db, sql).run(
            .integer(decision.message), .text(decision.decision), .json(decision.reasons.map(\.json)),
            .text(classification.category), .text(classification.secondaryCategory),
            .score(classification.confidence), .flag(classification.lowConfidence), .text(classification.urgency),
            .text(classification.sentiment), .text(classification.language), .flag(classification.wantsHuman),
            .flag(classification.escalationSignal), .text(classification.router),
            .json(classification.degraded.map(JSONValue.string)), .flag(decision.outstanding != nil),
            .text(decision.outstanding), .text(decision.redLine), .score(scores.safety), .score(scores.accuracy),
            .score(scores.tone), .score(scores.completeness), .score(scores.confidence), .flag(decision.isShadow),
            .text(decision.followUp.map { JSONValue.object($0).text }), .text(decision.holder), .time(decision.at))
    }

    public func append(_ evaluation: EvaluationRow) throws {
        let sql = """
            INSERT INTO evaluation (
                message, tier, attempt, safety, accuracy, tone, completeness, findings, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        let scores = evaluation.scores
        func value(_ score: Double?) -> SQLValue { score.map { .score($0) } ?? .null }
        try SQLStatement(db, sql).run(
            .integer(evaluation.message), .count(evaluation.tier), .count(evaluation.attempt), value(scores?.safety),
            value(scores?.accuracy), value(scores?.tone), value(scores?.completeness),
            .json(evaluation.findings.map(JSONValue.string)), .time(evaluation.at))
    }

    public func append(_ span: SpanRow) throws {
        let sql = """
            INSERT INTO span (message, name, attributes, status, started_at, duration_us)
            VALUES (?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .integer(span.message), .text(span.name), .json(span.attributes), .text(span.status),
            .time(span.startedAt), .integer(Int64(min(max(0, span.duration / .microseconds(1)), 1e15))))
    }

    /// Remembers that a customer was shown an offer.
    public func append(offer code: String, customer: CustomerNumber, session: String, at time: Timestamp) throws {
        let sql = "INSERT INTO offer (customer, session, code, offered_at) VALUES (?, ?, ?, ?)"
        try SQLStatement(db, sql).run(.text(customer), .text(session), .text(code), .time(time))
    }
}

public import Domain
import GRDB

/// A review that is opened for a decided message.
public struct NewReview: Sendable, Hashable {
    public var id: String
    /// Rows.
    public var session: Int64
    public var message: Int64
    public var category: String
    public var decision: ReviewItem.Decision
    public var draft: AnswerForms?
    public var handoff: JSONObject?
    public var assignee: String?
    public var at: Timestamp

    public init(
        id: String, session: Int64, message: Int64, category: String, decision: ReviewItem.Decision,
        draft: AnswerForms?, handoff: JSONObject?, assignee: String?, at: Timestamp
    ) {
        (self.id, self.session, self.message, self.category) = (id, session, message, category)
        (self.decision, self.draft, self.handoff) = (decision, draft, handoff)
        (self.assignee, self.at) = (assignee, at)
    }
}

extension SupportWriter {
    public func insert(_ review: NewReview) throws {
        let sql = """
            INSERT INTO review (
                id, session, message, category, decision, draft, draft_html, handoff, assignee, status, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)
            """
        try SQLStatement(db, sql).run(
            .text(review.id), .integer(review.session), .integer(review.message), .text(review.category),
            .text(review.decision), .text(review.draft?.text), .text(review.draft?.html),
            .text(review.handoff.map { JSONValue.object($0).text }), .text(review.assignee), .time(review.at))
    }

    /// Ends an open review. False where it is not open.
    ///
    /// - Parameter released: the row of the message that was released.
    public func resolve(
        review id: String, _ action: ReviewAction, by user: String, similarity: Double?, released: Int64?,
        at time: Timestamp
    ) throws -> Bool {
        let sql = """
            UPDATE review
            SET status = ?, resolved_at = ?, resolved_by = ?, edited = ?, rejection = ?, similarity = ?, released = ?
            WHERE id = ? AND status = 'open'
            """
        let status: ReviewItem.Status =
            switch action {
            case .approve: .approved
            case .edit: .edited
            case .reject: .rejected
            }
        try SQLStatement(db, sql).run(
            .text(status), .time(time), .text(user), .text(action.text), .text(action.reason),
            similarity.map { .score($0) } ?? .null, .integer(released), .text(id))
        return db.changesCount == 1
    }

    /// Keeps one word of a customer: the newest of its kind for the message, or for the session where it is nil.
    ///
    /// - Parameters:
    ///   - kind: `csat`, `outcome` or `report`.
    ///   - row: of the session.
    public func put(
        feedback kind: String, value: String, session row: Int64, message: Int64?, at time: Timestamp
    ) throws {
        let sql = """
            INSERT INTO feedback (session, message, kind, value, at)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (session, coalesce(message, 0), kind) DO UPDATE
            SET value = excluded.value, at = excluded.at
            """
        try SQLStatement(db, sql).run(
            .integer(row), .integer(message), .text(kind), .text(value), .time(time))
    }

    public func setAutosend(_ state: AutosendSwitch, by user: String, at time: Timestamp) throws {
        let sql = """
            INSERT INTO switch (name, is_on, by, reason, at)
            VALUES ('autosend', ?, ?, ?, ?)
            ON CONFLICT (name) DO UPDATE
            SET is_on = excluded.is_on, by = excluded.by, reason = excluded.reason, at = excluded.at
            """
        try SQLStatement(db, sql).run(
            .flag(state.isOn), .text(user), .text(state.reason ?? ""), .time(time))
    }
}

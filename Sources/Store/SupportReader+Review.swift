public import Domain

extension SupportReader {
    /// Nil where there is none of this id.
    public func review(_ id: String) throws -> ReviewItem? {
        try SQLStatement(db, "\(SupportReader.selectReview) WHERE review.id = ?").bind([.text(id)])
            .first(SupportReader.review)
    }

    /// Newest first.
    public func reviews(_ filter: ReviewFilter) throws -> [ReviewItem] {
        let sql = """
            \(SupportReader.selectReview)
            WHERE (?1 IS NULL OR review.status = ?1) AND (?2 IS NULL OR review.category = ?2)
                AND (?3 IS NULL OR session.id = ?3)
                AND (?4 IS NULL OR review.row < (SELECT row FROM review WHERE id = ?4))
            ORDER BY review.row DESC
            LIMIT ?5
            """
        var items: [ReviewItem] = []
        try SQLStatement(db, sql)
            .bind([
                .text(filter.status?.rawValue), .text(filter.category), .text(filter.session), .text(filter.before),
                .count(max(0, filter.limit)),
            ])
            .scan { items.append(try SupportReader.review($0)) }
        return items
    }

    /// Whether answers are sent at all. On where nobody set it.
    public func autosend() throws -> AutosendSwitch {
        try SQLStatement(db, "SELECT is_on, by, reason, at FROM switch WHERE name = 'autosend'")
            .first { AutosendSwitch(isOn: $0.bool(0), by: $0.text(1), reason: $0.text(2), at: $0.time(3)) }
            ?? AutosendSwitch()
    }

    private static let selectReview = """
        SELECT review.id, session.id, message.id, review.category, review.decision, decision.reasons, review.draft,
            review.draft_html, message.text, message.html, review.handoff, review.assignee, message.is_test,
            review.created_at, review.status, review.edited, review.rejection, review.resolved_by, review.resolved_at,
            review.similarity, released.id
        FROM review
        JOIN session ON session.row = review.session
        JOIN message ON message.row = review.message
        JOIN decision ON decision.message = review.message
        LEFT JOIN message AS released ON released.row = review.released
        """

    private static func review(_ row: SQLStatement) throws -> ReviewItem {
        var text = row.text(8)
        if text.allSatisfy(\.isWhitespace), let html = row.optionalText(9) { text = html }
        return ReviewItem(
            id: row.text(0), session: row.text(1), message: row.text(2), category: row.text(3),
            decision: try row.word(4), reasons: try row.reasons(5),
            draft: row.optionalText(6).map { AnswerForms(text: $0, html: row.optionalText(7)) }, text: text,
            handoff: row.isNull(10) ? nil : try row.object(10), assignee: row.optionalText(11),
            isTest: row.bool(12), createdAt: row.time(13), resolution: try resolution(row))
    }

    private static func resolution(_ row: SQLStatement) throws -> ReviewItem.Resolution? {
        let action: ReviewAction
        switch try row.word(14, as: ReviewItem.Status.self) {
        case .open: return nil
        case .approved: action = .approve
        case .edited: action = .edit(row.text(15))
        case .rejected: action = .reject(reason: row.text(16))
        }
        return ReviewItem.Resolution(
            action: action, by: row.text(17), at: row.time(18),
            similarity: row.isNull(19) ? nil : row.double(19), message: row.optionalText(20))
    }
}

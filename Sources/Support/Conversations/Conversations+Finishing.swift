public import Domain
import Store

extension Conversations {
    /// Keeps what a turn came to, in one transaction, and gives its lease back. What is released may go to the
    /// customer only after this has returned.
    ///
    /// A repeat by the same turn changes nothing. Throws `conflict` where the lease is not the turn's any more,
    /// `invalid_params` for a dry run.
    public func finish(_ turn: Turn, _ record: TurnRecord, at time: Timestamp) throws {
        guard let row = turn.row, let holder = turn.lease else {
            throw AlmanacError(.invalidParams, "a dry run keeps nothing", hint: "finish only what was received")
        }
        // Ids are drawn before, so that the transaction is short.
        let ids = (answer: newMessageID(), review: "rev_" + Hexadecimal.text(random.bytes(16)))
        try store.write { writer in
            guard let message = try writer.reader.message(turn.message), message.row == row,
                let session = try writer.reader.storedSession(message.session)
            else { throw Conversations.noMessage(turn.message) }
            if let decided = try writer.reader.decision(onMessage: row) {
                guard decided.holder == holder else { throw Conversations.lostLease }
                return
            }
            guard try writer.releaseLease(message: row, holder: holder) else { throw Conversations.lostLease }
            let filing = TurnFiling(
                message: message, session: session, attempt: turn.attempt, holder: holder, record: record, at: time,
                answerID: ids.answer, reviewID: ids.review)
            try filing.write(writer)
        }
    }
}

/// Writes one turn's record into the tables.
private struct TurnFiling {
    let message: StoredMessage
    let session: StoredSession
    let attempt: Int
    let holder: String
    let record: TurnRecord
    let at: Timestamp
    let answerID: String
    let reviewID: String

    func write(_ writer: SupportWriter) throws {
        let decision = StoredDecision(
            message: message.row, decision: record.decision, reasons: record.reasons,
            classification: record.classification, outstanding: record.outstanding, redLine: record.redLine,
            scores: record.scores, isShadow: record.isShadow, followUp: record.followUp?.json, holder: holder, at: at)
        try writer.insert(decision)
        try writer.settle(
            message: message.row, status: record.released == nil ? .decided : .released, result: record.result)
        try writer.note(decision, onSession: session.row, assignee: record.assignee)
        try writeTrace(writer)
        try note("message.decided", message.id, decided, writer)
        if record.decision == .escalate {
            try note("session.escalated", session.session.id, ["assignee": JSONValue(record.assignee)], writer)
        }
        try writeAnswer(writer)
        try writeReview(writer)
    }

    private var isAnswered: Bool { record.draft != nil || record.decision == .send && record.released != nil }

    private func writeTrace(_ writer: SupportWriter) throws {
        if isAnswered || !record.violations.isEmpty {
            // The kinds alone: the evidence is text of the answer.
            try writer.append(
                EvaluationRow(
                    message: message.row, tier: 1, attempt: attempt, scores: nil,
                    findings: record.violations.map(\.kind.rawValue), at: at))
            try writer.append(
                EvaluationRow(
                    message: message.row, tier: 2, attempt: attempt, scores: record.scores, findings: [], at: at))
        }
        for span in record.spans {
            try writer.append(
                SpanRow(
                    message: message.row, name: span.name, attributes: span.attributes, status: span.status,
                    startedAt: span.startedAt, duration: span.duration))
        }
        for execution in record.executions { try writer.append(execution) }
    }

    private func writeAnswer(_ writer: SupportWriter) throws {
        guard let released = record.released else { return }
        _ = try writer.insert(
            NewMessage(
                id: answerID, sessionRow: session.row, role: PastMessage.Role.assistant.rawValue,
                answers: message.row, channel: message.channel, text: released.text, html: released.html,
                isTest: message.isTest, at: at))
        try note(
            "answer.released", message.id,
            ["answer": .string(answerID), "decision": .string(record.decision.rawValue)], writer)
        // Nobody else can be told from others later, so an offer to them cannot be counted.
        guard let customer = session.session.customer, session.session.level == .verified else { return }
        for code in record.offers {
            try writer.append(offer: code, customer: customer, session: session.session.id, at: at)
        }
    }

    private func writeReview(_ writer: SupportWriter) throws {
        let decision: ReviewItem.Decision
        switch record.decision {
        case .send where record.isShadow: decision = .shadow
        case .send: return
        case .draft: decision = .draft
        case .escalate: decision = .escalate
        }
        try writer.insert(
            NewReview(
                id: reviewID, session: session.row, message: message.row, category: record.classification.category,
                decision: decision, draft: record.draft, handoff: record.handoff, assignee: record.assignee, at: at))
        let detail: JSONObject = ["message": .string(message.id), "decision": .string(decision.rawValue)]
        try note("review.opened", reviewID, detail, writer)
    }

    private var decided: JSONObject {
        [
            "decision": .string(record.decision.rawValue),
            "reasons": JSONValue(record.reasons.map(\.code.rawValue)),
            "category": .string(record.classification.category), "attempt": JSONValue(attempt),
            "shadow": .bool(record.isShadow), "test": .bool(message.isTest),
        ]
    }

    private func note(_ kind: String, _ subject: String, _ detail: JSONObject, _ writer: SupportWriter) throws {
        try writer.append(
            event: kind, session: session.session.id, customer: session.session.customer, subject: subject,
            detail: detail, at: at)
    }
}

public import Domain
import Store

extension ReviewDesk {
    // MARK: What customers say

    /// Keeps what a customer said of an answer, or of a whole conversation. Each part replaces what was said before of
    /// the same message.
    ///
    /// Throws `not_found` for a session or a message of it that is not there, `invalid_params` for a mark outside of
    /// 1…5, an empty or too long report, or nothing at all.
    ///
    /// - Parameter message: the id of an answer or of what it answers; nil for the conversation.
    public func record(_ feedback: Feedback, session: String, message: String? = nil, at time: Timestamp) throws {
        let parts = try ReviewDesk.parts(of: feedback)
        try store.write { writer in
            guard let stored = try writer.reader.storedSession(session) else { throw Conversations.noSession }
            var row: Int64?
            if let message {
                guard let found = try writer.reader.message(message), found.session == session else {
                    throw Conversations.noMessage(message)
                }
                row = found.row
            }
            for (kind, value) in parts {
                try writer.put(feedback: kind, value: value, session: stored.row, message: row, at: time)
            }
            try writer.append(
                event: "feedback.recorded", session: session, customer: stored.session.customer,
                subject: message ?? session,
                detail: [
                    "csat": JSONValue(feedback.csat), "outcome": JSONValue(feedback.outcome?.rawValue),
                    "report": .bool(feedback.report != nil), "test": .bool(stored.isTest),
                ], at: time)
        }
    }

    private static func parts(of feedback: Feedback) throws -> [(kind: String, value: String)] {
        let isMark = feedback.csat.map { (1...5).contains($0) } ?? true
        let isReport = feedback.report.map(isReason) ?? true
        var parts: [(kind: String, value: String)] = []
        if let csat = feedback.csat { parts.append(("csat", String(csat))) }
        if let outcome = feedback.outcome { parts.append(("outcome", outcome.rawValue)) }
        if let report = feedback.report { parts.append(("report", report)) }
        guard isMark, isReport, !parts.isEmpty else {
            throw AlmanacError(
                .invalidParams, "the feedback is empty or out of bounds",
                hint: "csat is 1 to 5, a report has 1 to \(reasonAtMost) characters, and one of the parts is needed")
        }
        return parts
    }

    // MARK: Sending at all

    /// Where nobody said why.
    public static let noReason = "no reason stated"

    /// Whether answers are sent without a person.
    public func autosend() throws -> AutosendSwitch { try store.read { try $0.autosend() } }

    /// Lets answers be sent without a person, or stops all of them at once. Throws `invalid_params`.
    ///
    /// - Parameter user: who does, a user id.
    /// - Parameter reason: 1…500 characters.
    @discardableResult
    public func setAutosend(
        _ isOn: Bool, by user: String, reason: String, at time: Timestamp
    ) throws -> AutosendSwitch {
        let user = try UserID.checked(user)
        guard ReviewDesk.isReason(reason) else {
            throw AlmanacError(
                .invalidParams, "the reason is empty or too long",
                hint: "it has 1 to \(ReviewDesk.reasonAtMost) characters")
        }
        return try store.write { writer in
            let before = try writer.reader.autosend()
            try writer.setAutosend(AutosendSwitch(isOn: isOn, reason: reason), by: user, at: time)
            try writer.append(
                event: "autosend.changed", session: nil, customer: nil, subject: "switch:autosend",
                detail: ["from": .bool(before.isOn), "to": .bool(isOn), "by": .string(user)], at: time)
            return try writer.reader.autosend()
        }
    }
}

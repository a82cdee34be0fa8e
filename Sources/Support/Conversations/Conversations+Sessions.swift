public import Domain
public import Store

extension Conversations {
    /// A session with everything that happened in it. Throws `not_found`.
    public func session(_ id: String) throws -> SessionRecord {
        try store.read { reader in
            guard let session = try reader.storedSession(id) else { throw Conversations.noSession }
            let messages = try reader.messages(ofSession: session.row, limit: 500)
            let decisions = try reader.decisions(ofSession: session.row, from: messages.first?.row ?? 0)
            return SessionRecord(
                summary: SessionSummary(session),
                entries: messages.map { SessionRecord.Entry(message: $0, decision: decisions[$0.row]) },
                proposals: try reader.proposals(ProposalFilter(session: id, limit: 200)),
                reviews: try reader.reviews(ReviewFilter(status: nil, session: id, limit: 200)))
        }
    }

    /// Sessions, those that changed last first; at most 500 at once. Throws `not_found` for a session `before` that is
    /// not there.
    ///
    /// - Parameter before: the id of the last one that was shown.
    public func sessions(
        _ filter: SessionFilter = SessionFilter(), limit: Int = 50, before: String? = nil
    ) throws -> [SessionSummary] {
        try store.read { reader in
            if let before, try reader.storedSession(before) == nil { throw Conversations.noSession }
            return try reader.sessions(filter, limit: min(limit, 500), before: before).map(SessionSummary.init)
        }
    }

    /// The same by what lists ask for.
    public func sessions(
        status: Session.Status?, assignee: String?, since: Timestamp? = nil, limit: Int = 50, before: String? = nil
    ) throws -> [SessionSummary] {
        try sessions(
            SessionFilter(statuses: status.map { [$0] }, assignee: assignee, since: since), limit: limit, before: before
        )
    }

    /// Gives an escalated session back to the machine, which answers in it again.
    ///
    /// Throws `not_found`, and `conflict` where the session is not escalated.
    ///
    /// - Parameter user: who does, a user id.
    public func handback(_ id: String, by user: String, at time: Timestamp) throws {
        let user = try UserID.checked(user)
        try store.write { writer in
            guard let session = try writer.reader.storedSession(id) else { throw Conversations.noSession }
            guard try writer.handBack(session: id, at: time) else {
                throw AlmanacError(
                    .conflict, "the session is \(session.session.status.rawValue), not escalated",
                    hint: "only a session that was handed to a person can be handed back")
            }
            try writer.append(
                event: "session.handed_back", session: id, customer: session.session.customer, subject: id,
                detail: ["by": .string(user), "assignee": JSONValue(session.assignee)], at: time)
        }
    }

    /// Rows that contradict each other, a sentence each, for `almanac doctor`; empty where all is sound. Ids only.
    public func integrity() throws -> [String] { try store.read { try $0.conversationProblems() } }
}

/// Who of the company does something.
enum UserID {
    /// Throws `invalid_params` for what cannot be one: empty, longer than 200 bytes, or with control characters.
    static func checked(_ user: String) throws -> String {
        let isPlain = user.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        guard !user.allSatisfy(\.isWhitespace), user.utf8.count <= 200, isPlain else {
            throw AlmanacError(
                .invalidParams, "the user id is empty, too long or not readable", hint: "it has 1 to 200 bytes")
        }
        return user
    }
}

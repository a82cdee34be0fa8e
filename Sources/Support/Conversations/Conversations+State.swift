public import Domain
import Store

extension Conversations {
    /// What this home knows of a conversation before a turn's message, in one read transaction.
    ///
    /// - Parameter customer: the customer that this very message is verified for; nil for anybody else, who then sees
    ///   nothing of other sessions.
    /// - Parameter now: nothing that happened later is counted.
    public func state(of turn: Turn, customer: CustomerNumber?, now: Timestamp) throws -> ConversationState {
        try store.read { reader in
            var state = ConversationState()
            let id = turn.session.id
            if let session = try reader.storedSession(id) {
                let messages = try reader.messages(
                    ofSession: session.row, before: turn.row, limit: Conversations.messagesAtMost)
                let decisions = try reader.decisions(ofSession: session.row, from: messages.first?.row ?? 0)
                state.messages = try messages.filter { $0.row != turn.row }
                    .map { try PastMessage($0, decisions[$0.row]) }
                state.executed =
                    try reader
                    .executedTools(session: id, withoutProposal: Conversations.toolsWithoutProposal)
                    .map { ExecutedAction(tool: $0, status: "executed") }
                state.proposals = try reader.proposals(ProposalFilter(session: id))
                state.failedAttempts = try reader.failedAttempts(ofSession: session.row)
                state.wasEscalated = session.escalations > 0
                state.followUp = try reader.followUp(ofSession: session.row, before: turn.row).flatMap(FollowUp.init)
            }
            guard let customer else { return state }
            state.related = try reader.sessions(of: customer, except: id, limit: Conversations.relatedAtMost).map {
                PastSession(
                    id: $0.session.id, channel: $0.session.channel, status: $0.session.status, category: $0.category,
                    updatedAt: $0.updatedAt)
            }
            state.cancelRequests = try reader.cancelWishes(
                of: customer, categories: retentionCategories, except: turn.row,
                from: now.adding(.zero - Conversations.cancelWindow), to: now)
            state.contacts = try reader.contacts(
                of: customer, except: id, from: now.adding(.zero - Conversations.contactWindow), to: now)
            state.offers = try reader.offers(to: customer, until: now)
            return state
        }
    }
}

extension PastMessage {
    init(_ message: StoredMessage, _ decision: StoredDecision?) throws {
        guard let role = Role(rawValue: message.role) else {
            throw AlmanacError(.corrupt, "the message \(message.id) has no known role", hint: "restore a backup")
        }
        var text = message.text
        if let html = message.html, text.allSatisfy(\.isWhitespace) { text = MessageText(html: html).plain }
        self.init(
            role: role, text: text, at: message.createdAt, decision: decision?.decision,
            category: decision?.classification.category, sentiment: decision?.classification.sentiment)
    }
}

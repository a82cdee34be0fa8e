public import Domain

/// A message that was taken in and waits for its decision.
public struct Turn: Sendable, Hashable {
    /// `msg_` and 32 hexadecimal digits; the trace has the same digits.
    public let message: String
    public let session: Session
    /// Times that it was begun: more than one after a crash.
    public let attempt: Int
    /// The row of the message; nil in a dry run.
    let row: Int64?
    /// Who holds the session's lease; nil in a dry run.
    let lease: String?

    init(message: String, session: Session, attempt: Int, row: Int64?, lease: String?) {
        (self.message, self.session, self.attempt) = (message, session, attempt)
        (self.row, self.lease) = (row, lease)
    }
}

/// One message of a conversation's past.
public struct PastMessage: Sendable, Hashable {
    public enum Role: String, Sendable, Hashable, CaseIterable { case customer, assistant, agent, system }

    public var role: Role
    /// The writer's words; of an answer what was released.
    public var text: String
    public var at: Timestamp
    /// Of a customer's message that was decided.
    public var decision: SupportDecision?
    public var category: String?
    public var sentiment: Sentiment?

    public init(
        role: Role, text: String, at: Timestamp, decision: SupportDecision? = nil, category: String? = nil,
        sentiment: Sentiment? = nil
    ) {
        (self.role, self.text, self.at) = (role, text, at)
        (self.decision, self.category, self.sentiment) = (decision, category, sentiment)
    }
}

/// Another conversation of the same verified customer.
public struct PastSession: Sendable, Hashable {
    public var id: String
    public var channel: ContactChannel
    public var status: Session.Status
    public var category: String?
    public var updatedAt: Timestamp

    public init(
        id: String, channel: ContactChannel, status: Session.Status, category: String?, updatedAt: Timestamp
    ) {
        (self.id, self.channel, self.status, self.category) = (id, channel, status, category)
        self.updatedAt = updatedAt
    }
}

/// Everything that this home knows of a conversation before its newest message.
public struct ConversationState: Sendable, Hashable {
    /// Oldest first, the newest 200 of this session, the current one not among them.
    public var messages: [PastMessage]
    /// Other conversations of the verified customer, newest first, at most 10.
    public var related: [PastSession]
    /// Wishes to cancel in 180 days before now by this verified customer, in whatever session: decided messages of a
    /// retention category, issued cancel links and cancellations, each session once. This message is not counted.
    public var cancelRequests: Int
    /// Sessions of the verified customer in the last 30 days, this one not counted.
    public var contacts: Int
    /// Retention offers made to the verified customer, with their day.
    public var offers: [String: Timestamp]
    /// What was carried out in this session: confirmed proposals and tools without a form.
    public var executed: [ExecutedAction]
    /// Proposals of this session, newest first.
    public var proposals: [Proposal]
    /// Answers of this session that were followed by a report or by another frustrated message, plus drafts rejected.
    public var failedAttempts: Int
    /// Whether this session was ever handed to a person.
    public var wasEscalated: Bool
    /// What the newest decided message of this session left open.
    public var followUp: FollowUp?

    public init(
        messages: [PastMessage] = [], related: [PastSession] = [], cancelRequests: Int = 0, contacts: Int = 0,
        offers: [String: Timestamp] = [:], executed: [ExecutedAction] = [], proposals: [Proposal] = [],
        failedAttempts: Int = 0, wasEscalated: Bool = false, followUp: FollowUp? = nil
    ) {
        (self.messages, self.related, self.cancelRequests) = (messages, related, cancelRequests)
        (self.contacts, self.offers, self.executed, self.proposals) = (contacts, offers, executed, proposals)
        (self.failedAttempts, self.wasEscalated, self.followUp) = (failedAttempts, wasEscalated, followUp)
    }

    /// What may be used for a writer who is not verified in a verified customer's conversation: nothing that was
    /// prepared or done for that customer.
    func withoutAccount() -> ConversationState {
        var state = self
        state.proposals = []
        state.executed = []
        state.followUp = nil
        return state
    }

    /// Whether the customer's message before this one showed frustration.
    public var wasFrustrated: Bool { messages.last { $0.role == .customer }?.sentiment == .frustrated }
}

/// What one turn leaves behind; written in one transaction, before anything is released.
public struct TurnRecord: Sendable {
    /// One step of the way.
    public struct Span: Sendable, Hashable {
        public var name: String
        /// Internal ids and figures; no text of messages, no addresses.
        public var attributes: JSONObject
        /// `ok`, `error` or `timeout`.
        public var status: String
        public var startedAt: Timestamp
        public var duration: Duration

        public init(
            name: String, attributes: JSONObject, status: String = "ok", startedAt: Timestamp, duration: Duration
        ) {
            (self.name, self.attributes, self.status) = (name, attributes, status)
            (self.startedAt, self.duration) = (startedAt, duration)
        }
    }

    public var decision: SupportDecision
    public var reasons: [DecisionReason]
    public var classification: Classification
    /// A code of the outstanding rules, of a red line, or nil.
    public var outstanding: String?
    public var redLine: String?
    public var scores: AnswerScores
    /// What the claims check found.
    public var violations: [Violation]
    /// What the customer gets now: the answer, or an acknowledgement; nil for silence.
    public var released: AnswerForms?
    /// What a person is to look at.
    public var draft: AnswerForms?
    public var handoff: JSONObject?
    public var assignee: String?
    /// Codes of retention offers in a released answer.
    public var offers: [String]
    public var followUp: FollowUp?
    public var executions: [ToolExecution]
    public var spans: [Span]
    /// The answer to the caller without confirmation tokens; a repeat gets it again.
    public var result: JSONObject
    public var isShadow: Bool

    public init(
        decision: SupportDecision, reasons: [DecisionReason], classification: Classification,
        outstanding: String? = nil, redLine: String? = nil, scores: AnswerScores = .none,
        violations: [Violation] = [], released: AnswerForms? = nil, draft: AnswerForms? = nil,
        handoff: JSONObject? = nil, assignee: String? = nil, offers: [String] = [],
        followUp: FollowUp? = nil, executions: [ToolExecution] = [], spans: [Span] = [], result: JSONObject = [:],
        isShadow: Bool = false
    ) {
        (self.decision, self.reasons, self.classification) = (decision, reasons, classification)
        (self.outstanding, self.redLine, self.scores, self.violations) = (outstanding, redLine, scores, violations)
        (self.released, self.draft, self.handoff, self.assignee) = (released, draft, handoff, assignee)
        (self.offers, self.executions, self.spans, self.result) = (offers, executions, spans, result)
        (self.followUp, self.isShadow) = (followUp, isShadow)
    }
}

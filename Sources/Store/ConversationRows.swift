public import Domain

/// A session with what the store keeps beside it.
public struct StoredSession: Sendable, Hashable {
    public var row: Int64
    public var session: Session
    /// The channel's own id.
    public var conversation: String?
    public var language: String?
    public var assignee: String?
    public var isTest: Bool
    public var createdAt: Timestamp
    public var updatedAt: Timestamp
    /// Of the first decided message.
    public var firstCategory: String?
    /// Of the newest decided message, as are urgency and sentiment.
    public var category: String?
    public var urgency: Urgency?
    public var sentiment: Sentiment?
    /// Milliseconds from the first message to the first release.
    public var firstResponse: Int?
    /// Messages of the customer.
    public var messages: Int
    /// What was released, whoever wrote it.
    public var answers: Int
    /// Times that it was handed to a person.
    public var escalations: Int
    public var lease: Lease?

    /// Who works on a message of a session, and until when nobody else does.
    public struct Lease: Sendable, Hashable {
        public var holder: String
        /// The first moment at which it is not live any more.
        public var until: Timestamp
        /// The row of the message.
        public var message: Int64

        public init(holder: String, until: Timestamp, message: Int64) {
            (self.holder, self.until, self.message) = (holder, until, message)
        }
    }
}

/// A session that is made.
public struct NewSession: Sendable, Hashable {
    public var session: Session
    public var conversation: String?
    public var isTest: Bool

    public init(_ session: Session, conversation: String?, isTest: Bool) {
        (self.session, self.conversation, self.isTest) = (session, conversation, isTest)
    }
}

/// Where a message stands. The last three are final.
public enum MessageStatus: String, Sendable, Hashable, CaseIterable {
    /// It waits.
    case received
    /// A lease was given out for it, which may have run out.
    case processing
    /// Decided, and nothing was released.
    case decided
    /// An answer was released; of an answer, that it was.
    case released
    case failed

    public var isDecided: Bool { self != .received && self != .processing }
}

/// A message of a conversation as it is kept.
public struct StoredMessage: Sendable, Hashable {
    /// In the order of arrival.
    public var row: Int64
    /// `msg_` and 32 hexadecimal digits.
    public var id: String
    /// The row of its session.
    public var sessionRow: Int64
    /// The id of its session.
    public var session: String
    /// `customer`, `assistant`, `agent` or `system`.
    public var role: String
    /// Of an answer: the row of what it answers.
    public var answers: Int64?
    /// Of an agent's: the user id.
    public var author: String?
    public var channel: ContactChannel
    public var externalID: String?
    public var requestKey: String?
    public var text: String
    public var html: String?
    public var attachments: [Attachment]
    /// Of a customer's message, as it came with it.
    public var identity: Identity?
    /// The verified customer; nil where the identity is not, or nobody has the address.
    public var customer: CustomerNumber?
    public var customerName: String?
    /// Milliseconds.
    public var deadline: Int?
    public var isTest: Bool
    public var status: MessageStatus
    /// Times that it was begun.
    public var attempt: Int
    public var result: JSONObject?
    public var createdAt: Timestamp
}

/// A message on its way into the store.
public struct NewMessage: Sendable, Hashable {
    public var id: String
    public var sessionRow: Int64
    /// `customer`, `assistant` or `agent`.
    public var role: String
    public var answers: Int64?
    public var author: String?
    public var channel: ContactChannel
    public var externalID: String?
    public var requestKey: String?
    public var text: String
    public var html: String?
    public var attachments: [Attachment]
    public var identity: Identity?
    public var customer: CustomerNumber?
    public var customerName: String?
    /// Milliseconds.
    public var deadline: Int?
    public var isTest: Bool
    public var at: Timestamp

    public init(
        id: String, sessionRow: Int64, role: String, answers: Int64? = nil, author: String? = nil,
        channel: ContactChannel, externalID: String? = nil, requestKey: String? = nil, text: String,
        html: String? = nil, attachments: [Attachment] = [], identity: Identity? = nil,
        customer: CustomerNumber? = nil, customerName: String? = nil, deadline: Int? = nil, isTest: Bool,
        at: Timestamp
    ) {
        (self.id, self.sessionRow, self.role, self.answers, self.author) = (id, sessionRow, role, answers, author)
        (self.channel, self.externalID, self.requestKey) = (channel, externalID, requestKey)
        (self.text, self.html, self.attachments) = (text, html, attachments)
        (self.identity, self.customer, self.customerName) = (identity, customer, customerName)
        (self.deadline, self.isTest, self.at) = (deadline, isTest, at)
    }
}

/// The one decision on a message.
public struct StoredDecision: Sendable, Hashable {
    /// The row of the message.
    public var message: Int64
    public var decision: SupportDecision
    public var reasons: [DecisionReason]
    /// Without addresses, order numbers and candidates, which are not kept here.
    public var classification: Classification
    /// A code of the rules for exceptional cases.
    public var outstanding: String?
    public var redLine: String?
    public var scores: AnswerScores
    public var isShadow: Bool
    /// What the customer was asked.
    public var followUp: JSONObject?
    /// The lease that it was made under.
    public var holder: String
    public var at: Timestamp

    public init(
        message: Int64, decision: SupportDecision, reasons: [DecisionReason], classification: Classification,
        outstanding: String?, redLine: String?, scores: AnswerScores, isShadow: Bool, followUp: JSONObject?,
        holder: String, at: Timestamp
    ) {
        (self.message, self.decision, self.reasons) = (message, decision, reasons)
        (self.classification, self.outstanding, self.redLine) = (classification, outstanding, redLine)
        (self.scores, self.isShadow, self.followUp) = (scores, isShadow, followUp)
        (self.holder, self.at) = (holder, at)
    }
}

/// A look of the gate at an answer.
public struct EvaluationRow: Sendable, Hashable {
    /// The row of the message.
    public var message: Int64
    /// 1: claims; 2: scores.
    public var tier: Int
    /// From 1.
    public var attempt: Int
    /// Nil where there are none.
    public var scores: AnswerScores?
    /// Words from closed sets; no text of answers.
    public var findings: [String]
    public var at: Timestamp

    public init(
        message: Int64, tier: Int, attempt: Int, scores: AnswerScores?, findings: [String], at: Timestamp
    ) {
        (self.message, self.tier, self.attempt) = (message, tier, attempt)
        (self.scores, self.findings, self.at) = (scores, findings, at)
    }
}

/// One step of a message's way.
public struct SpanRow: Sendable, Hashable {
    /// The row of the message.
    public var message: Int64
    public var name: String
    /// Internal ids and figures; no text of messages.
    public var attributes: JSONObject
    /// `ok`, `error` or `timeout`.
    public var status: String
    public var startedAt: Timestamp
    public var duration: Duration

    public init(
        message: Int64, name: String, attributes: JSONObject, status: String, startedAt: Timestamp, duration: Duration
    ) {
        (self.message, self.name, self.attributes) = (message, name, attributes)
        (self.status, self.startedAt, self.duration) = (status, startedAt, duration)
    }
}

/// Which sessions a list shows.
public struct SessionFilter: Sendable, Hashable {
    public var statuses: Set<Session.Status>?
    public var assignee: String?
    /// Those that something happened in at this moment or later.
    public var since: Timestamp?

    public init(statuses: Set<Session.Status>? = nil, assignee: String? = nil, since: Timestamp? = nil) {
        (self.statuses, self.assignee, self.since) = (statuses, assignee, since)
    }
}

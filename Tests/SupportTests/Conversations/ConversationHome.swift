import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// A home with conversations, a clock that only the test moves, and people who write.
final class ConversationHome {
    static let start = ActionHome.start
    static let dana = CustomerNumber(rawValue: "C-1")
    static let omer = CustomerNumber(rawValue: "C-2")

    let home: ActionHome
    private(set) var conversations: Conversations
    private(set) var desk: ReviewDesk
    /// Of the machine; leases are measured by it.
    var clock = Timestamp(milliseconds: 5_000_000)
    /// Of the messages.
    var now = ConversationHome.start
    private var count = 0

    init() throws {
        home = try ActionHome()
        conversations = Conversations(store: home.store)
        desk = ReviewDesk(store: home.store)
    }

    /// As another process would come to the same file, beside this one.
    func beside() throws -> Conversations { Conversations(store: try home.beside().store) }

    /// As after a crash: nothing is finished, nothing given back.
    func reopen() throws {
        try home.reopen()
        conversations = Conversations(store: home.store)
        desk = ReviewDesk(store: home.store)
    }

    func pass(_ duration: Duration) {
        let step = Int64(duration / .milliseconds(1))
        clock = Timestamp(milliseconds: clock.milliseconds + step)
        now = Timestamp(milliseconds: now.milliseconds + step)
    }

    // MARK: Writing

    func message(
        _ text: String = "Where is my parcel?", id: String? = nil, key: String? = nil, in conversation: String? = nil,
        session: String? = nil, by identity: Identity = .anonymous, channel: ContactChannel = .widget,
        isTest: Bool = false
    ) -> SupportRequest {
        count += 1
        let id = id ?? (key == nil ? "m\(count)" : nil)
        return SupportRequest(
            messageID: id, text: text, requestKey: key, channel: channel, session: session,
            conversation: conversation, identity: identity, isTest: isTest, now: now)
    }

    func receive(_ request: SupportRequest, customer: CustomerNumber? = nil) throws -> Reception {
        try conversations.receive(request, customer: customer, clock: clock)
    }

    /// Receives a message that nothing is in the way of.
    func turn(_ request: SupportRequest, customer: CustomerNumber? = nil) throws -> Turn {
        try #require(try receive(request, customer: customer).turn)
    }

    /// A message of Dana, verified.
    func danas(_ text: String = "Hello", in conversation: String) throws -> Turn {
        try turn(message(text, in: conversation, by: .danaByLogin), customer: Self.dana)
    }

    func finish(_ turn: Turn, _ record: TurnRecord) throws {
        try conversations.finish(turn, record, at: now)
    }

    // MARK: Looking

    func record(of turn: Turn) throws -> SessionRecord { try conversations.session(turn.session.id) }

    func state(of turn: Turn, customer: CustomerNumber? = nil) throws -> ConversationState {
        try conversations.state(of: turn, customer: customer, now: now)
    }

    func events(of subject: String) throws -> [String] { try home.events(of: subject) }

    /// The one review of a turn.
    func review(of turn: Turn) throws -> ReviewItem {
        let items = try desk.list(ReviewFilter(status: nil, session: turn.session.id))
        return try #require(items.first { $0.message == turn.message })
    }

    func expectSound(_ comment: Comment? = nil) throws {
        #expect(try conversations.integrity() == [], comment)
    }
}

extension Identity {
    static let danaByLogin = Identity.verified(email: "dana@example.com", by: .login)
    static let omerByCode = Identity.verified(email: "omer@example.com", by: .code)
}

extension Reception {
    var turn: Turn? { if case .turn(let turn) = self { turn } else { nil } }
    var result: JSONObject? { if case .repeated(let result) = self { result } else { nil } }
    /// The message that waits.
    var waiting: String? { if case .busy(let message) = self { message } else { nil } }
}

extension TurnRecord {
    static func classified(
        _ category: String = "gratitude", sentiment: Sentiment = .neutral, urgency: Urgency = .medium
    ) -> Classification {
        Classification(
            category: category, confidence: 0.9, lowConfidence: false, urgency: urgency, sentiment: sentiment,
            language: "en", router: "r1")
    }

    static func sent(
        _ text: String = "You are welcome.", category: String = "gratitude", sentiment: Sentiment = .neutral,
        offers: [String] = [], followUp: FollowUp? = nil
    ) -> TurnRecord {
        TurnRecord(
            decision: .send, reasons: [], classification: classified(category, sentiment: sentiment),
            scores: AnswerScores(safety: 1, accuracy: 0.9, tone: 0.8, completeness: 0.7, confidence: 0.85),
            released: AnswerForms(text: text, html: "<p>\(text)</p>"), offers: offers, followUp: followUp,
            result: ["decision": "send", "text": .string(text)])
    }

    static func drafted(
        _ text: String = "We look into it.", category: String = "payment_question", released: String? = nil
    ) -> TurnRecord {
        TurnRecord(
            decision: .draft, reasons: [DecisionReason(.policy, "A person looks at it.")],
            classification: classified(category), released: released.map { AnswerForms(text: $0) },
            draft: AnswerForms(text: text, html: "<p>\(text)</p>"), handoff: ["summary": "s"],
            result: ["decision": "draft"])
    }

    static func escalated(to assignee: String? = "care") -> TurnRecord {
        TurnRecord(
            decision: .escalate, reasons: [DecisionReason(.redLine, "A threat.")],
            classification: classified("payment_question", sentiment: .frustrated, urgency: .critical),
            redLine: "threat", handoff: ["summary": "s"], assignee: assignee, result: ["decision": "escalate"])
    }
}

/// The error that `body` throws; it names nobody's address and says what to do next.
func conversationFailure(_ body: () throws -> Void) throws -> AlmanacError {
    let error = try #require(throws: AlmanacError.self) { try body() }
    #expect(error.hint?.isEmpty == false)
    #expect(!error.description.contains("@"))
    return error
}

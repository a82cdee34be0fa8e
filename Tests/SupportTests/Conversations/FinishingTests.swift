import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// What a turn leaves behind.
@Suite struct FinishingTests {
    let home: ConversationHome

    init() throws { home = try ConversationHome() }

    @Test func aSentAnswerIsKeptWhole() throws {
        let turn = try home.danas("Thanks!", in: "7")
        home.pass(.milliseconds(1500))
        var record = TurnRecord.sent("You are welcome.")
        record.reasons = [DecisionReason(.policy, "Thanks are answered.")]
        record.executions = [
            ToolExecution(
                session: "cw_7", customer: ConversationHome.dana, level: .verified, verifiedBy: .login,
                tool: "get_subscription", arguments: ["a": 1], status: .ok, at: home.now, duration: .milliseconds(3))
        ]
        record.spans = [
            TurnRecord.Span(name: "route", attributes: ["n": 1], startedAt: home.now, duration: .milliseconds(2)),
            TurnRecord.Span(
                name: "gate", attributes: [:], status: "timeout", startedAt: home.now, duration: .seconds(1e15)),
        ]
        try home.finish(turn, record)

        let session = try home.record(of: turn)
        #expect(session.entries.map(\.message.role) == ["customer", "assistant"])
        #expect(session.entries.map(\.message.status) == [.released, .released])
        #expect(session.entries.map(\.message.text) == ["Thanks!", "You are welcome."])
        #expect(session.entries.last?.message.html == "<p>You are welcome.</p>")
        #expect(session.entries.last?.message.answers == session.entries.first?.message.row)
        let decision = try #require(session.entries.first?.decision)
        #expect(decision.decision == .send)
        #expect(decision.reasons == record.reasons)
        #expect(decision.classification.category == "gratitude")
        #expect(decision.classification.router == "r1")
        #expect(decision.scores == record.scores)
        #expect(!decision.isShadow)
        #expect(session.reviews.isEmpty)
        #expect(session.summary.category == "gratitude")
        #expect(session.summary.firstResponse == 1500)
        #expect(session.summary.messages == 1)
        #expect(session.summary.answers == 1)
        #expect(session.summary.session.status == .active)
        #expect(
            try home.events(of: turn.message) == ["message.received", "message.decided", "answer.released"])
        let tools = try home.home.store.read { try $0.toolExecutions(session: "cw_7", limit: 5) }
        #expect(tools.map(\.tool) == ["get_subscription"])
        try home.expectSound()
    }

    @Test func theSameTurnMayFinishTwice() throws {
        let turn = try home.turn(home.message(in: "7"))
        try home.finish(turn, .sent("one"))
        try home.finish(turn, .sent("two"))
        #expect(try home.record(of: turn).entries.map(\.message.text) == ["Where is my parcel?", "one"])
        try home.reopen()
        try home.finish(turn, .drafted())
        #expect(try home.record(of: turn).summary.answers == 1)
        #expect(try home.record(of: turn).reviews.isEmpty)
        try home.expectSound()
    }

    @Test func whatFailsLeavesNothing() throws {
        let turn = try home.turn(home.message(in: "7"))
        var record = TurnRecord.sent()
        record.spans = [
            TurnRecord.Span(name: "x", attributes: [:], status: "wrong", startedAt: home.now, duration: .zero)
        ]
        #expect(throws: AlmanacError.self) { try home.finish(turn, record) }
        #expect(try home.record(of: turn).entries.count == 1)
        #expect(try home.events(of: turn.message) == ["message.received"])
        try home.finish(turn, .sent())
        try home.expectSound()
    }

    @Test func aDraftWaitsForAPerson() throws {
        let turn = try home.turn(home.message("Refund me", in: "7", isTest: true))
        try home.finish(turn, .drafted("We look into it.", released: "We got your message."))
        let session = try home.record(of: turn)
        #expect(session.summary.session.status == .active)
        #expect(session.summary.isTest)
        // The customer got the acknowledgement, not the draft.
        #expect(session.entries.map(\.message.text) == ["Refund me", "We got your message."])
        let review = try home.review(of: turn)
        #expect(review.id.wholeMatch(of: /rev_[0-9a-f]{32}/) != nil)
        #expect(review.decision == .draft)
        #expect(review.status == .open)
        #expect(review.text == "Refund me")
        #expect(review.draft == AnswerForms(text: "We look into it.", html: "<p>We look into it.</p>"))
        #expect(review.reasons.map(\.code) == [.policy])
        #expect(review.handoff == ["summary": "s"])
        #expect(review.category == "payment_question")
        #expect(review.isTest)
        try home.expectSound()
    }

    @Test func silenceIsDecidedAndNotReleased() throws {
        let request = home.message(id: "m", in: "7")
        let turn = try home.turn(request)
        try home.finish(turn, .drafted())
        let entry = try #require(try home.record(of: turn).entries.first)
        #expect(entry.message.status == .decided)
        #expect(try home.record(of: turn).summary.firstResponse == nil)
        #expect(try home.receive(request).result == ["decision": "draft"])
        #expect(try home.events(of: turn.message) == ["message.received", "message.decided"])
    }

    @Test func anEscalationTakesTheSessionFromTheMachine() throws {
        let turn = try home.turn(home.message(in: "7"))
        try home.finish(turn, .escalated(to: "care"))
        var summary = try home.record(of: turn).summary
        #expect(summary.session.status == .escalated)
        #expect(summary.assignee == "care")
        #expect(summary.urgency == .critical)
        #expect(summary.sentiment == .frustrated)
        #expect(summary.escalations == 1)
        #expect(try home.review(of: turn).decision == .escalate)
        #expect(try home.record(of: turn).entries.first?.decision?.redLine == "threat")
        #expect(try home.events(of: "cw_7") == ["session.started", "session.escalated"])

        // Later messages are kept and decided, and the session stays with the person.
        let next = try home.turn(home.message(in: "7"))
        #expect(next.session.status == .escalated)
        #expect(try home.state(of: next).wasEscalated)
        try home.finish(next, .drafted())
        #expect(try home.record(of: turn).summary.session.status == .escalated)

        try home.conversations.handback("cw_7", by: "eve", at: home.now)
        summary = try home.record(of: turn).summary
        #expect(summary.session.status == .active)
        #expect(summary.assignee == nil)
        #expect(try home.events(of: "cw_7").last == "session.handed_back")
        let error = try conversationFailure { try home.conversations.handback("cw_7", by: "eve", at: home.now) }
        #expect(error.code == .conflict)
        #expect(
            try conversationFailure { try home.conversations.handback("cw_8", by: "eve", at: home.now) }.code
                == .notFound)
        #expect(
            try conversationFailure { try home.conversations.handback("cw_7", by: " ", at: home.now) }.code
                == .invalidParams)
        let after = try home.turn(home.message(in: "7"))
        #expect(after.session.status == .active)
        // It was once, for good.
        #expect(try home.state(of: after).wasEscalated)
        try home.expectSound()
    }

    @Test func aShadowIsComparedAndNeverSent() throws {
        let turn = try home.turn(home.message(in: "7"))
        var record = TurnRecord.sent()
        record.draft = record.released
        record.released = nil
        record.isShadow = true
        try home.finish(turn, record)
        #expect(try home.review(of: turn).decision == .shadow)
        #expect(try home.record(of: turn).entries.map(\.message.role) == ["customer"])
        #expect(try home.record(of: turn).entries.first?.decision?.isShadow == true)
        // What needs a person does so in the shadow too.
        let next = try home.turn(home.message(in: "7"))
        var escalation = TurnRecord.escalated()
        escalation.isShadow = true
        try home.finish(next, escalation)
        #expect(try home.review(of: next).decision == .escalate)
        try home.expectSound()
    }

    @Test func aSessionKeepsItsFirstCategoryAndShowsItsLast() throws {
        try home.finish(try home.turn(home.message(in: "7")), .sent(category: "gratitude"))
        home.pass(.seconds(10))
        try home.finish(try home.turn(home.message(in: "7")), .drafted(category: "payment_question"))
        let summary = try home.conversations.session("cw_7").summary
        #expect(summary.firstCategory == "gratitude")
        #expect(summary.category == "payment_question")
        // The time to the first response is that of the first.
        #expect(summary.firstResponse == 0)
    }

    @Test func scoresOutOfBoundsAreBrought() throws {
        let turn = try home.turn(home.message(in: "7"))
        var record = TurnRecord.drafted()
        record.scores = AnswerScores(
            safety: 2, accuracy: -1, tone: .nan, completeness: .infinity, confidence: 0.5)
        try home.finish(turn, record)
        let scores = try #require(try home.record(of: turn).entries.first?.decision?.scores)
        #expect(scores == AnswerScores(safety: 1, accuracy: 0, tone: 0, completeness: 1, confidence: 0.5))
    }

    /// Events are read by figures and logs: what people wrote and who they are is not in them.
    @Test func eventsHoldNoWordsAndNoAddresses() throws {
        let turn = try home.danas("my secret words", in: "7")
        var record = TurnRecord.drafted("our secret words", released: "secret ack")
        record.violations = [Violation(kind: .refundPromised, evidence: "secret evidence")]
        record.reasons = [DecisionReason(.claim, "secret reason")]
        try home.finish(turn, record)
        let review = try home.review(of: turn)
        _ = try home.desk.resolve(review.id, .edit("secret edit"), by: "eve", at: home.now)
        try home.desk.record(Feedback(report: "secret report"), session: "cw_7", message: turn.message, at: home.now)
        let events = try home.home.store.read { reader in
            try reader.events(customer: ConversationHome.dana)
        }
        #expect(
            events.map(\.kind) == [
                "session.started", "message.received", "message.decided", "answer.released", "review.opened",
                "review.resolved", "feedback.recorded",
            ])
        for event in events {
            #expect(!event.json.text.contains("secret"))
            #expect(!event.json.text.contains("@"))
        }
    }

    // MARK: Lists

    @Test func sessionsAreListedByPages() throws {
        for number in 1...5 {
            home.pass(.seconds(1))
            let turn = try home.turn(home.message(in: "\(number)"))
            try home.finish(turn, number % 2 == 0 ? .escalated(to: "care") : .sent())
        }
        func ids(_ filter: SessionFilter = SessionFilter(), limit: Int = 50, before: String? = nil) throws -> [String] {
            try home.conversations.sessions(filter, limit: limit, before: before).map(\.session.id)
        }
        #expect(try ids() == ["cw_5", "cw_4", "cw_3", "cw_2", "cw_1"])
        #expect(try ids(limit: 2) == ["cw_5", "cw_4"])
        #expect(try ids(limit: 2, before: "cw_4") == ["cw_3", "cw_2"])
        #expect(try ids(SessionFilter(statuses: [.escalated])) == ["cw_4", "cw_2"])
        #expect(try ids(SessionFilter(assignee: "care"), limit: 1) == ["cw_4"])
        #expect(try ids(SessionFilter(statuses: [.closed])) == [])
        #expect(try ids(SessionFilter(since: home.now)) == ["cw_5"])
        #expect(try ids(limit: -1) == [])
        #expect(try conversationFailure { _ = try ids(before: "cw_9") }.code == .notFound)
        #expect(try conversationFailure { _ = try home.conversations.session("cw_9") }.code == .notFound)
    }

    @Test func aSessionsJSONHasEverything() throws {
        let turn = try home.danas("Refund me", in: "7")
        try home.finish(turn, .drafted(released: "We got it."))
        let json = JSONValue.object(try home.record(of: turn).json)
        #expect(json["session"]?["id"] == "cw_7")
        #expect(json["session"]?["customer"] == "C-1")
        let messages = try #require(json["messages"]?.array)
        #expect(messages.map { $0["role"] } == ["customer", "assistant"])
        #expect(messages.first?["decision"]?["decision"] == "draft")
        #expect(messages.last?["answers"] == .string(turn.message))
        #expect(json["reviews"]?.array?.count == 1)
        #expect(!json.text.contains("dana@example.com"))
    }
}

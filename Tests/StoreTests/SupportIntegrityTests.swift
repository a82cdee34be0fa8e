import Domain
import Foundation
import Store
import TestSupport
import Testing

/// What `almanac doctor` says of conversations.
@Suite struct SupportIntegrityTests {
    /// Conversations as they are written: one sent, one drafted and approved, one escalated, one that waits.
    private struct World {
        let fixture: SupportFixture

        init(_ count: Int = 1) throws {
            fixture = try SupportFixture()
            try fixture.store.write { writer in
                for number in 0..<count {
                    try World.add("sent-\(number)", .send, writer)
                    try World.add("drafted-\(number)", .draft, isApproved: true, writer)
                    try World.add("escalated-\(number)", .escalate, writer)
                    try World.add("waiting-\(number)", nil, writer)
                }
            }
        }

        func problems() throws -> [String] { try fixture.store.read { try $0.conversationProblems() } }

        private static func add(
            _ name: String, _ decision: SupportDecision?, isApproved: Bool = false, _ writer: SupportWriter
        ) throws {
            let at = Timestamp(milliseconds: 1000)
            let session = Session(
                id: "sess_\(name)", channel: .widget, customer: CustomerNumber(rawValue: "C-1"), level: .verified,
                verifiedBy: .login)
            let row = try writer.insert(NewSession(session, conversation: nil, isTest: false), at: at)
            let message = try writer.insert(
                NewMessage(
                    id: "msg_\(name)", sessionRow: row, role: "customer", channel: .widget, externalID: name,
                    text: "hello", identity: .verified(email: "ann@example.com", by: .login),
                    customer: CustomerNumber(rawValue: "C-1"), isTest: false, at: at))
            _ = try writer.claim(
                requestKey: name, method: "support.handle", digest: "d", target: "msg_\(name)", at: at)
            guard let decision else { return }
            try writer.begin(message: message)
            let stored = StoredDecision(
                message: message, decision: decision, reasons: [],
                classification: Classification(category: "gratitude", confidence: 1, lowConfidence: false),
                outstanding: nil, redLine: nil, scores: .none, isShadow: false, followUp: nil, holder: "h", at: at)
            try writer.insert(stored)
            try writer.settle(message: message, status: decision == .send ? .released : .decided, result: [:])
            try writer.note(stored, onSession: row, assignee: nil)
            if decision == .send { _ = try answer(name, message, in: row, role: "assistant", writer) }
            guard decision != .send else { return }
            try writer.insert(
                NewReview(
                    id: "rev_\(name)", session: row, message: message, category: "gratitude",
                    decision: decision == .draft ? .draft : .escalate, draft: AnswerForms(text: "hi"), handoff: nil,
                    assignee: nil, at: at))
            guard isApproved else { return }
            let released = try answer(name, message, in: row, role: "agent", writer)
            try writer.markReleased(message: message)
            _ = try writer.resolve(
                review: "rev_\(name)", .approve, by: "eve", similarity: 1, released: released, at: at)
        }

        private static func answer(
            _ name: String, _ message: Int64, in session: Int64, role: String, _ writer: SupportWriter
        ) throws -> Int64 {
            try writer.insert(
                NewMessage(
                    id: "msg_answer-\(name)", sessionRow: session, role: role, answers: message, channel: .widget,
                    text: "hi", isTest: false, at: Timestamp(milliseconds: 2000)))
        }
    }

    @Test func soundConversationsHaveNoProblems() throws {
        #expect(try World().problems() == [])
    }

    /// Every check finds what it is for, and names the row.
    @Test(arguments: [
        ("DELETE FROM decision WHERE message = 1", "msg_sent-0: the message is decided, but has no decision"),
        (
            "UPDATE message SET status = 'received' WHERE row = 1",
            "msg_sent-0: the message has a decision, but is not decided"
        ),
        (
            "UPDATE message SET result = NULL WHERE row = 1",
            "msg_sent-0: the message is decided, but keeps no result for a repeat"
        ),
        (
            "DELETE FROM message WHERE id = 'msg_answer-sent-0'",
            "msg_sent-0: the message is released, but nothing answers it"
        ),
        (
            "UPDATE message SET status = 'decided' WHERE row = 1",
            "msg_answer-sent-0: the answer is to a message that is not released, or of another session"
        ),
        (
            "UPDATE session SET messages = 7 WHERE id = 'sess_sent-0'",
            "sess_sent-0: the session's counts do not add up"
        ),
        (
            "UPDATE session SET escalations = 3 WHERE id = 'sess_sent-0'",
            "sess_sent-0: the session's count of escalations does not add up"
        ),
        (
            "UPDATE session SET status = 'escalated' WHERE id = 'sess_sent-0'",
            "sess_sent-0: the session is escalated, but no decision did that"
        ),
        (
            "UPDATE session SET lease_holder = 'x', lease_until = 5, lease_message = 1 WHERE id = 'sess_sent-0'",
            "sess_sent-0: the session's lease is for a message that is decided, or of another session"
        ),
        (
            "UPDATE message SET status = 'processing' WHERE id = 'msg_waiting-0'",
            "msg_waiting-0: the message is being worked on, but the session's lease is not for it"
        ),
        (
            "UPDATE message SET session = (SELECT session FROM message WHERE row = 1), row = 0 WHERE id = 'msg_waiting-0'",
            "msg_sent-0: the message was decided before an older one of its session"
        ),
        (
            "UPDATE message SET customer = 'C-2' WHERE row = 1",
            "msg_sent-0: the message is another customer's than its session"
        ),
        (
            "DELETE FROM review WHERE id = 'rev_escalated-0'",
            "msg_escalated-0: the decision needs a person, but has no review"
        ),
        (
            "UPDATE review SET session = 1 WHERE id = 'rev_escalated-0'",
            "rev_escalated-0: the review is of another session than its message, or of a message without a decision"
        ),
        (
            "UPDATE review SET status = 'open', resolved_at = NULL, resolved_by = NULL, released = NULL",
            "rev_drafted-0: the review is open, but a person answered the message"
        ),
        (
            "UPDATE review SET released = 1 WHERE id = 'rev_drafted-0'",
            "rev_drafted-0: what the review released is no answer of a person to its message"
        ),
        (
            "UPDATE request_key SET target = 'msg_gone' WHERE key = 'sent-0'",
            "sent-0: the request key stands for a message that is not there"
        ),
        (
            "INSERT INTO feedback (session, message, kind, value, at) VALUES (2, 1, 'csat', '5', 1)",
            "msg_sent-0: the feedback is on a message of another session"
        ),
    ])
    func whatIsBrokenIsNamed(change: String, problem: String) throws {
        let world = try World()
        try world.fixture.raw().run("PRAGMA foreign_keys = OFF; \(change)")
        let problems = try world.problems()
        #expect(problems.contains(problem), "\(problems)")
    }

    @Test func manyOfOneKindAreCounted() throws {
        let world = try World(30)
        try world.fixture.raw().run("UPDATE message SET result = NULL WHERE id LIKE 'msg_sent-%'")
        let problems = try world.problems()
        #expect(problems.count == 21)
        #expect(problems.last == "10 more: the message is decided, but keeps no result for a repeat")
    }

    /// 10,000 conversations: a check that compares all with all would take far longer.
    @Test func manyConversationsAreChecked() throws {
        let world = try World(2500)
        var problems = ["not looked for"]
        let seconds = try processorTime { problems = try world.problems() }
        #expect(problems == [])
        #expect(seconds < 60)
    }
}

import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// What is known of a conversation when its next message is worked on.
@Suite struct StateTests {
    let home: ConversationHome

    init() throws { home = try ConversationHome() }

    private func finished(_ text: String, in conversation: String, _ record: TurnRecord) throws {
        try home.finish(try home.turn(home.message(text, in: conversation)), record)
        home.pass(.seconds(60))
    }

    private func danasFinished(_ text: String, in conversation: String, _ record: TurnRecord) throws {
        try home.finish(try home.danas(text, in: conversation), record)
        home.pass(.seconds(60))
    }

    @Test func theNewestMessagesComeOldestFirst() throws {
        for number in 0..<120 {
            try finished("q\(number)", in: "7", .sent("a\(number)", sentiment: number == 119 ? .frustrated : .neutral))
        }
        let state = try home.state(of: try home.turn(home.message("now", in: "7")))
        #expect(state.messages.count == 200)
        #expect(state.messages.first?.text == "q20")
        #expect(state.messages.suffix(2).map(\.text) == ["q119", "a119"])
        let last = try #require(state.messages.dropLast().last)
        #expect(last.role == .customer)
        #expect(last.decision == .send)
        #expect(last.category == "gratitude")
        #expect(state.wasFrustrated)
        #expect(state.messages.last?.decision == nil)
    }

    @Test func aMessageInHTMLAloneIsRead() throws {
        var request = home.message("", in: "7")
        request.html = "<p>Hello <b>there</b></p>"
        try home.finish(try home.turn(request), .sent())
        let state = try home.state(of: try home.turn(home.message(in: "7")))
        #expect(state.messages.first?.text == "Hello there")
    }

    // MARK: Other sessions

    @Test func otherSessionsAreForTheVerifiedCustomerOnly() throws {
        try danasFinished("Hi", in: "1", .sent())
        try danasFinished("Cancel", in: "2", .drafted(category: "retention_primary_request"))
        try home.finish(
            try home.turn(home.message(in: "3", by: .omerByCode), customer: ConversationHome.omer),
            .sent(category: "retention_primary_request"))
        let turn = try home.danas(in: "4")
        let state = try home.state(of: turn, customer: ConversationHome.dana)
        #expect(state.related.map(\.id) == ["cw_2", "cw_1"])
        #expect(state.related.first?.category == "retention_primary_request")
        #expect(state.contacts == 2)
        #expect(state.cancelRequests == 1)
        let blind = try home.state(of: turn)
        #expect(blind.related.isEmpty)
        #expect(blind.contacts == 0)
        #expect(blind.cancelRequests == 0)
        #expect(blind.offers.isEmpty)
    }

    @Test func atMostTenOthersAreRead() throws {
        for number in 1...12 { try danasFinished("Hi", in: "\(number)", .sent()) }
        let state = try home.state(of: try home.danas(in: "now"), customer: ConversationHome.dana)
        #expect(state.related.map(\.id) == (3...12).reversed().map { "cw_\($0)" })
        #expect(state.contacts == 12)
    }

    /// A session counts as a contact for thirty days after something happened in it.
    @Test func contactsAreThoseOfThirtyDays() throws {
        try danasFinished("Hi", in: "1", .sent())
        home.pass(.seconds(29 * 86_400))
        let turn = try home.danas(in: "2")
        #expect(try home.state(of: turn, customer: ConversationHome.dana).contacts == 1)
        home.pass(.seconds(2 * 86_400))
        #expect(try home.state(of: turn, customer: ConversationHome.dana).contacts == 0)
        // The past does not know the future.
        let before = Timestamp(milliseconds: ConversationHome.start.milliseconds - 1)
        let past = try home.conversations.state(of: turn, customer: ConversationHome.dana, now: before)
        #expect(past.contacts == 0)
    }

    // MARK: Wishes to cancel

    private func wishes(_ turn: Turn) throws -> Int {
        try home.state(of: turn, customer: ConversationHome.dana).cancelRequests
    }

    @Test func wishesToCancelAreCountedOnceASession() throws {
        let first = try home.danas("I want to leave", in: "1")
        #expect(try wishes(first) == 0)
        try home.finish(first, .sent(category: "retention_primary_request"))
        let second = try home.danas("I said I want to leave", in: "1")
        #expect(try wishes(second) == 1)
        try home.finish(second, .drafted(category: "retention_repeated_request"))
        #expect(try wishes(try home.danas(in: "1")) == 1)
        #expect(try wishes(try home.danas(in: "2")) == 1)
        var record = TurnRecord.sent()
        record.classification.secondaryCategory = "retention_primary_request"
        try home.finish(try home.danas(in: "3"), record)
        #expect(try wishes(try home.danas(in: "4")) == 2)
    }

    @Test func wishesAreForgottenAfterHalfAYear() throws {
        try danasFinished("Bye", in: "1", .sent(category: "retention_primary_request"))
        home.pass(.seconds(179 * 86_400))
        let turn = try home.danas(in: "2")
        #expect(try wishes(turn) == 1)
        home.pass(.seconds(2 * 86_400))
        #expect(try wishes(turn) == 0)
    }

    /// A link and the cancellation that it leads to belong to the session that it was made in.
    @Test func linksAndCancellationsAreWishes() throws {
        let turn = try home.danas(in: "1")
        let context = ActionContext(identity: .danaByLogin, session: "cw_1", now: home.now)
        let answer = try home.home.actions.propose(
            "generate_cancel_link", ["subscription": "S-1"], context)
        let result = try #require({ if case .executed(let result, _) = answer { result } else { nil } }())
        // This session's link was given out before this message was decided.
        #expect(try wishes(turn) == 1)
        try home.finish(turn, .sent(category: "retention_primary_request"))
        #expect(try wishes(try home.danas(in: "2")) == 1)
        let url = try #require(result["url"]?.string)
        _ = try home.home.actions.redeemLink(url, requestKey: "r", context)
        #expect(try wishes(try home.danas(in: "3")) == 1)
        // One in another session, for another subscription.
        _ = try home.home.actions.propose(
            "generate_cancel_link", ["subscription": "S-2"],
            ActionContext(identity: .danaByLogin, session: "cw_9", now: home.now))
        #expect(try wishes(try home.danas(in: "4")) == 2)
    }

    // MARK: Deeds, offers, questions

    @Test func offersAreRememberedWithTheirDay() throws {
        try danasFinished("Bye", in: "1", .sent(offers: ["pause", "light"]))
        let day = home.now
        try danasFinished("Bye", in: "2", .sent(offers: ["pause"]))
        // A draft offered nothing to anybody.
        var drafted = TurnRecord.drafted()
        drafted.offers = ["skip"]
        try danasFinished("Bye", in: "3", drafted)
        let state = try home.state(of: try home.danas(in: "4"), customer: ConversationHome.dana)
        #expect(state.offers == ["pause": day, "light": ConversationHome.start])
        // Of somebody who is not known nothing is remembered.
        try finished("Bye", in: "5", .sent(offers: ["skip"]))
        #expect(try home.state(of: try home.turn(home.message(in: "5"))).offers.isEmpty)
        try home.expectSound()
    }

    @Test func deedsAndProposalsOfTheSessionAreThere() throws {
        let turn = try home.danas(in: "1")
        let context = ActionContext(identity: .danaByLogin, session: "cw_1", now: home.now)
        let asked = try home.home.actions.propose(
            "skip_month", ["subscription": "S-1", "month": "2027-01"], context)
        let view = try #require({ if case .proposed(let view) = asked { view } else { nil } }())
        var state = try home.state(of: turn, customer: ConversationHome.dana)
        #expect(state.executed.isEmpty)
        #expect(state.proposals.map(\.id) == [view.proposal.id])
        _ = try home.home.actions.confirm(
            view.proposal.id, token: try #require(view.token), context)
        _ = try home.home.actions.propose("generate_cancel_link", ["subscription": "S-1"], context)
        _ = try home.home.actions.read("get_subscription", [:], context)
        state = try home.state(of: turn, customer: ConversationHome.dana)
        #expect(
            state.executed == [
                ExecutedAction(tool: "skip_month", status: "executed"),
                ExecutedAction(tool: "generate_cancel_link", status: "executed"),
            ])
        // Another session did nothing.
        let other = try home.danas(in: "2")
        #expect(try home.state(of: other, customer: ConversationHome.dana).executed.isEmpty)
    }

    @Test func anOpenQuestionIsRememberedUntilTheNextMessage() throws {
        let question = FollowUp(
            category: "skip_or_pause_request", tool: "pause_subscription", arguments: ["subscription": "S-1"],
            asks: ["how_long"])
        try finished("Pause please", in: "1", .sent(followUp: question))
        let turn = try home.turn(home.message("two months", in: "1"))
        #expect(try home.state(of: turn).followUp == question)
        #expect(try home.state(of: try home.turn(home.message(in: "2"))).followUp == nil)
        try home.finish(turn, .sent())
        #expect(try home.state(of: try home.turn(home.message(in: "1"))).followUp == nil)
    }

    @Test func attemptsThatDidNotHelpAreCounted() throws {
        func failed() throws -> Int {
            let turn = try home.conversations.preview(home.message(in: "1"), customer: nil)
            return try home.state(of: turn).failedAttempts
        }
        try finished("q1", in: "1", .sent())
        #expect(try failed() == 0)
        // The next message is frustrated: the answer before it did not help.
        try finished("q2", in: "1", .sent(sentiment: .frustrated))
        #expect(try failed() == 1)
        try finished("q3", in: "1", .sent())
        #expect(try failed() == 1)
        // A report on the answer, or on what it answers; twice is once.
        let entries = try home.conversations.session("cw_1").entries
        let (question, answer) = (try #require(entries.dropLast().last), try #require(entries.last))
        try home.desk.record(Feedback(report: "Wrong."), session: "cw_1", message: answer.message.id, at: home.now)
        #expect(try failed() == 2)
        try home.desk.record(
            Feedback(outcome: .unresolved), session: "cw_1", message: question.message.id, at: home.now)
        #expect(try failed() == 2)
        // A draft that a person rejected; one that was approved is none.
        for action in [ReviewAction.reject(reason: "No."), .approve] {
            let turn = try home.turn(home.message(in: "1"))
            try home.finish(turn, .drafted(released: "We got it."))
            _ = try home.desk.resolve(try home.review(of: turn).id, action, by: "eve", at: home.now)
        }
        #expect(try failed() == 3)
    }

    @Test func anAgentsAnswerIsPartOfThePast() throws {
        let turn = try home.turn(home.message("Refund me", in: "1"))
        try home.finish(turn, .drafted())
        _ = try home.desk.resolve(try home.review(of: turn).id, .edit("We did."), by: "eve", at: home.now)
        let state = try home.state(of: try home.turn(home.message(in: "1")))
        #expect(state.messages.map(\.role) == [.customer, .agent])
        #expect(state.messages.map(\.text) == ["Refund me", "We did."])
    }
}

import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// What went wrong in the system that this one replaces, as far as no other suite holds it.
@Suite struct DefectTests {
    let home: PipelineHome

    init() throws { home = try PipelineHome() }

    private func account(_ email: String) throws -> Account {
        try #require(try home.store.read { try $0.account(email: email) })
    }

    /// The context was made for other columns than there were, and every customer was "not found".
    @Test func theContextHoldsWhatTheStoreHolds() throws {
        let account = try account("dana@example.com")
        let context = ContextBuilder().build(
            words: "Where is my box?", state: ConversationState(), session: "s", account: account, flags: [],
            today: CalendarDay(PipelineHome.start, in: .gmt), isDifficult: false)
        #expect(context.block(.profile)?.text.contains(account.customer.number.rawValue) == true)
        let subscriptions = try #require(context.block(.subscription)?.text)
        for subscription in account.subscriptions { #expect(subscriptions.contains(subscription.number.rawValue)) }
        let newest = try #require(account.orders.max { ($0.orderedOn, $0.number) < ($1.orderedOn, $1.number) })
        #expect(context.block(.orders)?.text.contains(newest.number.rawValue) == true)
        #expect(context.blocks.allSatisfy { $0.source.hasPrefix("account:") })
    }

    /// Cards, addresses and telephone numbers went along with every question.
    @Test func theContextHoldsNoMoreThanIsNeeded() throws {
        let account = try account("dana@example.com")
        let context = ContextBuilder().build(
            words: "Where is my box?", state: ConversationState(), session: "s", account: account, flags: [],
            today: CalendarDay(PipelineHome.start, in: .gmt), isDifficult: true)
        let text = context.blocks.map(\.text).joined(separator: "\n")
        var hidden = [account.customer.email, account.customer.phone, account.customer.address?.street]
        hidden += [account.customer.address?.postcode, account.customer.name]
        for value in hidden.compactMap(\.self) { #expect(!text.contains(value), "\(value)") }
        #expect(!text.lowercased().contains("visa"))
        let stranger = ContextBuilder().build(
            words: "Where is my box?", state: ConversationState(), session: "s", account: nil, flags: [],
            today: CalendarDay(PipelineHome.start, in: .gmt), isDifficult: true)
        #expect(stranger.blocks.isEmpty)
    }

    /// The gravest messages left no record.
    @Test func aRedLineIsOnRecordAndWaitsForAPerson() throws {
        let result = try home.ask("I will see you in court, my lawyer is ready.", as: "dana@example.com")
        let record = try home.service.conversations.session(result.session)
        #expect(record.entries.first?.decision?.decision == .escalate)
        #expect(try home.service.reviews.list().contains { $0.session == result.session })
        #expect(result["handoff"]?["note"]?.string?.isEmpty == false)
    }

    /// Reads of an account were not recorded, only confirmed writes.
    @Test func whatWasReadOfAnAccountIsRecorded() throws {
        let result = try home.ask("When is my next charge?", as: "omer@example.com")
        let used = (result["tools"]?.array ?? []).count
        #expect(used > 0)
        let kept = try home.store.read { try $0.toolExecutions(session: result.session, limit: 100) }
        #expect(kept.count == used)
    }

    /// What nobody understood was taken for a question about shipping, and answered.
    @Test(arguments: ["qwer zxcv uiop", "blue seven the of", "???"])
    func whatNobodyUnderstandsIsNotAnswered(_ text: String) throws {
        let result = try home.ask(text)
        #expect(result.decision == "draft")
        #expect(result.codes.contains("low_confidence"))
    }

    /// A language that has no approved texts is never answered by the machine, however short the message.
    @Test(arguments: ["مرحبا", "merci", "こんにちは"]) func aFewWordsInAnotherLanguageAreNotAnswered(_ text: String) throws {
        #expect(try home.ask(text).decision != "send")
    }

    /// Callers got an error where the router failed.
    @Test func withoutARouterAMessageIsDraftedAndRecorded() throws {
        var parts = home.pipeline.parts
        parts.router = nil
        let result = try SupportPipeline(parts).handle(
            SupportRequest(
                messageID: "x", text: "How long does shipping take?", channel: .widget, conversation: "without",
                now: PipelineHome.start))
        #expect(result.decision == "draft")
        #expect(result.codes.contains("error"))
        #expect(try home.service.conversations.session(result.session).entries.first?.decision != nil)
    }

    /// Guards that could not be had let everything through.
    @Test func withoutGuardsNothingIsSent() throws {
        var parts = home.pipeline.parts
        parts.guards = { throw AlmanacError(.unavailable, "no guards", hint: "none") }
        let result = try SupportPipeline(parts).handle(
            SupportRequest(
                messageID: "x", text: "How long does shipping to the US take?", channel: .widget,
                conversation: "unguarded", now: PipelineHome.start))
        #expect(result.decision != "send")
        #expect(result.codes.contains("error"))
    }

    /// The cancel link was lost where HTML was not shown.
    @Test func theCancelLinkStandsInPlainText() throws {
        let result = try home.ask("I would like to cancel my subscription.", as: "omer@example.com")
        let draft = result["draft"]?["text"]?.string ?? ""
        let text = result.response + draft
        #expect(text.contains("?al="))
        #expect(!text.contains("<a "))
    }

    /// A second wish in a message was dropped.
    @Test func everyWishIsAnsweredOrSaidToBeOpen() throws {
        let result = try home.ask(
            "Please pause my subscription for two months. And how long does shipping to the US take?",
            as: "omer@example.com")
        let draft = result["draft"]?["text"]?.string ?? ""
        let text = (result.response + draft).lowercased()
        #expect(text.contains("pause"))
        #expect(result.decision != "send" || !(result["citations"]?.array ?? []).isEmpty)
    }

    /// Who is not answered at once hears that the message came in.
    @Test(arguments: ["qwer zxcv uiop", "I will sue you, my lawyer knows.", "I want to speak to a person."])
    func whoeverIsNotAnsweredGetsAnAcknowledgement(_ text: String) throws {
        let result = try home.ask(text)
        #expect(result.decision != "send")
        #expect(result["acknowledgement"]?["text"]?.string?.isEmpty == false)
    }
}

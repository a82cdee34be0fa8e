import Domain
import Support
import TestSupport
import Testing

/// What words say beside the category.
@Suite struct SignalTests {
    private func classify(_ text: String, history: RoutingHistory = RoutingHistory()) throws -> Classification {
        let home = try TemporaryHome()
        let router = Router(
            trained: try RouterFixtures.trained(), rules: try RouterFixtures.rules(home),
            vectors: RouterFixtures.vectors)
        return try router.classify(text, history: history)
    }

    @Test(arguments: [
        ("Human please.", true), ("may I speak to a real PERSON?", true), ("talk — to — your manager", true),
        ("אני רוצה לנציג עכשיו", true), ("is the wig human hair, please", false), ("where is my box", false),
        ("speak of the devil and so on for a person", false), ("humans please", false),
    ])
    func aWishForAPersonIsHeard(text: String, wants: Bool) throws {
        let said = try classify(text)
        #expect(said.wantsHuman == wants)
        #expect(said.escalationSignal == wants)
    }

    @Test(arguments: [
        ("my lawyers will write to you", Urgency.critical), ("I ask for a chargeback", .critical),
        ("where is my box", .medium),
    ])
    func wordsMakeUrgent(text: String, urgency: Urgency) throws {
        let said = try classify(text)
        #expect(said.urgency == urgency)
        #expect(said.escalationSignal == (urgency == .critical))
    }

    @Test func aCategoryHasItsLeastUrgency() throws {
        #expect(try classify("third time I ask you to cancel").urgency == .high)
    }

    @Test(arguments: [
        ("this is the third time", Sentiment.frustrated), ("thank you, thank you", .positive),
        ("it is broken", .negative),
        ("where is my box", .neutral), ("thank you, but it is broken", .neutral),
    ])
    func wordsShowAFeeling(text: String, sentiment: Sentiment) throws {
        #expect(try classify(text).sentiment == sentiment)
    }

    @Test func historyCallsForAPerson() throws {
        let text = "this is the third time"
        #expect(try !classify(text).escalationSignal)
        #expect(try classify(text, history: RoutingHistory(frustratedBefore: true)).escalationSignal)
        #expect(try classify("where is my box", history: RoutingHistory(escalatedBefore: true)).escalationSignal)
        #expect(try classify("where is my box", history: RoutingHistory(failedAttempts: 2)).escalationSignal)
        #expect(try !classify("where is my box", history: RoutingHistory(failedAttempts: 1)).escalationSignal)
        #expect(try !classify("where is my box", history: RoutingHistory(frustratedBefore: true)).escalationSignal)
    }

    @Test(arguments: [
        ("mail me at Dana.Levi+box@Example.com.", ["dana.levi+box@example.com"]),
        ("a@example.org, b@example.net; a@EXAMPLE.org", ["a@example.org", "b@example.net"]),
        ("<mailto:me@mail.example.com>", ["me@mail.example.com"]),
        ("@home, me@, me@localhost, a@b.1, me@@example.com, a.@example.com", []),
        ("naïve@example.com", ["ve@example.com"]),
    ])
    func addressesAreFound(text: String, emails: [String]) throws {
        #expect(try classify(text).emails == emails)
    }

    @Test(arguments: [
        ("order TB-30012 and tb 30013, TB#30014, TB30015", ["TB-30012", "TB-30013", "TB-30014", "TB-30015"]),
        ("TB-30012 TB-30012", ["TB-30012"]), ("TB-3001, TB-300123, XTB-30012, TB-3001x, TB--30012, TB", []),
        ("(TB-30012)", ["TB-30012"]),
    ])
    func orderNumbersAreFound(text: String, orders: [String]) throws {
        #expect(try classify(text).orders == orders)
    }

    // MARK: The file

    @Test(arguments: [
        ("wants_human: {en: [Human]}", "signals.yml:1: 'Human'"),
        ("wants_human: {fr: [humain]}", "signals.yml:1: 'fr'"),
        ("closing: {thanks: {en: [thanks]}}", "'category'"), ("closing: {category: nowhere}", "'nowhere'"),
        ("wants_human:\n  en: [\"don't\"]", "signals.yml:2: 'don't'"),
        ("wants_human: {en: [~ person]}", "does not begin"),
        ("wants_human: {en: [a*|b]}", "mixes words"),
        ("urgency: {at_least: {nobody: high}}", "'nobody' is no category"),
        ("urgency: {at_least: {first: loud}}", "none of"), ("orders: [tb-###]", "shape of an order number"),
        ("history: {first: first, within_days: 3}", "no 'repeated'"), ("mood: {}", "unknown entry 'mood'"),
        ("sentiment: {sour: {}}", "unknown entry 'sentiment.sour'"), ("wants_human: [a]", "is not an object"),
        ("wants_human: {en: a}", "is not a list"),
    ])
    func aWrongFileIsNamedWithItsLine(text: String, message: String) throws {
        let home = try TemporaryHome()
        let error = #expect(throws: AlmanacError.self) { try RouterFixtures.rules(home, text) }
        #expect(error?.code == .invalidInput && error?.message.contains(message) == true, "\(error?.message ?? "none")")
    }

    @Test func withoutAFileNothingIsSaid() throws {
        let home = try TemporaryHome()
        let rules = try SignalRules(company: home.url, categories: RouterFixtures.categories)
        let router = Router(trained: try RouterFixtures.trained(), rules: rules, vectors: RouterFixtures.vectors)
        let said = try router.classify("human please, TB-30012, third time")
        #expect(!said.wantsHuman && said.orders.isEmpty && said.sentiment == .neutral && rules.history == nil)
    }
}

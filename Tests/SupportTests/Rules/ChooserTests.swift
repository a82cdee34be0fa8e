import Domain
import Support
import Testing

/// Which subscription is meant: the same for every change of one.
@Suite struct ChooserTests {
    private static let requests: [@Sendable (SubscriptionNumber?) -> ChangeRequest] = [
        { .pause($0, months: 1) }, { .skipMonth($0, nil) }, { .changeFrequency($0, to: .bimonthly) },
        { .changeAddress($0, Make.london) },
    ]

    private static let full = Make.subscription("S-20417")
    private static let light = Make.subscription("S-20518", plan: "light", address: Make.london)
    private static let ended = Make.subscription("S-20001", charge: nil, status: .cancelled)
    private static let given = Make.subscription("S-30000", recipient: "C-2")
    private static let received = Make.subscription("S-30001", payer: "C-9")

    /// The subscription that the plan is about, or the refusal.
    private static let table: [(String, Account, String?, RuleCase.Expectation, String)] = [
        ("the only one", Make.account(full), nil, .allowed([:]), "S-20417"),
        ("named", Make.account(full, ended), "S-20417", .allowed([:]), "S-20417"),
        ("the only one that runs", Make.account(ended, full), nil, .allowed([:]), "S-20417"),
        ("a gift that the customer pays for", Make.account(given), nil, .allowed([:]), "S-30000"),
        ("an own one and one that somebody else pays for", Make.account(received, full), nil, .allowed([:]), "S-20417"),
        (
            "two", Make.account(light, full), nil,
            .refused(.choiceRequired, choices: ["S-20417", "S-20518"]), ""
        ),
        (
            "an own one and a gift", Make.account(full, given), nil,
            .refused(.choiceRequired, choices: ["S-20417", "S-30000"]), ""
        ),
        ("somebody else pays", Make.account(received), nil, .refused(.payerOnly, or: ["track_package"]), ""),
        (
            "named, but somebody else pays", Make.account(received, full), "S-30001",
            .refused(.payerOnly, or: ["track_package"]), ""
        ),
        ("cancelled", Make.account(ended), nil, .refused(.subscriptionCancelled, or: ["person"]), ""),
        (
            "named, but cancelled", Make.account(ended, full), "S-20001",
            .refused(.subscriptionCancelled, or: ["person"], says: "on 1 June 2026"), ""
        ),
        ("none", Make.account(), nil, .refused(.notFound, or: ["person"]), ""),
        (
            "unknown", Make.account(full), "S-99999", .refused(.notFound, says: "There is no subscription S-99999 on"),
            ""
        ),
    ]

    @Test(arguments: table.indices, requests.indices) func chooses(row: Int, request: Int) throws {
        let (name, account, number, expectation, chosen) = ChooserTests.table[row]
        let asked = ChooserTests.requests[request](number.map { SubscriptionNumber(rawValue: $0) })
        let subject = chosen.isEmpty ? "" : "subscription:\(chosen)"
        try RuleCase(name, account, asked, expectation).check()
        let now = try #require(Timestamp(iso: "2026-11-15T12:00Z"))
        let plan = try? ChangeRules(policy: ActionPolicy()).plan(asked, for: account, now: now)
        #expect(plan?.subject ?? "" == subject, "\(name)")
    }

    @Test func labelsTellApartAndGiveNothingAway() {
        let paused = Make.subscription(
            "S-31417", every: .bimonthly, charge: "2027-01-03", status: .paused, pause: ("2026-11-03", "2027-01-03"),
            recipient: "C-2")
        let account = Make.account(ChooserTests.full, ChooserTests.light, paused)
        let refusal = #expect(throws: Refusal.self) {
            try SubscriptionChooser(account, today: Make.on("2026-11-15")).choose(nil)
        }
        #expect(
            refusal?.choices.map(\.label) == [
                "Full Box, every month, to Boston (ends 0417)", "Light Box, every month, to London (ends 0518)",
                "Full Box, every two months, paused (ends 1417)",
            ])
        #expect(
            SubscriptionChooser(Make.account(ChooserTests.full), today: Make.on("2026-11-15")).label(ChooserTests.full)
                == "Full Box, every month, to Boston (ends 17)")
    }
}

import Domain
import Support
import Testing

@Suite struct FrequencyTests {
    private static func to(_ frequency: Frequency) -> ChangeRequest { .changeFrequency(nil, to: frequency) }

    private static func facts(
        _ next: String, then following: String, from: String? = nil, says: String = ""
    ) -> RuleCase.Expectation {
        .allowed(
            [
                "next_charge_on": .string(next), "following_charge_on": .string(following),
                "applies_from": .string(from ?? next), "next_charge_amount": "99.00 USD",
            ], says: says)
    }

    static let table: [RuleCase] = [
        // From the last charge on.
        RuleCase(
            "one month to two", Make.account(Make.subscription()), to(.bimonthly),
            facts("2027-01-03", then: "2027-03-03")),
        RuleCase(
            "one month to three", Make.account(Make.subscription()), to(.quarterly),
            facts("2027-02-03", then: "2027-05-03")),
        RuleCase(
            "two months to three", Make.account(Make.subscription(every: .bimonthly)), to(.quarterly),
            facts("2027-01-03", then: "2027-04-03")),
        RuleCase(
            "three months to one", Make.account(Make.subscription(every: .quarterly, charge: "2027-02-03")),
            to(.monthly),
            facts("2026-12-03", then: "2027-01-03")),
        RuleCase(
            "three months to one, five days before the first", today: "2026-11-28", to: .monthly,
            Make.subscription(every: .quarterly, charge: "2027-02-03"), facts("2026-12-03", then: "2027-01-03")),
        RuleCase(
            "three months to one, four days before it", today: "2026-11-29", to: .monthly,
            Make.subscription(every: .quarterly, charge: "2027-02-03"), facts("2027-01-03", then: "2027-02-03")),
        RuleCase(
            "three months to two, moved on by two", today: "2026-12-30", to: .bimonthly,
            Make.subscription(every: .quarterly, charge: "2027-02-03"), facts("2027-03-03", then: "2027-05-03")),
        RuleCase(
            "billed on the 31st", today: "2027-01-10", to: .bimonthly, Make.subscription(charge: "2027-01-31"),
            facts("2027-02-28", then: "2027-04-30")),
        RuleCase(
            "billed on the 31st in a leap year", today: "2028-01-10", to: .bimonthly,
            Make.subscription(charge: "2028-01-31"), facts("2028-02-29", then: "2028-04-30")),
        RuleCase(
            "a next charge in the past is rolled forward first", today: "2026-11-15", to: .bimonthly,
            Make.subscription(charge: "2026-08-03"), facts("2027-01-03", then: "2027-03-03")),
        RuleCase(
            "not into a skipped month", today: "2026-11-15", to: .bimonthly, Make.subscription(skipped: ["2027-01"]),
            facts("2027-03-03", then: "2027-05-03")),
        // The cut-off.
        RuleCase(
            "six days before", today: "2026-11-27", to: .bimonthly, Make.subscription(),
            facts("2027-01-03", then: "2027-03-03")),
        RuleCase(
            "five days before", today: "2026-11-28", to: .bimonthly, Make.subscription(),
            facts("2027-01-03", then: "2027-03-03")),
        RuleCase(
            "four days before the coming box stays", today: "2026-11-29", to: .bimonthly, Make.subscription(),
            facts("2026-12-03", then: "2027-02-03", from: "2027-02-03", says: "from the following box")),
        RuleCase(
            "22:30 UTC is tomorrow in Jerusalem", today: "2026-11-28T22:30Z", to: .quarterly, Make.subscription(),
            facts("2026-12-03", then: "2027-03-03", from: "2027-03-03", says: "stays as it is")),
        RuleCase(
            "four days before an early dispatch", today: "2026-11-29", to: .bimonthly,
            Make.subscription(charge: "2026-12-10", dispatch: "2026-12-03"),
            facts("2026-12-10", then: "2027-02-10", from: "2027-02-10")),
        // Pauses.
        RuleCase(
            "while paused, from the pause's end", today: "2026-11-15", to: .bimonthly,
            Make.subscription(charge: "2027-01-03", status: .paused, pause: ("2026-11-03", "2027-01-03")),
            facts("2027-01-03", then: "2027-03-03")),
        RuleCase(
            "before a pause, from its end", today: "2026-11-15", to: .bimonthly,
            Make.subscription(charge: "2026-12-03", status: .paused, pause: ("2027-01-03", "2027-02-03")),
            facts("2026-12-03", then: "2027-02-03", from: "2027-02-03")),
        RuleCase(
            "after a pause", today: "2026-11-15", to: .bimonthly,
            Make.subscription(charge: "2026-09-03", status: .paused, pause: ("2026-07-03", "2026-09-03")),
            facts("2027-01-03", then: "2027-03-03")),
        RuleCase(
            "paused without an end", today: "2026-11-15", to: .bimonthly,
            Make.subscription(charge: nil, status: .paused), .refused(.needsPerson, or: ["person"])),
        // Which rhythms.
        RuleCase("the same", Make.account(Make.subscription()), to(.monthly), .refused(.noChange)),
        RuleCase(
            "the same of a rhythm that cannot be chosen", Make.account(Make.subscription(every: .annual)), to(.annual),
            .refused(.noChange)),
        RuleCase(
            "to once a year", Make.account(Make.subscription()), to(.annual),
            .refused(.needsPerson, or: ["person"], says: "once a year")),
        RuleCase(
            "from twice a year", Make.account(Make.subscription(every: .semiannual)), to(.monthly),
            .refused(.needsPerson, or: ["person"])),
        RuleCase(
            "the Light Box comes every month only", Make.account(Make.subscription(plan: "light")), to(.bimonthly),
            .refused(.outOfRange, or: ["skip_month", "pause_subscription", "person"], says: "Light Box")),
        RuleCase(
            "a Light Box of another rhythm may become monthly",
            Make.account(Make.subscription(every: .bimonthly, plan: "light")), to(.monthly),
            facts("2026-12-03", then: "2027-01-03", says: "every month instead of every two months")),
        RuleCase(
            "no next charge", Make.account(Make.subscription(charge: nil)), to(.bimonthly),
            .refused(.needsPerson, or: ["person"])),
    ]

    @Test(arguments: table) func changes(row: RuleCase) throws { try row.check() }
}

extension RuleCase {
    fileprivate init(
        _ name: String, today: String, to frequency: Frequency, _ subscription: Subscription,
        _ expectation: Expectation
    ) {
        self.init(
            name, Make.account(subscription), .changeFrequency(nil, to: frequency), today: today, expectation)
    }
}

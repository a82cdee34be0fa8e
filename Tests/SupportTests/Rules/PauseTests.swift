import Domain
import Support
import Testing

@Suite struct PauseTests {
    private static func ask(_ months: Int, _ number: String? = nil) -> ChangeRequest {
        .pause(number.map { SubscriptionNumber(rawValue: $0) }, months: months)
    }

    private static func facts(_ start: String, _ end: String, next: String? = nil) -> RuleCase.Expectation {
        .allowed([
            "pause_starts_on": .string(start), "applies_from": .string(start), "pause_ends_on": .string(end),
            "next_charge_on": .string(next ?? end), "next_charge_amount": "99.00 USD",
        ])
    }

    /// December's box comes; the pause is of January's.
    private static let following = RuleCase.Expectation.allowed(
        [
            "pause_starts_on": "2027-01-03", "applies_from": "2027-01-03", "pause_ends_on": "2027-02-03",
            "next_charge_on": "2026-12-03",
        ], says: "applies from the following box")

    static let table: [RuleCase] = [
        // Calendar months, the same billing day.
        RuleCase(
            "two months from 14 March", Make.account(Make.subscription(charge: "2027-03-14")), ask(2),
            today: "2027-03-01", facts("2027-03-14", "2027-05-14")),
        RuleCase(
            "from 31 January to the end of February", Make.account(Make.subscription(charge: "2027-01-31")), ask(1),
            today: "2027-01-10", facts("2027-01-31", "2027-02-28")),
        RuleCase(
            "of a leap year", Make.account(Make.subscription(charge: "2028-01-31")), ask(1), today: "2028-01-10",
            facts("2028-01-31", "2028-02-29")),
        RuleCase(
            "billed on the 31st, from 28 February",
            Make.account(Make.subscription(charge: "2027-02-28", billingDay: 31)),
            ask(1), today: "2027-02-10", facts("2027-02-28", "2027-03-31")),
        RuleCase(
            "from 30 November over the new year", Make.account(Make.subscription(charge: "2027-11-30")), ask(3),
            today: "2027-11-01", facts("2027-11-30", "2028-02-29")),
        RuleCase(
            "every two months", Make.account(Make.subscription(every: .bimonthly)), ask(1),
            facts("2026-12-03", "2027-01-03")),
        // The cut-off.
        RuleCase(
            "six days before", Make.account(Make.subscription()), ask(1), today: "2026-11-27",
            facts("2026-12-03", "2027-01-03")),
        RuleCase(
            "five days before", Make.account(Make.subscription()), ask(1), today: "2026-11-28",
            facts("2026-12-03", "2027-01-03")),
        RuleCase("four days before", Make.account(Make.subscription()), ask(1), today: "2026-11-29", following),
        RuleCase("on the day of the charge", Make.account(Make.subscription()), ask(1), today: "2026-12-03", following),
        RuleCase(
            "late in the evening of the fifth day before", Make.account(Make.subscription()), ask(1),
            today: "2026-11-28T21:59:59Z", facts("2026-12-03", "2027-01-03")),
        RuleCase(
            "22:30 UTC is tomorrow in Jerusalem", Make.account(Make.subscription()), ask(1),
            today: "2026-11-28T22:30Z", following),
        RuleCase(
            "five days before an early dispatch",
            Make.account(Make.subscription(charge: "2026-12-10", dispatch: "2026-12-03")),
            ask(1), today: "2026-11-28", facts("2026-12-10", "2027-01-10")),
        RuleCase(
            "four days before an early dispatch",
            Make.account(Make.subscription(charge: "2026-12-10", dispatch: "2026-12-03")),
            ask(1), today: "2026-11-29", facts("2027-01-10", "2027-02-10", next: "2026-12-10")),
        RuleCase(
            "a dispatch after the charge does not matter",
            Make.account(Make.subscription(dispatch: "2026-12-09")), ask(1), today: "2026-11-29", following),
        // What is stored.
        RuleCase(
            "a next charge in the past is rolled forward", Make.account(Make.subscription(charge: "2026-09-03")),
            ask(1),
            facts("2026-12-03", "2027-01-03")),
        RuleCase(
            "from the box after a skipped one", Make.account(Make.subscription(skipped: ["2026-12"])), ask(1),
            facts("2027-01-03", "2027-02-03")),
        RuleCase(
            "ending in a skipped month", Make.account(Make.subscription(skipped: ["2027-02"])), ask(2),
            facts("2026-12-03", "2027-02-03", next: "2027-03-03")),
        RuleCase(
            "after a pause that is over",
            Make.account(
                Make.subscription(charge: "2026-09-03", status: .paused, pause: ("2026-07-03", "2026-09-03"))),
            ask(1), facts("2026-12-03", "2027-01-03")),
        RuleCase(
            "no next charge", Make.account(Make.subscription(charge: nil)), ask(1),
            .refused(.needsPerson, or: ["person"])),
        // Limits.
        RuleCase("the longest", Make.account(Make.subscription()), ask(3), facts("2026-12-03", "2027-03-03")),
        RuleCase(
            "longer", Make.account(Make.subscription()), ask(4),
            .refused(
                .needsPerson, or: ["pause_subscription", "person"],
                says: #""arguments":{"subscription":"S-20417","months":3}"#)),
        RuleCase(
            "the longest there is", Make.account(Make.subscription()), ask(12),
            .refused(.needsPerson, or: ["pause_subscription", "person"])),
        RuleCase(
            "longer than there is", Make.account(Make.subscription()), ask(13),
            .refused(.outOfRange, or: ["pause_subscription", "person"])),
        RuleCase(
            "no month", Make.account(Make.subscription()), ask(0),
            .refused(.outOfRange, or: ["pause_subscription", "person"])),
        RuleCase(
            "a number out of all bounds", Make.account(Make.subscription()), ask(.max),
            .refused(.outOfRange, or: ["pause_subscription", "person"])),
        // States.
        RuleCase(
            "paused already",
            Make.account(
                Make.subscription(charge: "2027-01-03", status: .paused, pause: ("2026-11-03", "2027-01-03"))),
            ask(1), .refused(.subscriptionPaused, or: ["person"], says: "until 3 January 2027")),
        RuleCase(
            "a pause is to come",
            Make.account(
                Make.subscription(charge: "2026-12-03", status: .paused, pause: ("2027-01-03", "2027-02-03"))),
            ask(1), .refused(.subscriptionPaused, or: ["person"], says: "until 3 February 2027")),
        RuleCase(
            "an annual plan", Make.account(Make.subscription(every: .annual)), ask(1),
            .refused(.needsPerson, or: ["person"])),
    ]

    @Test(arguments: table) func pauses(row: RuleCase) throws { try row.check() }

    @Test func theFormShowsWhatHappens() throws {
        let account = Make.account(Make.subscription())
        let now = try #require(Timestamp(iso: "2026-11-29"))
        let plan = try ChangeRules(policy: ActionPolicy()).plan(.pause(nil, months: 1), for: account, now: now)
        #expect(
            plan.effects == [
                "The box of the charge on 3 December 2026 is being prepared and still comes; the pause applies from the "
                    + "following box.",
                "From 3 January 2027 nothing is charged and no box is sent.",
                "The subscription starts again by itself on 3 February 2027.",
                "The first charge of 99.00 USD after the pause is on 3 February 2027.",
            ])
        #expect(
            plan.summary
                == "Pause Full Box, every month, to Boston (ends 17) for one month, from 3 January 2027 to 3 February "
                + "2027.")
        #expect(plan.arguments == ["subscription": "S-20417", "months": 1])
        #expect(plan.version == 7)
        #expect(plan.subject == "subscription:S-20417")
    }
}

import Domain
import Support
import Testing

@Suite struct SkipTests {
    private static func ask(_ month: String? = nil) -> ChangeRequest {
        .skipMonth(nil, month.flatMap { CalendarMonth(iso: $0) })
    }

    private static func facts(_ charge: String, next: String, says: String = "") -> RuleCase.Expectation {
        .allowed(
            [
                "skipped_charge_on": .string(charge), "skipped_month": .string(String(charge.prefix(7))),
                "applies_from": .string(charge), "next_charge_on": .string(next), "next_charge_amount": "99.00 USD",
            ], says: says)
    }

    static let table: [RuleCase] = [
        // Which box.
        RuleCase("the next box", Make.account(Make.subscription()), ask(), facts("2026-12-03", next: "2027-01-03")),
        RuleCase(
            "the next box by its month", Make.account(Make.subscription()), ask("2026-12"),
            facts("2026-12-03", next: "2027-01-03")),
        RuleCase(
            "a later box", Make.account(Make.subscription()), ask("2027-02"),
            facts("2027-02-03", next: "2026-12-03", says: "come as planned")),
        RuleCase(
            "every two months the next is four months after the last",
            Make.account(Make.subscription(every: .bimonthly)), ask(), facts("2026-12-03", next: "2027-02-03")),
        RuleCase(
            "every three months", Make.account(Make.subscription(every: .quarterly)), ask(),
            facts("2026-12-03", next: "2027-03-03")),
        RuleCase(
            "billed on the 31st", Make.account(Make.subscription(charge: "2027-01-31")), ask("2027-02"),
            today: "2027-01-10", facts("2027-02-28", next: "2027-01-31")),
        RuleCase(
            "February of a leap year", Make.account(Make.subscription(charge: "2028-01-31")), ask("2028-02"),
            today: "2028-01-10", facts("2028-02-29", next: "2028-01-31")),
        RuleCase(
            "a month without a box", Make.account(Make.subscription(every: .bimonthly)), ask("2027-01"),
            .refused(.outOfRange, or: ["skip_month", "skip_month", "skip_month"], says: #""month":"2027-02""#)),
        RuleCase(
            "the sixth month ahead", Make.account(Make.subscription()), ask("2027-05"),
            facts("2027-05-03", next: "2026-12-03")),
        RuleCase(
            "the seventh month ahead", Make.account(Make.subscription()), ask("2027-06"),
            .refused(.outOfRange, or: ["skip_month", "skip_month", "skip_month", "person"], says: "to May 2027")),
        RuleCase(
            "this month counts while its charge is to come", Make.account(Make.subscription(charge: "2026-11-25")),
            ask("2027-05"),
            .refused(.outOfRange, or: ["skip_month", "skip_month", "skip_month", "person"], says: "to April 2027")),
        RuleCase(
            "a month that is over", Make.account(Make.subscription()), ask("2026-10"),
            .refused(.outOfRange, or: ["skip_month", "skip_month", "skip_month", "person"])),
        RuleCase(
            "the next box of a rhythm of six months, however far", Make.account(Make.subscription(every: .semiannual)),
            ask("2026-12"), facts("2026-12-03", next: "2027-06-03")),
        RuleCase(
            "a next charge in the past is rolled forward", Make.account(Make.subscription(charge: "2026-10-20")), ask(),
            today: "2026-11-14", facts("2026-11-20", next: "2026-12-20")),
        // The cut-off.
        RuleCase(
            "six days before", Make.account(Make.subscription()), ask(), today: "2026-11-27",
            facts("2026-12-03", next: "2027-01-03")),
        RuleCase(
            "five days before", Make.account(Make.subscription()), ask(), today: "2026-11-28",
            facts("2026-12-03", next: "2027-01-03")),
        RuleCase(
            "four days before it is the following box", Make.account(Make.subscription()), ask(), today: "2026-11-29",
            facts("2027-01-03", next: "2026-12-03", says: "still comes; the skip applies to a following box")),
        RuleCase(
            "four days before by its month", Make.account(Make.subscription()), ask("2026-12"), today: "2026-11-29",
            .refused(.cutoffPassed, or: ["skip_month", "person"], says: #""month":"2027-01""#)),
        RuleCase(
            "22:30 UTC is tomorrow in Jerusalem", Make.account(Make.subscription()), ask("2026-12"),
            today: "2026-11-28T22:30Z", .refused(.cutoffPassed, or: ["skip_month", "person"])),
        RuleCase(
            "four days before an early dispatch",
            Make.account(Make.subscription(charge: "2026-12-10", dispatch: "2026-12-03")), ask("2026-12"),
            today: "2026-11-29",
            .refused(.cutoffPassed, or: ["skip_month", "person"], says: "until 28 November 2026")),
        RuleCase(
            "a later month inside the cut-off of the coming one", Make.account(Make.subscription()), ask("2027-01"),
            today: "2026-11-29", facts("2027-01-03", next: "2026-12-03", says: "still comes")),
        // Limits.
        RuleCase(
            "skipped already", Make.account(Make.subscription(skipped: ["2026-12"])), ask("2026-12"),
            .refused(.alreadyDone, or: ["skip_month", "skip_month", "skip_month"], says: #""month":"2027-01""#)),
        RuleCase(
            "the box after a skipped one", Make.account(Make.subscription(skipped: ["2026-12"])), ask(),
            facts("2027-01-03", next: "2027-02-03")),
        RuleCase(
            "a third in a row", Make.account(Make.subscription(skipped: ["2026-12", "2027-01"])), ask(),
            .refused(.limitReached, or: ["pause_subscription", "person"], says: "2 boxes in a row")),
        RuleCase(
            "a third in a row with past ones",
            Make.account(Make.subscription(skipped: ["2026-10", "2026-11"])), ask(),
            .refused(.limitReached, or: ["pause_subscription", "person"], says: "in a row")),
        RuleCase(
            "between two skipped ones", Make.account(Make.subscription(skipped: ["2026-12", "2027-02"])),
            ask("2027-01"),
            .refused(.limitReached, or: ["pause_subscription", "person"], says: "in a row")),
        RuleCase(
            "before two skipped ones", Make.account(Make.subscription(skipped: ["2027-01", "2027-02"])), ask("2026-12"),
            .refused(.limitReached, or: ["pause_subscription", "person"], says: "in a row")),
        RuleCase(
            "in a row is of planned boxes: every two months",
            Make.account(Make.subscription(every: .bimonthly, skipped: ["2026-08", "2026-10"])), ask(),
            .refused(.limitReached, or: ["pause_subscription", "person"], says: "in a row")),
        RuleCase(
            "other months of a rhythm of two months do not count in a row",
            Make.account(Make.subscription(every: .bimonthly, skipped: ["2026-09", "2026-11"])), ask(),
            facts("2026-12-03", next: "2027-02-03")),
        RuleCase(
            "a box that came after a pause parts the rows",
            Make.account(
                Make.subscription(
                    charge: "2026-12-03", status: .paused, pause: ("2026-10-03", "2026-12-03"),
                    skipped: ["2026-08", "2026-09"])),
            ask(), today: "2026-12-04",
            facts("2027-01-03", next: "2027-02-03")),
        RuleCase(
            "the first box after a pause counts with those before it",
            Make.account(
                Make.subscription(
                    charge: "2026-12-03", pause: ("2026-10-03", "2026-12-03"), skipped: ["2026-08", "2026-09"])),
            ask(), .refused(.limitReached, or: ["pause_subscription", "person"], says: "in a row")),
        RuleCase(
            "a fifth in twelve months",
            Make.account(Make.subscription(skipped: ["2026-02", "2026-04", "2026-06", "2026-08"])), ask(),
            .refused(.limitReached, or: ["pause_subscription", "person"], says: "twelve months")),
        RuleCase(
            "the first of the four is more than twelve months ago",
            Make.account(Make.subscription(skipped: ["2025-12", "2026-04", "2026-06", "2026-08"])), ask(),
            facts("2026-12-03", next: "2027-01-03")),
        RuleCase(
            "past and coming ones together",
            Make.account(Make.subscription(skipped: ["2026-09", "2026-10", "2027-01", "2027-03"])), ask("2027-04"),
            .refused(.limitReached, or: ["pause_subscription", "person"], says: "twelve months")),
        RuleCase(
            "the count is not by calendar years",
            Make.account(Make.subscription(skipped: ["2026-02", "2026-04", "2026-06", "2026-08"])), ask("2027-02"),
            facts("2027-02-03", next: "2026-12-03")),
        // States.
        RuleCase(
            "paused",
            Make.account(
                Make.subscription(charge: "2027-01-03", status: .paused, pause: ("2026-11-03", "2027-01-03"))),
            ask(), .refused(.subscriptionPaused, or: ["person"], says: "until 3 January 2027")),
        RuleCase(
            "an annual plan", Make.account(Make.subscription(every: .annual)), ask(),
            .refused(.needsPerson, or: ["person"])),
        RuleCase(
            "no next charge", Make.account(Make.subscription(charge: nil)), ask(),
            .refused(.needsPerson, or: ["person"])),
    ]

    @Test(arguments: table) func skips(row: RuleCase) throws { try row.check() }

    @Test func alternativesCanBeDone() throws {
        let account = Make.account(Make.subscription(skipped: ["2027-01"]))
        let now = try #require(Timestamp(iso: "2026-11-29"))
        let rules = ChangeRules(policy: ActionPolicy())
        let refusal = #expect(throws: Refusal.self) {
            try rules.plan(.skipMonth(nil, CalendarMonth(iso: "2026-12")), for: account, now: now)
        }
        let offered = try #require(refusal?.alternatives.first)
        #expect(offered.arguments == ["subscription": "S-20417", "month": "2027-02"])
        let plan = try rules.plan(.skipMonth(nil, CalendarMonth(iso: "2027-02")), for: account, now: now)
        #expect(plan.arguments == offered.arguments)
    }
}

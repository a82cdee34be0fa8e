import Domain
import Foundation
import Support
import TestSupport
import Testing

/// What is offered to customers who wish to leave, and what is not.
@Suite struct OfferLadderTests {
    private static let company = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "corpus/company")
    private static let today = CalendarDay(iso: "2026-06-10") ?? CalendarDay(Timestamp(milliseconds: 0), in: .gmt)
    private static let now = Timestamp(iso: "2026-06-10T10:00:00Z") ?? Timestamp(milliseconds: 0)

    private let shipped: OfferLadder

    init() throws { shipped = try OfferLadder(company: OfferLadderTests.company) }

    private func subscription(
        plan: String = "full", frequency: Frequency = .monthly, status: SubscriptionStatus = .active,
        pause: Subscription.Pause? = nil, skipped: [CalendarMonth] = []
    ) throws -> Subscription {
        Subscription(
            number: SubscriptionNumber(rawValue: "S-20417"), recipient: CustomerNumber(rawValue: "C-10432"),
            plan: plan, planName: plan, status: status, frequency: frequency,
            price: try #require(Money(minorUnits: 9900, currency: "USD")),
            startedOn: try #require(CalendarDay(iso: "2024-01-15")),
            billingDay: 15, nextChargeOn: CalendarDay(iso: "2026-06-15"), pause: pause, skippedMonths: skipped)
    }

    private func codes(
        _ reason: LeavingReason, _ subscription: Subscription?, made: [String: String] = [:],
        flags: Set<String> = [], repeated: Bool = false, today: String = "2026-06-10"
    ) throws -> [String] {
        try offers(reason, subscription, made: made, flags: flags, repeated: repeated, today: today).map(\.code)
    }

    private func offers(
        _ reason: LeavingReason, _ subscription: Subscription?, made: [String: String] = [:],
        flags: Set<String> = [], language: String = "en", repeated: Bool = false, today: String = "2026-06-10"
    ) throws -> [Offer] {
        shipped.offers(
            reason: reason, subscription: subscription,
            made: try made.mapValues { try #require(Timestamp(iso: $0)) }, flags: flags, language: language,
            repeated: repeated, now: try #require(Timestamp(iso: today + "T10:00:00Z")),
            today: try #require(CalendarDay(iso: today)))
    }

    @Test(arguments: [
        (LeavingReason.financial, ["light-move", "slower", "rest"]), (.tooMuch, ["slower", "leave-out", "light-move"]),
        (.travel, ["rest", "leave-out", "slower"]), (.dissatisfaction, ["taste", "light-move", "rest"]),
        (.other, ["rest", "slower", "light-move"]),
    ])
    func aFirstRequestGetsTheLadderOfItsReason(reason: LeavingReason, expected: [String]) throws {
        #expect(try codes(reason, subscription()) == expected)
    }

    @Test func whatDoesNotFitThePlanIsLeftOutAndNotReplaced() throws {
        #expect(try codes(.financial, subscription(plan: "light")) == ["rest"])
        #expect(try codes(.financial, subscription(plan: "membership")) == [])
        #expect(try codes(.dissatisfaction, subscription(plan: "membership")) == ["taste"])
        #expect(try codes(.financial, subscription(frequency: .quarterly)) == ["light-move", "rest"])
    }

    @Test func nobodyWithAPauseIsOfferedOne() throws {
        let pause = Subscription.Pause(
            startsOn: try #require(CalendarDay(iso: "2026-05-15")), endsOn: try #require(CalendarDay(iso: "2026-08-15"))
        )
        #expect(try codes(.travel, subscription(status: .paused, pause: pause)) == ["slower"])
        let over = Subscription.Pause(
            startsOn: try #require(CalendarDay(iso: "2026-03-15")), endsOn: try #require(CalendarDay(iso: "2026-05-15"))
        )
        #expect(try codes(.travel, subscription(status: .paused, pause: over)) == ["rest", "leave-out", "slower"])
    }

    @Test func aSkipIsOfferedWhileSkipsAreLeft() throws {
        let four = try ["2025-10", "2025-12", "2026-02", "2026-04"].map { try #require(CalendarMonth(iso: $0)) }
        #expect(try codes(.tooMuch, subscription(skipped: four)) == ["slower", "light-move"])
        #expect(try codes(.tooMuch, subscription(skipped: Array(four.dropFirst()))).contains("leave-out"))
    }

    @Test func anOfferIsMadeOnceInTwelveMonths() throws {
        let made = ["rest": "2025-06-11T09:00:00Z"]
        #expect(try codes(.other, subscription(), made: made) == ["slower", "light-move"])
        #expect(try codes(.other, subscription(), made: made, today: "2026-06-11") == ["rest", "slower", "light-move"])
    }

    @Test func anOfferHasItsFirstAndItsLastDay() throws {
        #expect(try codes(.other, subscription(), today: "2026-05-31") == [])
        #expect(try codes(.other, subscription(), today: "2026-06-01").count == 3)
        #expect(try codes(.other, subscription(), today: "2027-12-31").count == 3)
        #expect(try codes(.other, subscription(), today: "2028-01-01") == [])
    }

    @Test(arguments: [
        "threat", "dispute", "charge_after_cancel", "death_or_illness", "strong_emotion", "safety_or_allergy_incident",
        "press_or_regulator", "self_harm",
    ])
    func nothingIsOfferedInAnExceptionalCase(flag: String) throws {
        #expect(try codes(.financial, subscription(), flags: [flag]) == [])
        #expect(try codes(.financial, subscription(), flags: ["long_tenure_leaving"]).count == 3)
    }

    @Test func nothingIsOfferedWithoutARunningSubscription() throws {
        #expect(try codes(.other, nil) == [])
        #expect(try codes(.other, subscription(status: .cancelled)) == [])
    }

    @Test func aRepeatedRequestGetsOneLine() throws {
        let offers = try offers(.financial, subscription(), repeated: true)
        #expect(offers.map(\.code) == ["light-move"])
        #expect(
            offers.first?.text == "Should a smaller box ever suit you better, there is the Light Box at $69 per month.")
        #expect(
            try codes(.financial, subscription(), made: ["light-move": "2026-01-01T00:00:00Z"], repeated: true)
                == ["slower"])
    }

    @Test func textsComeInTheLanguageAndSayWhetherANativeReadThem() throws {
        let english = try offers(.other, subscription())
        #expect(english.allSatisfy { $0.isReviewed })
        let russian = try #require(try offers(.other, subscription(), language: "ru").first)
        #expect(russian.text.hasPrefix("Можно и просто дать коробкам") && !russian.isReviewed)
        let other = try #require(try offers(.other, subscription(), language: "fr").first)
        #expect(other.text == english[0].text && !other.isReviewed)
        #expect(english[0].leadsTo.tool == "pause_subscription" && english[0].leadsTo.by == .form)
        #expect(english[2].leadsTo.tool == nil && english[2].leadsTo.page == "contact")
    }

    // MARK: The file

    private static let small = """
        limits: {first_request: {at_most: 2}}
        ladder: {financial: [a], too_much: [], travel: [], dissatisfaction: [], other: [a]}
        offers:
          - code: a
            title: A
            leads_to: {page: contact, by: person}
            audience: {reasons: [financial, other], plans: [full]}
            valid_from: 2026-01-01
            expires_on: 2027-01-01
            text: {en: {reviewed: true, offer: Stay., one_line: Do stay.}}

        """

    private func load(_ yaml: String) throws -> OfferLadder {
        let home = try TemporaryHome()
        try home.write(yaml, to: "offers.yml")
        return try OfferLadder(company: home.url)
    }

    @Test func aSmallFileIsEnough() throws {
        let offers = try load(OfferLadderTests.small).offers(
            reason: .other, subscription: subscription(), made: [:], flags: [], language: "en", repeated: false,
            now: OfferLadderTests.now, today: OfferLadderTests.today)
        #expect(offers.map(\.text) == ["Stay."])
    }

    @Test(
        arguments: [
            (small.replacing("limits:", with: "limit:"), "offers.yml:1: there is no setting 'limit'"),
            (small.replacing("at_most: 2", with: "at_most: two"), ":1: 'at_most' is not a whole number"),
            (small.replacing("other: [a]", with: "other: [b]"), ":2: 'b' is no offer"),
            (small.replacing("travel: []", with: "travel: [a]"), ":2: 'a' is not for the reason 'travel'"),
            (small.replacing(", other: [a]}", with: "}"), ":2: the ladder says nothing for 'other'"),
            (small.replacing("plans: [full]", with: "plan: [full]"), ":7: there is no 'plan' in 'audience'"),
            (small.replacing("2027-01-01", with: "never"), ":9: 'expires_on' is not a day"),
            (small.replacing("2027-01-01", with: "2025-01-01"), ":4: 'a' ends before it begins"),
            (small.replacing("by: person", with: "by: magic"), ":6: 'magic' is no maker"),
            (small.replacing("one_line: Do stay.", with: "two_lines: Do."), ":10: there is no 'two_lines' in 'en'"),
            (small.replacing("    title: A\n", with: ""), ":4: a rule has no 'title'"),
            (
                "limits: {discounts: half}\n" + small.split(separator: "\n").dropFirst().joined(separator: "\n"),
                ":1: 'discounts' is not 'none'"
            ),
            ("offers: [", "is not readable YAML"),
        ] as [(String, String)])
    func aBrokenFileNamesItsLine(yaml: String, message: String) {
        let error = #expect(throws: AlmanacError.self) { try load(yaml) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "no error")")
        #expect(error?.hint != nil)
    }

    @Test func withoutItsFileThereIsNoLadder() throws {
        let home = try TemporaryHome()
        let error = #expect(throws: AlmanacError.self) { try OfferLadder(company: home.url) }
        #expect(error?.code == .fileMissing)
    }
}

public import Domain

/// The first customers that are generated, the same people with the same situation for every seed: for demonstrations,
/// tests and evaluations. Boxes and dates around the situation follow the seed and the day.
public enum Persona: Int, Sendable, CaseIterable {
    case ordinary = 1
    case twoSubscriptions
    case paused
    case cancelled
    case giftPayer
    case giftRecipient
    case chargedSoon
    case skippedOften
    case justDelivered
    case deliveredLongAgo
    case parcelMissing
    case cardFailed
    case annual
    case loyal
    case hebrew
    case optedOut

    public var number: CustomerNumber { Person.number(rawValue - 1) }

    /// `noa.p1@example.com`.
    public var email: String { "\(given.latin).p\(rawValue)@example.com" }

    /// The situation in a few words.
    public var summary: String {
        switch self {
        case .ordinary: "one active monthly subscription, next charge in 18 days"
        case .twoSubscriptions: "two active subscriptions, the second to another address"
        case .paused: "paused 20 days ago for two months"
        case .cancelled: "cancelled 40 days ago"
        case .giftPayer: "pays for the boxes of \(Persona.giftRecipient.email), gets none"
        case .giftRecipient: "gets boxes that \(Persona.giftPayer.email) pays for"
        case .chargedSoon: "next charge in 3 days: inside the cut-off"
        case .skippedOften: "has skipped four months in the last twelve"
        case .justDelivered: "box delivered 3 days ago, with an olive oil"
        case .deliveredLongAgo: "latest box delivered 45 days ago"
        case .parcelMissing: "parcel on its way for more than six weeks"
        case .cardFailed: "the card failed twice, it is tried again in 3 days"
        case .annual: "annual plan, paid five months ago"
        case .loyal: "seven and a half years a customer, wished to leave 60 days ago and stayed"
        case .hebrew: "a Hebrew name in Israel, pays in shekels"
        case .optedOut: "does not want automatic answers"
        }
    }

    fileprivate var given: NamePool.Part { parts.given }

    fileprivate var region: Region {
        switch self {
        case .annual: .germany
        case .loyal: .sweden
        case .hebrew: .israel
        default: .unitedStates
        }
    }

    private typealias Parts = (given: NamePool.Part, family: NamePool.Part)

    private static func part(_ shown: String, _ latin: String? = nil) -> NamePool.Part {
        NamePool.Part(shown: shown, latin: latin ?? shown.lowercased())
    }

    private var parts: Parts {
        switch self {
        case .ordinary: (Persona.part("Noa"), Persona.part("Ashby"))
        case .twoSubscriptions: (Persona.part("Miriam"), Persona.part("Holloway"))
        case .paused: (Persona.part("Walter"), Persona.part("Pruitt"))
        case .cancelled: (Persona.part("Joyce"), Persona.part("Merritt"))
        case .giftPayer: (Persona.part("Daniel"), Persona.part("Kessler"))
        case .giftRecipient: (Persona.part("Hannah"), Persona.part("Colter"))
        case .chargedSoon: (Persona.part("Dorothy"), Persona.part("Tilden"))
        case .skippedOften: (Persona.part("Susan"), Persona.part("Garrison"))
        case .justDelivered: (Persona.part("Carol"), Persona.part("Norwood"))
        case .deliveredLongAgo: (Persona.part("Peter"), Persona.part("Langley"))
        case .parcelMissing: (Persona.part("Marilyn"), Persona.part("Stanton"))
        case .cardFailed: (Persona.part("Gary"), Persona.part("Underhill"))
        case .annual: (Persona.part("Renate"), Persona.part("Lindner"))
        case .loyal: (Persona.part("Ingrid"), Persona.part("Dahlgren"))
        case .hebrew: (Persona.part("תמר", "tamar"), Persona.part("רימון", "rimon"))
        case .optedOut: (Persona.part("Kenneth"), Persona.part("Vance"))
        }
    }

    /// The charge that the situation hangs on, and how many months before it the first subscription began.
    fileprivate func anchor(_ asOf: CalendarDay) -> (charge: CalendarDay, months: Int) {
        switch self {
        case .chargedSoon: (asOf.adding(days: 3), 11)
        case .justDelivered: (asOf.adding(days: -26), 8)
        case .deliveredLongAgo: (asOf.adding(days: -70), 12)
        case .parcelMissing: (asOf.adding(days: -56), 9)
        case .cardFailed: (asOf.adding(days: -4), 14)
        case .annual: (asOf, 17)
        case .loyal: (asOf.adding(days: 12), 90)
        case .paused: (asOf.adding(days: -20), 19)
        case .giftRecipient: (asOf.adding(days: 14), 10)
        default: (asOf.adding(days: 18), 16)
        }
    }

    /// When the persona's first subscription began.
    fileprivate func joinedOn(_ asOf: CalendarDay) -> CalendarDay {
        let anchor = anchor(asOf)
        return anchor.charge.adding(months: -anchor.months)
    }

    fileprivate func person(asOf: CalendarDay) -> Person {
        // Not of the seed: the same people in every home.
        var draw = Draw(seed: 0x9E55, stream: UInt64(rawValue))
        return Person(
            in: region, index: rawValue - 1, given: parts.given, family: parts.family, joinedOn: joinedOn(asOf),
            currency: region.currencies[0].0, aiEnabled: self != .optedOut, cardIsOld: self == .cardFailed, asOf: asOf,
            &draw)
    }
}

extension Persona {
    /// The persona's record.
    func story(seed: UInt64, asOf: CalendarDay, prices: PriceList, numbers: Numbers) -> AccountStory {
        let person = person(asOf: asOf)
        var story = AccountStory(
            person, email: email, asOf: asOf, prices: prices,
            draw: Draw(seed: seed, stream: UInt64(rawValue - 1) << 8 | 1), numbers: numbers)
        if self == .giftPayer { return story }
        let payer = self == .giftRecipient ? Persona.giftPayer.person(asOf: asOf) : person
        let frequency: Frequency =
            switch self {
            case .deliveredLongAgo, .parcelMissing: .quarterly
            default: .monthly
            }
        var subscription = story.drafts.plain(
            story.nextNumber(), code: self == .annual ? "vip" : "full", frequency: frequency, for: person,
            payer: payer, startedOn: person.joinedOn)
        // The month of the beginning may be too short for the day.
        subscription.billingDay = anchor(asOf).charge.day
        var latest = SubscriptionStory.Latest.asDrawn
        switch self {
        case .paused:
            let last = asOf.adding(days: -20)
            subscription.status = .paused
            subscription.pause = Subscription.Pause(
                startsOn: last, endsOn: last.adding(months: 2, anchor: subscription.billingDay))
        case .cancelled:
            subscription.status = .cancelled
            subscription.cancelledOn = asOf.adding(days: -40)
        case .skippedOften:
            subscription.skippedMonths = [8, 6, 4, 2].map { asOf.adding(days: 18).calendarMonth.adding(-$0) }
        case .justDelivered: latest = .delivered(daysAgo: 3)
        case .deliveredLongAgo: latest = .delivered(daysAgo: 45)
        case .parcelMissing: latest = .missing
        case .cardFailed: latest = .unpaid(code: "card_expired")
        default: break
        }
        story.add(subscription, latest: latest)
        if self == .twoSubscriptions { addSecond(to: &story, person) }
        if self == .justDelivered, let oil = Good.catalogue.first(where: { $0.kind == .oil }) { story.ensure(oil) }
        if self == .loyal { story.contact(ContactTexts.farewell, on: asOf.adding(days: -60), daysToClose: 1) }
        return story
    }

    private func addSecond(to story: inout AccountStory, _ person: Person) {
        var second = story.drafts.plain(
            story.nextNumber(), code: "light", for: person, payer: person,
            startedOn: story.asOf.adding(days: 11).adding(months: -7))
        second.address = PostalAddress(
            recipient: "Ellen Holloway", street: "88 Fig Tree Circle", city: "Denver", state: "CO", postcode: "80214",
            country: "US")
        story.add(second)
    }
}

public import Domain

/// Makes up customers of the invented company, believable and consistent, with everything that they bought.
///
/// Pure: the same seed, day and plans give the same accounts on every machine, and the first n do not depend on how
/// many are asked for. The first sixteen are the `Persona`s. Names, streets and makers are invented; addresses for
/// e-mail end in example.com, example.org and example.net, phone numbers are +1-555-0100 to +1-555-0199.
public struct CustomerGenerator: Sendable {
    /// More would need longer numbers.
    public static let mostCustomers = 50_000

    public let seed: UInt64
    public let count: Int
    /// Everything before this day has happened, nothing from it on.
    public let asOf: CalendarDay
    private let prices: PriceList

    /// Throws `invalid_input` for a count outside 1…50000, a day outside 2019…2200, and plans without `full`, `light`,
    /// `membership` or `vip`.
    public init(seed: UInt64, count: Int, asOf: CalendarDay, plans: [Plan]) throws {
        guard (1...CustomerGenerator.mostCustomers).contains(count) else {
            throw AlmanacError(
                .invalidInput, "\(count) customers cannot be generated",
                hint: "the number is 1…\(CustomerGenerator.mostCustomers)")
        }
        guard (2019...2200).contains(asOf.year) else {
            throw AlmanacError(
                .invalidInput, "customers cannot be generated as of \(asOf)", hint: "the year is 2019…2200")
        }
        (self.seed, self.count, self.asOf) = (seed, count, asOf)
        prices = try PriceList(plans)
    }

    /// The records from customer `first` on (0 is the first of all), in the shape that `SupportWriter.put` takes: each
    /// holds the subscriptions that its customer gets, with orders and payments of these. Whoever pays for another
    /// stands before that one.
    public func accounts(from first: Int = 0) -> [Account] {
        var accounts: [Account] = []
        var numbers = Numbers()
        for index in 0..<count {
            let (account, next) = story(index, numbers).finished()
            numbers = next
            if index >= first { accounts.append(account) }
        }
        return accounts
    }

    private func story(_ index: Int, _ numbers: Numbers) -> AccountStory {
        if let persona = Persona(rawValue: index + 1) {
            return persona.story(seed: seed, asOf: asOf, prices: prices, numbers: numbers)
        }
        var person = Person(seed: seed, index: index, asOf: asOf)
        if let relative = host(of: index) {
            (person.family, person.address) = (relative.family, relative.address)
        }
        let giver = giver(of: index)
        // A gift begins when both are there.
        if let giver { person.joinedOn = max(person.joinedOn, giver.joinedOn) }
        var story = AccountStory(
            person, asOf: asOf, prices: prices, draw: Draw(seed: seed, stream: UInt64(index) << 8 | 1),
            numbers: numbers)
        story.live(giver: giver)
        return story
    }

    /// Whose household the customer lives in, for four of a hundred.
    private func host(of index: Int) -> Person? {
        var draw = Draw(seed: seed, stream: UInt64(index) << 8 | 2)
        let earlier = index - draw.int(1...8)
        guard draw.chance(permille: 40), isOfTheCrowd(earlier) else { return nil }
        // A guest is nobody's host, so that a household has one address.
        var other = Draw(seed: seed, stream: UInt64(earlier) << 8 | 2)
        _ = other.int(1...8)
        guard !other.chance(permille: 40) else { return nil }
        return Person(seed: seed, index: earlier, asOf: asOf)
    }

    /// Who pays for the customer's boxes, for five of a hundred.
    private func giver(of index: Int) -> Person? {
        var draw = Draw(seed: seed, stream: UInt64(index) << 8 | 3)
        let earlier = index - draw.int(1...10)
        guard draw.chance(permille: 50), isOfTheCrowd(earlier) else { return nil }
        return Person(seed: seed, index: earlier, asOf: asOf)
    }

    private func isOfTheCrowd(_ index: Int) -> Bool { index >= Persona.allCases.count }
}

import Domain

/// Who a generated customer is, before anything was bought. Depends on the seed and the customer's place only, so that
/// others (a payer, a household) may ask for it.
struct Person: Sendable {
    let index: Int
    let region: Region
    let given: NamePool.Part
    var family: NamePool.Part
    let language: String
    var address: PostalAddress
    let timezone: String
    let currency: String
    let phone: String?
    /// The first subscription of the person's own began then.
    var joinedOn: CalendarDay
    let preferences: Preferences
    let aiEnabled: Bool
    let payment: Subscription.PaymentMethod

    init(seed: UInt64, index: Int, asOf: CalendarDay) {
        var draw = Draw(seed: seed, stream: UInt64(index) << 8)
        self.init(in: draw.pick(weighted: Region.all.map { ($0, $0.share) }), index: index, asOf: asOf, &draw)
    }

    init(in region: Region, index: Int, asOf: CalendarDay, _ draw: inout Draw) {
        self.index = index
        self.region = region
        let pool = draw.pick(weighted: region.names)
        given = draw.pick(pool.given)
        family = draw.pick(pool.family)
        let town = draw.pick(region.towns)
        language = Person.locale(pool.language, region.country)
        address = Person.address(in: region, town: town, &draw)
        timezone = town.timezone
        currency = draw.pick(weighted: region.currencies)
        phone = draw.chance(permille: 640) ? Person.phone(draw.below(100)) : nil
        // From a few weeks to eight years; half of them longer than two and a half years.
        let days = draw.pick(weighted: [(20...180, 16), (181...500, 20), (501...1100, 24), (1101...2920, 40)])
        joinedOn = asOf.adding(days: -draw.int(days))
        var flags: Set<Preferences.Flag> = []
        if draw.chance(permille: 90) { flags.insert(.noAlcohol) }
        if draw.chance(permille: 30) { flags.insert(.noHoney) }
        if draw.chance(permille: 25) { flags.insert(.noCosmetics) }
        preferences = Preferences(
            flags: flags, allergyNote: draw.chance(permille: 35) ? draw.pick(Person.allergyNotes) : nil)
        aiEnabled = !draw.chance(permille: 15)
        payment = Person.payment(asOf: asOf, &draw)
    }

    /// Somebody whose name and situation are given; the rest is drawn.
    init(
        in region: Region, index: Int, given: NamePool.Part, family: NamePool.Part, joinedOn: CalendarDay,
        currency: String, aiEnabled: Bool, cardIsOld: Bool, asOf: CalendarDay, _ draw: inout Draw
    ) {
        (self.region, self.index, self.given, self.family) = (region, index, given, family)
        (self.joinedOn, self.currency, self.aiEnabled) = (joinedOn, currency, aiEnabled)
        let town = draw.pick(region.towns)
        language = Person.locale(region.names[0].0.language, region.country)
        address = Person.address(in: region, town: town, &draw)
        timezone = town.timezone
        phone = Person.phone(index)
        preferences = Preferences()
        payment = Subscription.PaymentMethod(
            label: "Visa", expires: asOf.calendarMonth.adding(cardIsOld ? -1 : 20))
    }

    /// Everything but the number can be told from the place among the generated ones.
    func customer(email: String? = nil) -> Customer {
        Customer(
            number: Person.number(index), email: email ?? self.email, name: "\(given.shown) \(family.shown)",
            phone: phone, address: address, locale: language, timezone: timezone, joinedOn: joinedOn,
            aiEnabled: aiEnabled, preferences: preferences)
    }

    static func number(_ index: Int) -> CustomerNumber { CustomerNumber(rawValue: "C-\(10_001 + index)") }

    /// Unique by its number; addresses of these three domains reach nobody (RFC 2606).
    private var email: String {
        let domain = ["example.com", "example.org", "example.net"][index % 3]
        return "\(given.latin).\(family.latin)\(index + 1)@\(domain)"
    }

    /// Of the hundred numbers that are kept for stories.
    static func phone(_ number: Int) -> String { "+1-555-01\(number < 10 ? "0" : "")\(number)" }

    private static func locale(_ language: String, _ country: String) -> String {
        switch (language, country) {
        case ("sv", "NO"): "nb-NO"
        case ("sv", "DK"): "da-DK"
        case ("en", _) where !["US", "GB", "CA", "AU", "IL"].contains(country): "en"
        default: "\(language)-\(country)"
        }
    }

    static func address(in region: Region, town: Region.Town, _ draw: inout Draw) -> PostalAddress {
        let street = draw.pick(region.streets)
        let house = draw.int(1...(region.numberFirst ? 2400 : 90))
        let postcode = String(
            town.postcode.map { mark -> Character in
                switch mark {
                case "#": draw.pick(Array("0123456789"))
                case "@": draw.pick(Array("ABEHJKLNPRSTX"))
                default: mark
                }
            })
        return PostalAddress(
            street: region.numberFirst ? "\(house) \(street)" : "\(street) \(house)",
            line2: draw.chance(permille: 120) ? "Apt \(draw.int(1...40))" : nil, city: town.city, state: town.state,
            postcode: postcode, country: region.country)
    }

    private static func payment(asOf: CalendarDay, _ draw: inout Draw) -> Subscription.PaymentMethod {
        let label = draw.pick(weighted: [
            ("Visa", 46), ("Mastercard", 26), ("PayPal", 16), ("American Express", 8), ("Maestro", 4),
        ])
        let expires = asOf.calendarMonth.adding(draw.int(1...46))
        return Subscription.PaymentMethod(label: label, expires: label == "PayPal" ? nil : expires)
    }

    private static let allergyNotes = [
        "Allergic to sesame, mild.", "No nuts please, my grandson is allergic.", "Coeliac; please no wheat.",
        "Lactose intolerant.", "Allergic to mustard.", "Peanut allergy in the house.",
    ]
}

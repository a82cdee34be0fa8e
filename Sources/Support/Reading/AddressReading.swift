public import Domain

/// The parts of a postal address that a message gives; what it does not say is nil.
public struct AddressReading: Sendable, Hashable {
    public var recipient: String?
    public var street: String?
    /// Apartment, floor, `c/o`.
    public var line2: String?
    public var city: String?
    /// Of the United States, Canada and Australia its short form: `IL`.
    public var state: String?
    public var postcode: String?
    /// Two capital letters of ISO 3166-1. Never guessed: from a name, or from a form of postcode that only one has.
    public var country: String?
    /// Whether only these parts of a known address are to be put right: the others stay.
    public var isCorrection = false
    /// Whether several new addresses are given; then no part is read.
    public var isAmbiguous = false

    public init() {}

    /// Whether nothing of an address is given.
    public var isEmpty: Bool {
        [recipient, street, line2, city, state, postcode, country].allSatisfy { $0 == nil }
    }

    /// The parts that a whole address still needs: `street`, `city`, `state`, `postcode`, `country`.
    public var missing: [String] { missing(needs: AddressReading.needs) }

    /// The same with what a company's policy says that countries need, by country: `state`, `postcode`.
    public func missing(needs: [String: [String]]) -> [String] {
        let needed = country.flatMap { needs[$0] } ?? []
        let parts: [(name: String, value: String?, isNeeded: Bool)] = [
            ("street", street, true), ("city", city, true), ("state", state, needed.contains("state")),
            ("postcode", postcode, needed.contains("postcode")), ("country", country, true),
        ]
        return parts.filter { $0.isNeeded && $0.value == nil }.map(\.name)
    }

    /// The address where street, city and country are given.
    public var address: PostalAddress? {
        guard let street, let city, let country else { return nil }
        return PostalAddress(
            recipient: recipient, street: street, line2: line2, city: city, state: state, postcode: postcode,
            country: country)
    }

    /// A known address with the given parts in place of its own.
    public func corrected(_ known: PostalAddress) -> PostalAddress {
        PostalAddress(
            recipient: recipient ?? known.recipient, street: street ?? known.street, line2: line2 ?? known.line2,
            city: city ?? known.city, state: state ?? known.state, postcode: postcode ?? known.postcode,
            country: country ?? known.country)
    }

    private static let needs = ActionPolicy().addressNeeds
}

import Domain
import Support
import Testing

@Suite struct AddressTests {
    private static func to(_ address: PostalAddress) -> ChangeRequest { .changeAddress(nil, address) }

    private static func facts(_ from: String, next: String? = nil, says: String = "") -> RuleCase.Expectation {
        .allowed(["applies_from": .string(from), "next_charge_on": .string(next ?? from)], says: says)
    }

    private static func us(
        street: String = "5 Oak Street", city: String = "Denver", state: String? = "CO", postcode: String? = "80014",
        country: String = "US"
    ) -> PostalAddress {
        PostalAddress(street: street, city: city, state: state, postcode: postcode, country: country)
    }

    private static func incomplete(_ words: String) -> RuleCase.Expectation {
        .refused(.incompleteAddress, or: ["change_address"], says: words)
    }

    private static let one = Make.account(Make.subscription())
    private static let paused = Make.subscription(
        charge: "2027-01-03", status: .paused, pause: ("2026-11-03", "2027-01-03"))
    private static let gift = Make.account(Make.subscription(recipient: "C-2"))

    static let table: [RuleCase] = [
        // What an address needs.
        RuleCase("complete", one, to(us()), facts("2026-12-03", says: "first to go to the new address")),
        RuleCase("no state in Britain", one, to(Make.london), facts("2026-12-03")),
        RuleCase("a country in small letters", one, to(us(country: "us")), facts("2026-12-03")),
        RuleCase("no state in the USA", one, to(us(state: nil)), incomplete("The address needs a state.")),
        RuleCase("no postcode in Canada", one, to(us(postcode: " ", country: "CA")), incomplete("a postcode.")),
        RuleCase(
            "nothing but the country", one, to(us(street: "", city: " ", state: nil, postcode: nil)),
            incomplete("The address needs a street, a city, a state and a postcode.")),
        RuleCase("no country", one, to(us(country: "")), incomplete("ISO 3166")),
        RuleCase("three letters", one, to(us(country: "USA")), incomplete("ISO 3166")),
        RuleCase("a country that does not exist", one, to(us(country: "ZZ")), incomplete("ISO 3166")),
        RuleCase("the United Kingdom is GB", one, to(us(country: "UK")), incomplete("such as US or GB")),
        // The present one.
        RuleCase("the customer's own", one, to(Make.boston), .refused(.noChange)),
        RuleCase(
            "the customer's own with spaces", one,
            to(
                PostalAddress(
                    street: " 12 Elm Row ", line2: "", city: "Boston", state: "MA", postcode: "02108 ", country: "us")),
            .refused(.noChange)),
        RuleCase(
            "the subscription's", Make.account(Make.subscription(address: Make.london)), to(Make.london),
            .refused(.noChange)),
        RuleCase(
            "the customer's own where the subscription has another",
            Make.account(Make.subscription(address: Make.london)), to(Make.boston), facts("2026-12-03")),
        RuleCase(
            "another recipient at the same place", one,
            to(
                PostalAddress(
                    recipient: "Dana Example", street: "12 Elm Row", city: "Boston", state: "MA", postcode: "02108",
                    country: "US")),
            facts("2026-12-03")),
        RuleCase("a gift to the payer's own address", gift, to(Make.boston), facts("2026-12-03")),
        // The cut-off.
        RuleCase("six days before", one, to(us()), today: "2026-11-27", facts("2026-12-03")),
        RuleCase("five days before", one, to(us()), today: "2026-11-28", facts("2026-12-03")),
        RuleCase(
            "four days before it is the following box", one, to(us()), today: "2026-11-29",
            facts("2027-01-03", next: "2026-12-03", says: "applies from the following box")),
        RuleCase(
            "22:30 UTC is tomorrow in Jerusalem", one, to(us()), today: "2026-11-28T22:30Z",
            facts("2027-01-03", next: "2026-12-03")),
        RuleCase(
            "four days before an early dispatch",
            Make.account(Make.subscription(charge: "2026-12-10", dispatch: "2026-12-03")), to(us()),
            today: "2026-11-29",
            facts("2027-01-10", next: "2026-12-10")),
        RuleCase(
            "boxes on their way stay", one, to(us()), facts("2026-12-03", says: "on their way already still go to")),
        // States.
        RuleCase("paused", Make.account(paused), to(us()), facts("2027-01-03")),
        RuleCase("an annual plan", Make.account(Make.subscription(every: .annual)), to(us()), facts("2026-12-03")),
        RuleCase(
            "no next charge", Make.account(Make.subscription(charge: nil)), to(us()),
            .allowed([:], says: "the next box that is planned")),
    ]

    @Test(arguments: table) func changes(row: RuleCase) throws { try row.check() }

    @Test func theArgumentsHoldTheTidyAddressAndTheSentencesNone() throws {
        let address = PostalAddress(
            street: " 5 Oak Street", line2: " ", city: "Denver", state: "CO", postcode: "80014", country: "us")
        let now = try #require(Timestamp(iso: "2026-11-15"))
        let plan = try ChangeRules(policy: ActionPolicy()).plan(
            .changeAddress(nil, address), for: AddressTests.one, now: now)
        #expect(
            plan.arguments == [
                "subscription": "S-20417", "street": "5 Oak Street", "city": "Denver", "state": "CO",
                "postcode": "80014", "country": "US",
            ])
        let sentences = ([plan.summary] + plan.effects).joined() + JSONValue.object(plan.consequence).text
        #expect(!sentences.contains("Oak") && !sentences.contains("Elm") && !sentences.contains("80014"))
    }
}

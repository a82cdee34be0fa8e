import Domain

extension ChangeRequest {
    /// Reads the checked arguments of a write or a message.
    ///
    /// - Parameter claim: the number that a new claim gets.
    init(_ tool: Tool, _ arguments: JSONObject, claim: ClaimNumber) throws {
        func text(_ name: String) -> String? { arguments[name]?.string?.trimming(while: \.isWhitespace) }
        let subscription = text("subscription").map(SubscriptionNumber.init)
        switch tool.name {
        case "change_frequency":
            guard let frequency = text("frequency").flatMap(Frequency.init) else { throw ChangeRequest.missing }
            self = .changeFrequency(subscription, to: frequency)
        case "skip_month": self = .skipMonth(subscription, text("month").flatMap(CalendarMonth.init(iso:)))
        case "pause_subscription":
            guard let months = arguments["months"]?.int else { throw ChangeRequest.missing }
            self = .pause(subscription, months: months)
        case "change_address":
            guard let street = text("street"), let city = text("city"), let country = text("country") else {
                throw ChangeRequest.missing
            }
            self = .changeAddress(
                subscription,
                PostalAddress(
                    recipient: text("recipient"), street: street, line2: text("line2"), city: city,
                    state: text("state"), postcode: text("postcode"), country: country.uppercased()))
        case "create_damage_claim":
            guard let kind = text("kind").flatMap(DamageClaim.Kind.init), let description = text("description") else {
                throw ChangeRequest.missing
            }
            self = .createClaim(
                text("order").map(OrderNumber.init), item: text("item"), kind: kind, description: description,
                claim: claim)
        case "request_photos": self = .requestPhotos(text("claim").map(ClaimNumber.init))
        default: throw AlmanacError(.internalError, "\(tool.name) is declared as a write, and no rule knows it")
        }
    }

    private static var missing: AlmanacError { AlmanacError(.invalidParams, "an argument is missing") }
}

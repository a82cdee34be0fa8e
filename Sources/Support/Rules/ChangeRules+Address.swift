import Domain
import Foundation

extension ChangeRules {
    /// Sends future boxes elsewhere: the coming one too unless it is inside its cut-off. Boxes that were charged
    /// or are on their way are not redirected.
    ///
    /// Facts: `applies_from`, `next_charge_on`; neither where no charge is planned. The address is in the arguments.
    func changeAddress(to address: PostalAddress, _ it: SubscriptionCase) throws -> ChangePlan {
        let address = address.tidied
        let missing = missingFields(of: address)
        guard missing.isEmpty else {
            throw Refusal(
                .incompleteAddress, "The address needs \(EnglishWords.list(missing)).",
                alternatives: [
                    it.alternative("change_address", [:], "The address can be given again with these fields.")
                ])
        }
        let own = it.account.role(in: it.subscription) == .owner ? it.account.customer.address : nil
        guard (it.subscription.address ?? own)?.tidied != address else {
            throw Refusal(.noChange, "The boxes go to this address already.")
        }
        var consequence: JSONObject = [:]
        var effects: [String] = []
        if let coming = it.schedule.next, let first = it.schedule.firstChangeable {
            consequence["applies_from"] = .string(first.iso)
            consequence["next_charge_on"] = .string(coming.iso)
            if coming < first {
                effects.append(
                    "The box of the charge on \(coming.words) is being prepared and still goes to the present address; "
                        + "the new one applies from the following box.")
            }
            effects.append("The box of the charge on \(first.words) is the first to go to the new address.")
        } else {
            effects.append("The new address applies from the next box that is planned.")
        }
        effects.append("Boxes that are charged or on their way already still go to the present address.")
        return ChangePlan(
            arguments: address.arguments(of: it.number),
            operation: .changeAddress(it.number, version: it.subscription.version, address),
            subject: it.subject, version: it.subscription.version,
            summary: "Send future boxes of \(it.label) to the new address in \(address.city).",
            consequence: consequence, effects: effects)
    }

    /// The fields that a complete address would have, in the words of a form.
    private func missingFields(of address: PostalAddress) -> [String] {
        var missing: [String] = []
        if address.street.isEmpty { missing.append("a street") }
        if address.city.isEmpty { missing.append("a city") }
        for field in policy.addressNeeds[address.country] ?? [] {
            switch field {
            case "state": if address.state == nil { missing.append("a state") }
            case "postcode": if address.postcode == nil { missing.append("a postcode") }
            default: break
            }
        }
        if !PostalAddress.countries.contains(address.country) {
            missing.append("a country of two letters as in ISO 3166, such as US or GB")
        }
        return missing
    }
}

extension PostalAddress {
    /// Without spaces around the parts; an empty part is none. The country in capitals.
    fileprivate var tidied: PostalAddress {
        func part(_ text: String?) -> String? {
            let trimmed = text?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
            return trimmed.isEmpty ? nil : trimmed
        }
        return PostalAddress(
            recipient: part(recipient), street: part(street) ?? "", line2: part(line2), city: part(city) ?? "",
            state: part(state), postcode: part(postcode), country: part(country)?.uppercased() ?? "")
    }

    /// The parts that there are, as the tool's arguments.
    fileprivate func arguments(of subscription: SubscriptionNumber) -> JSONObject {
        var object: JSONObject = ["subscription": .string(subscription.rawValue)]
        if let recipient { object["recipient"] = .string(recipient) }
        object["street"] = .string(street)
        if let line2 { object["line2"] = .string(line2) }
        object["city"] = .string(city)
        if let state { object["state"] = .string(state) }
        if let postcode { object["postcode"] = .string(postcode) }
        object["country"] = .string(country)
        return object
    }

    /// Country codes that are known here.
    static let countries = Set(Locale.Region.isoRegions.map(\.identifier).filter { $0.utf8.count == 2 })
}

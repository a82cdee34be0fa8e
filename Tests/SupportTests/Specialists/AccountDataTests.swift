import Domain
import Store
import Support
import TestSupport
import Testing

/// What the sixteen personas are told, and what others are not.
@Suite struct AccountDataTests {
    /// What is answered with tools.
    private static let questions = SpecialistTurns.all.filter { $0.uses != [] && $0.person != .nobody }
        .map { ($0.category, $0.words) }

    /// Whatever is asked, whoever is not verified reads no value of the account in the answer, and no value is in what
    /// is remembered of it.
    @Test func nobodyElseReadsAnAccount() throws {
        let world = try SpecialistWorld(generated: true)
        for persona in Persona.allCases {
            let account = try #require(try world.store.read { try $0.account(persona.number) })
            let values = AccountDataTests.values(of: account)
            let identity: Identity = persona == .ordinary ? .anonymous : .claimed(email: persona.email)
            for (category, words) in AccountDataTests.questions {
                let answer = try world.ask(words, category, by: identity, isDryRun: true)
                let said = answer.text + (answer.followUp.map { JSONValue.object($0.json).text } ?? "")
                let told = values.filter { !words.contains($0) && said.contains($0) }
                #expect(!answer.usesAccount && told.isEmpty, "in answer to: \(words)")
            }
        }
    }

    /// The answers of a verified customer hold nothing of anybody else's account.
    @Test func nobodyReadsAnothersAccount() throws {
        let world = try SpecialistWorld(generated: true)
        let accounts = try Persona.allCases.map { persona in
            try #require(try world.store.read { try $0.account(persona.number) })
        }
        for (place, persona) in Persona.allCases.enumerated() {
            let own = AccountDataTests.values(of: accounts[place])
            let foreign = Set(
                accounts.filter { $0.customer.number != persona.number }.flatMap { AccountDataTests.numbers(of: $0) }
            ).subtracting(own)
            for (category, words) in AccountDataTests.questions {
                let answer = try world.ask(
                    words, category, by: SpecialistWorld.verified(persona.email), session: "sess_\(persona.rawValue)",
                    isDryRun: true)
                let told = foreign.filter { answer.text.contains($0) }
                #expect(told.isEmpty, "\(persona) in answer to: \(words)")
            }
        }
    }

    @Test func personasAreToldTheirSituation() throws {
        let world = try SpecialistWorld(generated: true)
        func ask(_ persona: Persona, _ words: String, _ category: String) throws -> SpecialistAnswer {
            try world.ask(
                words, category, by: SpecialistWorld.verified(persona.email), session: "sess_\(persona.rawValue)")
        }
        let parcel = "shipping_or_delivery_question"
        let missing = try ask(.parcelMissing, "Where is my box?", parcel)
        #expect(missing.kinds == [.fact, .handover] && missing.codes == [.policy])
        let delivered = try ask(.justDelivered, "Where is my box?", parcel)
        #expect(delivered.kinds == [.fact] && delivered.text.contains("12 November 2026"))
        let failed = try ask(.cardFailed, "Why was my card declined?", "payment_question")
        #expect(failed.text.contains("did not go through"))
        let paused = try ask(.paused, "When does my pause end?", "skip_or_pause_request")
        #expect(paused.kinds == [.fact] && paused.text.contains("starts again"))
        let again = try ask(.paused, "Please pause my boxes for one month.", "skip_or_pause_request")
        #expect(again.kinds == [.refusal, .handover])
        let often = try ask(.skippedOften, "Please skip my next box.", "skip_or_pause_request")
        #expect(often.text.contains("No further box can be skipped"))
        let old = try ask(.deliveredLongAgo, "My whole box arrived broken.", "damaged_or_leaking_item_report")
        #expect(old.kinds == [.refusal, .handover])
        let oil = try ask(.justDelivered, "The olive oil arrived broken.", "damaged_or_leaking_item_report")
        #expect(oil.kinds.contains(.form) || oil.followUp?.asks == ["which_item"])
        let annual = try ask(.annual, "Please make it quarterly.", "frequency_change_request")
        #expect(annual.kinds == [.refusal, .handover])
        let gift = try ask(.giftPayer, "When will I be charged next?", "payment_question")
        #expect(gift.kinds == [.fact])
        let two = try ask(.twoSubscriptions, "Please pause my Light Box for a month.", "skip_or_pause_request")
        #expect(two.kinds == [.form] && two.text.contains("Light Box"))
        let correction = try ask(.ordinary, "My apartment should be 4B not 4D.", "recipient_or_address_change")
        #expect(correction.kinds == [.form])
        #expect(correction.proposals.first?.proposal.arguments["line2"]?.string?.contains("4B") == true)
        let soon = try ask(.chargedSoon, "Please skip the next box.", "skip_or_pause_request")
        #expect(soon.kinds == [.form])
        let shekels = try ask(.hebrew, "How much am I paying for my subscription?", "payment_question")
        #expect(shekels.text.contains("ILS"))
    }

    // MARK: Values of an account

    /// Everything of an account that an answer could tell, long enough not to stand in any text by chance.
    private static func values(of account: Account) -> Set<String> {
        var values = numbers(of: account)
        let customer = account.customer
        values.formUnion([customer.email, customer.name])
        if let phone = customer.phone { values.insert(phone) }
        for address in [customer.address] + account.subscriptions.map(\.address) {
            guard let address else { continue }
            values.formUnion([address.street, address.city, address.postcode ?? "", address.recipient ?? ""])
        }
        let days = account.subscriptions.flatMap { [$0.nextChargeOn, $0.pause?.endsOn, $0.cancelledOn] }
        for day in days.compactMap({ $0 }) { values.formUnion([day.iso, words(day)]) }
        for order in account.orders {
            values.formUnion([order.boxName ?? "", order.price.description])
            values.formUnion(order.items?.map(\.name) ?? [])
            if let shipment = order.shipment {
                values.formUnion([shipment.carrier, words(shipment.shippedOn)])
            }
        }
        return values.filter { $0.count > 4 }
    }

    /// What belongs to one account alone.
    private static func numbers(of account: Account) -> Set<String> {
        var values: Set<String> = [account.customer.number.rawValue]
        values.formUnion(account.subscriptions.map(\.number.rawValue))
        values.formUnion(account.orders.map(\.number.rawValue))
        values.formUnion(account.orders.compactMap { $0.shipment?.trackingNumber })
        values.formUnion(account.payments?.compactMap(\.invoice) ?? [])
        return values.filter { $0.count > 4 }
    }

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]

    private static func words(_ day: CalendarDay) -> String { "\(day.day) \(months[day.month - 1]) \(day.year)" }
}

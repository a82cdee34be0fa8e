import Domain
import Support
import Testing

/// That each persona is in the situation that its description promises, whatever the seed and the day.
@Suite struct PersonaTests {
    static let worlds: [(UInt64, String)] = [
        (7, "2026-11-15"), (1, "2026-03-30"), (42, "2024-02-29"), (3, "2025-12-31"),
    ]

    private struct World {
        let asOf: CalendarDay
        let accounts: [Account]

        init(_ seed: UInt64, _ asOf: String) throws {
            self.asOf = try InventedCompany.day(asOf)
            accounts = try InventedCompany.accounts(seed: seed, count: 16, asOf: asOf)
        }

        func account(_ persona: Persona) throws -> Account {
            try #require(accounts.first { $0.customer.number == persona.number })
        }

        func only(_ persona: Persona) throws -> Subscription {
            let account = try account(persona)
            #expect(account.subscriptions.count == 1)
            return try #require(account.subscriptions.first)
        }

        func latest(_ persona: Persona) throws -> Order { try #require(try account(persona).orders.last) }
    }

    @Test func addressesAreTheSameForEverySeed() throws {
        for (seed, asOf) in PersonaTests.worlds {
            let accounts = try World(seed, asOf).accounts
            #expect(accounts.map(\.customer.email) == Persona.allCases.map(\.email))
            #expect(accounts.map(\.customer.number) == Persona.allCases.map(\.number))
        }
        #expect(Persona.ordinary.email == "noa.p1@example.com")
    }

    @Test(arguments: worlds) func subscriptionsAreInTheirSituation(seed: UInt64, asOf: String) throws {
        let world = try World(seed, asOf)
        let today = world.asOf
        let ordinary = try world.only(.ordinary)
        #expect(ordinary.status == .active && ordinary.frequency == .monthly && ordinary.plan == "full")
        #expect(try #require(ordinary.nextChargeOn).days(to: today) < -14)
        let two = try world.account(.twoSubscriptions).subscriptions
        #expect(two.map(\.status) == [.active, .active] && two.map(\.plan) == ["full", "light"])
        #expect(two.last?.address?.recipient != nil)
        let paused = try world.only(.paused)
        let pause = try #require(paused.pause)
        #expect(paused.status(on: today) == .paused && pause.startsOn <= today && today < pause.endsOn)
        #expect(paused.nextChargeOn == pause.endsOn)
        let cancelled = try world.only(.cancelled)
        #expect(cancelled.status == .cancelled && cancelled.cancelledOn?.days(to: today) == 40)
        #expect(try world.account(.giftPayer).subscriptions.isEmpty)
        let gift = try world.only(.giftRecipient)
        #expect(gift.payer == Persona.giftPayer.number && gift.recipient == Persona.giftRecipient.number)
        let soon = try world.only(.chargedSoon)
        #expect(try today.days(to: #require(soon.nextChargeOn)) == 3)
        let skipped = try world.only(.skippedOften)
        #expect(skipped.skippedMonths.count == 4)
        #expect(skipped.skippedMonths.allSatisfy { (1...11).contains($0.months(to: today.calendarMonth.adding(1))) })
        #expect(try world.only(.annual).frequency == .annual)
        let loyal = try world.account(.loyal)
        #expect(try #require(loyal.customer.joinedOn).days(to: today) > 7 * 365)
        #expect(loyal.contacts?.contains { $0.category == "retention_primary_request" } == true)
        let hebrew = try world.account(.hebrew)
        #expect(hebrew.customer.address?.country == "IL" && hebrew.customer.locale == "he-IL")
        #expect(hebrew.customer.name.unicodeScalars.contains { (0x05D0...0x05EA).contains($0.value) })
        #expect(hebrew.subscriptions.first?.price.currency == "ILS")
        #expect(try !world.account(.optedOut).customer.aiEnabled)
        #expect(world.accounts.count { !$0.customer.aiEnabled } == 1)
    }

    @Test(arguments: worlds) func parcelsAreInTheirSituation(seed: UInt64, asOf: String) throws {
        let world = try World(seed, asOf)
        let today = world.asOf
        let just = try world.latest(.justDelivered)
        #expect(just.shipment?.deliveredOn.map { $0.days(to: today) } == 3)
        #expect(just.items?.contains { $0.product.hasPrefix("OIL") } == true)
        #expect(try world.account(.justDelivered).claims.isEmpty)
        let old = try world.latest(.deliveredLongAgo)
        #expect(old.shipment?.deliveredOn.map { $0.days(to: today) } == 45)
        let missing = try world.latest(.parcelMissing)
        let parcel = try #require(missing.shipment)
        #expect(parcel.shippedOn.days(to: today) > 42 && parcel.deliveredOn == nil && parcel.status != .lost)
        let unpaid = try world.latest(.cardFailed)
        let payments = try #require(try world.account(.cardFailed).payments)
        #expect(unpaid.status == .planned && unpaid.shipment == nil)
        #expect(payments.suffix(2).map(\.status) == [.failed, .failed])
        let card = try #require(try world.only(.cardFailed).paymentMethod?.expires)
        #expect(card < today.calendarMonth)
    }
}

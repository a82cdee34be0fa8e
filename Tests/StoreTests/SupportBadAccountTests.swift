import Domain
import Store
import TestSupport
import Testing

/// What cannot be is not stored, nor is any part of the record that holds it.
@Suite struct SupportBadAccountTests {
    struct Bad: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: ErrorCode
        /// What the message must name.
        let names: [String]
        let account: Account

        init(
            _ name: String, _ code: ErrorCode = .invalidInput, names: [String],
            _ account: Account = Sample.account, _ change: (inout Account) -> Void
        ) {
            (testDescription, self.code, self.names, self.account) = (name, code, names, account.with(change))
        }
    }

    static let bad: [Bad] = [
        Bad("no number", names: ["customer"]) { $0.customer.number = CustomerNumber(rawValue: "") },
        Bad("no address", names: ["C-1"]) { $0.customer.email = "" },
        Bad("capital letters", names: ["C-1"]) { $0.customer.email = "Ann@example.com" },
        Bad("no street", names: ["C-1"]) { $0.customer.address?.street = "" },
        Bad("a country's name", names: ["C-1"]) { $0.customer.address?.country = "USA" },
        Bad("subscription without number", names: ["C-1"]) {
            $0.subscriptions[0].number = SubscriptionNumber(rawValue: "")
        },
        Bad("price below zero", names: ["S-1"]) { $0.subscriptions[0].price = usd(-1) },
        Bad("two currencies", names: ["S-1"]) {
            $0.subscriptions[0].firstPrice = Money(minorUnits: 1, currency: "EUR")
        },
        Bad("billing day", names: ["S-1"]) { $0.subscriptions[0].billingDay = 32 },
        Bad("next box", names: ["S-1"]) { $0.subscriptions[0].nextBox = 0 },
        Bad("version", names: ["S-1"]) { $0.subscriptions[0].version = 0 },
        Bad("pause backwards", names: ["S-1"]) {
            $0.subscriptions[0].pause = Subscription.Pause(startsOn: day("2026-03-15"), endsOn: day("2026-03-15"))
        },
        Bad("paused without a pause", names: ["S-1"]) { $0.subscriptions[0].status = .paused },
        Bad("cancelled on no day", names: ["S-1"]) { $0.subscriptions[0].status = .cancelled },
        Bad("subscription twice", names: ["S-1"]) { $0.subscriptions.append($0.subscriptions[0]) },
        Bad("unknown payer", names: ["S-1", "C-99"]) {
            $0.subscriptions[0].payer = CustomerNumber(rawValue: "C-99")
        },
        Bad("order price", names: ["TB-1"]) { $0.orders[0].price = usd(-1) },
        Bad("box zero", names: ["TB-1"]) { $0.orders[0].boxSequence = 0 },
        Bad("item line", names: ["TB-1"]) { $0.orders[0].items?[0].line = 0 },
        Bad("item lines", names: ["TB-1"]) { $0.orders[0].items?[0].line = 2 },
        Bad("quantity", names: ["TB-1"]) { $0.orders[0].items?[0].quantity = 0 },
        Bad("no tracking number", names: ["TB-1"]) { $0.orders[0].shipment?.trackingNumber = "" },
        Bad("order twice", names: ["TB-1"]) { $0.orders.append($0.orders[0]) },
        Bad("unknown subscription of an order", names: ["TB-1", "S-99"]) {
            $0.orders[0].subscription = SubscriptionNumber(rawValue: "S-99")
        },
        Bad("unknown order of a payment", names: ["PAY-1", "TB-99"]) {
            $0.payments?[0].order = OrderNumber(rawValue: "TB-99")
        },
        Bad("payment twice", names: ["PAY-1"]) { $0.payments?[1].number = "PAY-1" },
        Bad("csat", names: ["SC-1"]) { $0.contacts?[0].csat = 6 },
        Bad("unknown order of a claim", names: ["CLM-1", "TB-99"]) {
            $0.claims[0].order = OrderNumber(rawValue: "TB-99")
        },
        // Of the other customer, who is stored.
        Bad("address of another", .conflict, names: ["C-1", "C-2"]) { $0.customer.email = "bo@example.org" },
        Bad("subscription of another", .conflict, names: ["S-2", "C-1", "C-2"]) {
            $0.subscriptions[0].number = SubscriptionNumber(rawValue: "S-2")
        },
        Bad("order of another", .conflict, names: ["TB-3", "C-1", "C-2"]) {
            $0.orders[0].number = OrderNumber(rawValue: "TB-3")
        },
        Bad("order of another's subscription", .conflict, names: ["TB-2", "S-4"]) {
            $0.orders[1].subscription = SubscriptionNumber(rawValue: "S-4")
        },
        Bad("tracking number of another order", .conflict, names: ["TB-1", "TB-3"]) {
            $0.orders[0].shipment?.trackingNumber = "TRK3"
        },
        Bad("payment of another", .conflict, names: ["PAY-4", "C-1", "C-2"]) { $0.payments?[0].number = "PAY-4" },
        Bad("contact of another", .conflict, names: ["SC-4", "C-1", "C-2"]) { $0.contacts?[0].number = "SC-4" },
        Bad("claim about another order", .conflict, names: ["CLM-4", "TB-3", "TB-1"]) {
            $0.claims[0].number = ClaimNumber(rawValue: "CLM-4")
        },
        Bad("claim about another's order", .conflict, names: ["CLM-1", "TB-3", "C-2"]) {
            $0.claims[0].order = OrderNumber(rawValue: "TB-3")
        },
    ]

    /// The one who is there already.
    private static var other: Account {
        Sample.gifted.with { account in
            let number = account.customer.number
            account.subscriptions[0].payer = number
            var second = account.subscriptions[0]
            second.number = SubscriptionNumber(rawValue: "S-4")
            account.subscriptions.append(second)
            account.orders[0].shipment = Shipment(
                trackingNumber: "TRK3", carrier: "Post", status: .delivered, shippedOn: day("2026-02-01"))
            account.payments = [
                Payment(
                    number: "PAY-4", payer: number, amount: usd(1), status: .paid, methodLabel: "Visa",
                    attemptedAt: time("2026-02-01"))
            ]
            account.contacts = [
                SupportContact(
                    number: "SC-4", openedAt: time("2026-02-01"), channel: "email", category: "other", summary: "Hello")
            ]
            account.claims = [
                DamageClaim(
                    number: ClaimNumber(rawValue: "CLM-4"), order: account.orders[0].number, kind: .broken,
                    description: "Broken", status: .open, createdAt: time("2026-02-02"))
            ]
        }
    }

    /// Nothing of it stays, even where the caller goes on in the same transaction.
    @Test(arguments: bad, [false, true])
    func itIsRefusedWhole(bad: Bad, customerIsStored: Bool) throws {
        let fixture = try SupportFixture()
        try fixture.put(Self.other)
        if customerIsStored { try fixture.put(Account(customer: Sample.account.customer)) }
        let before = try fixture.raw().dump()
        let error = try supportFailure { try fixture.put(bad.account, at: 2) }
        #expect(error.code == bad.code, "\(error)")
        for name in bad.names { #expect(error.message.contains(name), "\(error)") }
        try fixture.store.write { writer in
            _ = try supportFailure { try writer.put(bad.account, at: Timestamp(milliseconds: 3)) }
        }
        #expect(try fixture.raw().dump() == before)
    }

    @Test func aPlanThatEndsBeforeItBegins() throws {
        let fixture = try SupportFixture()
        let good = Plan(code: "full", name: "Full Box", price: usd(9900), validFrom: day("2025-01-01"))
        let bad = Plan(
            code: "light", name: "Light Box", price: usd(6900), validFrom: day("2025-01-01"), validTo: day("2024-01-01")
        )
        try fixture.store.write { writer in
            let error = try supportFailure { try writer.put([good, bad]) }
            #expect(error.code == .invalidInput)
        }
        #expect(try fixture.store.read { try $0.plans() }.isEmpty)
    }

    /// A value that somebody wrote past the program is an error, not a crash and not a guess.
    @Test(arguments: [
        ("subscription", "next_charge_on", "'soon'"), ("subscription", "currency", "'abc'"),
        ("subscription", "payment_expires", "'2026-13'"), ("customer_order", "ordered_on", "'2026-02-30'"),
        ("order_item", "allergens", "'{}'"), ("tracking_event", "status", "'lost in space'"),
        ("customer", "joined_on", "''"),
    ])
    func aDamagedValueIsNamed(table: String, column: String, value: String) throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account)
        try fixture.raw().run("UPDATE \(table) SET \(column) = \(value)")
        let error = try supportFailure { _ = try fixture.account("C-1") }
        #expect(error.code == .corrupt)
        #expect(error.message.contains(column))
    }
}

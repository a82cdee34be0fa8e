import Domain
import Store
import TestSupport
import Testing

/// What is stored of customers is what is read.
@Suite struct SupportAccountTests {
    /// Every field of random customers, their payers and recipients comes back, and putting it again changes nothing.
    @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
    func randomAccountsComeBack(seed: UInt64) throws {
        let fixture = try SupportFixture()
        let world = SupportWorld(seed: seed, customers: 12)
        try fixture.store.write { writer in
            for customer in world.customers {
                let outcome = try writer.put(Account(customer: customer), at: Timestamp(milliseconds: 1))
                #expect(outcome == .added, "seed \(seed)")
            }
            for customer in world.customers { try writer.put(world.record(customer), at: Timestamp(milliseconds: 2)) }
        }
        #expect(world.subscriptions.contains { $0.payer != $0.recipient }, "seed \(seed)")
        let before = try fixture.raw().dump()
        for customer in world.customers {
            let expected = world.account(customer)
            #expect(try fixture.account(customer.number.rawValue) == expected, "seed \(seed)")
            #expect(try fixture.store.read { try $0.account(email: customer.email) } == expected, "seed \(seed)")
            // As it was given, and as it was read.
            #expect(try fixture.put(world.record(customer), at: 3) == .unchanged, "seed \(seed)")
            #expect(try fixture.put(expected, at: 4) == .unchanged, "seed \(seed)")
        }
        #expect(try fixture.raw().dump() == before, "seed \(seed)")
    }

    @Test func nobodyIsNil() throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account)
        #expect(try fixture.account("C-9") == nil)
        #expect(try fixture.store.read { try $0.account(email: "nobody@example.com") } == nil)
    }

    @Test func theSampleComesBack() throws {
        let fixture = try SupportFixture()
        #expect(try fixture.put(Sample.account) == .added)
        #expect(try fixture.account("C-1") == Sample.account)
    }

    /// The payer sees the gift, its orders and what was paid; who gets it sees it without the payments.
    @Test func payerAndRecipientSeeTheSameBox() throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account)
        try fixture.put(Sample.gifted)
        let payer = try #require(try fixture.account("C-1"))
        #expect(payer.subscriptions.map(\.number.rawValue) == ["S-1", "S-2"])
        #expect(payer.orders.map(\.number.rawValue) == ["TB-3", "TB-1", "TB-2"])
        #expect(payer.payments?.map(\.number) == ["PAY-3", "PAY-1", "PAY-2"])
        let recipient = try #require(try fixture.account("C-2"))
        #expect(recipient.subscriptions == Sample.gifted.subscriptions)
        #expect(recipient.orders == Sample.gifted.orders)
        #expect(recipient.payments == [])
        let gift = try #require(recipient.subscriptions.first)
        #expect(recipient.role(in: gift) == .recipient)
        #expect(payer.role(in: gift) == .payer)
    }

    /// An account that holds somebody else's subscription changes nothing of it.
    @Test func thePayersCopyOfAGiftIsNotStored() throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account)
        try fixture.put(Sample.gifted)
        var payer = try #require(try fixture.account("C-1"))
        payer.subscriptions[1].planName = "Another"
        payer.orders[0].boxName = "Another"
        #expect(try fixture.put(payer, at: 9) == .unchanged)
        #expect(try fixture.account("C-2") == Sample.gifted.with { $0.payments = [] })
    }

    @Test func whatIsNotInTheRecordStays() throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account)
        #expect(try fixture.put(Account(customer: Sample.account.customer), at: 9) == .unchanged)
        let added = Order(
            number: OrderNumber(rawValue: "TB-0"), customer: Sample.number, subscription: Sample.subscription,
            price: usd(100), status: .planned, orderedOn: day("2026-04-01"), items: [])
        let outcome = try fixture.put(
            Account(customer: Sample.account.customer, orders: [added], payments: nil, contacts: nil), at: 9)
        #expect(outcome == .changed)
        #expect(try fixture.account("C-1") == Sample.account.with { $0.orders.append(added) })
    }

    struct Change: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let apply: @Sendable (inout Account) -> Void

        init(_ name: String, _ apply: @escaping @Sendable (inout Account) -> Void) {
            (testDescription, self.apply) = (name, apply)
        }
    }

    static let changes: [Change] = [
        Change("e-mail") { $0.customer.email = "new@example.com" },
        Change("name") { $0.customer.name = "Anna" },
        Change("phone") { $0.customer.phone = nil },
        Change("address") { $0.customer.address?.postcode = "97002" },
        Change("no address") { $0.customer.address = nil },
        Change("locale") { $0.customer.locale = "he-IL" },
        Change("timezone") { $0.customer.timezone = nil },
        Change("joined") { $0.customer.joinedOn = nil },
        Change("automatic answers") { $0.customer.aiEnabled = false },
        Change("flags") { $0.customer.preferences.flags = [.noHoney, .noCosmetics] },
        Change("allergies") { $0.customer.preferences.allergyNote = nil },
        Change("order price") { $0.orders[0].price = usd(1) },
        Change("order of no subscription") { $0.orders[0].subscription = nil },
        Change("order status") { $0.orders[1].status = .shipped },
        Change("order box") { $0.orders[0].boxName = "Figs" },
        Change("order sequence") { $0.orders[0].boxSequence = 1 },
        Change("order sku") { $0.orders[0].sku = nil },
        Change("order shipped") { $0.orders[0].shippedOn = nil },
        Change("order invoice") { $0.orders[0].invoice = "I-9" },
        Change("order promo") { $0.orders[0].promoCode = nil },
        Change("items known") { $0.orders[1].items = [] },
        Change("items unknown") { $0.orders[0].items = nil },
        Change("item") { $0.orders[0].items?[1].allergens = ["sulphites"] },
        Change("one item less") { $0.orders[0].items?.removeFirst() },
        Change("parcel status") { $0.orders[0].shipment?.status = .returned },
        Change("parcel event") { $0.orders[0].shipment?.events.removeLast() },
        Change("no parcel") { $0.orders[0].shipment = nil },
        Change("a parcel") {
            $0.orders[1].shipment = Shipment(
                trackingNumber: "TRK2", carrier: "Post", status: .preparing, shippedOn: day("2026-02-22"))
        },
        Change("payment status") { $0.payments?[0].status = .refunded },
        Change("payment order") { $0.payments?[0].order = nil },
        Change("payment invoice") { $0.payments?[1].invoice = nil },
        Change("contact") { $0.contacts?[0].csat = 1 },
        Change("claim") { $0.claims[0].status = .decided },
        Change("claim item") { $0.claims[0].item = nil },
    ]

    @Test(arguments: changes)
    func aChangeIsStoredOnce(change: Change) throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account, at: 1)
        let changed = Sample.account.with(change.apply)
        #expect(changed != Sample.account)
        #expect(try fixture.put(changed, at: 2) == .changed)
        #expect(try fixture.account("C-1") == changed)
        let dump = try fixture.raw().dump()
        #expect(try fixture.put(changed, at: 3) == .unchanged)
        #expect(try fixture.raw().dump() == dump)
        // And back.
        #expect(try fixture.put(Sample.account, at: 4) == .changed)
        #expect(try fixture.account("C-1") == Sample.account)
    }

    static let subscriptionChanges: [Change] = [
        Change("plan") { $0.subscriptions[0].plan = "light" },
        Change("plan name") { $0.subscriptions[0].planName = "Light" },
        Change("paused") {
            $0.subscriptions[0].status = .paused
            $0.subscriptions[0].pause = Subscription.Pause(startsOn: day("2026-03-15"), endsOn: day("2026-05-15"))
        },
        Change("cancelled") {
            $0.subscriptions[0].status = .cancelled
            $0.subscriptions[0].cancelledOn = day("2026-03-01")
            $0.subscriptions[0].nextChargeOn = nil
        },
        Change("frequency") { $0.subscriptions[0].frequency = .annual },
        Change("price") { $0.subscriptions[0].price = usd(1) },
        Change("first price") { $0.subscriptions[0].firstPrice = nil },
        Change("start") { $0.subscriptions[0].startedOn = day("2024-01-01") },
        Change("billing day") { $0.subscriptions[0].billingDay = 31 },
        Change("dispatch") { $0.subscriptions[0].nextDispatchOn = nil },
        Change("payment method") { $0.subscriptions[0].paymentMethod?.expires = nil },
        Change("no payment method") { $0.subscriptions[0].paymentMethod = nil },
        Change("address") { $0.subscriptions[0].address = $0.customer.address },
        Change("skipped months") { $0.subscriptions[0].skippedMonths = [month("2026-01"), month("2026-02")] },
        Change("next box") { $0.subscriptions[0].nextBox = 25 },
    ]

    /// A proposal that was made for the old state must not be carried out on the new one.
    @Test(arguments: subscriptionChanges)
    func aChangedSubscriptionIsAnotherVersion(change: Change) throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account, at: 1)
        let changed = Sample.account.with(change.apply)
        #expect(try fixture.put(changed, at: 2) == .changed)
        #expect(try fixture.account("C-1") == changed.with { $0.subscriptions[0].version = 4 })
        let dump = try fixture.raw().dump()
        #expect(try fixture.put(changed, at: 3) == .unchanged)
        #expect(try fixture.raw().dump() == dump)
    }

    @Test func anotherPayerIsAnotherVersion() throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account)
        try fixture.put(Sample.gifted)
        try fixture.put(Sample.stranger)
        let changed = Sample.gifted.with { $0.subscriptions[0].payer = CustomerNumber(rawValue: "C-3") }
        #expect(try fixture.put(changed) == .changed)
        #expect(try fixture.account("C-3")?.subscriptions.map(\.version) == [2])
        #expect(try fixture.account("C-1")?.subscriptions.map(\.number.rawValue) == ["S-1"])
    }

    /// What was sent somewhere keeps saying where.
    @Test func addressesAreNotChangedInPlace() throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account)
        try fixture.put(Sample.account.with { $0.customer.address?.street = "2 Oak St" })
        #expect(
            try fixture.raw().strings("SELECT street FROM postal_address ORDER BY row") == ["1 Elm St", "2 Oak St"])
    }

    @Test func listsComeInTheirOrder() throws {
        let fixture = try SupportFixture()
        let mixed = Sample.account.with {
            $0.orders.reverse()
            $0.orders[1].items?.reverse()
            $0.orders[1].shipment?.events.reverse()
            $0.payments?.reverse()
            $0.subscriptions[0].skippedMonths = [month("2026-01"), month("2025-12"), month("2026-01")]
        }
        try fixture.put(mixed)
        let expected = Sample.account.with { $0.subscriptions[0].skippedMonths.append(month("2026-01")) }
        #expect(try fixture.account("C-1") == expected)
        #expect(try fixture.put(mixed) == .unchanged)
    }

    // MARK: Lists

    @Test func customersAreListedInPages() throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account)
        try fixture.put(Sample.gifted)
        try fixture.put(Sample.stranger)
        try fixture.store.read { reader throws in
            #expect(try reader.customerCount() == 3)
            let first = try reader.customers(limit: 2)
            #expect(first.map(\.number.rawValue) == ["C-1", "C-2"])
            #expect(first[0].subscriptions == [.active: 2])
            #expect(first[0].email == "ann@example.com")
            let rest = try reader.customers(after: first[1].number, limit: 2)
            let stranger = CustomerSummary(
                number: CustomerNumber(rawValue: "C-3"), name: "Cy Example", email: "cy@example.net")
            #expect(rest == [stranger])
            #expect(try reader.customers(limit: -1).isEmpty)
        }
    }

    @Test func plansArePutTwice() throws {
        let fixture = try SupportFixture()
        let old = Plan(
            code: "light", name: "Light Box", price: usd(5900), validFrom: day("2024-01-01"),
            validTo: day("2025-01-01"))
        var new = Plan(code: "light", name: "Light Box", price: usd(6900), validFrom: day("2025-01-01"))
        try fixture.store.write { try $0.put([new, old]) }
        new.price = usd(7000)
        try fixture.store.write { try $0.put([new]) }
        #expect(try fixture.store.read { try $0.plans() } == [old, new])
    }

    /// A thousand customers with a dozen boxes each go in at once.
    @Test func aThousandCustomersAreStoredInMoments() throws {
        let fixture = try SupportFixture()
        let accounts = (1...1000).map(Self.regular)
        let clock = ContinuousClock()
        let first = try clock.measure {
            try fixture.store.write { writer in
                for account in accounts { try writer.put(account, at: Timestamp(milliseconds: 1)) }
            }
        }
        let second = try clock.measure {
            try fixture.store.write { writer in
                for account in accounts {
                    let outcome = try writer.put(account, at: Timestamp(milliseconds: 2))
                    #expect(outcome == .unchanged)
                }
            }
        }
        #expect(try fixture.account("C-500") == accounts[499])
        print("1000 customers: put \(first), put again \(second)")
        // A second on an idle machine; tests share theirs.
        #expect(first < .seconds(20))
        #expect(second < .seconds(20))
    }

    private static func regular(_ index: Int) -> Account {
        let number = CustomerNumber(rawValue: "C-\(index)")
        var account = Sample.account
        account.customer.number = number
        account.customer.email = "c\(index)@example.com"
        account.subscriptions[0].number = SubscriptionNumber(rawValue: "S-\(index)")
        account.subscriptions[0].recipient = number
        account.subscriptions[0].payer = number
        let (box, payment) = (account.orders[0], Sample.account.payments?[1])
        account.orders = (10...21).map { sequence in
            var order = box
            order.number = OrderNumber(rawValue: "TB-\(index)-\(sequence)")
            order.customer = number
            order.subscription = account.subscriptions[0].number
            order.shipment?.trackingNumber = "TRK-\(index)-\(sequence)"
            return order
        }
        account.payments = account.orders.compactMap { order in
            var payment = payment
            payment?.number = "PAY-\(order.number)"
            payment?.payer = number
            payment?.subscription = order.subscription
            payment?.order = order.number
            return payment
        }
        account.contacts = []
        account.claims = []
        return account
    }
}

extension Account {
    func with(_ change: (inout Account) -> Void) -> Account {
        var copy = self
        change(&copy)
        return copy
    }
}

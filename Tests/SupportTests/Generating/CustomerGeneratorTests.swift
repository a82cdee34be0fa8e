import Crypto
import Domain
import Support
import Testing

/// That generated customers are always the same ones, and could be real ones.
@Suite struct CustomerGeneratorTests {
    @Test func aThousandCustomersOfSeedSevenAreThese() throws {
        var hash = SHA256()
        for account in try InventedCompany.accounts(seed: 7, count: 1000) {
            hash.update(data: JSONValue.object(account.record).serialized() + [0x0A])
        }
        let digest = hash.finalize().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        // Changes with the catalogue, the names and the rules of the generator, and with nothing else.
        #expect(digest == "13dec99578f30388fcc38bfe4f0b1bf31d380e404bba372de90ef864abada3e1")
    }

    @Test(arguments: [1, 16, 17, 120] as [Int]) func theFirstOnesDoNotDependOnHowManyFollow(count: Int) throws {
        let few = try InventedCompany.accounts(seed: 11, count: count)
        let many = try InventedCompany.accounts(seed: 11, count: 160)
        #expect(few == Array(many.prefix(count)))
    }

    @Test func anotherSeedOrDayMakesOtherCustomers() throws {
        let one = try InventedCompany.accounts(seed: 1, count: 40)
        #expect(try InventedCompany.accounts(seed: 2, count: 40) != one)
        #expect(try InventedCompany.accounts(seed: 1, count: 40, asOf: "2026-11-16") != one)
    }

    @Test(arguments: [0, -1, 50_001]) func aNumberOutsideOfTheRangeIsRefused(count: Int) throws {
        let plans = try InventedCompany.plans()
        let day = try InventedCompany.day("2026-11-15")
        #expect(throws: AlmanacError.self) { try CustomerGenerator(seed: 1, count: count, asOf: day, plans: plans) }
    }

    @Test func aMissingPlanIsNamed() throws {
        let plans = try InventedCompany.plans().filter { $0.code != "vip" }
        let day = try InventedCompany.day("2026-11-15")
        let error = #expect(throws: AlmanacError.self) {
            try CustomerGenerator(seed: 1, count: 1, asOf: day, plans: plans)
        }
        #expect(error?.message.contains("vip") == true)
    }

    // MARK: Believable

    @Test func sharesAreThoseOfTheCompany() throws {
        let accounts = try InventedCompany.accounts(seed: 7, count: 2000)
        let subscriptions = accounts.flatMap(\.subscriptions)
        func share(_ status: SubscriptionStatus) -> Double {
            Double(subscriptions.count { $0.status == status }) / Double(subscriptions.count)
        }
        #expect((0.66...0.75).contains(share(.active)), "\(share(.active))")
        #expect((0.05...0.10).contains(share(.paused)), "\(share(.paused))")
        #expect((0.18...0.25).contains(share(.cancelled)), "\(share(.cancelled))")
        let countries = accounts.compactMap { $0.customer.address?.country }
        let american = Double(countries.count { $0 == "US" }) / Double(countries.count)
        #expect((0.55...0.68).contains(american), "\(american)")
        #expect(Set(countries).count > 8)
        #expect(Set(subscriptions.map(\.price.currency)) == ["USD", "EUR", "ILS"])
        #expect(Set(subscriptions.map(\.frequency)) == Set(Frequency.allCases))
        #expect(subscriptions.count { $0.payer != $0.recipient } > 50)
        #expect(accounts.count { $0.subscriptions.count > 1 } > 40)
        let letters = accounts.map(\.customer.name).joined().unicodeScalars
        #expect(letters.contains { (0x05D0...0x05EA).contains($0.value) })
        #expect(letters.contains { (0x0410...0x044F).contains($0.value) })
        let orders = accounts.flatMap(\.orders)
        let parcels = Set(orders.compactMap { $0.shipment?.status })
        #expect(parcels.isSuperset(of: [.dispatched, .inTransit, .customs, .delivered, .returned, .lost]))
        #expect(Set(accounts.flatMap { $0.payments ?? [] }.map(\.status)) == Set(Payment.Status.allCases))
        #expect(accounts.count { !$0.claims.isEmpty } > 30)
        #expect(accounts.count { $0.contacts?.isEmpty == false } > 500)
    }

    @Test func wineIsInAboutEverySixthBox() throws {
        let orders = try InventedCompany.accounts(seed: 3, count: 1000).flatMap(\.orders)
            .filter { $0.sku?.hasSuffix("-F") == true }
        let months = Dictionary(grouping: orders) { $0.orderedOn.calendarMonth }
        let withWine = months.values.count { box in
            box.contains { $0.items?.contains(where: \.containsAlcohol) == true }
        }
        #expect((0.1...0.25).contains(Double(withWine) / Double(months.count)), "\(withWine) of \(months.count)")
    }

    @Test func everythingIsInvented() throws {
        var emails: Set<String> = []
        for account in try InventedCompany.accounts(seed: 5, count: 800) {
            let customer = account.customer
            let domain = customer.email.split(separator: "@").last ?? ""
            #expect(["example.com", "example.org", "example.net"].contains(String(domain)))
            #expect(customer.email == customer.email.lowercased())
            #expect(customer.email.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F })
            #expect(emails.insert(customer.email).inserted, "\(customer.email) is there twice")
            if let phone = customer.phone { #expect(phone.hasPrefix("+1-555-01") && phone.count == 11) }
        }
    }
}

/// What must hold of every generated account, whatever the seed and the day.
@Suite struct GeneratedConsistencyTests {
    static let worlds: [(UInt64, String)] = [
        (7, "2026-11-15"), (1, "2026-03-01"), (20_260, "2024-02-29"), (99, "2025-12-31"),
    ]

    @Test(arguments: worlds) func accountsAreConsistent(seed: UInt64, asOf: String) throws {
        let day = try InventedCompany.day(asOf)
        let accounts = try InventedCompany.accounts(seed: seed, count: 400, asOf: asOf)
        var before: Set<CustomerNumber> = []
        for account in accounts {
            let comment = Comment(rawValue: "seed \(seed) as of \(asOf), \(account.customer.number)")
            before.insert(account.customer.number)
            for subscription in account.subscriptions {
                check(subscription, of: account, day, comment)
                #expect(before.contains(subscription.payer), "a payer stands before the recipient: \(comment)")
            }
            for order in account.orders { check(order, of: account, day, comment) }
            for payment in account.payments ?? [] {
                #expect(CalendarDay(payment.attemptedAt, in: .gmt) < day, comment)
                #expect((payment.status == .failed) == (payment.failureCode != nil), comment)
                #expect(payment.amount.minorUnits > 0, comment)
            }
            for contact in account.contacts ?? [] {
                #expect(CalendarDay(contact.openedAt, in: .gmt) < day, comment)
                if let closed = contact.closedAt { #expect(contact.openedAt < closed, comment) }
                if let joined = account.customer.joinedOn {
                    #expect(joined <= CalendarDay(contact.openedAt, in: .gmt), comment)
                }
            }
            for claim in account.claims {
                let order = account.orders.first { $0.number == claim.order }
                let delivered = try #require(order?.shipment?.deliveredOn, comment)
                let days = delivered.days(to: CalendarDay(claim.createdAt, in: .gmt))
                #expect((1...30).contains(days), comment)
                #expect(order?.items?.contains { $0.line == claim.item } == true, comment)
            }
            #expect(account.orders.map(\.orderedOn) == account.orders.map(\.orderedOn).sorted(), comment)
        }
        var numbers: [String] = []
        for account in accounts {
            numbers += account.orders.map(\.number.rawValue)
            numbers += account.subscriptions.map(\.number.rawValue)
            numbers += (account.payments ?? []).map(\.number)
            numbers += account.orders.compactMap { $0.shipment?.trackingNumber }
        }
        #expect(Set(numbers).count == numbers.count, "seed \(seed): a number is used twice")
    }

    private func check(_ subscription: Subscription, of account: Account, _ asOf: CalendarDay, _ comment: Comment) {
        #expect(subscription.startedOn < asOf, comment)
        #expect(subscription.startedOn == subscription.startedOn.calendarMonth.day(subscription.billingDay), comment)
        let boxes = account.orders.filter { $0.subscription == subscription.number }
        let payments = (account.payments ?? []).filter { $0.subscription == subscription.number }
        #expect(payments.allSatisfy { $0.payer == subscription.payer }, comment)
        switch subscription.status {
        case .cancelled:
            #expect(subscription.nextChargeOn == nil && subscription.nextDispatchOn == nil, comment)
            let end = subscription.cancelledOn ?? subscription.startedOn
            #expect(end < asOf && boxes.allSatisfy { $0.orderedOn < end }, comment)
        case .paused:
            let pause = subscription.pause
            #expect(pause.map { asOf < $0.endsOn } == true, comment)
            // A pause that is still to come lets a charge of today happen.
            let isToday = subscription.nextChargeOn == asOf && pause.map { asOf < $0.startsOn } == true
            #expect(subscription.nextChargeOn == pause?.endsOn || isToday, comment)
        case .active:
            #expect(subscription.nextChargeOn.map { $0 >= asOf } == true, comment)
        }
        if let next = subscription.nextChargeOn {
            #expect(
                next == next.calendarMonth.day(subscription.billingDay), "a charge follows the billing day: \(comment)")
            if let dispatch = subscription.nextDispatchOn { #expect(next < dispatch, comment) }
        }
        if let pause = subscription.pause {
            #expect(boxes.allSatisfy { $0.orderedOn < pause.startsOn || pause.endsOn <= $0.orderedOn }, comment)
        }
        for box in boxes {
            #expect(box.orderedOn == box.orderedOn.calendarMonth.day(subscription.billingDay), comment)
            #expect(!subscription.skippedMonths.contains(box.orderedOn.calendarMonth), comment)
            #expect(box.orderedOn >= subscription.startedOn, comment)
        }
        // From one box to the next lies the rhythm, but for months left out.
        let isPlain =
            subscription.skippedMonths.isEmpty && subscription.pause == nil && subscription.plan != "membership"
        let rhythm = subscription.plan == "vip" ? 1 : subscription.frequency.months
        for (earlier, later) in zip(boxes, boxes.dropFirst()) where isPlain {
            #expect(earlier.orderedOn.calendarMonth.months(to: later.orderedOn.calendarMonth) == rhythm, comment)
        }
        #expect(
            boxes.compactMap(\.boxSequence).max().map { $0 + 1 == subscription.nextBox } ?? (subscription.nextBox == 1),
            comment)
        if let first = subscription.firstPrice {
            #expect(first.minorUnits == subscription.price.minorUnits * 4 / 5, comment)
            if let box = boxes.first(where: { $0.boxSequence == 1 }) { #expect(box.price == first, comment) }
        }
    }

    private func check(_ order: Order, of account: Account, _ asOf: CalendarDay, _ comment: Comment) {
        #expect(order.orderedOn < asOf, comment)
        let flags = account.customer.preferences.flags
        if let items = order.items {
            #expect(items.map(\.line) == Array(1...max(1, items.count)), comment)
            if flags.contains(.noAlcohol) { #expect(items.allSatisfy { !$0.containsAlcohol }, comment) }
            if order.sku?.hasSuffix("-F") == true { #expect((7...9).contains(items.count), comment) }
            if order.sku?.hasSuffix("-L") == true { #expect((5...6).contains(items.count), comment) }
            if order.subscription != nil { #expect(Set(items.map(\.product)).count == items.count, comment) }
        }
        let subscription = account.subscriptions.first { $0.number == order.subscription }
        let paid = (account.payments ?? []).filter {
            $0.order == order.number && [.paid, .disputed].contains($0.status)
        }
        // Boxes of the annual plan are paid for with the year.
        if order.status != .planned, subscription?.plan != "vip" {
            #expect(paid.count == 1 && paid.first?.amount == order.price, comment)
            if let payment = paid.first {
                let days = order.orderedOn.days(to: CalendarDay(payment.attemptedAt, in: .gmt))
                #expect([0, 3, 7].contains(days), comment)
                if let shipped = order.shippedOn {
                    #expect(CalendarDay(payment.attemptedAt, in: .gmt) < shipped, comment)
                }
            }
        }
        guard let shipment = order.shipment else {
            #expect([.planned, .paid].contains(order.status) && order.shippedOn == nil, comment)
            return
        }
        #expect(order.shippedOn == shipment.shippedOn && shipment.shippedOn < asOf, comment)
        #expect((order.status == .delivered) == (shipment.status == .delivered), comment)
        #expect((order.status == .returned) == (shipment.status == .returned), comment)
        #expect((shipment.deliveredOn != nil) == (shipment.status == .delivered), comment)
        if let delivered = shipment.deliveredOn { #expect(shipment.shippedOn < delivered && delivered < asOf, comment) }
        #expect(shipment.events.map(\.at) == shipment.events.map(\.at).sorted(), comment)
        #expect(shipment.events.last?.status == shipment.status, comment)
        #expect(shipment.events.allSatisfy { CalendarDay($0.at, in: .gmt) < asOf }, comment)
    }
}

import Domain
import TestSupport

/// Random customers who get and give boxes, and what each of them should see.
struct SupportWorld {
    private(set) var customers: [Customer] = []
    private(set) var subscriptions: [Subscription] = []
    private(set) var orders: [Order] = []
    private(set) var payments: [Payment] = []
    private(set) var contacts: [(customer: CustomerNumber, contact: SupportContact)] = []
    private(set) var claims: [DamageClaim] = []
    private var random: SeededGenerator
    private var count = 0

    init(seed: UInt64, customers: Int) {
        random = SeededGenerator(seed: seed)
        self.customers = (0..<customers).map { _ in customer() }
        for customer in self.customers { addRecords(of: customer.number) }
    }

    /// What a customer sees, by brute force.
    func account(_ customer: Customer) -> Account {
        let number = customer.number
        let subscriptions = subscriptions.filter { $0.recipient == number || $0.payer == number }
        let numbers = Set(subscriptions.map(\.number))
        let orders = orders.filter { $0.customer == number || $0.subscription.map(numbers.contains) == true }
        let orderNumbers = Set(orders.map(\.number))
        return Account(
            customer: customer, subscriptions: subscriptions.sorted { $0.number < $1.number },
            orders: orders.sorted { ($0.orderedOn, $0.number) < ($1.orderedOn, $1.number) },
            payments: payments.filter { $0.payer == number }
                .sorted { ($0.attemptedAt, $0.number) < ($1.attemptedAt, $1.number) },
            contacts: contacts.filter { $0.customer == number }.map(\.contact)
                .sorted { ($0.openedAt, $0.number) < ($1.openedAt, $1.number) },
            claims: claims.filter { orderNumbers.contains($0.order) }
                .sorted { ($0.createdAt, $0.number) < ($1.createdAt, $1.number) })
    }

    /// What is put for a customer: all that the customer sees, but of payments those for the customer's own orders,
    /// whoever makes them, and for none.
    func record(_ customer: Customer) -> Account {
        var account = account(customer)
        let orders = Set(account.orders.filter { $0.customer == customer.number }.map(\.number))
        account.payments = payments.filter { payment in
            payment.order.map(orders.contains) ?? (payment.payer == customer.number)
        }
        return account
    }

    // MARK: Random records

    private mutating func addRecords(of recipient: CustomerNumber) {
        var mine: [Subscription] = []
        for _ in 0..<random.int(in: 0...3) { mine.append(subscription(for: recipient)) }
        subscriptions += mine
        for _ in 0..<random.int(in: 0...6) {
            let order = order(
                of: recipient, subscription: random.chance(0.7) ? mine.randomElement(using: &random) : nil)
            orders.append(order)
            for _ in 0..<random.int(in: 0...2) { claims.append(claim(about: order)) }
            for _ in 0..<random.int(in: 0...2) { payments.append(payment(of: recipient, order: order)) }
        }
        for _ in 0..<random.int(in: 0...1) { payments.append(payment(of: recipient, order: nil)) }
        for _ in 0..<random.int(in: 0...2) { contacts.append((recipient, contact())) }
    }

    private mutating func number(_ prefix: String) -> String {
        count += 1
        return "\(prefix)-\(1000 + count)"
    }

    private mutating func customer() -> Customer {
        let number = number("C")
        return Customer(
            number: CustomerNumber(rawValue: number), email: "\(number.lowercased())@example.com", name: text(),
            phone: optional { _ in "+1-555-0123" }, address: optional { $0.address() }, locale: optional { $0.text() },
            timezone: optional { $0.text() }, joinedOn: optional { $0.day() }, aiEnabled: random.chance(0.8),
            preferences: Preferences(
                flags: Set(Preferences.Flag.allCases.filter { _ in random.chance(0.3) }),
                allergyNote: optional { $0.text() }))
    }

    private mutating func subscription(for recipient: CustomerNumber) -> Subscription {
        let status = random.pick(SubscriptionStatus.allCases)
        let start = day()
        let pause = Subscription.Pause(startsOn: start, endsOn: start.adding(days: random.int(in: 1...100)))
        let currency = currency()
        return Subscription(
            number: SubscriptionNumber(rawValue: number("S")), recipient: recipient,
            payer: random.chance(0.7) ? recipient : random.pick(customers).number, plan: text(), planName: text(),
            status: status, frequency: random.pick(Frequency.allCases), price: money(currency),
            firstPrice: optional { $0.money(currency) }, startedOn: day(), billingDay: random.int(in: 1...31),
            nextChargeOn: optional { $0.day() }, nextDispatchOn: optional { $0.day() },
            pause: status == .paused || random.chance(0.3) ? pause : nil,
            cancelledOn: status == .cancelled || random.chance(0.2) ? day() : nil,
            paymentMethod: optional {
                Subscription.PaymentMethod(label: $0.text(), expires: $0.optional { $0.day().calendarMonth })
            },
            address: optional { $0.address() },
            skippedMonths: Set((0..<random.int(in: 0...4)).map { _ in day().calendarMonth }).sorted(),
            nextBox: random.int(in: 1...60), version: random.int(in: 1...9))
    }

    private mutating func order(of customer: CustomerNumber, subscription: Subscription?) -> Order {
        Order(
            number: OrderNumber(rawValue: number("TB")), customer: customer, subscription: subscription?.number,
            boxSequence: optional { $0.random.int(in: 1...60) }, boxName: optional { $0.text() },
            sku: optional { $0.text() }, price: money(currency()), status: random.pick(OrderStatus.allCases),
            orderedOn: day(), shippedOn: optional { $0.day() }, invoice: optional { $0.text() },
            promoCode: optional { $0.text() }, items: optional { $0.items() }, shipment: optional { $0.shipment() })
    }

    private mutating func items() -> [OrderItem] {
        (0..<random.int(in: 0...4)).map { offset in
            OrderItem(
                line: offset * 2 + 1, product: text(), name: text(), maker: optional { $0.text() },
                region: optional { $0.text() }, quantity: random.int(in: 1...9),
                allergens: (0..<random.int(in: 0...3)).map { _ in text() }, containsAlcohol: random.chance(0.5))
        }
    }

    private mutating func shipment() -> Shipment {
        var events = (0..<random.int(in: 0...5)).map { _ in
            Shipment.Event(
                at: time(), status: random.pick(Shipment.Status.allCases), place: optional { $0.text() },
                note: optional { $0.text() })
        }
        events.sort { $0.at < $1.at }
        return Shipment(
            trackingNumber: number("TRK"), carrier: text(), status: random.pick(Shipment.Status.allCases),
            shippedOn: day(), deliveredOn: optional { $0.day() }, events: events)
    }

    private mutating func payment(of customer: CustomerNumber, order: Order?) -> Payment {
        let payer = subscriptions.first { $0.number == order?.subscription }?.payer ?? customer
        return Payment(
            number: number("PAY"), payer: payer, subscription: random.chance(0.5) ? order?.subscription : nil,
            order: order?.number, amount: money(currency()), status: random.pick(Payment.Status.allCases),
            methodLabel: text(), attemptedAt: time(), failureCode: optional { $0.text() },
            invoice: optional { $0.text() })
    }

    private mutating func contact() -> SupportContact {
        SupportContact(
            number: number("SC"), openedAt: time(), closedAt: optional { $0.time() }, channel: text(), category: text(),
            summary: text(), outcome: optional { $0.text() }, csat: optional { $0.random.int(in: 1...5) })
    }

    private mutating func claim(about order: Order) -> DamageClaim {
        DamageClaim(
            number: ClaimNumber(rawValue: number("CLM")), order: order.number,
            item: optional { $0.random.int(in: 1...5) }, kind: random.pick(DamageClaim.Kind.allCases),
            description: text(), status: random.pick(DamageClaim.Status.allCases), createdAt: time(),
            photosRequestedAt: optional { $0.time() })
    }

    private mutating func address() -> PostalAddress {
        PostalAddress(
            recipient: optional { $0.text() }, street: "\(random.int(in: 1...99)) Elm St\(text())",
            line2: optional { $0.text() }, city: "Town\(text())", state: optional { $0.text() },
            postcode: optional { $0.text() }, country: random.pick(["US", "IL", "DE"]))
    }

    private mutating func text() -> String {
        random.pick([
            "", "plain", "it's \"quoted\"", "two\nlines", "שלום", "Ёж 🦔", "e\u{301}", "nul\u{0}inside", "null", "7",
        ])
    }

    private mutating func currency() -> String { random.pick(["USD", "EUR", "ILS"]) }

    private mutating func money(_ currency: String) -> Money {
        Money(minorUnits: Int64(random.int(in: 0...100_000)), currency: currency) ?? usd(1)
    }

    private mutating func time() -> Timestamp {
        // A small range, so that some moments are equal.
        Timestamp(milliseconds: 1_700_000_000_000 + Int64(random.int(in: 0...20)) * 3_600_000)
    }

    private mutating func day() -> CalendarDay { StoreTests.day("2024-02-29").adding(days: random.int(in: -30...400)) }

    private mutating func optional<Value>(_ make: (inout SupportWorld) -> Value) -> Value? {
        random.chance(0.6) ? make(&self) : nil
    }
}

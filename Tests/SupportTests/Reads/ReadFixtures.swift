import Domain
import Support

/// Invented accounts for reading tools. Today is 2 March 2026.
enum ReadFixtures {
    static let now = Timestamp(milliseconds: 1_772_445_600_000)  // 2026-03-02T10:00:00Z

    static func day(_ iso: String) -> CalendarDay {
        guard let day = CalendarDay(iso: iso) else { preconditionFailure("\(iso) is no day") }
        return day
    }

    static func time(_ iso: String) -> Timestamp {
        guard let time = Timestamp(iso: iso) else { preconditionFailure("\(iso) is no time") }
        return time
    }

    static func usd(_ cents: Int64) -> Money {
        guard let money = Money(minorUnits: cents, currency: "USD") else { preconditionFailure("USD is a currency") }
        return money
    }

    static func customer(_ number: String, _ email: String) -> Customer {
        Customer(
            number: CustomerNumber(rawValue: number), email: email, name: "Ruth Almog", phone: "+1-555-0142",
            address: PostalAddress(
                recipient: "Ruth Almog", street: "12 Olive Street", city: "Boston", state: "MA", postcode: "02108",
                country: "US"),
            joinedOn: day("2023-11-05"),
            preferences: Preferences(flags: [.noAlcohol], allergyNote: "severe sesame allergy"))
    }

    static func subscription(
        _ number: String, of recipient: String, paidBy payer: String? = nil, status: SubscriptionStatus = .active,
        next: String? = "2026-03-20"
    ) -> Subscription {
        Subscription(
            number: SubscriptionNumber(rawValue: number), recipient: CustomerNumber(rawValue: recipient),
            payer: payer.map(CustomerNumber.init(rawValue:)), plan: "full", planName: "Full Box", status: status,
            frequency: .monthly, price: usd(9900), startedOn: day("2023-11-20"), billingDay: 20,
            nextChargeOn: next.map(day),
            pause: status == .paused ? .init(startsOn: day("2026-02-20"), endsOn: day("2026-04-20")) : nil,
            cancelledOn: status == .cancelled ? day("2026-01-10") : nil,
            paymentMethod: .init(label: "Visa", expires: CalendarMonth(iso: "2026-02")), nextBox: 27)
    }

    static func order(
        _ number: String, of customer: String, _ subscription: String?, shipped: String?, delivered: String? = nil,
        items: [OrderItem]? = [wine, honey]
    ) -> Order {
        Order(
            number: OrderNumber(rawValue: number), customer: CustomerNumber(rawValue: customer),
            subscription: subscription.map(SubscriptionNumber.init(rawValue:)), boxSequence: 4, boxName: "Galilee",
            price: usd(9900), status: delivered != nil ? .delivered : shipped != nil ? .shipped : .paid,
            orderedOn: day("2026-01-20"), shippedOn: shipped.map(day), invoice: "INV-\(number)", items: items,
            shipment: shipped.map { shipped in
                Shipment(
                    trackingNumber: "RR\(number.suffix(3))IL", carrier: "Airmail",
                    status: delivered == nil ? .inTransit : .delivered, shippedOn: day(shipped),
                    deliveredOn: delivered.map(day),
                    events: [
                        .init(at: time("\(shipped)T08:00Z"), status: .dispatched, place: "Haifa"),
                        .init(
                            at: time("\(shipped)T20:00Z"), status: .inTransit, place: nil,
                            note: "left at 12 Olive Street with a neighbour"),
                    ])
            })
    }

    static let wine = OrderItem(
        line: 1, product: "P-1", name: "Red wine", maker: "Adir Hills", region: "Galilee", allergens: ["sulphites"],
        containsAlcohol: true)
    static let honey = OrderItem(line: 2, product: "P-2", name: "Date honey", quantity: 2, allergens: ["nuts"])

    /// Pays for and gets S-11. TB-103 was imported last and shipped first.
    static let owner = Account(
        customer: customer("C-1", "ruth@example.com"), subscriptions: [subscription("S-11", of: "C-1")],
        orders: [
            order("TB-101", of: "C-1", "S-11", shipped: "2026-01-25", delivered: "2026-02-12"),
            order("TB-102", of: "C-1", "S-11", shipped: "2026-02-24"),
            order("TB-103", of: "C-1", "S-11", shipped: "2025-12-26", delivered: "2026-01-12"),
        ],
        payments: [
            Payment(
                number: "PAY-1", payer: CustomerNumber(rawValue: "C-1"),
                order: OrderNumber(rawValue: "TB-103"), amount: usd(9900), status: .paid, methodLabel: "Visa",
                attemptedAt: time("2025-08-20T06:00Z")),
            Payment(
                number: "PAY-2", payer: CustomerNumber(rawValue: "C-1"), amount: usd(9900), status: .failed,
                methodLabel: "Visa", attemptedAt: time("2026-02-20T06:00Z"), failureCode: "card_declined"),
            Payment(
                number: "PAY-3", payer: CustomerNumber(rawValue: "C-1"), amount: usd(9900), status: .paid,
                methodLabel: "Visa", attemptedAt: time("2026-02-22T06:00Z"), invoice: "INV-9"),
            Payment(
                number: "PAY-4", payer: CustomerNumber(rawValue: "C-1"), amount: usd(-2000), status: .refunded,
                methodLabel: "Visa", attemptedAt: time("2026-02-25T06:00Z")),
        ],
        contacts: [
            SupportContact(
                number: "T-1", openedAt: time("2025-06-01T09:00Z"), closedAt: time("2025-06-02T09:00Z"),
                channel: "email", category: "shipping",
                summary: "Asked where the box is; call back +1-555-0142 or ruth@example.com", outcome: "answered",
                csat: 5)
        ],
        claims: [
            DamageClaim(
                number: ClaimNumber(rawValue: "CLM-00000001"), order: OrderNumber(rawValue: "TB-101"), item: 1,
                kind: .broken, description: "broke all over 12 Olive Street", status: .open,
                createdAt: time("2026-02-13T09:00Z"))
        ])

    /// Pays for S-31, which C-3 gets.
    static let payer = Account(
        customer: customer("C-4", "gil@example.com"), subscriptions: [subscription("S-31", of: "C-3", paidBy: "C-4")],
        orders: [order("TB-301", of: "C-3", "S-31", shipped: "2026-02-24")])

    static let recipient = Account(
        customer: customer("C-3", "mia@example.com"), subscriptions: [subscription("S-31", of: "C-3", paidBy: "C-4")],
        orders: [order("TB-301", of: "C-3", "S-31", shipped: "2026-02-24")])

    static func verified(_ account: Account) -> Identity { .verified(email: account.customer.email, by: .login) }

    /// What a tool gives, or the refusal it throws.
    static func read(
        _ tool: String, _ account: Account?, _ arguments: JSONObject = [:], as identity: Identity? = nil,
        now: Timestamp = ReadFixtures.now
    ) throws -> Result<JSONValue, Refusal> {
        do {
            return .success(
                try ReadTools.read(
                    tool: tool, account: account, arguments: arguments,
                    identity: identity ?? account.map(verified) ?? .anonymous, policy: ActionPolicy(), now: now))
        } catch let refusal as Refusal {
            return .failure(refusal)
        }
    }
}

extension Result<JSONValue, Refusal> {
    var code: Refusal.Code? { if case .failure(let refusal) = self { refusal.code } else { nil } }
}

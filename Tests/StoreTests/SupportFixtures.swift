import Domain
import Foundation
import Store
import TestSupport
import Testing

/// A new support database.
struct SupportFixture {
    let home: TemporaryHome
    let store: SupportStore

    init() throws {
        home = try TemporaryHome()
        store = try SupportStore(file: home.url.appending(path: "support.sqlite"), durable: false)
    }

    /// Another store on the same file, as another process would open it.
    func another() throws -> SupportStore { try SupportStore(file: store.file, durable: false) }

    func raw() throws -> RawDatabase { try RawDatabase(store.file.path) }

    @discardableResult
    func put(_ account: Account, at time: Int64 = 1) throws -> PutOutcome {
        try store.write { try $0.put(account, at: Timestamp(milliseconds: time)) }
    }

    func account(_ number: String) throws -> Account? {
        try store.read { try $0.account(CustomerNumber(rawValue: number)) }
    }
}

/// The error that `body` throws. It must say what to do next, and name nobody's address.
func supportFailure(_ body: () throws -> Void) throws -> AlmanacError {
    let error = try #require(throws: AlmanacError.self) { try body() }
    #expect(error.hint?.isEmpty == false)
    #expect(!error.description.contains("@"))
    return error
}

func day(_ iso: String) -> CalendarDay {
    guard let day = CalendarDay(iso: iso) else { preconditionFailure("no day: \(iso)") }
    return day
}

func month(_ iso: String) -> CalendarMonth {
    guard let month = CalendarMonth(iso: iso) else { preconditionFailure("no month: \(iso)") }
    return month
}

func usd(_ cents: Int64) -> Money {
    guard let money = Money(minorUnits: cents, currency: "USD") else { preconditionFailure("USD is a currency") }
    return money
}

func time(_ iso: String) -> Timestamp {
    guard let time = Timestamp(iso: iso) else { preconditionFailure("no time: \(iso)") }
    return time
}

/// A customer of Springfield with one subscription, two orders, two payments, a contact and a claim.
enum Sample {
    static let number = CustomerNumber(rawValue: "C-1")
    static let subscription = SubscriptionNumber(rawValue: "S-1")
    static let order = OrderNumber(rawValue: "TB-1")
    static let claim = ClaimNumber(rawValue: "CLM-1")

    static var account: Account {
        Account(
            customer: Customer(
                number: number, email: "ann@example.com", name: "Ann Example", phone: "+1-555-0101",
                address: PostalAddress(
                    street: "1 Elm St", city: "Springfield", state: "OR", postcode: "97001", country: "US"),
                locale: "en-US", timezone: "America/New_York", joinedOn: day("2024-02-29"),
                preferences: Preferences(flags: [.noAlcohol], allergyNote: "sesame")),
            subscriptions: [
                Subscription(
                    number: subscription, recipient: number, plan: "full", planName: "Full Box", frequency: .monthly,
                    price: usd(9900), firstPrice: usd(4900), startedOn: day("2024-03-15"), billingDay: 15,
                    nextChargeOn: day("2026-03-15"), nextDispatchOn: day("2026-03-18"),
                    paymentMethod: Subscription.PaymentMethod(label: "Visa", expires: month("2027-05")),
                    skippedMonths: [month("2025-12")], nextBox: 24, version: 3)
            ],
            orders: [
                Order(
                    number: order, customer: number, subscription: subscription, boxSequence: 23, boxName: "Olives",
                    sku: "BX-23", price: usd(9900), status: .delivered, orderedOn: day("2026-02-15"),
                    shippedOn: day("2026-02-18"), invoice: "I-23", promoCode: "SPRING",
                    items: [
                        OrderItem(
                            line: 1, product: "P-1", name: "Oil", maker: "Grove", region: "Galilee",
                            allergens: ["nuts"], containsAlcohol: false),
                        OrderItem(line: 2, product: "P-2", name: "Wine", quantity: 2, containsAlcohol: true),
                    ],
                    shipment: Shipment(
                        trackingNumber: "TRK1", carrier: "Post", status: .delivered, shippedOn: day("2026-02-18"),
                        deliveredOn: day("2026-02-25"),
                        events: [
                            Shipment.Event(at: time("2026-02-18T08:00Z"), status: .dispatched, place: "Haifa"),
                            Shipment.Event(at: time("2026-02-25T15:00Z"), status: .delivered, note: "At the door"),
                        ])),
                Order(
                    number: OrderNumber(rawValue: "TB-2"), customer: number, price: usd(2500), status: .paid,
                    orderedOn: day("2026-02-20")),
            ],
            payments: [
                Payment(
                    number: "PAY-1", payer: number, subscription: subscription, order: order, amount: usd(9900),
                    status: .failed, methodLabel: "Visa", attemptedAt: time("2026-02-14T10:00Z"),
                    failureCode: "card_declined"),
                Payment(
                    number: "PAY-2", payer: number, subscription: subscription, order: order, amount: usd(9900),
                    status: .paid, methodLabel: "Visa", attemptedAt: time("2026-02-15T10:00Z"), invoice: "I-23"),
            ],
            contacts: [
                SupportContact(
                    number: "SC-1", openedAt: time("2025-05-01"), closedAt: time("2025-05-02"), channel: "email",
                    category: "shipping_or_delivery_question", summary: "Asked where the box is", outcome: "answered",
                    csat: 5)
            ],
            claims: [
                DamageClaim(
                    number: claim, order: order, item: 1, kind: .leaking, description: "It leaks", status: .open,
                    createdAt: time("2026-02-26T09:00Z"))
            ])
    }

    /// Gets a box, `S-2`, that the customer of `account` pays for.
    static var gifted: Account {
        let number = CustomerNumber(rawValue: "C-2")
        let subscription = SubscriptionNumber(rawValue: "S-2")
        return Account(
            customer: Customer(number: number, email: "bo@example.org", name: "Bo Example"),
            subscriptions: [
                Subscription(
                    number: subscription, recipient: number, payer: Sample.number, plan: "light", planName: "Light Box",
                    frequency: .quarterly, price: usd(6900), startedOn: day("2025-01-31"), billingDay: 31,
                    nextChargeOn: day("2026-04-30"))
            ],
            orders: [
                Order(
                    number: OrderNumber(rawValue: "TB-3"), customer: number, subscription: subscription,
                    boxSequence: 1, price: usd(6900), status: .delivered, orderedOn: day("2026-01-31"), items: [])
            ],
            payments: [
                Payment(
                    number: "PAY-3", payer: Sample.number, subscription: subscription, amount: usd(6900), status: .paid,
                    methodLabel: "Visa", attemptedAt: time("2026-01-31T10:00Z"))
            ])
    }

    static var stranger: Account {
        Account(
            customer: Customer(
                number: CustomerNumber(rawValue: "C-3"), email: "cy@example.net", name: "Cy Example"),
            subscriptions: [], orders: [], payments: [])
    }
}

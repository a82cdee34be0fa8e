import Domain
import Foundation
import Store
import Support
import TestSupport

/// A home with a few invented customers, and cancel links over it.
struct LinkDesk {
    static let now = Timestamp(milliseconds: 1_772_445_600_000)  // 2026-03-02T10:00:00Z
    static let keys = ["k2:\(Data(1...32).base64EncodedString())", "k1:\(Data(101...132).base64EncodedString())"]

    let home: TemporaryHome
    let store: SupportStore
    let links: CancelLinks

    /// Noa has one subscription, Dan two; Gil pays for Mia's.
    init(keys: [String] = LinkDesk.keys, legacy: LegacyCancelLink? = nil) throws {
        home = try TemporaryHome()
        store = try SupportStore(file: home.url.appending(path: "support.sqlite"), durable: false)
        try store.write { writer in
            for account in [LinkDesk.noa, LinkDesk.dan, LinkDesk.gil, LinkDesk.mia] {
                try writer.put(account, at: Timestamp(milliseconds: 1_700_000_000_000))
            }
        }
        links = try LinkDesk.links(over: store, keys: keys, legacy: legacy)
    }

    static func links(
        over store: SupportStore, customers: (any CustomerSystem)? = nil, keys: [String] = LinkDesk.keys,
        legacy: LegacyCancelLink? = nil
    ) throws -> CancelLinks {
        CancelLinks(
            store: store, customers: customers ?? StoredCustomerSystem(store),
            keys: keys.isEmpty ? nil : try CancelLinkKeys(keys.joined(separator: "\n"), source: "KEYS"), legacy: legacy,
            policy: ActionPolicy())
    }

    static let noa = account(1, "noa@example.com", subscriptions: [subscription(11, of: 1)])
    static let dan = account(2, "dan@example.com", subscriptions: [subscription(21, of: 2), subscription(22, of: 2)])
    static let mia = account(3, "mia@example.com", subscriptions: [subscription(31, of: 3, paidBy: 4)])
    static let gil = account(4, "gil@example.com", subscriptions: [])

    private static func account(_ number: Int, _ email: String, subscriptions: [Subscription]) -> Account {
        Account(
            customer: Customer(
                number: CustomerNumber(rawValue: "C-\(number)"), email: email, name: "Person \(number)",
                address: PostalAddress(
                    street: "\(number) Olive Street", city: "Boston", state: "MA", postcode: "02108", country: "US")),
            subscriptions: subscriptions)
    }

    private static func subscription(_ number: Int, of recipient: Int, paidBy payer: Int? = nil) -> Subscription {
        Subscription(
            number: SubscriptionNumber(rawValue: "S-\(number)"),
            recipient: CustomerNumber(rawValue: "C-\(recipient)"),
            payer: payer.map { CustomerNumber(rawValue: "C-\($0)") }, plan: "full", planName: "Full Box",
            frequency: .monthly, price: usd(9900), startedOn: day(2024, 5, 20), billingDay: 20,
            nextChargeOn: day(2026, 3, 20))
    }

    static func usd(_ cents: Int64) -> Money {
        guard let money = Money(minorUnits: cents, currency: "USD") else { preconditionFailure("USD is a currency") }
        return money
    }

    static func day(_ year: Int, _ month: Int, _ day: Int) -> CalendarDay {
        guard let day = CalendarDay(year: year, month: month, day: day) else { preconditionFailure("no such day") }
        return day
    }

    // MARK: What a test asks for

    static func verified(_ account: Account, by verification: Identity.Verification = .code) -> Identity {
        .verified(email: account.customer.email, by: verification)
    }

    static func later(_ milliseconds: Int64) -> Timestamp {
        Timestamp(milliseconds: now.milliseconds + milliseconds)
    }

    func account(_ account: Account) throws -> Account {
        guard let stored = try store.read({ try $0.account(account.customer.number) }) else {
            throw AlmanacError(.notFound, "no such customer in the test's home")
        }
        return stored
    }

    /// A new link's address.
    func link(for account: Account = LinkDesk.noa, _ number: String? = nil, at time: Timestamp = LinkDesk.now) throws
        -> String
    {
        try links.issue(
            account: self.account(account), subscription: number.map(SubscriptionNumber.init(rawValue:)), session: nil,
            now: time
        ).url
    }

    /// The bytes that a reader of the files would see.
    func files() throws -> [Data] {
        try ["support.sqlite", "support.sqlite-wal"].map { try Data(contentsOf: home.url.appending(path: $0)) }
    }
}

/// The refusal that `body` throws; nil where it throws none.
func refusal(_ body: () throws -> Void) throws -> Refusal? {
    do {
        try body()
        return nil
    } catch let refusal as Refusal {
        return refusal
    }
}

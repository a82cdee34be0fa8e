public import Domain
public import Foundation
public import Store
public import Support

/// A home with a few customers, and the tools on it.
///
/// C-1 `dana@example.com` pays for S-1 and S-2 herself. C-2 `omer@example.com` pays for S-3, whose boxes go to C-3
/// `ruth@example.com`. C-4 `lia@example.com` has S-4, cancelled.
public final class ActionHome {
    public static let start = Timestamp(iso: "2026-11-15T09:00:00Z") ?? Timestamp(milliseconds: 0)

    public let folder: TemporaryHome
    public private(set) var store: SupportStore
    public private(set) var actions: Actions
    public let policy: ActionPolicy
    private let keys: CancelLinkKeys

    public var file: URL { folder.url.appending(path: "support.sqlite") }

    public init(
        policy: ActionPolicy = ActionPolicy(), system: (any CustomerSystem)? = nil, seed: UInt64 = 1
    ) throws {
        folder = try TemporaryHome()
        self.policy = policy
        store = try SupportStore(file: folder.url.appending(path: "support.sqlite"), durable: false)
        keys = try CancelLinkKeys(CancelLinkKeys.generate(id: "test"), source: "a test")
        actions = try Actions(store: store, system: system, policy: policy, keys: keys)
        try store.write { writer in
            for account in ActionHome.accounts { _ = try writer.put(account, at: ActionHome.start) }
        }
    }

    /// As another process would.
    public func reopen() throws {
        try store.close()
        store = try SupportStore(file: file, durable: false)
        actions = try Actions(store: store, policy: policy, keys: keys)
    }

    /// A second process beside the first.
    public func beside() throws -> (store: SupportStore, actions: Actions) {
        let store = try SupportStore(file: file, durable: false)
        return (store, try Actions(store: store, policy: policy, keys: keys))
    }

    public func context(
        _ email: String, session: String? = "sess_1", by verification: Identity.Verification? = .login,
        at now: Timestamp = ActionHome.start
    ) -> ActionContext {
        let identity: Identity = verification.map { .verified(email: email, by: $0) } ?? .claimed(email: email)
        return ActionContext(identity: identity, session: session, now: now)
    }

    public func subscription(_ number: String) throws -> Subscription? {
        for customer in ["C-1", "C-2", "C-4"] {
            let account = try store.read { try $0.account(CustomerNumber(rawValue: customer)) }
            if let found = account?.subscriptions.first(where: { $0.number.rawValue == number }) { return found }
        }
        return nil
    }

    /// The changes made so far to all customers.
    public func audit() throws -> [AuditRecord] {
        try store.read { reader in
            try ["C-1", "C-2", "C-3", "C-4"].flatMap {
                try reader.audit(customer: CustomerNumber(rawValue: $0), limit: 1_000_000)
            }
        }
    }

    public func events(of subject: String) throws -> [String] {
        try store.read { try $0.events(subject: subject) }.map(\.kind)
    }

    // MARK: People

    public static let accounts: [Account] = [
        Account(
            customer: customer("C-1", "dana@example.com", "Dana Field"),
            subscriptions: [
                subscription("S-1", of: "C-1", chargedOn: "2026-12-03"),
                subscription("S-2", of: "C-1", chargedOn: "2026-12-20"),
            ],
            orders: [order("TB-1", of: "C-1", "S-1")]),
        Account(customer: customer("C-2", "omer@example.com", "Omer Hill")),
        Account(
            customer: customer("C-3", "ruth@example.com", "Ruth Lane"),
            subscriptions: [subscription("S-3", of: "C-3", payer: "C-2", chargedOn: "2026-12-08")],
            orders: [order("TB-3", of: "C-3", "S-3")]),
        Account(
            customer: customer("C-4", "lia@example.com", "Lia Brook"),
            subscriptions: [cancelled("S-4", of: "C-4")]),
    ]

    private static func customer(_ number: String, _ email: String, _ name: String) -> Customer {
        Customer(
            number: CustomerNumber(rawValue: number), email: email, name: name,
            address: PostalAddress(
                street: "1 Elm Street", city: "Boston", state: "MA", postcode: "02108", country: "US"),
            joinedOn: day("2024-03-03"))
    }

    private static func subscription(
        _ number: String, of recipient: String, payer: String? = nil, chargedOn next: String
    ) -> Subscription {
        let charge = day(next)
        return Subscription(
            number: SubscriptionNumber(rawValue: number), recipient: CustomerNumber(rawValue: recipient),
            payer: payer.map(CustomerNumber.init), plan: "full", planName: "Full Box", frequency: .monthly,
            price: dollars(99), startedOn: day("2024-03-03"), billingDay: charge.day, nextChargeOn: charge,
            paymentMethod: .init(label: "Visa"), nextBox: 20)
    }

    private static func cancelled(_ number: String, of recipient: String) -> Subscription {
        var subscription = subscription(number, of: recipient, chargedOn: "2026-12-01")
        subscription.status = .cancelled
        subscription.nextChargeOn = nil
        subscription.cancelledOn = day("2026-08-01")
        return subscription
    }

    private static func order(_ number: String, of customer: String, _ subscription: String) -> Order {
        Order(
            number: OrderNumber(rawValue: number), customer: CustomerNumber(rawValue: customer),
            subscription: SubscriptionNumber(rawValue: subscription), boxSequence: 19, boxName: "Galilee Harvest",
            price: dollars(99), status: .delivered, orderedOn: day("2026-10-03"), shippedOn: day("2026-10-20"),
            items: [
                OrderItem(line: 1, product: "oil", name: "Olive oil"),
                OrderItem(line: 2, product: "soap", name: "Laurel soap"),
            ],
            shipment: Shipment(
                trackingNumber: "TRK-\(number)", carrier: "Israel Post", status: .delivered,
                shippedOn: day("2026-10-20"), deliveredOn: day("2026-11-12")))
    }

    private static func dollars(_ amount: Int64) -> Money {
        guard let money = Money(minorUnits: amount * 100, currency: "USD") else { preconditionFailure("USD") }
        return money
    }

    public static func day(_ iso: String) -> CalendarDay {
        guard let day = CalendarDay(iso: iso) else { preconditionFailure("\(iso) is no day") }
        return day
    }
}

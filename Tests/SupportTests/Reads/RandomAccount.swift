import Domain
import TestSupport

/// An account with something recognisable in every field that could give somebody away.
enum RandomAccount {
    static func make(_ generator: inout SeededGenerator) -> Account {
        let me = CustomerNumber(rawValue: "C-1")
        let other = CustomerNumber(rawValue: "C-2")
        var customer = ReadFixtures.customer("C-1", "ruth.\(generator.int(in: 10...99))@example.com")
        customer.name = "Zzname\(generator.int(in: 100...999)) Zzfamily"
        customer.phone = "+1-555-01\(generator.int(in: 10...99))"
        customer.address = address(&generator)
        customer.preferences.allergyNote = "zzallergy note"
        var subscriptions: [Subscription] = []
        for offset in 0..<generator.int(in: 0...3) {
            var subscription = ReadFixtures.subscription(
                "S-1\(offset)", of: "C-1", status: generator.pick(SubscriptionStatus.allCases))
            (subscription.recipient, subscription.payer) = generator.pick([
                (me, me), (me, me), (me, other), (other, me),
            ])
            subscription.frequency = generator.pick(Frequency.allCases)
            subscription.address = generator.chance(0.5) ? address(&generator) : nil
            if subscription.status == .cancelled { subscription.nextChargeOn = nil }
            subscriptions.append(subscription)
        }
        var orders: [Order] = []
        for offset in 0..<generator.int(in: 0...5) {
            let subscription = generator.chance(0.8) ? subscriptions.randomElement(using: &generator) : nil
            let shipped = generator.chance(0.8) ? "2026-0\(generator.int(in: 1...3))-1\(generator.int(in: 0...9))" : nil
            var order = ReadFixtures.order(
                "TB-10\(offset)", of: "C-1", subscription?.number.rawValue, shipped: shipped,
                items: generator.chance(0.8) ? [ReadFixtures.wine] : nil)
            order.customer = subscription?.recipient ?? me
            order.promoCode = "ZZPROMO"
            if order.shipment != nil { order.shipment?.events[0].note = "zznote at \(customer.address?.street ?? "")" }
            orders.append(order)
        }
        let payments = (0..<generator.int(in: 0...4)).map { offset in
            Payment(
                number: "ZZPAY-\(offset)", payer: me, amount: ReadFixtures.usd(9900),
                status: generator.pick(Payment.Status.allCases), methodLabel: "Visa",
                attemptedAt: ReadFixtures.time("2026-01-0\(offset + 1)T08:00Z"))
        }
        let contact = SupportContact(
            number: "ZZTICKET", openedAt: ReadFixtures.time("2025-06-01T09:00Z"), channel: "email",
            category: "shipping",
            summary: "Write to \(customer.email) or call \(customer.phone ?? ""), also (\(customer.email)).")
        let claim = DamageClaim(
            number: ClaimNumber(rawValue: "CLM-00000001"), order: OrderNumber(rawValue: "TB-100"), kind: .broken,
            description: "zzdescription", status: .open, createdAt: ReadFixtures.time("2026-02-13T09:00Z"))
        return Account(
            customer: customer, subscriptions: subscriptions, orders: orders, payments: payments, contacts: [contact],
            claims: [claim])
    }

    /// What no tool may give. Whoever else is in it is known to an account by number only.
    static func secrets(of account: Account) -> [String] {
        [
            account.customer.email, account.customer.phone ?? "-", account.customer.name, "Zzname", "Zzfamily",
            "Zzrecipient",
            "zzallergy", "zznote", "zzdescription", "ZZPROMO", "ZZPAY", "ZZTICKET", "\"C-1\"", "\"C-2\"", "@",
        ]
    }

    static func streets(of account: Account) -> [String] {
        ([account.customer.address] + account.subscriptions.map(\.address)).compactMap { $0?.street }
    }

    private static func address(_ generator: inout SeededGenerator) -> PostalAddress {
        PostalAddress(
            recipient: "Zzrecipient", street: "\(generator.int(in: 100...999)) Zzstreet", city: "Boston", state: "MA",
            postcode: "02108", country: "US")
    }
}

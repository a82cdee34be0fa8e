import Domain
import GRDB

extension AccountFiling {
    /// Stores the subscriptions whose recipient the customer is.
    mutating func file(_ subscriptions: [Subscription]) throws {
        let known = Dictionary(
            (stored?.subscriptions ?? []).map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        for subscription in subscriptions where subscription.recipient == number {
            let what = "subscription \(subscription.number)"
            let found = try self.subscription(subscription.number)
            if let found { try belongs(what, to: found.owner) }
            let payer = try row(of: subscription.payer, for: what)
            guard let found, let old = known[subscription.number] else {
                try insert(subscription, payer: payer)
                continue
            }
            // The stored version counts the changes; a given one says nothing about them.
            var new = subscription
            new.version = old.version
            if new == old { continue }
            new.version += 1
            try update(new, row: found.row, payer: payer, from: old)
        }
    }

    private mutating func insert(_ subscription: Subscription, payer: Int64) throws {
        isChanged = true
        let address = try writer.insert(subscription.address)
        let sql = """
            INSERT INTO subscription (number, recipient, address, \(AccountFiling.columns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        let values =
            [.text(subscription.number), .integer(row), .integer(address)] + values(subscription, payer: payer)
        try SQLStatement(db, sql).bind(values).run()
        try insert(subscription.skippedMonths, row: db.lastInsertedRowID)
    }

    private mutating func update(
        _ subscription: Subscription, row: Int64, payer: Int64, from old: Subscription
    ) throws {
        isChanged = true
        let sql = """
            UPDATE subscription
            SET (\(AccountFiling.columns)) = (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            WHERE row = ?
            """
        try SQLStatement(db, sql).bind(values(subscription, payer: payer) + [.integer(row)]).run()
        if subscription.address != old.address {
            try SQLStatement(db, "UPDATE subscription SET address = ? WHERE row = ?")
                .run(.integer(writer.insert(subscription.address)), .integer(row))
        }
        if subscription.skippedMonths != old.skippedMonths {
            try SQLStatement(db, "DELETE FROM skipped_month WHERE subscription = ?").run(.integer(row))
            try insert(subscription.skippedMonths, row: row)
        }
    }

    private static let columns = """
        payer, plan, plan_name, status, frequency, price, first_price, currency, started_on, billing_day,
            next_charge_on, next_dispatch_on, pause_starts_on, pause_ends_on, cancelled_on, payment_label,
            payment_expires, next_box, version, updated_at
        """

    /// In the order of `columns`.
    private func values(_ subscription: Subscription, payer: Int64) -> [SQLValue] {
        [
            .integer(payer), .text(subscription.plan), .text(subscription.planName), .text(subscription.status),
            .text(subscription.frequency), .integer(subscription.price.minorUnits),
            .integer(subscription.firstPrice?.minorUnits), .text(subscription.price.currency),
            .day(subscription.startedOn), .count(subscription.billingDay), .day(subscription.nextChargeOn),
            .day(subscription.nextDispatchOn), .day(subscription.pause?.startsOn), .day(subscription.pause?.endsOn),
            .day(subscription.cancelledOn), .text(subscription.paymentMethod?.label),
            .month(subscription.paymentMethod?.expires), .count(subscription.nextBox), .count(subscription.version),
            .time(time),
        ]
    }

    private func insert(_ months: [CalendarMonth], row: Int64) throws {
        for month in months {
            try SQLStatement(db, "INSERT INTO skipped_month (subscription, month) VALUES (?, ?)")
                .run(.integer(row), .month(month))
        }
    }
}

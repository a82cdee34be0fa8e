import Domain
import GRDB

extension SupportReader {
    /// Those that a customer gets or pays for, ascending by number.
    func subscriptions(of customer: Int64) throws -> [Subscription] {
        let sql =
            SupportReader.selectSubscription + """

                WHERE subscription.recipient = ?1
                    OR subscription.payer = ?1
                ORDER BY subscription.number
                """
        var subscriptions: [Subscription] = []
        var offsets: [Int64: Int] = [:]
        try SQLStatement(db, sql).bind([.integer(customer)]).scan { row in
            offsets[row.int64(0)] = subscriptions.count
            subscriptions.append(try SupportReader.subscription(row))
        }
        let months = """
            SELECT subscription, month
            FROM skipped_month
            WHERE subscription IN (SELECT row FROM subscription WHERE recipient = ?1 OR payer = ?1)
            ORDER BY subscription, month
            """
        try SQLStatement(db, months).bind([.integer(customer)]).scan { row in
            guard let offset = offsets[row.int64(0)] else { return }
            subscriptions[offset].skippedMonths.append(try row.month(1))
        }
        return subscriptions
    }

    /// One subscription and its row; nil where there is none.
    func subscription(_ number: SubscriptionNumber) throws -> (row: Int64, subscription: Subscription)? {
        let sql = SupportReader.selectSubscription + "\nWHERE subscription.number = ?"
        let found = try SQLStatement(db, sql).bind([.text(number)]).first {
            ($0.int64(0), try SupportReader.subscription($0))
        }
        guard let row = found?.0, var subscription = found?.1 else { return nil }
        let months = "SELECT month FROM skipped_month WHERE subscription = ? ORDER BY month"
        try SQLStatement(db, months).bind([.integer(row)]).scan { subscription.skippedMonths.append(try $0.month(0)) }
        return (row, subscription)
    }

    private static let selectSubscription = """
        SELECT subscription.row, subscription.number, recipient.number, payer.number, subscription.plan,
            subscription.plan_name, subscription.status, subscription.frequency, subscription.price,
            subscription.first_price, subscription.currency, subscription.started_on, subscription.billing_day,
            subscription.next_charge_on, subscription.next_dispatch_on, subscription.pause_starts_on,
            subscription.pause_ends_on, subscription.cancelled_on, subscription.payment_label,
            subscription.payment_expires, subscription.next_box, subscription.version, \(addressColumns)
        FROM subscription
        JOIN customer AS recipient ON recipient.row = subscription.recipient
        JOIN customer AS payer ON payer.row = subscription.payer
        LEFT JOIN postal_address ON postal_address.row = subscription.address
        """

    /// Without its skipped months.
    private static func subscription(_ row: SQLStatement) throws -> Subscription {
        var pause: Subscription.Pause?
        if let starts = try row.optionalDay(15), let ends = try row.optionalDay(16) {
            pause = Subscription.Pause(startsOn: starts, endsOn: ends)
        }
        let expires = try row.optionalMonth(19)
        return Subscription(
            number: SubscriptionNumber(rawValue: row.text(1)), recipient: CustomerNumber(rawValue: row.text(2)),
            payer: CustomerNumber(rawValue: row.text(3)), plan: row.text(4), planName: row.text(5),
            status: try row.word(6), frequency: try row.word(7), price: try row.money(8, currency: 10),
            firstPrice: row.isNull(9) ? nil : try row.money(9, currency: 10), startedOn: try row.day(11),
            billingDay: row.int(12), nextChargeOn: try row.optionalDay(13), nextDispatchOn: try row.optionalDay(14),
            pause: pause, cancelledOn: try row.optionalDay(17),
            paymentMethod: row.optionalText(18).map { Subscription.PaymentMethod(label: $0, expires: expires) },
            address: row.address(from: 22), nextBox: row.int(20), version: row.int(21))
    }
}

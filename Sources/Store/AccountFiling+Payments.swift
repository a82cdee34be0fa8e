import Domain
import GRDB

extension AccountFiling {
    /// Stores the payments that the customer made, or that are for the customer's own orders and subscriptions.
    mutating func file(_ payments: [Payment], of account: Account) throws {
        let orders = Set(account.orders.filter { $0.customer == number }.map(\.number))
        let subscriptions = Set(account.subscriptions.filter { $0.recipient == number }.map(\.number))
        for payment in payments {
            let isOwn =
                payment.payer == number || payment.order.map(orders.contains) == true
                || payment.subscription.map(subscriptions.contains) == true
            guard isOwn else { continue }
            let what = "payment \(payment.number)"
            let old = try reader.payment(payment.number)
            if let old {
                if old == payment { continue }
                guard old.payer == payment.payer else { throw conflict(what, old.payer.rawValue) }
            }
            isChanged = true
            let subscription = try payment.subscription.map {
                try known(self.subscription($0), what, "subscription \($0)").row
            }
            let order = try payment.order.map { try known(self.order($0), what, "order \($0)").row }
            let sql = """
                INSERT INTO payment (number, payer, subscription, customer_order, amount, currency, status,
                    method_label, attempted_at, failure_code, invoice)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE
                SET subscription = excluded.subscription, customer_order = excluded.customer_order,
                    amount = excluded.amount, currency = excluded.currency, status = excluded.status,
                    method_label = excluded.method_label, attempted_at = excluded.attempted_at,
                    failure_code = excluded.failure_code, invoice = excluded.invoice
                """
            try SQLStatement(db, sql).run(
                .text(payment.number), .integer(row(of: payment.payer, for: what)), .integer(subscription),
                .integer(order), .integer(payment.amount.minorUnits), .text(payment.amount.currency),
                .text(payment.status), .text(payment.methodLabel), .time(payment.attemptedAt),
                .text(payment.failureCode), .text(payment.invoice))
        }
    }

    mutating func file(_ contacts: [SupportContact]) throws {
        for contact in contacts {
            if let old = try reader.contact(contact.number) {
                guard old.customer == number.rawValue else { throw conflict("contact \(contact.number)", old.customer) }
                if old.contact == contact { continue }
            }
            isChanged = true
            let sql = """
                INSERT INTO support_contact (number, customer, opened_at, closed_at, channel, category, summary,
                    outcome, csat)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE
                SET opened_at = excluded.opened_at, closed_at = excluded.closed_at, channel = excluded.channel,
                    category = excluded.category, summary = excluded.summary, outcome = excluded.outcome,
                    csat = excluded.csat
                """
            try SQLStatement(db, sql).run(
                .text(contact.number), .integer(row), .time(contact.openedAt), .time(contact.closedAt),
                .text(contact.channel), .text(contact.category), .text(contact.summary), .text(contact.outcome),
                .count(contact.csat))
        }
    }

    /// Stores claims, but those about other people's orders that are part of the account.
    mutating func file(_ claims: [DamageClaim], of account: Account) throws {
        let others = Set(account.orders.filter { $0.customer != number }.map(\.number))
        for claim in claims where !others.contains(claim.order) {
            let what = "claim \(claim.number)"
            let order = try known(self.order(claim.order), what, "order \(claim.order)")
            try belongs("order \(claim.order) of \(what)", to: order.owner)
            if let old = try reader.claim(claim.number) {
                if old == claim { continue }
                guard old.order == claim.order else {
                    throw AlmanacError(
                        .conflict, "\(what) is about order \(old.order) and not about \(claim.order)",
                        hint: "a number is given once; correct one of the two records")
                }
            }
            isChanged = true
            let sql = """
                INSERT INTO damage_claim (number, customer_order, item, kind, description, status, created_at,
                    photos_requested_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT (number) DO UPDATE
                SET item = excluded.item, kind = excluded.kind, description = excluded.description,
                    status = excluded.status, created_at = excluded.created_at,
                    photos_requested_at = excluded.photos_requested_at
                """
            try SQLStatement(db, sql).run(
                .text(claim.number), .integer(order.row), .count(claim.item), .text(claim.kind),
                .text(claim.description), .text(claim.status), .time(claim.createdAt), .time(claim.photosRequestedAt))
        }
    }
}

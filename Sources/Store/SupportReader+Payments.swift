import Domain
import GRDB

extension SupportReader {
    /// Those that a customer made, ascending by time.
    func payments(of customer: Int64) throws -> [Payment] {
        let sql =
            SupportReader.selectPayment + "\nWHERE payment.payer = ?\nORDER BY payment.attempted_at, payment.number"
        var payments: [Payment] = []
        try SQLStatement(db, sql).bind([.integer(customer)]).scan { payments.append(try SupportReader.payment($0)) }
        return payments
    }

    func payment(_ number: String) throws -> Payment? {
        let sql = SupportReader.selectPayment + "\nWHERE payment.number = ?"
        return try SQLStatement(db, sql).bind([.text(number)]).first(SupportReader.payment)
    }

    private static let selectPayment = """
        SELECT payment.number, customer.number, subscription.number, customer_order.number, payment.amount,
            payment.currency, payment.status, payment.method_label, payment.attempted_at, payment.failure_code,
            payment.invoice
        FROM payment
        JOIN customer ON customer.row = payment.payer
        LEFT JOIN subscription ON subscription.row = payment.subscription
        LEFT JOIN customer_order ON customer_order.row = payment.customer_order
        """

    private static func payment(_ row: SQLStatement) throws -> Payment {
        Payment(
            number: row.text(0), payer: CustomerNumber(rawValue: row.text(1)), subscription: try row.optionalWord(2),
            order: try row.optionalWord(3), amount: try row.money(4, currency: 5), status: try row.word(6),
            methodLabel: row.text(7), attemptedAt: row.time(8), failureCode: row.optionalText(9),
            invoice: row.optionalText(10))
    }

    /// A customer's past contacts, ascending by time.
    func contacts(of customer: Int64) throws -> [SupportContact] {
        let sql =
            SupportReader.selectContact
            + "\nWHERE support_contact.customer = ?\nORDER BY support_contact.opened_at, support_contact.number"
        var contacts: [SupportContact] = []
        try SQLStatement(db, sql).bind([.integer(customer)]).scan { contacts.append(SupportReader.contact($0)) }
        return contacts
    }

    /// A contact and the number of its customer.
    func contact(_ number: String) throws -> (customer: String, contact: SupportContact)? {
        let sql = SupportReader.selectContact + "\nWHERE support_contact.number = ?"
        return try SQLStatement(db, sql).bind([.text(number)]).first { ($0.text(8), SupportReader.contact($0)) }
    }

    private static let selectContact = """
        SELECT support_contact.number, support_contact.opened_at, support_contact.closed_at, support_contact.channel,
            support_contact.category, support_contact.summary, support_contact.outcome, support_contact.csat,
            customer.number
        FROM support_contact
        JOIN customer ON customer.row = support_contact.customer
        """

    private static func contact(_ row: SQLStatement) -> SupportContact {
        SupportContact(
            number: row.text(0), openedAt: row.time(1), closedAt: row.optionalTime(2), channel: row.text(3),
            category: row.text(4), summary: row.text(5), outcome: row.optionalText(6), csat: row.optionalInt(7))
    }
}

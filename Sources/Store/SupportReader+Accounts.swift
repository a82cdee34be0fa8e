public import Domain
import GRDB

extension SupportReader {
    /// Everything about the customer with this address (lower-case); nil where there is none.
    ///
    /// The tables here hold payments and contacts, so neither is nil. Ten statements, however many orders there are.
    public func account(email: String) throws -> Account? {
        let sql = SupportReader.selectCustomer + "\nWHERE customer.email = ?"
        return try storedAccount(SQLStatement(db, sql).bind([.text(email)]))?.account
    }

    /// Everything about the customer with this number; nil where there is none.
    public func account(_ number: CustomerNumber) throws -> Account? { try storedAccount(number)?.account }

    /// The account and the row of its customer.
    func storedAccount(_ number: CustomerNumber) throws -> (row: Int64, account: Account)? {
        let sql = SupportReader.selectCustomer + "\nWHERE customer.number = ?"
        return try storedAccount(SQLStatement(db, sql).bind([.text(number)]))
    }

    private func storedAccount(_ statement: SQLStatement) throws -> (row: Int64, account: Account)? {
        guard let (row, found) = try statement.first(SupportReader.customer) else { return nil }
        var customer = found
        try SQLStatement(db, "SELECT flag FROM preference WHERE customer = ?").bind([.integer(row)]).scan {
            customer.preferences.flags.insert(try $0.word(0))
        }
        let account = Account(
            customer: customer, subscriptions: try subscriptions(of: row), orders: try orders(of: row),
            payments: try payments(of: row), contacts: try contacts(of: row), claims: try claims(of: row))
        return (row, account)
    }

    private static let selectCustomer = """
        SELECT customer.row, customer.number, customer.email, customer.name, customer.phone, customer.locale,
            customer.timezone, customer.joined_on, customer.ai_enabled, customer.allergy_note, \(addressColumns)
        FROM customer
        LEFT JOIN postal_address ON postal_address.row = customer.address
        """

    private static func customer(_ row: SQLStatement) throws -> (Int64, Customer) {
        let customer = Customer(
            number: CustomerNumber(rawValue: row.text(1)), email: row.text(2), name: row.text(3),
            phone: row.optionalText(4), address: row.address(from: 10), locale: row.optionalText(5),
            timezone: row.optionalText(6), joinedOn: try row.optionalDay(7), aiEnabled: row.bool(8),
            preferences: Preferences(allergyNote: row.optionalText(9)))
        return (row.int64(0), customer)
    }
}

extension SupportReader {
    /// Customers ascending by number, at most `limit`, beginning after `after`.
    public func customers(after: CustomerNumber? = nil, limit: Int) throws -> [CustomerSummary] {
        let sql = """
            SELECT number, name, email,
                (SELECT json_group_object(status, boxes)
                    FROM (SELECT status, count(*) AS boxes
                        FROM subscription
                        WHERE recipient = customer.row OR payer = customer.row
                        GROUP BY status))
            FROM customer
            WHERE number > ?
            ORDER BY number
            LIMIT ?
            """
        var summaries: [CustomerSummary] = []
        // Every number is longer than the empty text.
        let values: [SQLValue] = [.text(after?.rawValue ?? ""), .count(max(0, limit))]
        try SQLStatement(db, sql).bind(values).scan { row in
            let counts = try row.object(3).members.compactMap { member in
                SubscriptionStatus(rawValue: member.key).map { ($0, member.value.int ?? 0) }
            }
            summaries.append(
                CustomerSummary(
                    number: CustomerNumber(rawValue: row.text(0)), name: row.text(1), email: row.text(2),
                    subscriptions: Dictionary(counts, uniquingKeysWith: +)))
        }
        return summaries
    }

    public func customerCount() throws -> Int {
        Int(try SQLStatement(db, "SELECT count(*) FROM customer").int64() ?? 0)
    }

    /// Ascending by code, then by their first day.
    public func plans() throws -> [Plan] {
        let sql = "SELECT code, name, price, currency, valid_from, valid_to FROM plan ORDER BY code, valid_from"
        var plans: [Plan] = []
        try SQLStatement(db, sql).scan { row in
            plans.append(
                Plan(
                    code: row.text(0), name: row.text(1), price: try row.money(2, currency: 3),
                    validFrom: try row.day(4), validTo: try row.optionalDay(5)))
        }
        return plans
    }

    public func manifest() throws -> SupportManifest {
        let manifest = try SQLStatement(db, "SELECT home_id, home_key, generated FROM manifest").first { row in
            SupportManifest(
                homeID: row.text(0), homeKey: Array(row.blob(1)), generated: row.isNull(2) ? nil : try row.json(2))
        }
        guard let manifest else {
            throw AlmanacError(
                .corrupt, "support.sqlite has lost its manifest", hint: "restore it from a backup")
        }
        return manifest
    }
}

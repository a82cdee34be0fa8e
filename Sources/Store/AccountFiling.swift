import Domain
import GRDB

/// Stores the records of one customer, where they differ from what is stored.
///
/// Subscriptions go in before orders, and both before what refers to them.
struct AccountFiling {
    let db: Database
    let time: Timestamp
    /// The customer's row.
    let row: Int64
    let number: CustomerNumber
    /// What was stored of the customer before; nil for a new one.
    let stored: Account?
    var isChanged: Bool

    var writer: SupportWriter { SupportWriter(db: db) }
    var reader: SupportReader { SupportReader(db: db) }

    /// Stores the customer's own fields.
    init(db: Database, customer: Customer, stored: (row: Int64, account: Account)?, at time: Timestamp) throws {
        (self.db, self.time, number, self.stored) = (db, time, customer.number, stored?.account)
        if let stored, stored.account.customer == customer {
            (row, isChanged) = (stored.row, false)
            return
        }
        isChanged = true
        let owner = try SQLStatement(db, "SELECT number FROM customer WHERE email = ? AND number <> ?")
            .bind([.text(customer.email), .text(customer.number)]).first { $0.text(0) }
        if let owner {
            throw AlmanacError(
                .conflict, "customer \(customer.number) has the e-mail address of customer \(owner)",
                hint: "an address belongs to one account; correct one of the two")
        }
        let writer = SupportWriter(db: db)
        if let stored {
            row = stored.row
            try AccountFiling.update(customer, row: row, from: stored.account.customer, writer: writer, at: time)
        } else {
            row = try AccountFiling.insert(customer, writer: writer, at: time)
        }
    }

    private static func insert(_ customer: Customer, writer: SupportWriter, at time: Timestamp) throws -> Int64 {
        let address = try writer.insert(customer.address)
        let sql = """
            INSERT INTO customer (number, email, name, phone, address, locale, timezone, joined_on, ai_enabled,
                allergy_note, created_at, updated_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(writer.db, sql).run(
            .text(customer.number), .text(customer.email), .text(customer.name), .text(customer.phone),
            .integer(address), .text(customer.locale), .text(customer.timezone), .day(customer.joinedOn),
            .flag(customer.aiEnabled), .text(customer.preferences.allergyNote), .time(time), .time(time))
        let row = writer.db.lastInsertedRowID
        try insert(customer.preferences.flags, row: row, writer: writer)
        return row
    }

    private static func update(
        _ customer: Customer, row: Int64, from old: Customer, writer: SupportWriter, at time: Timestamp
    ) throws {
        let sql = """
            UPDATE customer
            SET email = ?, name = ?, phone = ?, locale = ?, timezone = ?, joined_on = ?, ai_enabled = ?,
                allergy_note = ?, updated_at = ?
            WHERE row = ?
            """
        try SQLStatement(writer.db, sql).run(
            .text(customer.email), .text(customer.name), .text(customer.phone), .text(customer.locale),
            .text(customer.timezone), .day(customer.joinedOn), .flag(customer.aiEnabled),
            .text(customer.preferences.allergyNote), .time(time), .integer(row))
        if customer.address != old.address {
            try SQLStatement(writer.db, "UPDATE customer SET address = ? WHERE row = ?")
                .run(.integer(writer.insert(customer.address)), .integer(row))
        }
        if customer.preferences.flags != old.preferences.flags {
            try SQLStatement(writer.db, "DELETE FROM preference WHERE customer = ?").run(.integer(row))
            try insert(customer.preferences.flags, row: row, writer: writer)
        }
    }

    private static func insert(_ flags: Set<Preferences.Flag>, row: Int64, writer: SupportWriter) throws {
        for flag in flags {
            try SQLStatement(writer.db, "INSERT INTO preference (customer, flag) VALUES (?, ?)")
                .run(.integer(row), .text(flag))
        }
    }

    // MARK: What records refer to

    /// The row of a subscription, order … by its number, and of the customer that it belongs to.
    func find(_ sql: String, _ number: String) throws -> (row: Int64, owner: Int64)? {
        try SQLStatement(db, sql).bind([.text(number)]).first { ($0.int64(0), $0.int64(1)) }
    }

    func subscription(_ number: SubscriptionNumber) throws -> (row: Int64, owner: Int64)? {
        try find("SELECT row, recipient FROM subscription WHERE number = ?", number.rawValue)
    }

    func order(_ number: OrderNumber) throws -> (row: Int64, owner: Int64)? {
        try find("SELECT row, customer FROM customer_order WHERE number = ?", number.rawValue)
    }

    /// The row of a customer that `what` refers to.
    func row(of customer: CustomerNumber, for what: String) throws -> Int64 {
        if customer == number { return row }
        let found = try SQLStatement(db, "SELECT row FROM customer WHERE number = ?").bind([.text(customer)]).int64()
        return try known(found, what, "customer \(customer)", hint: "store who pays before what is paid for")
    }

    func known<Value>(
        _ value: Value?, _ what: String, _ other: String, hint: String = "store what is referred to first"
    ) throws -> Value {
        guard let value else {
            throw AlmanacError(.invalidInput, "\(what) refers to \(other), which is not stored", hint: hint)
        }
        return value
    }

    func belongs(_ what: String, to owner: Int64) throws {
        if owner == row { return }
        let other = try SQLStatement(db, "SELECT number FROM customer WHERE row = ?").bind([.integer(owner)])
            .first { $0.text(0) }
        throw conflict(what, other ?? "another one")
    }

    func conflict(_ what: String, _ other: String) -> AlmanacError {
        AlmanacError(
            .conflict, "\(what) belongs to customer \(other) and not to \(number)",
            hint: "a number is given once; correct one of the two records")
    }
}

public import Domain
import GRDB

/// What storing a record did.
public enum PutOutcome: String, Sendable, Hashable, CaseIterable { case added, changed, unchanged }

extension SupportWriter {
    /// Brings one customer to the given state: the customer, the subscriptions whose recipient the customer is, the
    /// customer's orders, the payments that the customer made or that are for these, contacts, and claims about these
    /// orders. Other people's records that are part of the account are left out, so that an account as it was read may
    /// be put back. What is stored already and not in the account stays.
    ///
    /// The same account again changes nothing. A new subscription keeps its version; a changed one gets the stored
    /// version plus one. Nil payments or contacts say nothing about them.
    ///
    /// All or nothing, also where the caller catches the error and goes on. Throws `invalid_input` for values that
    /// cannot be, and for a payer, subscription or order that is not stored (payers are put first); `conflict` where
    /// an address or a number is another customer's. Messages name numbers, never addresses.
    @discardableResult
    public func put(_ account: Account, at time: Timestamp) throws -> PutOutcome {
        let account = try AccountCheck.settled(account)
        let number = account.customer.number
        return try whole("customer \(number)") {
            let stored = try reader.storedAccount(number)
            var filing = try AccountFiling(db: db, customer: account.customer, stored: stored, at: time)
            try filing.file(account.subscriptions)
            try filing.file(account.orders)
            try filing.file(account.payments ?? [], of: account)
            try filing.file(account.contacts ?? [])
            try filing.file(account.claims, of: account)
            if stored == nil { return .added }
            return filing.isChanged ? .changed : .unchanged
        }
    }

    /// Adds plans, or brings those of the same code and first day to the given state. Others stay.
    public func put(_ plans: [Plan]) throws {
        try whole("the plans") {
            for plan in plans {
                let sql = """
                    INSERT INTO plan (code, name, price, currency, valid_from, valid_to)
                    VALUES (?, ?, ?, ?, ?, ?)
                    ON CONFLICT (code, valid_from) DO UPDATE
                    SET name = excluded.name, price = excluded.price, currency = excluded.currency,
                        valid_to = excluded.valid_to
                    """
                try SQLStatement(db, sql).run(
                    .text(plan.code), .text(plan.name), .integer(plan.price.minorUnits), .text(plan.price.currency),
                    .day(plan.validFrom), .day(plan.validTo))
            }
        }
    }

    /// Notes where generated customers come from; nil for a home that holds none.
    public func setGenerated(_ json: JSONValue?) throws {
        try SQLStatement(db, "UPDATE manifest SET generated = ?").run(.text(json?.text))
    }

    /// Runs `body` so that none of its changes stay where it throws, whatever becomes of the transaction around it.
    /// A value that the tables refuse is `invalid_input`.
    func whole<Value>(_ subject: String, _ body: () throws -> Value) throws -> Value {
        do {
            var result: Value?
            try db.inSavepoint {
                result = try body()
                return .commit
            }
            guard let result else { throw AlmanacError(.internalError, "\(subject): a savepoint gave no result") }
            return result
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CONSTRAINT {
            throw AlmanacError(
                .invalidInput, "\(subject) cannot be stored: a value is not one that the tables take",
                hint: "compare the record with the notes in support.sql", underlying: error)
        }
    }

    /// Stores an address as a new row, and gives it; nil for none.
    func insert(_ address: PostalAddress?) throws -> Int64? {
        guard let address else { return nil }
        let sql = """
            INSERT INTO postal_address (recipient, street, line2, city, state, postcode, country)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .text(address.recipient), .text(address.street), .text(address.line2), .text(address.city),
            .text(address.state), .text(address.postcode), .text(address.country))
        return db.lastInsertedRowID
    }
}

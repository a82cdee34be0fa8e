import Domain
import GRDB
import GRDBSQLite

extension SQLValue {
    static func text(_ value: some RawRepresentable<String>) -> SQLValue { .text(value.rawValue) }
    static func day(_ value: CalendarDay?) -> SQLValue { .text(value?.iso) }
    static func month(_ value: CalendarMonth?) -> SQLValue { .text(value?.iso) }
    static func time(_ value: Timestamp?) -> SQLValue { .integer(value?.milliseconds) }
    static func count(_ value: Int?) -> SQLValue { .integer(value.map(Int64.init)) }
    static func flag(_ value: Bool) -> SQLValue { .integer(value ? 1 : 0) }
    static func json(_ value: JSONObject) -> SQLValue { .text(JSONValue.object(value).text) }
}

/// Values of the support tables. All throw `corrupt` where the column holds something else.
extension SQLStatement {
    func bool(_ column: Int32) -> Bool { int64(column) != 0 }
    func time(_ column: Int32) -> Timestamp { Timestamp(milliseconds: int64(column)) }
    func optionalTime(_ column: Int32) -> Timestamp? { optionalInt64(column).map(Timestamp.init(milliseconds:)) }
    func optionalInt(_ column: Int32) -> Int? { isNull(column) ? nil : int(column) }

    func word<Word: RawRepresentable<String>>(_ column: Int32, as _: Word.Type = Word.self) throws -> Word {
        try known(Word(rawValue: text(column)), column)
    }

    func optionalWord<Word: RawRepresentable<String>>(_ column: Int32, as _: Word.Type = Word.self) throws -> Word? {
        isNull(column) ? nil : try word(column, as: Word.self)
    }

    func day(_ column: Int32) throws -> CalendarDay { try known(CalendarDay(iso: text(column)), column) }

    func optionalDay(_ column: Int32) throws -> CalendarDay? { isNull(column) ? nil : try day(column) }

    func month(_ column: Int32) throws -> CalendarMonth { try known(CalendarMonth(iso: text(column)), column) }

    func optionalMonth(_ column: Int32) throws -> CalendarMonth? { isNull(column) ? nil : try month(column) }

    func money(_ amount: Int32, currency: Int32) throws -> Money {
        try known(Money(minorUnits: int64(amount), currency: text(currency)), currency)
    }

    func json(_ column: Int32) throws -> JSONValue { try known(try? JSONParser.parse(text(column)), column) }

    func words(_ column: Int32) throws -> [String] {
        let values = try known(json(column).array, column)
        return try values.map { try known($0.string, column) }
    }

    func object(_ column: Int32) throws -> JSONObject { try known(json(column).object, column) }

    /// Seven columns from this one on: recipient, street, line2, city, state, postcode, country. Nil where no row of
    /// `postal_address` was joined.
    func address(from column: Int32) -> PostalAddress? {
        guard !isNull(column + 1) else { return nil }
        return PostalAddress(
            recipient: optionalText(column), street: text(column + 1), line2: optionalText(column + 2),
            city: text(column + 3), state: optionalText(column + 4), postcode: optionalText(column + 5),
            country: text(column + 6))
    }

    private func known<Value>(_ value: Value?, _ column: Int32) throws -> Value {
        guard let value else {
            throw AlmanacError(
                .corrupt, "support.sqlite holds a value that cannot be read in the column \(name(column))",
                hint: "restore it from a backup, or import the customers again")
        }
        return value
    }
}

/// The columns that `SQLStatement.address(from:)` reads.
let addressColumns = """
    postal_address.recipient, postal_address.street, postal_address.line2, postal_address.city, postal_address.state,
        postal_address.postcode, postal_address.country
    """

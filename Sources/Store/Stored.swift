import Domain

/// Reading back what a column's CHECK has let in. What does not fit means a damaged file.
enum Stored {
    static func word<Word: RawRepresentable>(_ text: String, of column: String) throws -> Word
    where Word.RawValue == String {
        guard let word = Word(rawValue: text) else { throw damaged(column) }
        return word
    }

    static func object(_ text: String, of column: String) throws -> JSONObject {
        guard let object = try? JSONParser.parse(text).object else { throw damaged(column) }
        return object
    }

    static func day(_ text: String, of column: String) throws -> CalendarDay {
        guard let day = CalendarDay(iso: text) else { throw damaged(column) }
        return day
    }

    static func month(_ text: String, of column: String) throws -> CalendarMonth {
        guard let month = CalendarMonth(iso: text) else { throw damaged(column) }
        return month
    }

    static func money(_ minorUnits: Int64, _ currency: String, of column: String) throws -> Money {
        guard let money = Money(minorUnits: minorUnits, currency: currency) else { throw damaged(column) }
        return money
    }

    static func damaged(_ column: String) -> AlmanacError {
        AlmanacError(
            .corrupt, "support.sqlite holds a value in \(column) that nothing here writes",
            hint: "restore it from a backup, and say which other program wrote to it")
    }
}

public import Foundation

/// A day of the Gregorian calendar without a time or a zone, such as the day of a charge.
public struct CalendarDay: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let year: Int
    /// 1…12.
    public let month: Int
    /// 1…31, and there is such a day.
    public let day: Int

    /// Nil for a day that does not exist, or a year outside 1…9999.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Timestamp.days(inMonth: month, year: year)).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Reads `2026-03-02` and nothing else.
    public init?(iso text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.skip("-"), let day = reader.number(digits: 2), reader.isAtEnd
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day that a moment is on in a zone.
    public init(_ moment: Timestamp, in zone: TimeZone) {
        let date = Date(timeIntervalSince1970: Double(moment.milliseconds) / 1000)
        let local = moment.milliseconds + Int64(zone.secondsFromGMT(for: date)) * 1000
        self.init(number: local.floorDivided(by: 86_400_000))
    }

    /// The day with this count from 1970-01-01, held to the years 1…9999.
    init(number: Int64) {
        let held = min(max(number, CalendarDay.first), CalendarDay.last)
        (year, month, day) = Timestamp.civil(fromDays: held)
    }

    private static let first = Timestamp.days(fromYear: 1, month: 1, day: 1)
    private static let last = Timestamp.days(fromYear: 9999, month: 12, day: 31)

    /// Days since 1970-01-01.
    var number: Int64 { Timestamp.days(fromYear: year, month: month, day: day) }

    public var calendarMonth: CalendarMonth { CalendarMonth(year: year, ofYear: month) }

    public func adding(days: Int) -> CalendarDay { CalendarDay(number: number + Int64(days)) }

    /// The same day of a later (or earlier) month, or the last one of a month that is too short.
    ///
    /// - Parameter anchor: the day of the month that is meant, where this day is one that a short month cut off:
    ///   from 28 February, billed on the 31st, a month later is 31 March.
    public func adding(months: Int, anchor: Int? = nil) -> CalendarDay {
        calendarMonth.adding(months).day(anchor ?? day)
    }

    /// Days from this day to another; negative where the other is earlier.
    public func days(to other: CalendarDay) -> Int { Int(other.number - number) }

    /// The first moment of the day in a zone.
    public func start(in zone: TimeZone) -> Timestamp {
        let midnight = number * 86_400_000
        // Twice, since the offset at midnight UTC may not be the one at midnight in the zone.
        var moment = midnight
        for _ in 0..<2 {
            let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(moment) / 1000))
            moment = midnight - Int64(offset) * 1000
        }
        return Timestamp(milliseconds: moment)
    }

    public static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// `2026-03-02`.
    public var iso: String { "\(calendarMonth.iso)-\(Timestamp.pad(day, 2))" }
    public var description: String { iso }
}

/// A month of a year, such as one that a customer skips.
public struct CalendarMonth: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let year: Int
    /// 1…12.
    public let month: Int

    /// Nil for a month that does not exist, or a year outside 1…9999.
    public init?(year: Int, month: Int) {
        guard (1...9999).contains(year), (1...12).contains(month) else { return nil }
        (self.year, self.month) = (year, month)
    }

    init(year: Int, ofYear month: Int) { (self.year, self.month) = (year, month) }

    /// Reads `2026-03` and nothing else.
    public init?(iso text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.isAtEnd
        else { return nil }
        self.init(year: year, month: month)
    }

    /// Held to the years 1…9999.
    public func adding(_ months: Int) -> CalendarMonth {
        let count = min(max(year * 12 + month - 1 + months, 12), 9999 * 12 + 11)
        return CalendarMonth(year: count / 12, ofYear: count % 12 + 1)
    }

    /// Months from this one to another; negative where the other is earlier.
    public func months(to other: CalendarMonth) -> Int { (other.year - year) * 12 + other.month - month }

    /// Its day of this number, or its last where it is shorter. `number` is at least 1.
    public func day(_ number: Int) -> CalendarDay {
        let last = Timestamp.days(inMonth: month, year: year)
        return CalendarDay(
            number: Timestamp.days(fromYear: year, month: month, day: min(max(number, 1), last)))
    }

    public static func < (left: CalendarMonth, right: CalendarMonth) -> Bool {
        (left.year, left.month) < (right.year, right.month)
    }

    /// `2026-03`.
    public var iso: String { "\(Timestamp.pad(year, 4))-\(Timestamp.pad(month, 2))" }
    public var description: String { iso }
}

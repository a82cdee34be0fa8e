/// A moment in UTC, in whole milliseconds since 1970.
public struct Timestamp: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// Reads `2026-03-02`, `2026-03-02T10:00Z`, `2026-03-02T10:00:00.125Z` and the same with an offset like `+02:00`;
    /// a time without a zone is UTC. Returns nil for anything else, also for days that do not exist.
    public init?(iso text: String) {
        var reader = DigitReader(text)
        guard let year = reader.number(digits: 4), reader.skip("-"), let month = reader.number(digits: 2),
            reader.skip("-"), let day = reader.number(digits: 2), (1...12).contains(month),
            (1...Timestamp.days(inMonth: month, year: year)).contains(day)
        else { return nil }
        var total = Timestamp.days(fromYear: year, month: month, day: day) * 86_400_000
        if reader.skip("T") || reader.skip("t") || reader.skip(" ") {
            guard let hour = reader.number(digits: 2), reader.skip(":"), let minute = reader.number(digits: 2),
                hour < 24, minute < 60
            else { return nil }
            total += Int64(hour * 3600 + minute * 60) * 1000
            if reader.skip(":") {
                guard let second = reader.number(digits: 2), second < 60 else { return nil }
                total += Int64(second) * 1000
                if reader.skip(".") {
                    guard let fraction = reader.fraction() else { return nil }
                    total += fraction
                }
            }
            if !reader.skip("Z"), !reader.skip("z"), !reader.isAtEnd {
                let sign: Int64 = reader.skip("+") ? 1 : -1
                guard sign == 1 || reader.skip("-"), let hour = reader.number(digits: 2) else { return nil }
                _ = reader.skip(":")
                guard let minute = reader.number(digits: 2), hour < 24, minute < 60 else { return nil }
                total -= sign * Int64(hour * 3600 + minute * 60) * 1000
            }
        }
        guard reader.isAtEnd else { return nil }
        milliseconds = total
    }

    /// `2026-03-02T10:00:00Z`, with milliseconds only where there are some.
    public var iso: String {
        let day = milliseconds.floorDivided(by: 86_400_000)
        let rest = Int(milliseconds - day * 86_400_000)
        let (year, month, dayOfMonth) = Timestamp.civil(fromDays: day)
        let date = "\(Timestamp.pad(year, 4))-\(Timestamp.pad(month, 2))-\(Timestamp.pad(dayOfMonth, 2))"
        let seconds = rest / 1000
        var time = "\(Timestamp.pad(seconds / 3600, 2)):\(Timestamp.pad(seconds / 60 % 60, 2))"
        time += ":\(Timestamp.pad(seconds % 60, 2))"
        if rest % 1000 != 0 { time += ".\(Timestamp.pad(rest % 1000, 3))" }
        return "\(date)T\(time)Z"
    }

    public var description: String { iso }

    static func pad(_ value: Int, _ width: Int) -> String {
        let text = String(value)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }

    static func days(inMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar (Hinnant, "chrono-compatible date algorithms").
    static func days(fromYear year: Int, month: Int, day: Int) -> Int64 {
        let shifted = Int64(month <= 2 ? year - 1 : year)
        let era = shifted.floorDivided(by: 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    static func civil(fromDays days: Int64) -> (Int, Int, Int) {
        let shifted = days + 719_468
        let era = shifted.floorDivided(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthShifted = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * monthShifted + 2) / 5 + 1
        let month = monthShifted < 10 ? monthShifted + 3 : monthShifted - 9
        return (Int(yearOfEra + era * 400 + (month <= 2 ? 1 : 0)), Int(month), Int(day))
    }
}

extension Int64 {
    func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}

struct DigitReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    mutating func number(digits: Int) -> Int? {
        var value = 0
        for _ in 0..<digits {
            guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 0x30)
            rest.removeFirst()
        }
        return value
    }

    /// One to nine digits after the point, as milliseconds (rounded down).
    mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var count = 0
        while let byte = rest.first, (0x30...0x39).contains(byte) {
            if count < 3 { value = value * 10 + Int64(byte - 0x30) }
            count += 1
            rest.removeFirst()
        }
        guard (1...9).contains(count) else { return nil }
        for _ in count..<max(3, count) { value *= 10 }
        return value
    }
}

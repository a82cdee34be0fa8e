import Domain
import Foundation
import TestSupport
import Testing

@Suite struct TimestampTests {
    private static let calendar: Calendar = {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        return calendar
    }()

    /// Against Foundation's calendar, for random moments of the years 1600 to 2999.
    @Test(arguments: [71, 72] as [UInt64]) func itAgreesWithFoundation(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let milliseconds = Int64.random(in: -11_676_096_000_000..<32_503_680_000_000, using: &random)
            let time = Timestamp(milliseconds: milliseconds)
            let seconds = Int64((Double(milliseconds) / 1000).rounded(.down))
            let parts = TimestampTests.calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second],
                from: Date(timeIntervalSince1970: TimeInterval(seconds)))
            func padded(_ value: Int?, _ width: Int) -> String {
                let text = String(value ?? -1)
                return String(repeating: "0", count: width - text.count) + text
            }
            let date = "\(padded(parts.year, 4))-\(padded(parts.month, 2))-\(padded(parts.day, 2))"
            let clock = "\(padded(parts.hour, 2)):\(padded(parts.minute, 2)):\(padded(parts.second, 2))"
            let rest = Int(milliseconds - seconds * 1000)
            let expected = "\(date)T\(clock)\(rest == 0 ? "" : "." + padded(rest, 3))Z"
            #expect(time.iso == expected, "seed \(seed), \(milliseconds)")
            #expect(Timestamp(iso: time.iso) == time, "seed \(seed), \(milliseconds)")
        }
    }

    private func check(_ text: String, _ expected: String?, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(Timestamp(iso: text)?.iso == expected, sourceLocation: sourceLocation)
    }

    @Test func theFormsThatAreRead() {
        check("2026-03-02", "2026-03-02T00:00:00Z")
        check("2026-03-02T10:00", "2026-03-02T10:00:00Z")
        check("2026-03-02T10:00Z", "2026-03-02T10:00:00Z")
        check("2026-03-02 10:00:01", "2026-03-02T10:00:01Z")
        check("2026-03-02t10:00:01z", "2026-03-02T10:00:01Z")
        check("2026-03-02T10:00:00.125Z", "2026-03-02T10:00:00.125Z")
        check("2026-03-02T10:00:00.1", "2026-03-02T10:00:00.100Z")
        check("2026-03-02T10:00:00.123999999Z", "2026-03-02T10:00:00.123Z")
        check("2026-03-02T10:00:00+02:00", "2026-03-02T08:00:00Z")
        check("2026-03-02T10:00-0530", "2026-03-02T15:30:00Z")
        check("2026-01-01T00:30+01:00", "2025-12-31T23:30:00Z")
        check("2024-02-29", "2024-02-29T00:00:00Z")
        check("2000-02-29", "2000-02-29T00:00:00Z")
        check("0001-01-01", "0001-01-01T00:00:00Z")
        check("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z")
    }

    @Test(arguments: [
        "", "2026", "2026-03", "2026-3-2", "26-03-02", "2026-13-01", "2026-00-01", "2026-02-30", "2025-02-29",
        "1900-02-29", "2026-04-31", "2026-03-02T", "2026-03-02T10", "2026-03-02T24:00", "2026-03-02T10:60",
        "2026-03-02T10:00:60", "2026-03-02T10:00:00.", "2026-03-02T10:00:00.1234567890", "2026-03-02T10:00+2",
        "2026-03-02T10:00+24:00", "2026-03-02T10:00Zx", "2026-03-02Z", " 2026-03-02", "2026-03-02 ", "２０２６-03-02",
        "today", "-2026-03-02", "2026/03/02",
    ])
    func theFormsThatAreNot(text: String) { check(text, nil) }
}

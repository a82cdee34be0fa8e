import Domain
import Foundation
import Testing

@Suite struct CalendarTests {
    @Test(arguments: [
        ("2026-01-31", 1, "2026-02-28"), ("2028-01-31", 1, "2028-02-29"), ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", -1, "2026-02-28"), ("2026-11-30", 3, "2027-02-28"), ("2024-02-29", 12, "2025-02-28"),
    ])
    func monthsAreHeldToTheEndOfShortOnes(from: String, months: Int, to: String) throws {
        let day = try #require(CalendarDay(iso: from))
        #expect(day.adding(months: months).iso == to)
    }

    @Test func anAnchorRestoresTheDayThatAShortMonthCutOff() throws {
        let february = try #require(CalendarDay(iso: "2026-02-28"))
        #expect(february.adding(months: 1, anchor: 31).iso == "2026-03-31")
        #expect(february.adding(months: 1).iso == "2026-03-28")
    }

    @Test(arguments: ["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "2026-01-01 ", "0000-01-01", ""])
    func daysThatDoNotExistAreRefused(text: String) {
        #expect(CalendarDay(iso: text) == nil)
    }

    /// 22:30 UTC is the next day in Jerusalem (UTC+2 in winter, +3 in summer) and the same in New York.
    @Test func theDayOfAMomentDependsOnTheZone() throws {
        let zone = try #require(TimeZone(identifier: "Asia/Jerusalem"))
        let moment = try #require(Timestamp(iso: "2026-11-15T22:30Z"))
        #expect(CalendarDay(moment, in: zone).iso == "2026-11-16")
        #expect(CalendarDay(moment, in: .gmt).iso == "2026-11-15")
        let summer = try #require(Timestamp(iso: "2026-07-01T21:30Z"))
        #expect(CalendarDay(summer, in: zone).iso == "2026-07-02")
        #expect(CalendarDay(summer, in: zone).start(in: zone).iso == "2026-07-01T21:00:00Z")
    }

    @Test func daysAndMonthsCountBothWays() throws {
        let first = try #require(CalendarDay(iso: "2026-02-27"))
        let second = try #require(CalendarDay(iso: "2026-03-02"))
        #expect(first.days(to: second) == 3)
        #expect(second.days(to: first) == -3)
        #expect(first.adding(days: 3) == second)
        let month = try #require(CalendarMonth(iso: "2026-11"))
        #expect(month.adding(14).iso == "2028-01")
        #expect(month.adding(14).months(to: month) == -14)
    }
}

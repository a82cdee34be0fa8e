public import Domain
import Foundation

/// When people of the company are at work, and how that is said to a customer.
public struct OfficeHours: Sendable {
    /// When somebody is at work again.
    public struct WorkingTime: Sendable, Hashable {
        /// Under `working_times` in the texts: `today`, a day of the week, or `date`.
        public let key: String
        /// The day that is meant, in the company's time zone.
        public let day: CalendarDay
    }

    private let hours: CompanyInfo.SupportHours
    private let zone: TimeZone

    public init(_ company: CompanyInfo) {
        (hours, zone) = (company.supportHours, company.timezone)
    }

    /// Whether somebody is at work at that moment.
    public func isOpen(at moment: Timestamp) -> Bool {
        let local = local(moment)
        return isWorkday(local.day, weekday: local.weekday) && (hours.opens..<hours.closes).contains(local.minute)
    }

    /// When somebody is at work next: today while the office is open or before it opens, else a later day.
    public func nextWorkingTime(after moment: Timestamp) -> WorkingTime {
        let local = local(moment)
        if isWorkday(local.day, weekday: local.weekday), local.minute < hours.closes {
            return WorkingTime(key: "today", day: local.day)
        }
        for ahead in 1...OfficeHours.farthest {
            let day = local.day.adding(days: ahead)
            let weekday = (local.weekday + ahead) % 7
            guard isWorkday(day, weekday: weekday) else { continue }
            // Within a week the name of the day says which one is meant.
            let key = ahead <= 7 ? OfficeHours.weekdays[weekday].rawValue : "date"
            return WorkingTime(key: key, day: day)
        }
        return WorkingTime(key: "date", day: local.day.adding(days: OfficeHours.farthest))
    }

    /// The value of the slot `next_working_time`: `Sunday morning, Israel time`.
    ///
    /// Throws `internal_error` where the texts lack their words for it.
    public func words(after moment: Timestamp, in texts: LanguageTexts) throws -> String {
        let next = nextWorkingTime(after: moment)
        let key = "working_times.\(next.key)"
        if next.key != "date", texts.has(key) { return try texts.text(key) }
        return try texts.text("working_times.date", ["date": texts.day(next.day)])
    }

    // MARK: - The company's own clock

    private static let weekdays = CompanyInfo.SupportHours.Weekday.allCases
    /// Days that are looked at. One of each week is a working day unless it is listed as closed, so there is one.
    private static let farthest = 7 * (CompanyInfo.mostClosedDays + 1)
    private static let dayLength: Int64 = 86_400_000
    /// The years 1…9999; a moment outside is taken for the nearest one.
    private static let years: ClosedRange<Int64> = -62_135_596_800_000...253_402_300_799_999

    private func isWorkday(_ day: CalendarDay, weekday: Int) -> Bool {
        hours.days.contains(OfficeHours.weekdays[weekday]) && !hours.closedOn.contains(day)
    }

    /// Day, day of the week from Sunday as 0, and minute of the day.
    private func local(_ moment: Timestamp) -> (day: CalendarDay, weekday: Int, minute: Int) {
        let held = min(max(moment.milliseconds, OfficeHours.years.lowerBound), OfficeHours.years.upperBound)
        let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(held) / 1000))
        let local = held + Int64(offset) * 1000
        let rest = ((local % OfficeHours.dayLength) + OfficeHours.dayLength) % OfficeHours.dayLength
        let days = (local - rest) / OfficeHours.dayLength
        // 1970-01-01 was a Thursday.
        let weekday = Int(((days + 4) % 7 + 7) % 7)
        return (CalendarDay(Timestamp(milliseconds: held), in: zone), weekday, Int(rest / 60_000))
    }
}

import Domain
import Foundation

extension CalendarDay {
    private static let epoch = CalendarDay(Timestamp(milliseconds: 0), in: .gmt)

    /// A moment of the day in UTC.
    func at(minute: Int) -> Timestamp {
        Timestamp(milliseconds: Int64(CalendarDay.epoch.days(to: self)) * 86_400_000 + Int64(minute) * 60_000)
    }
}

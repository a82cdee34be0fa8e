import Domain

/// The days on which a subscription is charged: its billing day in every so many months, without skipped months and
/// paused days. The day that a pause ends on is a charge, and the rhythm counts from it.
struct ChargeSchedule: Sendable {
    let startedOn: CalendarDay
    let billingDay: Int
    /// Months from one charge to the next.
    let months: Int
    let pause: Subscription.Pause?
    let skipped: [CalendarMonth]

    init(_ subscription: Subscription, months: Int? = nil) {
        startedOn = subscription.startedOn
        billingDay = subscription.billingDay
        self.months = months ?? subscription.frequency.months
        pause = subscription.pause
        skipped = subscription.skippedMonths
    }

    /// Charges before this day, ascending.
    func days(before end: CalendarDay) -> [CalendarDay] {
        var days: [CalendarDay] = []
        walk { day in
            guard day < end else { return false }
            days.append(day)
            return true
        }
        return days
    }

    /// The first charge on this day or later.
    func first(from day: CalendarDay) -> CalendarDay {
        var found = day
        walk { charge in
            found = charge
            return charge < day
        }
        return found
    }

    /// Hands every charge to `visit` until it has seen enough.
    private func walk(_ visit: (CalendarDay) -> Bool) {
        var month = startedOn.calendarMonth
        // No subscription is older than this many charges; the bound keeps a broken one from going on for ever.
        for _ in 0..<5_000 {
            let day = month.day(billingDay)
            if let pause, pause.startsOn <= day, day < pause.endsOn {
                month = pause.endsOn.calendarMonth
                continue
            }
            if !skipped.contains(month), !visit(day) { return }
            month = month.adding(months)
        }
    }
}

public import Domain

/// The charges that a subscription plans, and until when each of them may still be changed. All days are days in the
/// company's zone.
///
/// Charges follow the rhythm from `nextChargeOn` on, on the billing day or a short month's last day. A pause leaves out
/// those from its start until before its end; the rhythm then starts anew with a charge on the day of its end. A
/// skipped month leaves out its charge and the rhythm goes on as if it had been made. A stored next charge that lies in
/// the past is rolled forward by the rhythm. A cancelled subscription, one without a next charge and one that is paused
/// without an end plan none.
public struct BillingSchedule: Sendable {
    public let today: CalendarDay
    /// Whole days before a charge or dispatch until which changes apply to its box.
    public let cutoffDays: Int
    private let subscription: Subscription
    private let skipped: Set<CalendarMonth>

    public init(_ subscription: Subscription, today: CalendarDay, cutoffDays: Int) {
        (self.subscription, self.today, self.cutoffDays) = (subscription, today, cutoffDays)
        skipped = Set(subscription.skippedMonths)
    }

    public init(_ subscription: Subscription, policy: ActionPolicy, now: Timestamp) {
        self.init(subscription, today: policy.today(now), cutoffDays: policy.cutoffDays)
    }

    /// The first planned charge from today on; today's own counts as still to come.
    public var next: CalendarDay? { charge(onOrAfter: today) }

    /// The first planned charge that a change made today still applies to: the next one, or inside its cut-off the one
    /// after it.
    public var firstChangeable: CalendarDay? {
        guard let next else { return nil }
        if !isInsideCutoff(next) { return next }
        return charge(onOrAfter: max(next.adding(days: 1), today.adding(days: cutoffDays)))
    }

    public func charge(after day: CalendarDay) -> CalendarDay? { charge(onOrAfter: day.adding(days: 1)) }

    public func charge(in month: CalendarMonth) -> CalendarDay? {
        charge(onOrAfter: max(month.day(1), today)).flatMap { $0.calendarMonth == month ? $0 : nil }
    }

    /// The first planned charge on this day or later, in the past too as far as the stored next charge tells.
    public func charge(onOrAfter day: CalendarDay) -> CalendarDay? {
        charge(onOrAfter: day, leavingOut: skipped)
    }

    /// As `charge(onOrAfter:)`, with the charges of skipped months: the boxes that the rhythm has without them.
    func rhythmicCharge(onOrAfter day: CalendarDay) -> CalendarDay? { charge(onOrAfter: day, leavingOut: []) }

    /// The box of the rhythm before this one, skipped or not. Across the last pause it is the one before the pause.
    func rhythmicCharge(before charge: CalendarDay) -> CalendarDay {
        let from = subscription.pause.flatMap { $0.endsOn == charge ? $0.startsOn : nil } ?? charge
        return from.adding(months: -subscription.frequency.months, anchor: subscription.billingDay)
    }

    // MARK: The cut-off

    /// The last day on which a change still applies to the box of this charge: `cutoffDays` before the charge, or
    /// before the dispatch where that is known and earlier.
    public func cutoff(of charge: CalendarDay) -> CalendarDay {
        var first = charge
        if let dispatch = subscription.nextDispatchOn, charge == subscription.nextChargeOn {
            first = min(first, dispatch)
        }
        return first.adding(days: -cutoffDays)
    }

    public func isInsideCutoff(_ charge: CalendarDay) -> Bool { cutoff(of: charge) < today }

    // MARK: The rhythm

    private func charge(onOrAfter day: CalendarDay, leavingOut months: Set<CalendarMonth>) -> CalendarDay? {
        switch subscription.status {
        case .cancelled: return nil
        case .active: return first(from: subscription.nextChargeOn, onOrAfter: day, leavingOut: months)
        case .paused:
            guard let pause = subscription.pause else { return nil }
            guard let stored = subscription.nextChargeOn, stored < pause.endsOn else {
                return first(from: subscription.nextChargeOn ?? pause.endsOn, onOrAfter: day, leavingOut: months)
            }
            return first(from: stored, onOrAfter: day, before: pause.startsOn, leavingOut: months)
                ?? first(from: pause.endsOn, onOrAfter: max(day, pause.endsOn), leavingOut: months)
        }
    }

    private func first(
        from start: CalendarDay?, onOrAfter day: CalendarDay, before end: CalendarDay? = nil,
        leavingOut months: Set<CalendarMonth>
    ) -> CalendarDay? {
        guard let start else { return nil }
        let interval = subscription.frequency.months
        let done = max(0, start.calendarMonth.months(to: day.calendarMonth) / interval)
        // Two for the months that the division and a day late in its month leave short.
        for step in done...done + months.count + 2 {
            let charge =
                step == 0 ? start : start.adding(months: step * interval, anchor: subscription.billingDay)
            if let end, charge >= end { return nil }
            if charge >= day, !months.contains(charge.calendarMonth) { return charge }
        }
        return nil
    }
}

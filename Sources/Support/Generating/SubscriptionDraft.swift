import Domain

/// Draws what a subscription is: plan, price, rhythm, status, pauses and skips.
struct SubscriptionDraft {
    let prices: PriceList
    let asOf: CalendarDay

    /// A subscription of `recipient` that `payer` pays for, begun on a day.
    func make(
        _ number: SubscriptionNumber, for recipient: Person, payer: Person, startedOn: CalendarDay, _ draw: inout Draw
    ) -> Subscription {
        let code = draw.pick(weighted: [("full", 80), ("light", 11), ("membership", 6), ("vip", 3)])
        var subscription = plain(number, code: code, for: recipient, payer: payer, startedOn: startedOn)
        // Some took theirs out at another price than the list's.
        if code == "full", draw.chance(permille: 140) {
            let dearer = PriceList.share(subscription.price, 35, of: 33)
            subscription.price = subscription.price.currency == "USD" ? dearer : subscription.price
        }
        if code == "full" {
            subscription.frequency = draw.pick(weighted: [
                (.monthly, 78), (.bimonthly, 10), (.quarterly, 9), (.semiannual, 3),
            ])
        }
        setFirstPrice(&subscription)
        switch draw.below(1000) {
        case 0..<80: pause(&subscription, &draw)
        case 80..<300: cancel(&subscription, &draw)
        default: skip(&subscription, &draw)
        }
        return subscription
    }

    /// An active one at the plan's price of the day it began.
    func plain(
        _ number: SubscriptionNumber, code: String, frequency: Frequency = .monthly, for recipient: Person,
        payer: Person, startedOn: CalendarDay
    ) -> Subscription {
        let plan = prices.plan(code, on: startedOn)
        var subscription = Subscription(
            number: number, recipient: Person.number(recipient.index), payer: Person.number(payer.index), plan: code,
            planName: plan.name, frequency: code == "vip" ? .annual : frequency,
            price: PriceList.converted(plan.price, to: payer.currency), startedOn: startedOn,
            billingDay: startedOn.day, nextChargeOn: nil, paymentMethod: payer.payment)
        setFirstPrice(&subscription)
        return subscription
    }

    /// The first box of a monthly Full Box costs a fifth less.
    private func setFirstPrice(_ subscription: inout Subscription) {
        let isReduced = subscription.plan == "full" && subscription.frequency == .monthly
        subscription.firstPrice = isReduced ? PriceList.share(subscription.price, 4, of: 5) : nil
    }

    private func cancel(_ subscription: inout Subscription, _ draw: inout Draw) {
        let tenure = subscription.startedOn.days(to: asOf)
        guard tenure > 40 else { return }
        subscription.status = .cancelled
        subscription.cancelledOn = subscription.startedOn.adding(days: draw.int(25...(tenure - 1)))
    }

    /// A pause that runs, or one that begins with the next charge.
    private func pause(_ subscription: inout Subscription, _ draw: inout Draw) {
        let schedule = ChargeSchedule(subscription)
        let past = schedule.days(before: asOf.adding(days: 1))
        let isComing = draw.chance(permille: 200)
        // The first box is never paused, and a year that is paid is not either.
        guard subscription.plan != "vip", past.count > 1, let last = past.last else { return }
        let startsOn = isComing ? schedule.first(from: asOf.adding(days: 1)) : last
        var months = draw.pick(weighted: [(1, 35), (2, 30), (3, 30), (6, 5)])
        while startsOn.adding(months: months, anchor: subscription.billingDay) <= asOf { months += 1 }
        subscription.status = .paused
        subscription.pause = Subscription.Pause(
            startsOn: startsOn, endsOn: startsOn.adding(months: months, anchor: subscription.billingDay))
    }

    /// Months that an active subscriber left out, or a pause that is over.
    private func skip(_ subscription: inout Subscription, _ draw: inout Draw) {
        let charges = ChargeSchedule(subscription).days(before: asOf)
        let kind = draw.below(1000)
        guard subscription.plan == "full", charges.count > 6 else { return }
        switch kind {
        case 0..<110:
            let count = draw.int(1...2)
            let months = charges.suffix(5).map(\.calendarMonth)
            // Two of them never stand side by side.
            subscription.skippedMonths = (0..<count).map { months[2 * $0] }
        case 110..<135:
            let next = ChargeSchedule(subscription).first(from: asOf.adding(days: 6))
            if ChargeSchedule(subscription).first(from: asOf) == next {
                subscription.skippedMonths = [next.calendarMonth]
            }
        case 135..<185 where subscription.frequency == .monthly:
            let startsOn = charges[charges.count - 5]
            let endsOn = startsOn.adding(months: draw.int(1...2), anchor: subscription.billingDay)
            subscription.pause = Subscription.Pause(startsOn: startsOn, endsOn: endsOn)
        default: break
        }
    }
}

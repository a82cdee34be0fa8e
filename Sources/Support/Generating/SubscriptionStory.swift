import Domain

/// Works out what has become of a subscription: its boxes with their payments and parcels, and what comes next.
///
/// Orders and payments go back fourteen boxes; `nextBox` counts all of them.
struct SubscriptionStory {
    /// How the latest box stands, where a persona says so.
    enum Latest: Sendable, Equatable {
        case asDrawn
        case delivered(daysAgo: Int)
        /// On its way, and nobody knows where.
        case missing
        /// The charge failed twice and will be tried again.
        case unpaid(code: String)
    }

    static let boxesKept = 14

    let asOf: CalendarDay
    let recipient: Person
    var subscription: Subscription
    private(set) var orders: [Order] = []
    private(set) var payments: [Payment] = []

    init(_ subscription: Subscription, of recipient: Person, asOf: CalendarDay) {
        (self.subscription, self.recipient, self.asOf) = (subscription, recipient, asOf)
    }

    /// Fills in orders, payments and the subscription's next days.
    mutating func tell(latest: Latest = .asDrawn, _ draw: inout Draw, _ numbers: inout Numbers) {
        let end = min(subscription.cancelledOn ?? asOf, asOf)
        let schedule = ChargeSchedule(subscription)
        let charges = schedule.days(before: end)
        switch subscription.plan {
        case "vip":
            for day in charges.suffix(2) { pay(subscription.price, for: nil, on: day, &draw, &numbers) }
            let boxes = ChargeSchedule(subscription, months: 1).days(before: end)
            box(
                boxes, latest: latest, price: PriceList.share(subscription.price, 1, of: 12), isPaid: true, &draw,
                &numbers)
        case "membership":
            for day in charges.suffix(SubscriptionStory.boxesKept) {
                pay(subscription.price, for: nil, on: day, &draw, &numbers)
            }
            let extra = charges.filter { _ in draw.chance(permille: 300) }
            box(
                extra, latest: latest, price: PriceList.share(subscription.price, 2, of: 3), isPaid: false, &draw,
                &numbers)
        default:
            box(charges, latest: latest, price: subscription.price, isPaid: false, &draw, &numbers)
        }
        guard subscription.status != .cancelled else { return }
        let next = schedule.first(from: end)
        subscription.nextChargeOn = next
        // Batches are planned three weeks ahead.
        if subscription.plan != "membership", asOf.days(to: next) <= 21 {
            subscription.nextDispatchOn = Parcel.dispatch(after: next)
        }
    }

    private mutating func box(
        _ days: [CalendarDay], latest: Latest, price: Money, isPaid: Bool, _ draw: inout Draw, _ numbers: inout Numbers
    ) {
        subscription.nextBox = days.count + 1
        let first = max(0, days.count - SubscriptionStory.boxesKept)
        for (offset, day) in days.enumerated().dropFirst(first) {
            let isLast = offset == days.count - 1
            let isFirst = offset == 0
            let cost = isFirst ? subscription.firstPrice ?? price : price
            let size: Box.Size = subscription.plan == "light" ? .light : .full
            let box = Box(day.calendarMonth)
            var order = Order(
                number: numbers.order(), customer: subscription.recipient, subscription: subscription.number,
                boxSequence: offset + 1, boxName: box.name, sku: box.sku(size), price: cost, status: .paid,
                orderedOn: day, promoCode: isFirst && subscription.firstPrice != nil ? "WELCOME20" : nil,
                items: box.items(size, for: recipient.preferences.flags))
            if isLast, case .unpaid(let code) = latest {
                order.status = .planned
                for retry in [day, day.adding(days: 3)] where retry < asOf {
                    attempt(cost, for: order.number, on: retry, failure: code, &draw, &numbers)
                }
                orders.append(order)
                continue
            }
            var paidOn = day
            if !isPaid {
                let isChosen = isLast && latest != .asDrawn
                paidOn = pay(cost, for: order.number, on: day, mayFail: !isChosen, &draw, &numbers)
                order.invoice = payments.last?.invoice
            }
            send(&order, paidOn: paidOn, latest: isLast ? latest : .asDrawn, isPaid: !isPaid, &draw, &numbers)
            orders.append(order)
        }
    }

    private mutating func send(
        _ order: inout Order, paidOn: CalendarDay, latest: Latest, isPaid: Bool, _ draw: inout Draw,
        _ numbers: inout Numbers
    ) {
        let shippedOn = Parcel.dispatch(after: paidOn)
        let fate: Parcel.Fate
        switch latest {
        case .delivered(let daysAgo): fate = .delivered(after: shippedOn.days(to: asOf) - daysAgo)
        case .missing: fate = .missing
        case .asDrawn, .unpaid: fate = Parcel.fate(in: recipient.region, &draw)
        }
        guard shippedOn < asOf else { return }
        let parcel = Parcel(region: recipient.region, shippedOn: shippedOn, fate: fate)
        order.shippedOn = shippedOn
        order.status = parcel.outcome(asOf: asOf)
        order.shipment = parcel.shipment(number: numbers.tracking(), asOf: asOf, &draw)
        // A person gives the money back for most parcels that never came.
        guard isPaid, let refund = parcel.failedOn?.adding(days: 4), refund < asOf, draw.chance(permille: 700) else {
            return
        }
        record(order.price, for: order.number, on: refund, .refunded, &draw, &numbers)
    }

    /// Charges, with failed attempts before the one that works where chance has it.
    ///
    /// - Returns: the day on which the money came.
    @discardableResult
    private mutating func pay(
        _ amount: Money, for order: OrderNumber?, on day: CalendarDay, mayFail: Bool = true, _ draw: inout Draw,
        _ numbers: inout Numbers
    ) -> CalendarDay {
        let failures = draw.pick(weighted: [(0, 955), (1, 35), (2, 10)])
        let isDisputed = draw.chance(permille: 3)
        // Tried again after three days and after seven.
        let tries = [day, day.adding(days: 3), day.adding(days: 7)]
        let paidOn = tries[min(failures, 2)]
        let end = min(subscription.cancelledOn ?? asOf, asOf)
        guard mayFail, failures > 0, paidOn < end else {
            record(amount, for: order, on: day, isDisputed ? .disputed : .paid, &draw, &numbers)
            return day
        }
        let code = draw.pick(["insufficient_funds", "card_declined", "do_not_honor", "card_expired"])
        for day in tries.prefix(failures) { attempt(amount, for: order, on: day, failure: code, &draw, &numbers) }
        record(amount, for: order, on: paidOn, .paid, &draw, &numbers)
        return paidOn
    }

    private mutating func attempt(
        _ amount: Money, for order: OrderNumber?, on day: CalendarDay, failure: String, _ draw: inout Draw,
        _ numbers: inout Numbers
    ) {
        record(amount, for: order, on: day, .failed, failure: failure, &draw, &numbers)
    }

    private mutating func record(
        _ amount: Money, for order: OrderNumber?, on day: CalendarDay, _ status: Payment.Status,
        failure: String? = nil, _ draw: inout Draw, _ numbers: inout Numbers
    ) {
        let (number, invoice) = numbers.payment(on: day)
        // Before the office opens, so that it is the same day in every zone that matters here.
        let moment = day.at(minute: draw.int(300...480))
        payments.append(
            Payment(
                number: number, payer: subscription.payer, subscription: subscription.number, order: order,
                amount: amount, status: status, methodLabel: subscription.paymentMethod?.label ?? "Visa",
                attemptedAt: moment, failureCode: failure, invoice: status == .failed ? nil : invoice))
    }
}

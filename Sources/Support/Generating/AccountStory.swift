import Domain

/// One generated customer with everything that belongs to the customer's record: subscriptions that the customer gets,
/// orders, payments for these, contacts and claims.
struct AccountStory {
    let asOf: CalendarDay
    let prices: PriceList
    let person: Person
    private(set) var account: Account
    private var draw: Draw
    private var numbers: Numbers

    init(_ person: Person, email: String? = nil, asOf: CalendarDay, prices: PriceList, draw: Draw, numbers: Numbers) {
        (self.person, self.asOf, self.prices, self.draw, self.numbers) = (person, asOf, prices, draw, numbers)
        account = Account(customer: person.customer(email: email))
    }

    var drafts: SubscriptionDraft { SubscriptionDraft(prices: prices, asOf: asOf) }

    /// The record, sorted as `Account` says, and the numbers that come next.
    func finished() -> (Account, Numbers) {
        var account = account
        account.subscriptions.sort { $0.number < $1.number }
        account.orders.sort { ($0.orderedOn, $0.number) < ($1.orderedOn, $1.number) }
        account.payments?.sort { ($0.attemptedAt, $0.number) < ($1.attemptedAt, $1.number) }
        account.contacts?.sort { ($0.openedAt, $0.number) < ($1.openedAt, $1.number) }
        account.claims.sort { ($0.createdAt, $0.number.rawValue) < ($1.createdAt, $1.number.rawValue) }
        return (account, numbers)
    }

    /// The life of an ordinary customer.
    ///
    /// - Parameter giver: who pays for the subscription, where it is a gift.
    mutating func live(giver: Person?) {
        add(
            drafts.make(
                numbers.subscription(), for: person, payer: giver ?? person, startedOn: person.joinedOn, &draw))
        if giver == nil, draw.chance(permille: 40) { addSecond() }
        if draw.chance(permille: 120) { shop() }
        complain()
        talk()
    }

    mutating func nextNumber() -> SubscriptionNumber { numbers.subscription() }

    mutating func add(_ subscription: Subscription, latest: SubscriptionStory.Latest = .asDrawn) {
        var story = SubscriptionStory(subscription, of: person, asOf: asOf)
        story.tell(latest: latest, &draw, &numbers)
        account.subscriptions.append(story.subscription)
        account.orders += story.orders
        account.payments = (account.payments ?? []) + story.payments
    }

    /// A second subscription, for somebody near by: the boxes go to another door.
    private mutating func addSecond() {
        let tenure = person.joinedOn.days(to: asOf)
        let startedOn = person.joinedOn.adding(days: draw.int(10...max(10, tenure - 5)))
        var second = drafts.make(numbers.subscription(), for: person, payer: person, startedOn: startedOn, &draw)
        var address = Person.address(in: person.region, town: draw.pick(person.region.towns), &draw)
        address.recipient = "\(draw.pick(person.region.names[0].0.given).shown) \(person.family.shown)"
        second.address = address
        // One reduced box a household.
        second.firstPrice = nil
        add(second)
    }

    /// One or two purchases outside of the subscription.
    private mutating func shop() {
        for _ in 0..<draw.int(1...2) {
            let tenure = min(person.joinedOn.days(to: asOf) - 1, 400)
            let day = asOf.adding(days: -draw.int(1...max(1, tenure)))
            let shelf = Good.catalogue.filter { !$0.isAlcoholic && $0.suits(person.preferences.flags) }
            let items = (1...draw.int(1...3)).map { draw.pick(shelf).item(line: $0) }
            let goods = items.reduce(0) { sum, _ in sum + Int64(draw.int(14...38)) * 100 }
            // Free from 75, else nine.
            guard let listed = Money(minorUnits: goods < 7500 ? goods + 900 : goods, currency: "USD") else { return }
            let price = PriceList.converted(listed, to: person.currency)
            let (payment, invoice) = numbers.payment(on: day)
            var order = Order(
                number: numbers.order(), customer: account.customer.number, price: price, status: .paid,
                orderedOn: day, invoice: invoice, items: items)
            account.payments?.append(
                Payment(
                    number: payment, payer: account.customer.number, order: order.number, amount: price, status: .paid,
                    methodLabel: person.payment.label, attemptedAt: day.at(minute: draw.int(300...480)),
                    invoice: invoice))
            // Packed every working day.
            let shippedOn = day.adding(days: draw.int(1...3))
            if shippedOn < asOf {
                let fate = Parcel.Fate.delivered(after: draw.int(person.region.transit))
                let parcel = Parcel(region: person.region, shippedOn: shippedOn, fate: fate)
                order.shippedOn = shippedOn
                order.status = parcel.outcome(asOf: asOf)
                order.shipment = parcel.shipment(number: numbers.tracking(), asOf: asOf, &draw)
            }
            account.orders.append(order)
        }
    }

    /// A claim about something in a box that came, now and then.
    private mutating func complain() {
        guard draw.chance(permille: 45) else { return }
        let arrived = account.orders.filter { $0.shipment?.deliveredOn != nil && $0.items?.isEmpty == false }
        guard !arrived.isEmpty else { return }
        let order = draw.pick(arrived)
        guard let delivered = order.shipment?.deliveredOn, let items = order.items else { return }
        let item = draw.pick(items)
        let kinds = Good.catalogue.first { $0.product == item.product }?.kind.damage ?? [.missing]
        claim(order.number, item, draw.pick(kinds), on: delivered.adding(days: draw.int(1...12)))
    }

    private mutating func claim(_ order: OrderNumber, _ item: OrderItem, _ kind: DamageClaim.Kind, on day: CalendarDay)
    {
        guard day < asOf else { return }
        let created = day.at(minute: draw.int(480...900))
        let age = day.days(to: asOf)
        let asked = age > 2 ? created.adding(minutes: draw.int(30...600)) : nil
        account.claims.append(
            DamageClaim(
                number: numbers.claim(), order: order, item: item.line, kind: kind,
                description: ContactTexts.report(kind, item.name),
                status: asked == nil ? .open : age > 9 ? .decided : .photosRequested, createdAt: created,
                photosRequestedAt: asked))
        contact(ContactTexts.damage, on: day, daysToClose: 1)
    }

    /// Contacts with support: most customers have none, a few have several.
    private mutating func talk() {
        if account.orders.contains(where: { $0.shipment?.status == .lost }),
            let lost = account.orders.last(where: { $0.shipment?.status == .lost })?.shippedOn
        {
            contact(ContactTexts.lost, on: lost.adding(days: 44), daysToClose: 5)
        }
        for subscription in account.subscriptions where draw.chance(permille: 500) {
            guard let cancelled = subscription.cancelledOn else { continue }
            contact(ContactTexts.cancelled, on: cancelled.adding(days: -draw.int(1...4)), daysToClose: 0)
        }
        let tenure = person.joinedOn.days(to: asOf)
        for _ in 0..<draw.pick(weighted: [(0, 58), (1, 24), (2, 11), (3, 5), (4, 2)]) {
            let day = asOf.adding(days: -draw.int(1...max(1, min(tenure, 900))))
            let text = draw.chance(permille: 60) ? ContactTexts.farewell : draw.pick(ContactTexts.common)
            contact(text, on: day, daysToClose: draw.int(0...2))
        }
    }

    /// Nothing where the day is not over yet, or lies before the customer joined.
    mutating func contact(_ text: ContactTexts.Text, on day: CalendarDay, daysToClose: Int) {
        guard day < asOf, person.joinedOn <= day else { return }
        let opened = day.at(minute: draw.int(400...800))
        let closing = day.adding(days: daysToClose)
        let closed = closing.at(minute: 800 + draw.int(5...300))
        let isClosed = closing < asOf
        let csat = draw.pick(weighted: [(nil, 60), (5, 24), (4, 9), (3, 4), (2, 2), (1, 1)] as [(Int?, Int)])
        account.contacts?.append(
            SupportContact(
                number: numbers.contact(), openedAt: opened, closedAt: isClosed ? closed : nil,
                channel: draw.pick(weighted: [("email", 68), ("widget", 24), ("whatsapp", 5), ("facebook", 3)]),
                category: text.category, summary: text.summary, outcome: isClosed ? text.outcome : nil,
                csat: isClosed ? csat : nil))
    }

    /// Sees to it that the latest delivered box of a persona holds an item of this kind.
    mutating func ensure(_ good: Good) {
        guard let place = account.orders.lastIndex(where: { $0.status == .delivered }),
            let items = account.orders[place].items, !items.isEmpty
        else { return }
        let isThere = items.contains { item in
            Good.catalogue.contains { $0.product == item.product && $0.kind == good.kind }
        }
        if !isThere { account.orders[place].items?[0] = good.item(line: 1) }
    }
}

extension Timestamp {
    fileprivate func adding(minutes: Int) -> Timestamp {
        Timestamp(milliseconds: milliseconds + Int64(minutes) * 60_000)
    }
}

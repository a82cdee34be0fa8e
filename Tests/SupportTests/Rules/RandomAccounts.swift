import Domain
import Support
import TestSupport

/// Accounts, requests and days for properties, strange ones among them: stale next charges, pauses in all places, days
/// that are not the billing day.
struct RandomAccounts {
    private var source: SeededGenerator

    init(seed: UInt64) { source = SeededGenerator(seed: seed) }

    mutating func now() -> Timestamp {
        Timestamp(milliseconds: 1_767_225_600_000 + Int64(source.int(in: 0...1_500 * 86_400)) * 1000)
    }

    mutating func policy() -> ActionPolicy {
        var policy = ActionPolicy()
        if source.chance(0.3) { policy.cutoffDays = source.int(in: 0...25) }
        return policy
    }

    mutating func account(today: CalendarDay) -> Account {
        let subscriptions = (0..<source.pick([1, 1, 1, 2, 3])).map { subscription("S-2040\($0)", today: today) }
        let orders = (0..<source.int(in: 0...3)).map { order("TB-\($0)", today: today) }
        let claims = (0..<source.int(in: 0...2)).map { number in
            Make.claim(
                "CLM-0000000\(number)", order: "TB-\(source.int(in: 0...3))", item: source.pick([nil, 1, 2]),
                status: source.pick(DamageClaim.Status.allCases))
        }
        var account = Make.account(orders: orders, claims: claims)
        account.subscriptions = subscriptions
        return account
    }

    mutating func request() -> ChangeRequest {
        let number: SubscriptionNumber? =
            source.chance(0.7) ? SubscriptionNumber(rawValue: "S-2040\(source.int(in: 0...2))") : nil
        switch source.int(in: 0...5) {
        case 0: return .pause(number, months: source.int(in: 0...4))
        case 1: return .skipMonth(number, nil)
        case 2:
            let month = CalendarDay(now(), in: .gmt).calendarMonth
            return .skipMonth(number, month)
        case 3: return .changeFrequency(number, to: source.pick([.monthly, .bimonthly, .quarterly, .semiannual]))
        case 4: return source.chance(0.8) ? .changeAddress(number, Make.london) : .changeAddress(number, Make.boston)
        default:
            if source.chance(0.4) { return .requestPhotos(nil) }
            return .createClaim(
                source.chance(0.3) ? OrderNumber(rawValue: "TB-1") : nil, item: source.pick([nil, "1", "oil", "e"]),
                kind: .broken, description: "Broken.", claim: ClaimNumber(rawValue: "CLM-FFFFFFFF"))
        }
    }

    /// Skips of months near today are rare among all months, so they are asked for on purpose.
    mutating func request(today: CalendarDay) -> ChangeRequest {
        let request = request()
        guard case .skipMonth(let number, .some) = request else { return request }
        return .skipMonth(number, today.calendarMonth.adding(source.int(in: -2...8)))
    }

    mutating func subscription(_ number: String, today: CalendarDay) -> Subscription {
        var subscription = Make.subscription(number, every: source.pick(Frequency.allCases.dropLast()))
        if source.chance(0.1) { subscription.plan = "light" }
        subscription.billingDay = source.int(in: 1...31)
        if source.chance(0.1) { subscription.recipient = CustomerNumber(rawValue: "C-2") }
        if source.chance(0.1) { subscription.payer = CustomerNumber(rawValue: "C-3") }
        subscription.nextChargeOn =
            source.chance(0.9)
            ? today.calendarMonth.adding(source.int(in: -14...6)).day(subscription.billingDay)
            : today.adding(days: source.int(in: -30...60))
        if source.chance(0.5) {
            subscription.nextChargeOn = today.adding(days: source.int(in: 0...12))
            subscription.billingDay = subscription.nextChargeOn?.day ?? 1
        }
        if source.chance(0.4) {
            subscription.nextDispatchOn = subscription.nextChargeOn?.adding(days: source.int(in: -10...10))
        }
        if source.chance(0.3) {
            let start = today.calendarMonth.adding(source.int(in: -9...3)).day(subscription.billingDay)
            let end = start.adding(months: source.int(in: 1...6), anchor: subscription.billingDay)
            subscription.pause = Subscription.Pause(startsOn: start, endsOn: end)
            if source.chance(0.8) { subscription.status = .paused }
            if source.chance(0.5) { subscription.nextChargeOn = end }
        } else if source.chance(0.1) {
            subscription.status = source.pick([.paused, .cancelled])
            if subscription.status == .cancelled { subscription.nextChargeOn = nil }
        }
        let skipped = (0..<source.int(in: 0...4)).map { _ in today.calendarMonth.adding(source.int(in: -12...6)) }
        subscription.skippedMonths = Set(skipped).sorted()
        return subscription
    }

    mutating func shuffled(_ account: Account) -> Account {
        var account = account
        account.subscriptions.shuffle(using: &source)
        account.orders.shuffle(using: &source)
        return account
    }

    private mutating func order(_ number: String, today: CalendarDay) -> Order {
        let delivered = source.chance(0.7) ? today.adding(days: -source.int(in: 0...40)).iso : nil
        return Make.order(number, delivered: delivered, subscription: source.pick([nil, "S-20400"]))
    }
}

extension Account {
    /// The account after a change, as a system of record would have it.
    func applying(_ operation: Operation) -> Account {
        var account = self
        func change(_ number: SubscriptionNumber, _ body: (inout Subscription) -> Void) {
            for row in account.subscriptions.indices where account.subscriptions[row].number == number {
                let before = account.subscriptions[row].nextChargeOn
                body(&account.subscriptions[row])
                account.subscriptions[row].version += 1
                if account.subscriptions[row].nextChargeOn != before { account.subscriptions[row].nextDispatchOn = nil }
            }
        }
        switch operation {
        case .changeFrequency(let number, _, let frequency, let next):
            change(number) { ($0.frequency, $0.nextChargeOn) = (frequency, next) }
        case .skip(let number, _, let month, let next):
            change(number) {
                $0.skippedMonths = ($0.skippedMonths + [month]).sorted()
                $0.nextChargeOn = next
            }
        case .pause(let number, _, let pause, let next):
            change(number) { ($0.status, $0.pause, $0.nextChargeOn) = (.paused, pause, next) }
        case .changeAddress(let number, _, let address): change(number) { $0.address = address }
        case .createClaim(let claim): account.claims.append(claim)
        case .requestPhotos(let number):
            for row in account.claims.indices where account.claims[row].number == number {
                account.claims[row].status = .photosRequested
            }
        case .cancel(let number, _, let day):
            change(number) { ($0.status, $0.cancelledOn, $0.nextChargeOn) = (.cancelled, day, nil) }
        }
        return account
    }
}

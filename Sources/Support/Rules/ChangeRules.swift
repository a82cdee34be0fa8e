public import Domain

/// What the company allows to be changed, and what follows from it.
///
/// Pure: the same account, request and time give the same plan. A plan's arguments, asked for again on the same day,
/// give a plan with the same consequence; the form's confirmation rests on that.
///
/// Facts that plans about a subscription share: `next_charge_on`, the next charge after the change; `applies_from`, the
/// charge of the first box that the change applies to. Where `next_charge_on` is the earlier of the two, the coming
/// box was too close and comes unchanged.
public struct ChangeRules: Sendable {
    let policy: ActionPolicy

    public init(policy: ActionPolicy) { self.policy = policy }

    /// Throws a `Refusal` and nothing else.
    public func plan(_ request: ChangeRequest, for account: Account, now: Timestamp) throws -> ChangePlan {
        let today = policy.today(now)
        switch request {
        case .changeFrequency(let number, let frequency):
            return try changeFrequency(to: frequency, SubscriptionCase(number, account, today, policy))
        case .skipMonth(let number, let month):
            return try skip(month, SubscriptionCase(number, account, today, policy))
        case .pause(let number, let months):
            return try pause(months: months, SubscriptionCase(number, account, today, policy))
        case .changeAddress(let number, let address):
            return try changeAddress(to: address, SubscriptionCase(number, account, today, policy))
        case .createClaim(let number, let item, let kind, let description, let claim):
            return try createClaim(
                of: try deliveredOrder(number, account, today), item: item, kind: kind, description: description,
                claim: claim, account, now: now)
        case .requestPhotos(let number): return try requestPhotos(number, account)
        }
    }
}

/// The subscription that a request is about, with what its rules look at.
struct SubscriptionCase {
    let account: Account
    let subscription: Subscription
    let today: CalendarDay
    let schedule: BillingSchedule
    /// As in a customer's choices.
    let label: String

    /// Throws a `Refusal` where no single subscription can be meant.
    init(_ number: SubscriptionNumber?, _ account: Account, _ today: CalendarDay, _ policy: ActionPolicy) throws {
        let chooser = SubscriptionChooser(account, today: today)
        (self.account, self.today, subscription) = (account, today, try chooser.choose(number))
        schedule = BillingSchedule(subscription, today: today, cutoffDays: policy.cutoffDays)
        label = chooser.label(subscription)
    }

    var number: SubscriptionNumber { subscription.number }
    var isPaused: Bool { subscription.status(on: today) == .paused }
    var subject: String { "subscription:\(number)" }
    var price: String { subscription.price.description }

    /// The coming charge and the first that a change still applies to. Throws where none is planned.
    func charges() throws -> (next: CalendarDay, firstChangeable: CalendarDay) {
        guard let next = schedule.next, let first = schedule.firstChangeable else {
            throw Refusal(
                .needsPerson, "No next charge is planned for this subscription, so a person has to look at it.",
                alternatives: [.person])
        }
        return (next, first)
    }

    /// The charges once the subscription is like this.
    func schedule(after change: (inout Subscription) -> Void) -> BillingSchedule {
        var changed = subscription
        change(&changed)
        return BillingSchedule(changed, today: today, cutoffDays: schedule.cutoffDays)
    }

    func alternative(_ tool: String, _ arguments: JSONObject, _ text: String) -> Refusal.Alternative {
        var all: JSONObject = ["subscription": .string(number.rawValue)]
        for (key, value) in arguments.members { all[key] = value }
        return Refusal.Alternative(tool: tool, arguments: all, text: text)
    }

    /// Where skips and pauses have nothing to leave out.
    func refuseIfPausedOrAnnual(_ wish: String) throws {
        if isPaused {
            let end = subscription.pause.map { " until \($0.endsOn.words)" } ?? ""
            throw Refusal(
                .subscriptionPaused, "The subscription is paused\(end) already, so \(wish).", alternatives: [.person])
        }
        if subscription.frequency == .annual {
            throw Refusal(
                .needsPerson, "An annual subscription is one payment for a year of boxes; a person spreads them anew.",
                alternatives: [.person])
        }
    }
}

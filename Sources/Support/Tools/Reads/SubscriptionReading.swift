public import Domain

/// `get_subscription {subscription?, include?}`.
public enum SubscriptionReading {
    static let parts = ["schedule", "price", "preferences", "address", "payment_method", "gift"]
    static let defaults = ["schedule", "price"]

    /// One subscription that the customer pays for: the named one, else the only active one, else the only paused one,
    /// else the only one. Where more than one may be meant, `{choose: true, subscriptions}` with all of them in short.
    ///
    /// Refuses with `identity_required`, `customer_not_found`, `not_found` or `payer_only`.
    public static func read(
        _ account: Account?, _ arguments: JSONObject, identity: Identity, policy: ActionPolicy, now: Timestamp
    ) throws(Refusal) -> JSONValue {
        let account = try ReadAccess.verified(account, identity)
        let include = ReadValues.include(arguments, default: defaults)
        let today = policy.today(now)
        if let number = arguments["subscription"]?.string {
            // The same words for a number that nobody has and one of somebody else.
            guard let named = account.subscriptions.first(where: { $0.number.rawValue == number }) else { throw none }
            guard account.isPayer(of: named) else { throw ReadAccess.payerOnly }
            return one(named, of: account, include: include, policy: policy, now: now)
        }
        let paid = account.subscriptions.filter(account.isPayer(of:)).sorted { $0.number < $1.number }
        guard !paid.isEmpty else { throw account.subscriptions.isEmpty ? none : ReadAccess.payerOnly }
        let candidates =
            [SubscriptionStatus.active, .paused]
            .map { status in paid.filter { $0.status(on: today) == status } }.first { !$0.isEmpty } ?? paid
        if let only = candidates.first, candidates.count == 1 {
            return one(only, of: account, include: include, policy: policy, now: now)
        }
        let chooser = SubscriptionChooser(account, today: today)
        return [
            "choose": true,
            "subscriptions": .array(
                paid.map {
                    [
                        "number": .string($0.number.rawValue), "label": .string(chooser.label($0)),
                        "status": .string($0.status(on: today).rawValue), "plan": .string($0.planName),
                        "frequency": .string($0.frequency.rawValue),
                    ]
                }),
        ]
    }

    private static let none = Refusal(
        .notFound, "This account has no such subscription.", alternatives: [.person])

    private static func one(
        _ subscription: Subscription, of account: Account, include: Set<String>, policy: ActionPolicy, now: Timestamp
    ) -> JSONValue {
        let today = policy.today(now)
        var object: JSONObject = [
            "number": .string(subscription.number.rawValue),
            "status": .string(subscription.status(on: today).rawValue), "plan": .string(subscription.planName),
            "frequency": .string(subscription.frequency.rawValue),
            "started_on": ReadValues.day(subscription.startedOn),
        ]
        if let day = subscription.cancelledOn { object["cancelled_on"] = ReadValues.day(day) }
        let isOwn = account.role(in: subscription) == .owner
        for part in parts where include.contains(part) {
            object[part] =
                switch part {
                case "schedule": schedule(subscription, policy: policy, now: now)
                case "price": ReadValues.money(subscription.price)
                case "preferences":
                    isOwn
                        ? ReadValues.preferences(account.customer.preferences)
                        : ReadValues.notAvailable("They are those of whoever gets the boxes.")
                case "address":
                    isOwn
                        ? address(subscription.address ?? account.customer.address)
                        : ReadValues.notAvailable("The boxes go to somebody else's address.")
                case "payment_method": paymentMethod(subscription.paymentMethod, today: today)
                default: ["is_gift": .bool(!isOwn), "role": .string(account.role(in: subscription).rawValue)]
                }
        }
        return ["subscription": .object(object)]
    }

    private static func schedule(_ subscription: Subscription, policy: ActionPolicy, now: Timestamp) -> JSONValue {
        let plan = BillingSchedule(subscription, policy: policy, now: now)
        let next = plan.next
        let month = plan.today.calendarMonth
        var object: JSONObject = [
            "next_charge_on": ReadValues.day(next), "billing_day": JSONValue(subscription.billingDay),
            "next_box": next == nil ? .null : JSONValue(subscription.nextBox),
            "change_until": ReadValues.day(next.map(plan.cutoff)),
            "change_applies_to_next_box": next.map { .bool(!plan.isInsideCutoff($0)) } ?? .null,
            "skipped_months_ahead": .array(
                subscription.skippedMonths.filter { $0 >= month }.sorted().map { .string($0.iso) }),
        ]
        if let dispatch = subscription.nextDispatchOn, next != nil, next == subscription.nextChargeOn {
            object["next_dispatch_on"] = ReadValues.day(dispatch)
        }
        if let pause = subscription.pause, subscription.status(on: plan.today) == .paused {
            object["pause"] = [
                "starts_on": ReadValues.day(pause.startsOn), "ends_on": ReadValues.day(pause.endsOn),
                "has_begun": .bool(pause.startsOn <= plan.today),
            ]
        }
        return .object(object)
    }

    /// Without whose name is on the parcel.
    private static func address(_ address: PostalAddress?) -> JSONValue {
        guard let address else { return ReadValues.notAvailable("No address is on file.") }
        var object: JSONObject = ["street": .string(address.street), "city": .string(address.city)]
        object["line2"] = address.line2.map { .string($0) }
        object["state"] = address.state.map { .string($0) }
        object["postcode"] = address.postcode.map { .string($0) }
        object["country"] = .string(address.country)
        return .object(object)
    }

    private static func paymentMethod(_ method: Subscription.PaymentMethod?, today: CalendarDay) -> JSONValue {
        guard let method else { return ReadValues.notAvailable("No payment method is on file.") }
        // A card is good until the last day of its month.
        return [
            "label": .string(method.label),
            "is_expired": .bool(method.expires.map { $0 < today.calendarMonth } ?? false),
        ]
    }
}

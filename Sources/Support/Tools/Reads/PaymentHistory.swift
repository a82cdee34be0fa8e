public import Domain

/// `get_payment_history {months = 6}`.
public enum PaymentHistory {
    static let monthsByDefault = 6
    static let paymentsAtMost = 100

    /// What was charged, what failed, was given back or is disputed, newest first; and the next charge of each
    /// subscription that the customer pays for.
    ///
    /// Refuses with `identity_required`, `customer_not_found`, `payer_only`, or `not_available` where the system of
    /// record holds no payments.
    public static func read(
        _ account: Account?, _ arguments: JSONObject, identity: Identity, policy: ActionPolicy, now: Timestamp
    ) throws(Refusal) -> JSONValue {
        let account = try ReadAccess.paying(account, identity)
        guard let payments = account.payments else {
            throw Refusal(
                .notAvailable, "The system of record does not hold payments, so none can be looked up here.",
                alternatives: [.person])
        }
        let today = policy.today(now)
        let months = min(max(arguments["months"]?.int ?? monthsByDefault, 1), 24)
        let from = today.adding(months: -months)
        let recent = payments.filter { $0.payer == account.customer.number && policy.today($0.attemptedAt) >= from }
            .reversed()
        let next = account.subscriptions.filter(account.isPayer(of:)).sorted { $0.number < $1.number }
            .compactMap { subscription in
                BillingSchedule(subscription, policy: policy, now: now).next.map { charge(subscription, on: $0) }
            }
        return [
            "from": ReadValues.day(from), "to": ReadValues.day(today), "total": JSONValue(recent.count),
            "payments": .array(recent.prefix(paymentsAtMost).map { payment($0, policy) }), "next_charges": .array(next),
        ]
    }

    private static func payment(_ payment: Payment, _ policy: ActionPolicy) -> JSONValue {
        var object: JSONObject = [
            "on": ReadValues.day(policy.today(payment.attemptedAt)), "status": .string(payment.status.rawValue),
            "amount": ReadValues.money(payment.amount), "method": .string(payment.methodLabel),
        ]
        object["order"] = payment.order.map { .string($0.rawValue) }
        object["subscription"] = payment.subscription.map { .string($0.rawValue) }
        object["failure"] = payment.failureCode.map { .string($0) }
        object["invoice"] = payment.invoice.map { .string($0) }
        return .object(object)
    }

    private static func charge(_ subscription: Subscription, on day: CalendarDay) -> JSONValue {
        [
            "subscription": .string(subscription.number.rawValue), "on": ReadValues.day(day),
            "amount": ReadValues.money(subscription.price),
        ]
    }
}

public import Domain

/// `get_customer_history {include?}`.
public enum CustomerHistory {
    static let parts = ["summary", "orders", "contacts"]
    static let ordersAtMost = 5
    static let contactsAtMost = 10

    /// Tenure and counts, the last five orders by shipping day, and the newest contacts with support and claims.
    /// Boxes that somebody else pays for do not count.
    ///
    /// Refuses with `identity_required`, `customer_not_found` or `payer_only`.
    public static func read(
        _ account: Account?, _ arguments: JSONObject, identity: Identity, policy: ActionPolicy, now: Timestamp
    ) throws(Refusal) -> JSONValue {
        let account = try ReadAccess.paying(account, identity)
        let include = ReadValues.include(arguments, default: parts)
        let today = policy.today(now)
        let orders = account.orders.filter(account.isPayer(of:))
        var object = JSONObject()
        if include.contains("summary") { object["summary"] = summary(account, orders, today: today) }
        if include.contains("orders") {
            object["orders"] = .array(
                LatestOrder.sorted(orders, today: today).prefix(ordersAtMost).map { order($0, today: today) })
        }
        if include.contains("contacts") {
            object["contacts"] =
                account.contacts.map { .array($0.reversed().prefix(contactsAtMost).map { contact($0, policy) }) }
                ?? ReadValues.notAvailable("The system of record does not hold past contacts.")
            object["claims"] = .array(account.claims.reversed().prefix(contactsAtMost).map { claim($0, policy) })
        }
        return .object(object)
    }

    private static func summary(_ account: Account, _ orders: [Order], today: CalendarDay) -> JSONValue {
        let paid = account.subscriptions.filter(account.isPayer(of:))
        let since = account.customer.joinedOn ?? paid.map(\.startedOn).min()
        let sent = orders.filter { $0.leftOn(by: today) != nil }
        return [
            "customer_since": ReadValues.day(since),
            "tenure_months": JSONValue(since.map { months(from: $0, to: today) }),
            "subscriptions": .object(
                JSONObject(
                    SubscriptionStatus.allCases.map { status in
                        (status.rawValue, JSONValue(paid.count { $0.status(on: today) == status }))
                    })),
            "boxes_sent": [
                "subscription": JSONValue(sent.count { $0.subscription != nil }),
                "one_time": JSONValue(sent.count { $0.subscription == nil }),
            ],
            "contacts": JSONValue(account.contacts?.count), "claims": JSONValue(account.claims.count),
            "open_claims": JSONValue(account.claims.count { $0.status.isOpen }),
        ]
    }

    /// Whole months; none for a day to come.
    private static func months(from day: CalendarDay, to today: CalendarDay) -> Int {
        let count = day.calendarMonth.months(to: today.calendarMonth)
        return max(0, day.adding(months: count) > today ? count - 1 : count)
    }

    private static func order(_ order: Order, today: CalendarDay) -> JSONValue {
        [
            "order": .string(order.number.rawValue), "box": JSONValue(order.boxName),
            "is_subscription_box": .bool(order.subscription != nil), "status": .string(order.status.rawValue),
            "ordered_on": ReadValues.day(order.orderedOn), "shipped_on": ReadValues.day(order.leftOn(by: today)),
            "delivered_on": ReadValues.day(order.shipment?.deliveredOn), "price": ReadValues.money(order.price),
        ]
    }

    private static func contact(_ contact: SupportContact, _ policy: ActionPolicy) -> JSONValue {
        [
            "on": ReadValues.day(policy.today(contact.openedAt)), "is_closed": .bool(contact.closedAt != nil),
            "channel": .string(contact.channel), "category": .string(contact.category),
            "summary": .string(FreeText.masked(contact.summary)),
            "outcome": JSONValue(contact.outcome.map(FreeText.masked)), "csat": JSONValue(contact.csat),
        ]
    }

    /// Without the customer's own words.
    private static func claim(_ claim: DamageClaim, _ policy: ActionPolicy) -> JSONValue {
        [
            "claim": .string(claim.number.rawValue), "order": .string(claim.order.rawValue),
            "item": JSONValue(claim.item), "kind": .string(claim.kind.rawValue),
            "status": .string(claim.status.rawValue), "created_on": ReadValues.day(policy.today(claim.createdAt)),
        ]
    }
}

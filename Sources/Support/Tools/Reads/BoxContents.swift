public import Domain

/// `get_box_contents {order?}`.
public enum BoxContents {
    /// What is in the named box, or in the one that left last, with allergens and alcohol; and what the customer asked to
    /// leave out. A box that has not left stays a surprise.
    ///
    /// Refuses with `identity_required`, `customer_not_found`, `payer_only`, `not_found`, or `not_available` where the
    /// contents are not known or not told yet.
    public static func read(
        _ account: Account?, _ arguments: JSONObject, identity: Identity, policy: ActionPolicy, now: Timestamp
    ) throws(Refusal) -> JSONValue {
        let account = try ReadAccess.paying(account, identity)
        let today = policy.today(now)
        let order: Order
        if let number = arguments["order"]?.string {
            guard let named = account.orders.first(where: { $0.isMeant(by: number) }) else {
                throw Refusal(
                    .notFound, "This account has no order or parcel of that number.", alternatives: [.person])
            }
            guard account.isPayer(of: named) else { throw ReadAccess.payerOnly }
            guard named.leftOn(by: today) != nil else {
                throw Refusal(
                    .notAvailable, "This box has not left yet; what is in it is told when it has.",
                    alternatives: [.person])
            }
            order = named
        } else {
            guard let latest = LatestOrder.shipped(account.orders.filter(account.isPayer(of:)), today: today) else {
                throw Refusal(.notFound, "No box of this account has left yet.", alternatives: [.person])
            }
            order = latest
        }
        guard let items = order.items else {
            throw Refusal(
                .notAvailable,
                "What is in this box is not known to the system, so nothing can be said about its items or allergens.",
                alternatives: [.person])
        }
        var object: JSONObject = [
            "order": .string(order.number.rawValue), "box": JSONValue(order.boxName),
            "box_sequence": JSONValue(order.boxSequence), "shipped_on": ReadValues.day(order.leftOn(by: today)),
            "items": .array(items.map(item)), "contains_alcohol": .bool(items.contains { $0.containsAlcohol }),
            "allergens": JSONValue(Set(items.flatMap(\.allergens)).sorted()),
            "caution": "Items may contain traces of other allergens.",
        ]
        if order.customer == account.customer.number {
            object["preferences"] = ReadValues.preferences(account.customer.preferences)
        }
        return .object(object)
    }

    private static func item(_ item: OrderItem) -> JSONValue {
        [
            "line": JSONValue(item.line), "name": .string(item.name), "maker": JSONValue(item.maker),
            "region": JSONValue(item.region), "quantity": JSONValue(item.quantity),
            "allergens": JSONValue(item.allergens), "contains_alcohol": .bool(item.containsAlcohol),
        ]
    }
}

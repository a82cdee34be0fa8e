public import Domain

/// `track_package {order?}`, an order's number or a parcel's.
public enum PackageTracking {
    /// The delivery guarantee: so many days after dispatch without arrival are over six weeks.
    static let guaranteeDays = 42
    static let eventsAtMost = 20

    /// Where the named parcel is, or the one that left last, with what the carrier told of it; never an address.
    ///
    /// A verified customer may ask for every order that the account shows, gifts both ways. Whoever only stated an
    /// address must bring a number with it; one that is not this address's is refused in the same words, to the byte,
    /// as one that nobody has. Refuses with `identity_required`, `customer_not_found`, `no_match` or `not_found`.
    public static func read(
        _ account: Account?, _ arguments: JSONObject, identity: Identity, policy: ActionPolicy, now: Timestamp
    ) throws(Refusal) -> JSONValue {
        let number = arguments["order"]?.string
        switch identity {
        case .anonymous: throw identityRequired
        case .claimed(let email):
            guard let number else { throw identityRequired }
            guard let account, account.customer.email == email,
                let order = account.orders.first(where: { $0.isMeant(by: number) })
            else { throw noMatch }
            return report(order, today: policy.today(now))
        case .verified:
            let account = try ReadAccess.verified(account, identity)
            let today = policy.today(now)
            if let number {
                guard let order = account.orders.first(where: { $0.isMeant(by: number) }) else { throw notFound }
                return report(order, today: today)
            }
            let order =
                LatestOrder.shipped(account.orders, today: today)
                ?? LatestOrder.sorted(account.orders, today: today).first
            guard let order else { throw nothing }
            return report(order, today: today)
        }
    }

    private static let identityRequired = Refusal(
        .identityRequired,
        "To track a parcel ask for the e-mail address of the account together with the order or tracking number, or "
            + "for a sign-in.")
    private static let noMatch = Refusal(
        .noMatch, "No order was found for this address and number. Ask to check both.", alternatives: [.person])
    private static let notFound = Refusal(
        .notFound, "This account has no order or parcel of that number.", alternatives: [.person])
    private static let nothing = Refusal(.notFound, "This account has no order yet.", alternatives: [.person])

    private static func report(_ order: Order, today: CalendarDay) -> JSONValue {
        let left = order.leftOn(by: today)
        var object: JSONObject = [
            "order": .string(order.number.rawValue), "box": JSONValue(order.boxName),
            "ordered_on": ReadValues.day(order.orderedOn), "order_status": .string(order.status.rawValue),
            "shipped_on": ReadValues.day(left),
        ]
        let isDelivered =
            order.shipment.map { $0.status == .delivered || $0.deliveredOn != nil } ?? (order.status == .delivered)
        if let shipment = order.shipment {
            object["carrier"] = .string(shipment.carrier)
            object["tracking_number"] = .string(shipment.trackingNumber)
            object["parcel_status"] = .string(shipment.status.rawValue)
            object["delivered_on"] = ReadValues.day(shipment.deliveredOn)
            object["events"] = .array(
                shipment.events.suffix(eventsAtMost).map {
                    // A carrier's note may name a neighbour or a street.
                    ["at": .string($0.at.iso), "status": .string($0.status.rawValue), "place": JSONValue($0.place)]
                })
        }
        let days = left?.days(to: today)
        object["days_since_shipped"] = JSONValue(days)
        object["is_over_six_weeks"] = .bool(!isDelivered && (days ?? 0) > guaranteeDays)
        return .object(object)
    }
}

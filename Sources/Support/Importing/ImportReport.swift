public import Domain

/// What an import did, or would do.
public struct ImportReport: Sendable, Hashable {
    public internal(set) var isDryRun: Bool
    /// Customers.
    public internal(set) var added = 0
    public internal(set) var changed = 0
    public internal(set) var unchanged = 0
    /// Records in the files.
    public internal(set) var customers = 0
    public internal(set) var subscriptions = 0
    public internal(set) var orders = 0
    public internal(set) var payments = 0

    /// `{dry_run, added, changed, unchanged, read: {customers, subscriptions, orders, payments}}`.
    public var json: JSONValue {
        [
            "dry_run": .bool(isDryRun), "added": JSONValue(added), "changed": JSONValue(changed),
            "unchanged": JSONValue(unchanged),
            "read": [
                "customers": JSONValue(customers), "subscriptions": JSONValue(subscriptions),
                "orders": JSONValue(orders), "payments": JSONValue(payments),
            ],
        ]
    }
}

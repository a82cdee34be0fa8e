import Domain

/// The four flat tables that a CSV file may be. Its header row says which one.
enum ImportTable: String, CaseIterable {
    case customers, subscriptions, orders, payments

    /// The column that no other table has.
    private var mark: String {
        switch self {
        case .customers: "email"
        case .subscriptions: "billing_day"
        case .orders: "ordered_on"
        case .payments: "attempted_at"
        }
    }

    /// Columns that every row needs.
    private var needed: Set<String> {
        switch self {
        case .customers: ["number", "email", "name"]
        case .subscriptions:
            [
                "number", "customer", "plan", "status", "frequency", "price", "currency", "started_on", "billing_day",
            ]
        case .orders: ["number", "customer", "price", "currency", "status", "ordered_on"]
        case .payments: ["number", "payer", "amount", "currency", "status", "method_label", "attempted_at"]
        }
    }

    /// Columns that go into an object of their own: those of the address, or of the parcel.
    private var grouped: [String: (object: String, field: String)] {
        switch self {
        case .customers, .subscriptions:
            Dictionary(uniqueKeysWithValues: RecordDecoder.addressNames.map { ($0, ("address", $0)) })
        case .orders:
            [
                "tracking_number": ("shipment", "tracking_number"), "carrier": ("shipment", "carrier"),
                "shipment_status": ("shipment", "status"), "delivered_on": ("shipment", "delivered_on"),
            ]
        case .payments: [:]
        }
    }

    private var columns: Set<String> {
        let own: Set<String>
        switch self {
        case .customers:
            own = RecordDecoder.customerNames.subtracting([
                "subscriptions", "orders", "payments", "contacts", "claims", "pays_for", "changes",
            ])
        case .subscriptions:
            own = RecordDecoder.subscriptionNames.subtracting(["orders", "payments"]).union(["customer"])
        case .orders:
            own = RecordDecoder.orderNames.subtracting(["items", "payments"]).union(["customer", "subscription"])
        case .payments: own = RecordDecoder.paymentNames.union(["subscription", "order"])
        }
        return own.subtracting(["address", "shipment"]).union(grouped.keys)
    }

    /// The table that a header row names; nil, with its problems told, for one that is none.
    static func named(_ header: [String], at place: ImportPlace, _ problems: ImportProblems) -> ImportTable? {
        guard let table = allCases.first(where: { header.contains($0.mark) }) else {
            let marks = allCases.map { "\($0.mark) (\($0.rawValue))" }.joined(separator: ", ")
            problems.add(place, "the header row names no column that tells the table: \(marks)")
            return nil
        }
        var seen: Set<String> = []
        for name in header {
            if !seen.insert(name).inserted { problems.add(place, "the column \(name.prefix(60)) is named twice") }
            if !table.columns.contains(name) {
                problems.add(place, "\(name.prefix(60)): there is no such column in \(table.rawValue)")
            }
        }
        for name in table.needed.subtracting(seen).sorted() {
            problems.add(place, "\(name): the column is missing")
        }
        return table
    }

    /// Reads one row into the decoder.
    func read(
        _ row: [String], _ header: [String], at place: ImportPlace, into decoder: inout RecordDecoder,
        _ problems: ImportProblems
    ) {
        var object = JSONObject()
        var inner: [String: JSONObject] = [:]
        for (name, cell) in zip(header, row) {
            if let group = grouped[name] {
                guard cell.contains(where: { !$0.isWhitespace }) else { continue }
                inner[group.object, default: JSONObject()][group.field] = .string(cell)
            } else {
                object[name] = .string(cell)
            }
        }
        if self == .orders, inner["shipment"] != nil, let day = object["shipped_on"] {
            inner["shipment"]?["shipped_on"] = day
        }
        for (name, group) in inner { object[name] = .object(group) }
        let names = columns.union(["address", "shipment"])
        guard let fields = RecordFields(.object(object), at: place, names: names, problems: problems) else { return }
        decode(fields, &decoder)
    }

    private func decode(_ fields: RecordFields, _ decoder: inout RecordDecoder) {
        let subscription = fields.optionalNumber("subscription").map(SubscriptionNumber.init)
        switch self {
        case .customers: decoder.customerRow(fields)
        case .subscriptions:
            guard let customer = fields.number("customer") else { return }
            decoder.subscription(fields, of: CustomerNumber(rawValue: customer))
        case .orders:
            guard let customer = fields.number("customer") else { return }
            decoder.order(fields, of: CustomerNumber(rawValue: customer), in: subscription)
        case .payments:
            let order = fields.optionalNumber("order").map(OrderNumber.init)
            decoder.payment(fields, by: nil, for: subscription, order: order)
        }
    }
}

import Domain

/// Everything that the files of one import hold, each record with its place.
struct ImportedRecords: Sendable {
    typealias Placed<Record> = (place: ImportPlace, record: Record)

    var customers: [Placed<Customer>] = []
    var subscriptions: [Placed<Subscription>] = []
    var orders: [Placed<Order>] = []
    var payments: [Placed<Payment>] = []
    var contacts: [Placed<(customer: CustomerNumber, contact: SupportContact)>] = []
    var claims: [Placed<(customer: CustomerNumber, claim: DamageClaim)>] = []

    /// Numbers that only one record may have, told where a second one has them.
    func repeats(_ problems: ImportProblems) {
        ImportedRecords.once(customers.map { ($0.place, $0.record.number.rawValue) }, "the customer", problems)
        ImportedRecords.once(
            customers.map { ($0.place, $0.record.email) }, "the e-mail address", problems, isShown: false)
        ImportedRecords.once(subscriptions.map { ($0.place, $0.record.number.rawValue) }, "the subscription", problems)
        ImportedRecords.once(orders.map { ($0.place, $0.record.number.rawValue) }, "the order", problems)
        ImportedRecords.once(payments.map { ($0.place, $0.record.number) }, "the payment", problems)
        ImportedRecords.once(contacts.map { ($0.place, $0.record.contact.number) }, "the contact", problems)
        ImportedRecords.once(claims.map { ($0.place, $0.record.claim.number.rawValue) }, "the claim", problems)
        let parcels = orders.compactMap { order in order.record.shipment.map { (order.place, $0.trackingNumber) } }
        ImportedRecords.once(parcels, "the tracking number", problems)
    }

    private static func once(
        _ numbers: [(ImportPlace, String)], _ kind: String, _ problems: ImportProblems, isShown: Bool = true
    ) {
        var first: [String: ImportPlace] = [:]
        for (place, number) in numbers {
            if let other = first[number] {
                problems.add(place, "\(kind)\(isShown ? " \(number)" : "") is given twice, first at \(other)")
            } else {
                first[number] = place
            }
        }
    }
}

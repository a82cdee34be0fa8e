import Domain

/// What must hold of an account before it is stored, in words that name the record. The tables check the same.
enum AccountCheck {
    /// The account with its lists in the order in which they are read. Throws `invalid_input`.
    static func settled(_ account: Account) throws -> Account {
        var account = account
        let customer = account.customer
        try require(!customer.number.rawValue.isEmpty, "a customer", "has no number")
        let name = "customer \(customer.number)"
        try require(!customer.email.isEmpty, name, "has no e-mail address")
        try require(customer.email == customer.email.lowercased(), name, "has an e-mail address with capital letters")
        try check(customer.address, of: name)
        for offset in account.subscriptions.indices { try settle(&account.subscriptions[offset]) }
        for offset in account.orders.indices { try settle(&account.orders[offset]) }
        for payment in account.payments ?? [] {
            try require(!payment.number.isEmpty, "a payment of \(name)", "has no number")
        }
        for contact in account.contacts ?? [] {
            try require(!contact.number.isEmpty, "a contact of \(name)", "has no number")
            try require((1...5).contains(contact.csat ?? 1), "contact \(contact.number)", "has a csat outside 1…5")
        }
        for claim in account.claims {
            try require(!claim.number.rawValue.isEmpty, "a claim of \(name)", "has no number")
        }
        try once(account.subscriptions.map(\.number.rawValue), "subscription")
        try once(account.orders.map(\.number.rawValue), "order")
        try once((account.payments ?? []).map(\.number), "payment")
        try once((account.contacts ?? []).map(\.number), "contact")
        try once(account.claims.map(\.number.rawValue), "claim")
        return account
    }

    private static func settle(_ subscription: inout Subscription) throws {
        try require(
            !subscription.number.rawValue.isEmpty, "a subscription of \(subscription.recipient)", "has no number")
        let name = "subscription \(subscription.number)"
        let (price, first) = (subscription.price, subscription.firstPrice ?? subscription.price)
        try require(price.minorUnits >= 0 && first.minorUnits >= 0, name, "has a price below zero")
        try require(price.currency == first.currency, name, "has prices in two currencies")
        try require((1...31).contains(subscription.billingDay), name, "has a billing day outside 1…31")
        try require(subscription.nextBox > 0, name, "has a next box below 1")
        try require(subscription.version > 0, name, "has a version below 1")
        if let pause = subscription.pause {
            try require(pause.endsOn > pause.startsOn, name, "has a pause that ends before it starts")
        }
        try require(subscription.status != .paused || subscription.pause != nil, name, "is paused without a pause")
        try require(
            subscription.status != .cancelled || subscription.cancelledOn != nil, name,
            "is cancelled without a day on which it was")
        try check(subscription.address, of: name)
        subscription.skippedMonths = Set(subscription.skippedMonths).sorted()
    }

    private static func settle(_ order: inout Order) throws {
        try require(!order.number.rawValue.isEmpty, "an order of \(order.customer)", "has no number")
        let name = "order \(order.number)"
        try require(order.price.minorUnits >= 0, name, "has a price below zero")
        try require((order.boxSequence ?? 1) > 0, name, "is a box below 1")
        if let items = order.items {
            try require(
                items.allSatisfy { $0.line > 0 && $0.quantity > 0 }, name, "has an item with a line or quantity below 1"
            )
            try require(Set(items.map(\.line)).count == items.count, name, "has two items with one line")
            order.items = items.sorted { $0.line < $1.line }
        }
        if let shipment = order.shipment {
            try require(!shipment.trackingNumber.isEmpty, name, "has a parcel without a tracking number")
            // A stable order for events of one moment.
            order.shipment?.events = shipment.events.enumerated()
                .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
                .map(\.element)
        }
    }

    private static func check(_ address: PostalAddress?, of name: String) throws {
        guard let address else { return }
        try require(!address.street.isEmpty && !address.city.isEmpty, name, "has an address without street or city")
        try require(
            address.country.utf8.count == 2 && address.country.utf8.allSatisfy { (0x41...0x5A).contains($0) }, name,
            "has an address whose country is not two capital letters")
    }

    private static func once(_ numbers: [String], _ kind: String) throws {
        var seen: Set<String> = []
        for number in numbers {
            try require(seen.insert(number).inserted, "\(kind) \(number)", "is in the account twice")
        }
    }

    private static func require(_ condition: Bool, _ name: String, _ fault: String) throws {
        guard condition else {
            throw AlmanacError(
                .invalidInput, "\(name) \(fault)", hint: "correct the record; nothing of this customer was stored")
        }
    }
}

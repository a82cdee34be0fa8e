import Domain
import Store

/// Stores imported records inside one transaction: checks what they refer to, gathers them by customer, and puts payers
/// before those whose boxes they pay for.
struct ImportFiling {
    private let records: ImportedRecords
    private let writer: SupportWriter
    private let time: Timestamp
    private let problems = ImportProblems()

    init(_ records: ImportedRecords, writer: SupportWriter, at time: Timestamp) {
        (self.records, self.writer, self.time) = (records, writer, time)
    }

    func run(dryRun: Bool) throws -> ImportReport {
        var stored = StoredAccounts(reader: writer.reader)
        try checkReferences(&stored)
        try problems.check()
        var report = ImportReport(isDryRun: dryRun)
        report.customers = records.customers.count
        report.subscriptions = records.subscriptions.count
        report.orders = records.orders.count
        report.payments = records.payments.count
        for outcome in try put(gathered(&stored)).values {
            switch outcome {
            case .added: report.added += 1
            case .changed: report.changed += 1
            case .unchanged: report.unchanged += 1
            }
        }
        return report
    }

    // MARK: What records refer to

    private func checkReferences(_ stored: inout StoredAccounts) throws {
        let customers = Set(records.customers.map(\.record.number))
        let subscriptions = Dictionary(
            records.subscriptions.map { ($0.record.number, $0.record) }, uniquingKeysWith: { first, _ in first })
        let orders = Dictionary(
            records.orders.map { ($0.record.number, $0.record) }, uniquingKeysWith: { first, _ in first })
        func require(_ number: CustomerNumber, _ field: String, at place: ImportPlace) throws {
            guard !customers.contains(number), try stored.account(number) == nil else { return }
            problems.add(place, "\(field): there is no customer \(number) in the files or the home")
        }
        for (place, subscription) in records.subscriptions {
            try require(subscription.recipient, "customer", at: place)
            if subscription.payer != subscription.recipient { try require(subscription.payer, "payer", at: place) }
        }
        for (place, order) in records.orders {
            try require(order.customer, "customer", at: place)
            guard let number = order.subscription else { continue }
            let known = try subscriptions[number] ?? stored.subscription(number, of: order.customer)
            guard let known else {
                problems.add(place, "subscription: customer \(order.customer) has no subscription \(number)")
                continue
            }
            if known.recipient != order.customer {
                problems.add(place, "subscription: \(number) is not a subscription of customer \(order.customer)")
            }
        }
        for (place, payment) in records.payments {
            try require(payment.payer, "payer", at: place)
            if let number = payment.subscription, subscriptions[number] == nil,
                try stored.subscription(number, of: payment.payer) == nil
            {
                problems.add(place, "subscription: there is no subscription \(number) that \(payment.payer) pays for")
            }
            if let number = payment.order, orders[number] == nil, try stored.order(number, of: payment.payer) == nil {
                problems.add(place, "order: there is no order \(number) that \(payment.payer) pays for")
            }
        }
        for (place, record) in records.claims {
            let claim = record.claim
            let known = try orders[claim.order] ?? stored.order(claim.order, of: record.customer)
            guard let known, known.customer == record.customer else {
                problems.add(place, "claims: customer \(record.customer) has no order \(claim.order)")
                continue
            }
            if let item = claim.item, let items = known.items, !items.contains(where: { $0.line == item }) {
                problems.add(place, "claims: order \(claim.order) has no item \(item)")
            }
        }
    }

    // MARK: By customer

    private struct Gathered {
        let place: ImportPlace
        var account: Account
        /// Others whose boxes this customer's are paid by.
        var payers: Set<CustomerNumber> = []
    }

    private func gathered(_ stored: inout StoredAccounts) throws -> [Gathered] {
        var order: [CustomerNumber] = []
        var gathered: [CustomerNumber: Gathered] = [:]
        for (place, customer) in records.customers {
            order.append(customer.number)
            gathered[customer.number] = Gathered(
                place: place, account: Account(customer: try settled(customer, place, &stored)))
        }
        func add(_ number: CustomerNumber, _ place: ImportPlace, _ change: (inout Gathered) -> Void) throws {
            if gathered[number] == nil {
                // Checked above: a customer who is not in the files is stored.
                guard let customer = try stored.account(number)?.customer else { return }
                order.append(number)
                gathered[number] = Gathered(place: place, account: Account(customer: customer))
            }
            if var entry = gathered[number] {
                gathered[number] = nil
                change(&entry)
                gathered[number] = entry
            }
        }
        for (place, subscription) in records.subscriptions {
            let settled = try settled(subscription, place, &stored)
            try add(subscription.recipient, place) {
                $0.account.subscriptions.append(settled)
                if settled.payer != settled.recipient { $0.payers.insert(settled.payer) }
            }
        }
        var owners: [OrderNumber: CustomerNumber] = [:]
        for (place, box) in records.orders {
            let settled = try settled(box, place, &stored)
            owners[box.number] = box.customer
            try add(box.customer, place) { $0.account.orders.append(settled) }
        }
        let recipients = Dictionary(
            records.subscriptions.map { ($0.record.number, $0.record.recipient) }, uniquingKeysWith: { one, _ in one })
        for (place, payment) in records.payments {
            let owner = payment.order.flatMap { owners[$0] } ?? payment.subscription.flatMap { recipients[$0] }
            try add(owner ?? payment.payer, place) {
                $0.account.payments?.append(payment)
                if let owner, owner != payment.payer { $0.payers.insert(payment.payer) }
            }
        }
        for (place, record) in records.contacts {
            try add(record.customer, place) { $0.account.contacts?.append(record.contact) }
        }
        for (place, record) in records.claims {
            try add(record.customer, place) { $0.account.claims.append(record.claim) }
        }
        return order.compactMap { gathered[$0] }
    }

    /// With what a row of a table does not say as it is stored.
    private func settled(
        _ customer: Customer, _ place: ImportPlace, _ stored: inout StoredAccounts
    ) throws -> Customer {
        guard place.isRow, let old = try stored.account(customer.number)?.customer else { return customer }
        var customer = customer
        customer.address = customer.address ?? old.address
        if customer.preferences.flags.isEmpty { customer.preferences.flags = old.preferences.flags }
        customer.preferences.allergyNote = customer.preferences.allergyNote ?? old.preferences.allergyNote
        return customer
    }

    private func settled(
        _ subscription: Subscription, _ place: ImportPlace, _ stored: inout StoredAccounts
    ) throws -> Subscription {
        guard place.isRow, let old = try stored.subscription(subscription.number, of: subscription.recipient) else {
            return subscription
        }
        var subscription = subscription
        subscription.address = subscription.address ?? old.address
        if subscription.skippedMonths.isEmpty { subscription.skippedMonths = old.skippedMonths }
        return subscription
    }

    private func settled(_ order: Order, _ place: ImportPlace, _ stored: inout StoredAccounts) throws -> Order {
        guard place.isRow, let old = try stored.order(order.number, of: order.customer) else { return order }
        var order = order
        order.items = old.items
        if order.shipment == nil {
            order.shipment = old.shipment
        } else if order.shipment?.trackingNumber == old.shipment?.trackingNumber {
            order.shipment?.events = old.shipment?.events ?? []
        }
        return order
    }

    // MARK: Storing

    private func put(_ gathered: [Gathered]) throws -> [CustomerNumber: PutOutcome] {
        var outcomes: [CustomerNumber: PutOutcome] = [:]
        // Payers first, by themselves: two may pay for each other.
        let payers = gathered.reduce(into: Set<CustomerNumber>()) { $0.formUnion($1.payers) }
        for entry in gathered where payers.contains(entry.account.customer.number) {
            let customer = Account(customer: entry.account.customer, payments: nil, contacts: nil)
            outcomes[entry.account.customer.number] = try put(customer, at: entry.place)
        }
        // An order's payment may stand in the record of a payer who comes before the order's own customer.
        let late = gathered.filter { $0.account.subscriptions.isEmpty && $0.account.orders.isEmpty }
        let early = gathered.filter { !$0.account.subscriptions.isEmpty || !$0.account.orders.isEmpty }
        for entry in early + late {
            let number = entry.account.customer.number
            let outcome = try put(entry.account, at: entry.place)
            outcomes[number] = ImportFiling.joined(outcomes[number], outcome)
        }
        return outcomes
    }

    private static func joined(_ first: PutOutcome?, _ second: PutOutcome) -> PutOutcome {
        switch (first, second) {
        case (nil, _): second
        case (.added, _): .added
        case (.changed, _), (_, .changed): .changed
        default: .unchanged
        }
    }

    private func put(_ account: Account, at place: ImportPlace) throws -> PutOutcome {
        do {
            return try writer.put(account, at: time)
        } catch let error as AlmanacError where error.code == .conflict || error.code == .invalidInput {
            throw AlmanacError(
                error.code, "\(place): \(error.message)",
                hint: "nothing was stored; \(error.hint ?? "correct the file")",
                underlying: error)
        }
    }
}

/// Accounts as they are stored, each read once.
struct StoredAccounts {
    let reader: SupportReader
    private var known: [CustomerNumber: Account?] = [:]

    init(reader: SupportReader) { self.reader = reader }

    mutating func account(_ number: CustomerNumber) throws -> Account? {
        if let known = known[number] { return known }
        let account = try reader.account(number)
        known[number] = .some(account)
        return account
    }

    mutating func subscription(_ number: SubscriptionNumber, of customer: CustomerNumber) throws -> Subscription? {
        try account(customer)?.subscriptions.first { $0.number == number }
    }

    mutating func order(_ number: OrderNumber, of customer: CustomerNumber) throws -> Order? {
        try account(customer)?.orders.first { $0.number == number }
    }
}

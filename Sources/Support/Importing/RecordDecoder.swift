import Domain

/// Reads the records of an import out of JSON objects and rows of tables: the shape that `CustomerImport` documents.
struct RecordDecoder {
    private let problems: ImportProblems
    private(set) var records = ImportedRecords()

    init(_ problems: ImportProblems) { self.problems = problems }

    // MARK: One customer with everything

    static let customerNames: Set<String> = [
        "number", "email", "name", "phone", "address", "locale", "timezone", "joined_on", "ai_enabled", "preferences",
        "allergy_note", "subscriptions", "orders", "payments", "contacts", "claims", "pays_for", "changes",
    ]
    static let addressNames: Set<String> = ["recipient", "street", "line2", "city", "state", "postcode", "country"]

    /// A record of a JSON file: one customer with what belongs to the customer.
    mutating func customer(_ value: JSONValue, at place: ImportPlace) {
        guard
            let fields = RecordFields(
                value, at: place, names: RecordDecoder.customerNames, problems: problems)
        else { return }
        let number = customerRow(fields) ?? CustomerNumber(rawValue: "?")
        for nested in fields.objects("subscriptions", names: RecordDecoder.subscriptionNames) {
            subscription(nested, of: number)
        }
        for nested in fields.objects("orders", names: RecordDecoder.orderNames) {
            order(nested, of: number, in: nil)
        }
        for nested in fields.objects("payments", names: RecordDecoder.paymentNames) {
            payment(nested, by: number, for: nil, order: nil)
        }
        for nested in fields.objects("contacts", names: RecordDecoder.contactNames) { contact(nested, of: number) }
        for nested in fields.objects("claims", names: RecordDecoder.claimNames) { claim(nested, of: number) }
    }

    /// The customer's own fields.
    @discardableResult
    mutating func customerRow(_ fields: RecordFields) -> CustomerNumber? {
        let number = fields.number("number").map(CustomerNumber.init)
        let email = fields.email("email")
        let name = fields.line("name")
        var flags: Set<Preferences.Flag> = []
        for word in fields.words("preferences") {
            if let flag = Preferences.Flag(rawValue: word) {
                flags.insert(flag)
            } else {
                fields.problem(
                    "preferences", "takes \(Preferences.Flag.allCases.map(\.rawValue).joined(separator: ", "))")
            }
        }
        let customer = Customer(
            number: number ?? CustomerNumber(rawValue: "?"), email: email ?? "?", name: name ?? "?",
            phone: fields.optionalLine("phone", longest: 40), address: address(fields),
            locale: fields.optionalLine("locale", longest: 35),
            timezone: fields.optionalLine("timezone", longest: 64), joinedOn: fields.optionalDay("joined_on"),
            aiEnabled: fields.optionalFlag("ai_enabled") ?? true,
            preferences: Preferences(flags: flags, allergyNote: fields.optionalText("allergy_note")))
        if number != nil, email != nil, name != nil { records.customers.append((fields.place, customer)) }
        return number
    }

    private func address(_ fields: RecordFields) -> PostalAddress? {
        guard let fields = fields.object("address", names: RecordDecoder.addressNames) else { return nil }
        let street = fields.line("street")
        let city = fields.line("city")
        let country = fields.line("country", longest: 2)
        if let country, country.utf8.count != 2 || !country.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
            fields.problem("country", "takes two capital letters, such as US")
        }
        let recipient = fields.optionalLine("recipient")
        let line2 = fields.optionalLine("line2")
        let state = fields.optionalLine("state")
        let postcode = fields.optionalLine("postcode", longest: 20)
        guard let street, let city, let country else { return nil }
        return PostalAddress(
            recipient: recipient, street: street, line2: line2, city: city, state: state, postcode: postcode,
            country: country)
    }

    // MARK: Subscriptions

    static let subscriptionNames: Set<String> = [
        "number", "payer", "plan", "plan_name", "status", "frequency", "price", "first_price", "currency", "started_on",
        "billing_day", "next_charge_on", "next_dispatch_on", "pause_starts_on", "pause_ends_on", "cancelled_on",
        "payment_label", "payment_expires", "address", "skipped_months", "next_box", "orders", "payments",
    ]

    mutating func subscription(_ fields: RecordFields, of recipient: CustomerNumber) {
        let number = fields.number("number").map(SubscriptionNumber.init)
        let payer = fields.optionalNumber("payer").map(CustomerNumber.init) ?? recipient
        let currency = fields.currency("currency", default: nil)
        for nested in fields.objects("orders", names: RecordDecoder.orderNames) {
            order(nested, of: recipient, in: number, payer: payer, currency: currency)
        }
        for nested in fields.objects("payments", names: RecordDecoder.paymentNames) {
            payment(nested, by: payer, for: number, order: nil, currency: currency)
        }
        let plan = fields.line("plan")
        let planName = fields.optionalLine("plan_name") ?? plan
        let status = fields.choice("status", SubscriptionStatus.self)
        let frequency = fields.choice("frequency", Frequency.self)
        let price = fields.amount("price", in: currency)
        let firstPrice = fields.optionalAmount("first_price", in: currency)
        let startedOn = fields.day("started_on")
        let billingDay = fields.integer("billing_day", 1...31)
        let cancelledOn = fields.optionalDay("cancelled_on")
        let pause = pause(fields)
        let nextCharge = fields.optionalDay("next_charge_on")
        let nextDispatch = fields.optionalDay("next_dispatch_on")
        let label = fields.optionalLine("payment_label", longest: 40)
        let expires = fields.optionalMonth("payment_expires")
        let address = address(fields)
        let skipped = fields.months("skipped_months")
        let nextBox = fields.optionalInteger("next_box", 1...100_000) ?? 1
        if let label, label.count(where: \.isNumber) > 4 {
            fields.problem("payment_label", "takes words such as Visa, never the number of a card")
        }
        if expires != nil, label == nil { fields.problem("payment_expires", "stands without a payment_label") }
        if status == .paused, pause == nil, !fields.has("pause_ends_on") {
            fields.problem("pause_ends_on", "is missing; a paused subscription has a pause")
        }
        if status == .cancelled, !fields.has("cancelled_on") {
            fields.problem("cancelled_on", "is missing; a cancelled subscription has its day")
        }
        guard let number, let plan, let planName, let status, let frequency, let price, let startedOn, let billingDay
        else { return }
        if let cancelledOn, cancelledOn < startedOn {
            fields.problem("cancelled_on", "is before started_on")
        }
        let subscription = Subscription(
            number: number, recipient: recipient, payer: payer, plan: plan, planName: planName, status: status,
            frequency: frequency, price: price, firstPrice: firstPrice, startedOn: startedOn, billingDay: billingDay,
            nextChargeOn: nextCharge, nextDispatchOn: nextDispatch, pause: pause, cancelledOn: cancelledOn,
            paymentMethod: label.map { Subscription.PaymentMethod(label: $0, expires: expires) }, address: address,
            skippedMonths: Set(skipped).sorted(), nextBox: nextBox)
        records.subscriptions.append((fields.place, subscription))
    }

    private func pause(_ fields: RecordFields) -> Subscription.Pause? {
        let start = fields.optionalDay("pause_starts_on")
        let end = fields.optionalDay("pause_ends_on")
        guard let start, let end else {
            if fields.has("pause_starts_on") != fields.has("pause_ends_on") {
                fields.problem("pause_ends_on", "pause_starts_on and pause_ends_on stand together")
            }
            return nil
        }
        guard start < end else {
            fields.problem("pause_ends_on", "is not after pause_starts_on")
            return nil
        }
        return Subscription.Pause(startsOn: start, endsOn: end)
    }

    // MARK: Orders and parcels

    static let orderNames: Set<String> = [
        "number", "box_sequence", "box_name", "sku", "price", "currency", "status", "ordered_on", "shipped_on",
        "invoice", "promo_code", "items", "payments", "shipment",
    ]
    static let itemNames: Set<String> = [
        "line", "product", "name", "maker", "region", "quantity", "allergens", "contains_alcohol",
    ]
    static let shipmentNames: Set<String> = [
        "tracking_number", "carrier", "status", "shipped_on", "delivered_on", "events",
    ]
    static let eventNames: Set<String> = ["at", "status", "place", "note"]

    mutating func order(
        _ fields: RecordFields, of customer: CustomerNumber, in subscription: SubscriptionNumber?,
        payer: CustomerNumber? = nil, currency inherited: String? = nil
    ) {
        let number = fields.number("number").map(OrderNumber.init)
        let currency = fields.currency("currency", default: inherited)
        for nested in fields.objects("payments", names: RecordDecoder.paymentNames) {
            payment(nested, by: payer ?? customer, for: subscription, order: number, currency: currency)
        }
        let price = fields.amount("price", in: currency)
        let status = fields.choice("status", OrderStatus.self)
        let orderedOn = fields.day("ordered_on")
        let shippedOn = fields.optionalDay("shipped_on")
        let sequence = fields.optionalInteger("box_sequence", 1...100_000)
        let boxName = fields.optionalLine("box_name")
        let sku = fields.optionalLine("sku", longest: 64)
        let invoice = fields.optionalLine("invoice", longest: 64)
        let promo = fields.optionalLine("promo_code", longest: 64)
        let items = fields.has("items") ? items(fields) : nil
        let shipment = fields.object("shipment", names: RecordDecoder.shipmentNames).flatMap(shipment)
        guard let number, let price, let status, let orderedOn else { return }
        if let shippedOn, shippedOn < orderedOn { fields.problem("shipped_on", "is before ordered_on") }
        let order = Order(
            number: number, customer: customer, subscription: subscription, boxSequence: sequence, boxName: boxName,
            sku: sku, price: price, status: status, orderedOn: orderedOn, shippedOn: shippedOn, invoice: invoice,
            promoCode: promo, items: items, shipment: shipment)
        records.orders.append((fields.place, order))
    }

    private func items(_ fields: RecordFields) -> [OrderItem] {
        var lines: Set<Int> = []
        return fields.objects("items", names: RecordDecoder.itemNames).enumerated().compactMap { offset, item in
            let line = item.optionalInteger("line", 1...10_000) ?? offset + 1
            if !lines.insert(line).inserted { item.problem("line", "is given twice in the order") }
            let product = item.line("product", longest: 64)
            let name = item.line("name")
            let quantity = item.optionalInteger("quantity", 1...10_000) ?? 1
            let maker = item.optionalLine("maker")
            let region = item.optionalLine("region")
            let allergens = item.words("allergens")
            let alcohol = item.optionalFlag("contains_alcohol") ?? false
            guard let product, let name else { return nil }
            return OrderItem(
                line: line, product: product, name: name, maker: maker, region: region, quantity: quantity,
                allergens: allergens, containsAlcohol: alcohol)
        }.sorted { $0.line < $1.line }
    }

    private func shipment(_ fields: RecordFields) -> Shipment? {
        let number = fields.number("tracking_number")
        let carrier = fields.line("carrier")
        let status = fields.choice("status", Shipment.Status.self)
        let shippedOn = fields.day("shipped_on")
        let deliveredOn = fields.optionalDay("delivered_on")
        let events = fields.objects("events", names: RecordDecoder.eventNames).compactMap { event -> Shipment.Event? in
            let moment = event.moment("at")
            let status = event.choice("status", Shipment.Status.self)
            let place = event.optionalLine("place")
            let note = event.optionalLine("note", longest: 500)
            guard let moment, let status else { return nil }
            return Shipment.Event(at: moment, status: status, place: place, note: note)
        }
        guard let number, let carrier, let status, let shippedOn else { return nil }
        if let deliveredOn, deliveredOn < shippedOn { fields.problem("delivered_on", "is before shipped_on") }
        if status == .delivered, !fields.has("delivered_on") {
            fields.problem("delivered_on", "is missing; a delivered parcel has its day")
        }
        let inTime = events.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
        return Shipment(
            trackingNumber: number, carrier: carrier, status: status, shippedOn: shippedOn, deliveredOn: deliveredOn,
            events: inTime.map(\.element))
    }

    // MARK: Payments

    static let paymentNames: Set<String> = [
        "number", "payer", "amount", "currency", "status", "method_label", "attempted_at", "failure_code", "invoice",
    ]

    mutating func payment(
        _ fields: RecordFields, by usual: CustomerNumber?, for subscription: SubscriptionNumber?, order: OrderNumber?,
        currency inherited: String? = nil
    ) {
        let number = fields.number("number")
        let payer = usual == nil ? fields.number("payer") : fields.optionalNumber("payer")
        let currency = fields.currency("currency", default: inherited)
        let amount = fields.amount("amount", in: currency)
        let status = fields.choice("status", Payment.Status.self)
        let label = fields.line("method_label", longest: 40)
        let moment = fields.moment("attempted_at")
        let failure = fields.optionalLine("failure_code", longest: 64)
        let invoice = fields.optionalLine("invoice", longest: 64)
        if let label, label.count(where: \.isNumber) > 4 {
            fields.problem("method_label", "takes words such as Visa, never the number of a card")
        }
        guard let number, let amount, let status, let label, let moment,
            let customer = payer.map(CustomerNumber.init) ?? usual
        else { return }
        let payment = Payment(
            number: number, payer: customer, subscription: subscription, order: order, amount: amount, status: status,
            methodLabel: label, attemptedAt: moment, failureCode: failure, invoice: invoice)
        records.payments.append((fields.place, payment))
    }

    // MARK: Contacts and claims

    static let contactNames: Set<String> = [
        "number", "opened_at", "closed_at", "channel", "category", "summary", "outcome", "csat",
    ]
    static let claimNames: Set<String> = [
        "number", "order", "item", "kind", "description", "status", "created_at", "photos_requested_at",
    ]

    private mutating func contact(_ fields: RecordFields, of customer: CustomerNumber) {
        let number = fields.number("number")
        let opened = fields.moment("opened_at")
        let closed = fields.optionalMoment("closed_at")
        let channel = fields.line("channel", longest: 64)
        let category = fields.line("category", longest: 64)
        let summary = fields.text("summary")
        let outcome = fields.optionalText("outcome")
        let csat = fields.optionalInteger("csat", 1...5)
        guard let number, let opened, let channel, let category, let summary else { return }
        if let closed, closed < opened { fields.problem("closed_at", "is before opened_at") }
        let contact = SupportContact(
            number: number, openedAt: opened, closedAt: closed, channel: channel, category: category,
            summary: summary, outcome: outcome, csat: csat)
        records.contacts.append((fields.place, (customer, contact)))
    }

    private mutating func claim(_ fields: RecordFields, of customer: CustomerNumber) {
        let number = fields.number("number").map(ClaimNumber.init)
        let order = fields.number("order").map(OrderNumber.init)
        let item = fields.optionalInteger("item", 1...10_000)
        let kind = fields.choice("kind", DamageClaim.Kind.self)
        let description = fields.text("description")
        let status = fields.choice("status", DamageClaim.Status.self)
        let created = fields.moment("created_at")
        let asked = fields.optionalMoment("photos_requested_at")
        guard let number, let order, let kind, let description, let status, let created else { return }
        let claim = DamageClaim(
            number: number, order: order, item: item, kind: kind, description: description, status: status,
            createdAt: created, photosRequestedAt: asked)
        records.claims.append((fields.place, (customer, claim)))
    }
}

import Domain
import Support
import Testing

/// Small builders for accounts. Customer `C-1` lives in Boston; everything is invented.
enum Make {
    static let boston = PostalAddress(
        street: "12 Elm Row", city: "Boston", state: "MA", postcode: "02108", country: "US")
    static let london = PostalAddress(street: "3 Quay Lane", city: "London", postcode: "E1 6AN", country: "GB")

    /// A day in a table. One that does not exist is the year 1, which no case expects.
    static func on(_ iso: String) -> CalendarDay {
        CalendarDay(iso: iso) ?? CalendarDay(Timestamp(milliseconds: .min / 2), in: .gmt)
    }

    static func subscription(
        _ number: String = "S-20417", every frequency: Frequency = .monthly, charge: String? = "2026-12-03",
        billingDay: Int? = nil, dispatch: String? = nil, status: SubscriptionStatus = .active,
        pause: (String, String)? = nil, skipped: [String] = [], recipient: String = "C-1", payer: String = "C-1",
        plan: String = "full", address: PostalAddress? = nil
    ) -> Subscription {
        let next = charge.map(on)
        return Subscription(
            number: SubscriptionNumber(rawValue: number), recipient: CustomerNumber(rawValue: recipient),
            payer: CustomerNumber(rawValue: payer), plan: plan, planName: plan == "light" ? "Light Box" : "Full Box",
            status: status, frequency: frequency, price: dollars(99), startedOn: on("2024-05-01"),
            billingDay: billingDay ?? next?.day ?? 3, nextChargeOn: next, nextDispatchOn: dispatch.map(on),
            pause: pause.map { Subscription.Pause(startsOn: on($0.0), endsOn: on($0.1)) },
            cancelledOn: status == .cancelled ? on("2026-06-01") : nil, address: address,
            skippedMonths: skipped.compactMap { CalendarMonth(iso: $0) }, version: 7)
    }

    static func account(
        _ subscriptions: Subscription..., customer: String = "C-1", orders: [Order] = [], claims: [DamageClaim] = []
    ) -> Account {
        Account(
            customer: Customer(
                number: CustomerNumber(rawValue: customer), email: "noa.p1@example.com", name: "Noa Example",
                address: boston),
            subscriptions: subscriptions, orders: orders, claims: claims)
    }

    static func order(
        _ number: String = "TB-30018", delivered: String?, status: OrderStatus? = nil,
        subscription: String? = "S-20417",
        customer: String = "C-1", ordered: String = "2026-10-03", items: [String]? = ["Olive Oil", "Date Honey"]
    ) -> Order {
        Order(
            number: OrderNumber(rawValue: number), customer: CustomerNumber(rawValue: customer),
            subscription: subscription.map { SubscriptionNumber(rawValue: $0) }, price: dollars(99),
            status: status ?? (delivered == nil ? .shipped : .delivered), orderedOn: on(ordered),
            items: items.map { names in
                names.enumerated().map { OrderItem(line: $0 + 1, product: "P-\($0)", name: $1) }
            },
            shipment: Shipment(
                trackingNumber: "TRK-\(number)", carrier: "Post", status: delivered == nil ? .inTransit : .delivered,
                shippedOn: on(ordered), deliveredOn: delivered.map(on)))
    }

    static func claim(
        _ number: String, order: String = "TB-30018", item: Int? = 1, status: DamageClaim.Status = .open
    ) -> DamageClaim {
        DamageClaim(
            number: ClaimNumber(rawValue: number), order: OrderNumber(rawValue: order), item: item, kind: .leaking,
            description: "It leaks.", status: status, createdAt: Timestamp(milliseconds: 0))
    }

    static func dollars(_ amount: Int64) -> Money {
        guard let money = Money(minorUnits: amount * 100, currency: "USD") else { preconditionFailure("no currency") }
        return money
    }
}

/// One row of a table of rules: what is asked of which account on which day, and what comes of it.
struct RuleCase: Sendable, CustomTestStringConvertible {
    enum Expectation: Sendable {
        /// These facts are among the consequence, and these words among the effects.
        case allowed(JSONObject, says: String = "")
        /// The alternatives' tools in order, and the values to choose from.
        case refused(Refusal.Code, or: [String] = [], choices: [String] = [], says: String = "")
    }

    let name: String
    let account: Account
    let request: ChangeRequest
    let now: Timestamp
    let expectation: Expectation

    /// - Parameter today: a day, noon in UTC of it; or a moment in ISO form.
    init(
        _ name: String, _ account: Account, _ request: ChangeRequest, today: String = "2026-11-15",
        _ expectation: Expectation
    ) {
        (self.name, self.account, self.request, self.expectation) = (name, account, request, expectation)
        now = Timestamp(iso: today.contains("T") ? today : "\(today)T12:00Z") ?? Timestamp(milliseconds: 0)
    }

    var testDescription: String { name }

    func check(_ policy: ActionPolicy = ActionPolicy()) throws {
        let result = Result { try ChangeRules(policy: policy).plan(request, for: account, now: now) }
        switch (result, expectation) {
        case (.success(let plan), .allowed(let facts, let words)):
            for (key, value) in facts.members {
                let found = plan.consequence[key]
                #expect(found == value, "\(name): \(key) in \(plan.consequence)")
            }
            let effects = plan.effects.joined(separator: " ")
            #expect(words.isEmpty || effects.contains(words), "\(name): \(effects)")
            #expect(!plan.summary.isEmpty && !plan.effects.isEmpty)
        case (.failure(let error), .refused(let code, let tools, let choices, let words)):
            let refusal = try #require(error as? Refusal, "\(name): \(error)")
            #expect(refusal.code == code, "\(name): \(refusal.text)")
            #expect(refusal.alternatives.map(\.tool) == tools, "\(name)")
            #expect(refusal.choices.map(\.value) == choices, "\(name)")
            #expect(words.isEmpty || refusal.json.text.contains(words), "\(name): \(refusal.json.text)")
            #expect(refusal.text.hasSuffix(".") || refusal.text.hasSuffix("?"), "\(refusal.text)")
        case (.success(let plan), .refused): Issue.record("\(name): allowed with \(plan.consequence)")
        case (.failure(let error), .allowed): Issue.record("\(name): refused with \(error)")
        }
    }
}

import Domain
import Support

/// One customer whole: profile, subscriptions, the latest orders, payments and contacts, claims, and what was changed.
struct CustomerReport {
    let account: Account
    let changes: [AuditRecord]
    let stream: Console.Stream
    /// Orders, payments and contacts shown.
    var limit = 5

    private var style: Style { stream.style }

    /// The shape that `customers import` reads, with `changes`, which it reads over.
    var json: JSONValue {
        var record = account.record
        record["changes"] = .array(changes.map(\.json))
        return .object(record)
    }

    var text: String {
        let customer = account.customer
        var lines = [style.bold(customer.name.printable), style.dim("\(customer.number) · \(customer.email)"), ""]
        if let phone = customer.phone { lines.append(row("phone", phone.printable)) }
        if let address = customer.address { lines.append(row("address", address.line.printable)) }
        let place = [customer.locale, customer.timezone].compactMap { $0 }.joined(separator: ", ")
        if !place.isEmpty { lines.append(row("language, zone", place.printable)) }
        if let day = customer.joinedOn { lines.append(row("customer since", day.iso)) }
        let flags = Preferences.Flag.allCases.filter { customer.preferences.flags.contains($0) }.map(\.rawValue)
        if !flags.isEmpty { lines.append(row("wishes", flags.joined(separator: ", "))) }
        if let note = customer.preferences.allergyNote { lines.append(row("allergies", note.printable)) }
        if !customer.aiEnabled { lines.append(row("answers", style.warning("by people only"))) }
        for subscription in account.subscriptions { lines += [""] + self.lines(subscription) }
        lines += section("Orders", account.orders.suffix(limit).reversed().map(line), of: account.orders.count)
        let payments = account.payments ?? []
        lines += section("Payments", payments.suffix(limit).reversed().map(line), of: payments.count)
        let contacts = account.contacts ?? []
        lines += section("Contacts", contacts.suffix(limit).reversed().map(line), of: contacts.count)
        lines += section("Claims", account.claims.reversed().map(line), of: account.claims.count)
        lines += section("Changes", changes.map(line), of: changes.count)
        return lines.joined(separator: "\n")
    }

    private func section(_ title: String, _ lines: [String], of count: Int) -> [String] {
        guard !lines.isEmpty else { return [] }
        let more = count > lines.count ? style.dim(" the latest \(lines.count) of \(count)") : ""
        return ["", style.accent(title) + more] + lines.map { "  " + $0 }
    }

    private func lines(_ subscription: Subscription) -> [String] {
        let role: String
        switch account.role(in: subscription) {
        case .owner: role = ""
        case .payer: role = ", paid for \(subscription.recipient)"
        case .recipient: role = ", a gift of \(subscription.payer)"
        }
        var lines = [
            style.accent("Subscription \(subscription.number)")
                + " \(subscription.planName.printable), \(status(subscription.status.rawValue))\(role)"
        ]
        lines.append(
            "  "
                + row(
                    "price",
                    "\(subscription.price), \(subscription.frequency.rawValue) on day \(subscription.billingDay)"))
        lines.append("  " + row("started", "\(subscription.startedOn), next box \(subscription.nextBox)"))
        if let day = subscription.nextChargeOn {
            let dispatch = subscription.nextDispatchOn.map { ", leaves on \($0)" } ?? ""
            lines.append("  " + row("next charge", day.iso + dispatch))
        }
        if let pause = subscription.pause { lines.append("  " + row("pause", "\(pause.startsOn) to \(pause.endsOn)")) }
        if let day = subscription.cancelledOn { lines.append("  " + row("cancelled", day.iso)) }
        if !subscription.skippedMonths.isEmpty {
            lines.append("  " + row("skipped", subscription.skippedMonths.map(\.iso).joined(separator: ", ")))
        }
        if let method = subscription.paymentMethod {
            let expires = method.expires.map { ", expires \($0)" } ?? ""
            lines.append("  " + row("paid by", method.label.printable + expires))
        }
        if let address = subscription.address { lines.append("  " + row("sent to", address.line.printable)) }
        return lines
    }

    private func line(_ order: Order) -> String {
        var parts = ["\(order.orderedOn)", order.number.rawValue, status(order.status.rawValue), "\(order.price)"]
        if let name = order.boxName { parts.append(name.printable) }
        if let items = order.items { parts.append(Figures.count(items.count, "item")) }
        if let shipment = order.shipment {
            let day = shipment.deliveredOn.map { " on \($0)" } ?? ", sent on \(shipment.shippedOn)"
            parts.append("\(shipment.trackingNumber) \(shipment.status.rawValue)\(day)")
        }
        return parts.joined(separator: "  ")
    }

    private func line(_ payment: Payment) -> String {
        let what = payment.order?.rawValue ?? payment.subscription?.rawValue ?? ""
        let reason = payment.failureCode.map { " (\($0))" } ?? ""
        return [
            Figures.day(payment.attemptedAt), payment.number, status(payment.status.rawValue) + reason,
            "\(payment.amount)", payment.methodLabel.printable, what,
        ].joined(separator: "  ")
    }

    private func line(_ contact: SupportContact) -> String {
        let outcome = contact.outcome.map { " → \($0)" } ?? " (open)"
        return "\(Figures.day(contact.openedAt))  \(contact.channel)  \((contact.summary + outcome).printable)"
    }

    private func line(_ claim: DamageClaim) -> String {
        let item = claim.item.map { " item \($0)" } ?? ""
        return "\(Figures.day(claim.createdAt))  \(claim.number)  \(claim.status.rawValue)  \(claim.order)\(item)  "
            + claim.description.printable
    }

    private func line(_ change: AuditRecord) -> String {
        let right = change.verifiedBy.map { ", verified by \($0.rawValue)" } ?? ""
        return
            "\(Figures.moment(change.at))  \(change.operation)  \(change.subject)  by \(change.actor.printable)\(right)"
    }

    private func status(_ word: String) -> String {
        switch word {
        case "active", "delivered", "paid": style.good(word)
        case "cancelled", "failed", "returned", "disputed": style.bad(word)
        default: style.warning(word)
        }
    }

    private func row(_ name: String, _ value: String) -> String {
        style.accent(TextWidth.pad(name, to: 16)) + " " + value
    }
}

extension PostalAddress {
    fileprivate var line: String {
        let town = [city, state, postcode].compactMap { $0 }.joined(separator: " ")
        return [recipient, street, line2, town, country].compactMap { $0 }.joined(separator: ", ")
    }
}

extension CustomerReport {
    static func table(_ customers: [CustomerSummary]) -> Table {
        Table(
            header: ["number", "e-mail", "subscriptions", "name"],
            rows: customers.map { customer in
                let counts = SubscriptionStatus.allCases.compactMap { status in
                    customer.subscriptions[status].map { "\($0) \(status.rawValue)" }
                }
                return [
                    customer.number.rawValue, customer.email.printable,
                    counts.isEmpty ? "–" : counts.joined(separator: ", "), customer.name.printable,
                ]
            }, stream: Console.output)
    }

    /// `{number, name, email, subscriptions: {active, paused, cancelled}}`.
    static func json(_ customer: CustomerSummary) -> JSONValue {
        [
            "number": .string(customer.number.rawValue), "name": .string(customer.name),
            "email": .string(customer.email),
            "subscriptions": .object(
                JSONObject(
                    SubscriptionStatus.allCases.map { ($0.rawValue, JSONValue(customer.subscriptions[$0] ?? 0)) })),
        ]
    }

    static var personaTable: Table {
        Table(
            header: ["persona", "number", "e-mail", "situation"],
            rows: Persona.allCases.map { ["p\($0.rawValue)", $0.number.rawValue, $0.email, $0.summary] },
            stream: Console.output)
    }

    static var personas: JSONValue {
        [
            "personas": .array(
                Persona.allCases.map { persona in
                    [
                        "id": .string("p\(persona.rawValue)"), "number": .string(persona.number.rawValue),
                        "email": .string(persona.email), "situation": .string(persona.summary),
                    ]
                })
        ]
    }
}

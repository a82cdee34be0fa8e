import Domain
import Foundation

extension ChangeRules {
    /// An order that arrived, and when.
    struct DeliveredOrder {
        let order: Order
        let day: CalendarDay
    }

    /// The named order, or without a name the one delivered last, by the day of delivery.
    ///
    /// Throws a `Refusal`: `notFound`, `payerOnly`, `notDelivered`, `claimWindowClosed`.
    func deliveredOrder(_ number: OrderNumber?, _ account: Account, _ today: CalendarDay) throws -> DeliveredOrder {
        let found = try number.map { try order($0, account, today) } ?? latestDelivered(account, today)
        let last = found.day.adding(days: policy.claimWindowDays)
        guard today <= last else {
            throw Refusal(
                .claimWindowClosed,
                "The box \(found.order.number) arrived on \(found.day.words); damage could be reported until "
                    + "\(last.words).",
                alternatives: [.person])
        }
        return found
    }

    private func order(_ number: OrderNumber, _ account: Account, _ today: CalendarDay) throws -> DeliveredOrder {
        let known = account.orders.first { $0.number == number }
        guard let order = known, order.subscription != nil || order.customer == account.customer.number else {
            throw Refusal(.notFound, "There is no order \(number) on this account.")
        }
        guard account.pays(for: order) else { throw ChangeRules.payerOnly }
        guard let delivered = delivered(order, today) else {
            throw Refusal(
                .notDelivered, "The box \(number) is not recorded as delivered.",
                alternatives: [
                    .init(
                        tool: "track_package", arguments: ["order": .string(number.rawValue)],
                        text: "Where the parcel is can be looked up."), .person,
                ])
        }
        return delivered
    }

    private func latestDelivered(_ account: Account, _ today: CalendarDay) throws -> DeliveredOrder {
        let own = account.orders.filter { account.pays(for: $0) }
        let latest = own.compactMap { delivered($0, today) }
            .max { ($0.day, $0.order.number) < ($1.day, $1.order.number) }
        if let latest { return latest }
        guard own.isEmpty else {
            throw Refusal(
                .notDelivered, "No box is recorded as delivered yet.",
                alternatives: [.init(tool: "track_package", text: "Where the parcel is can be looked up."), .person])
        }
        if !account.orders.isEmpty { throw ChangeRules.payerOnly }
        throw Refusal(.notFound, "There is no order on this account.", alternatives: [.person])
    }

    private func delivered(_ order: Order, _ today: CalendarDay) -> DeliveredOrder? {
        let shipment = order.shipment
        guard order.status == .delivered || shipment?.status == .delivered, order.status != .returned else {
            return nil
        }
        let event = shipment?.events.last { $0.status == .delivered }.map { policy.today($0.at) }
        guard let day = shipment?.deliveredOn ?? event, day <= today else { return nil }
        return DeliveredOrder(order: order, day: day)
    }

    private static let payerOnly = Refusal(
        .payerOnly, "Somebody else pays for this box, and only the payer can report it.",
        alternatives: [.init(tool: "track_package", text: "Where a parcel is can be looked up.")])

    // MARK: The claim

    /// Opens a claim about a box or an item in it. Promises an answer in a time, never an outcome.
    ///
    /// Facts: `claim`, `order`, `item` and `item_name` (not for a whole box), `kind`, `delivered_on`, `window_ends_on`,
    /// `answer`, `photos_at_least`, `photos_at_most`.
    func createClaim(
        of delivered: DeliveredOrder, item: String?, kind: DamageClaim.Kind, description: String, claim: ClaimNumber,
        _ account: Account, now: Timestamp
    ) throws -> ChangePlan {
        let order = delivered.order
        let item = try item.map { try self.item($0, in: order) }
        let name = item?.name ?? "the whole box"
        if let open = account.claims.first(where: {
            $0.order == order.number && $0.item == item?.line && $0.status.isOpen
        }) {
            throw Refusal(
                .alreadyDone, "There is an open claim \(open.number) for \(name) of \(order.number) already.",
                alternatives: open.wasAskedForPhotos
                    ? [.person] : [ChangeRules.photos(of: open.number), .person])
        }
        let text = description.trimmingCharacters(in: .whitespacesAndNewlines)
        var arguments: JSONObject = ["order": .string(order.number.rawValue)]
        var consequence = arguments
        if let item {
            // As text, since the argument may be a name too.
            arguments["item"] = .string(String(item.line))
            consequence["item"] = JSONValue(item.line)
            consequence["item_name"] = .string(item.name)
        }
        arguments["kind"] = .string(kind.rawValue)
        arguments["description"] = .string(text)
        consequence["claim"] = .string(claim.rawValue)
        consequence["kind"] = .string(kind.rawValue)
        consequence["delivered_on"] = .string(delivered.day.iso)
        consequence["window_ends_on"] = .string(delivered.day.adding(days: policy.claimWindowDays).iso)
        consequence["answer"] = .string(policy.claimPromise)
        consequence["photos_at_least"] = JSONValue(policy.photosAtLeast)
        consequence["photos_at_most"] = JSONValue(policy.photosAtMost)
        return ChangePlan(
            arguments: arguments,
            operation: .createClaim(
                DamageClaim(
                    number: claim, order: order.number, item: item?.line, kind: kind, description: text, status: .open,
                    createdAt: now)),
            subject: "order:\(order.number)", version: nil,
            summary: "Report \(name) of the box \(order.number), delivered on \(delivered.day.words), as "
                + "\(kind.rawValue).",
            consequence: consequence,
            effects: [
                "A claim is opened for \(name) of the box \(order.number).",
                "A person of the quality team looks at it and answers \(policy.claimPromise).",
                "A person can judge it better with \(photoCount) of the damage.",
            ])
    }

    /// The item of this line or, case and accents apart, of this name, this part of a name or these words.
    private func item(_ text: String, in order: Order) throws -> OrderItem {
        guard let items = order.items else {
            throw Refusal(
                .notAvailable,
                "What is in the box \(order.number) is not recorded; the claim can be about the whole box.",
                alternatives: [
                    .init(
                        tool: "create_damage_claim", arguments: ["order": .string(order.number.rawValue)],
                        text: "The claim can be made for the whole box."), .person,
                ])
        }
        let wanted = text.trimmingCharacters(in: .whitespacesAndNewlines).folded
        if let line = Int(wanted), let item = items.first(where: { $0.line == line }) { return item }
        let words = wanted.split(separator: " ")
        let tests: [(String) -> Bool] = [
            { $0 == wanted }, { $0.contains(wanted) }, { name in words.allSatisfy { name.contains($0) } },
        ]
        for test in tests where !wanted.isEmpty {
            let found = items.filter { test($0.name.folded) }
            if let only = found.first, found.count == 1 { return only }
            if found.count > 1 {
                throw Refusal(
                    .choiceRequired, "Several items of the box \(order.number) may be meant; which one is it?",
                    choices: ChangeRules.choices(found))
            }
        }
        throw Refusal(
            .notFound, "The box \(order.number) has no such item.", choices: ChangeRules.choices(items))
    }

    private static func choices(_ items: [OrderItem]) -> [Refusal.Choice] {
        items.sorted { $0.line < $1.line }.map {
            Refusal.Choice(argument: "item", value: String($0.line), label: $0.name)
        }
    }

    /// `1 to 6 photos`.
    var photoCount: String {
        let (least, most) = (policy.photosAtLeast, policy.photosAtMost)
        return least < most ? "\(least) to \(most) photos" : EnglishWords.count(most, "photo", "photos")
    }

    static func photos(of claim: ClaimNumber) -> Refusal.Alternative {
        Refusal.Alternative(
            tool: "request_photos", arguments: ["claim": .string(claim.rawValue)],
            text: "Photos for the claim \(claim) can be asked for.")
    }
}

extension DamageClaim {
    var wasAskedForPhotos: Bool { status == .photosRequested || photosRequestedAt != nil }
}

extension Account {
    /// Whether it is the customer's own purchase or a box of a subscription that the customer pays for.
    fileprivate func pays(for order: Order) -> Bool {
        guard let number = order.subscription else { return order.customer == customer.number }
        return subscriptions.contains { $0.number == number && role(in: $0) != .recipient }
    }
}

extension String {
    fileprivate var folded: String {
        folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    }
}

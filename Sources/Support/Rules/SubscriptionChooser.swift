public import Domain

/// Which subscription a customer means. The order of the account's list plays no part.
public struct SubscriptionChooser: Sendable {
    private let account: Account
    private let today: CalendarDay

    public init(_ account: Account, today: CalendarDay) { (self.account, self.today) = (account, today) }

    /// The named subscription, or without a name the only one, active or paused, that the customer pays for.
    ///
    /// Throws a `Refusal`: `notFound` in the same words for a number that nobody has and one of somebody else,
    /// `payerOnly`, `subscriptionCancelled`, `choiceRequired`.
    public func choose(_ number: SubscriptionNumber?) throws -> Subscription {
        if let number {
            guard let subscription = account.subscriptions.first(where: { $0.number == number }) else {
                throw Refusal(.notFound, "There is no subscription \(number) on this account.")
            }
            guard account.role(in: subscription) != .recipient else { throw SubscriptionChooser.payerOnly }
            guard subscription.status != .cancelled else { throw cancelled(subscription) }
            return subscription
        }
        let paid = account.subscriptions.filter { account.role(in: $0) != .recipient }.sorted { $0.number < $1.number }
        let running = paid.filter { $0.status != .cancelled }
        if let only = running.first, running.count == 1 { return only }
        if running.count > 1 {
            throw Refusal(
                .choiceRequired, "There are \(running.count) subscriptions; which one is meant?",
                choices: zip(running, labels(of: running)).map {
                    Refusal.Choice(argument: "subscription", value: $0.number.rawValue, label: $1)
                })
        }
        if let last = paid.max(by: { ($0.cancelledOn ?? $0.startedOn) < ($1.cancelledOn ?? $1.startedOn) }) {
            throw cancelled(last)
        }
        if !account.subscriptions.isEmpty { throw SubscriptionChooser.payerOnly }
        throw Refusal(.notFound, "There is no subscription on this account.", alternatives: [.person])
    }

    /// What tells a subscription from the account's others without a street or a name:
    /// `Full Box, every month, to Boston (ends 17)`.
    public func label(_ subscription: Subscription) -> String {
        let numbers = account.subscriptions.map(\.number)
        return label(subscription, digits: SubscriptionChooser.digits(telling: numbers))
    }

    private func labels(of subscriptions: [Subscription]) -> [String] {
        let digits = SubscriptionChooser.digits(telling: subscriptions.map(\.number))
        return subscriptions.map { label($0, digits: digits) }
    }

    private func label(_ subscription: Subscription, digits: Int) -> String {
        var parts = [subscription.planName, subscription.frequency.words]
        if subscription.status(on: today) != .active { parts.append(subscription.status.rawValue) }
        let own = account.role(in: subscription) == .owner ? account.customer.address : nil
        if let address = subscription.address ?? own { parts.append("to \(address.city)") }
        return "\(parts.joined(separator: ", ")) (ends \(subscription.number.rawValue.suffix(digits)))"
    }

    /// How many of the last characters tell these numbers apart, at least two.
    private static func digits(telling numbers: [SubscriptionNumber]) -> Int {
        let longest = numbers.map(\.rawValue.count).max() ?? 2
        return (2...max(2, longest)).first { count in
            Set(numbers.map { $0.rawValue.suffix(count) }).count == Set(numbers).count
        } ?? longest
    }

    private static let payerOnly = Refusal(
        .payerOnly, "Somebody else pays for this subscription, and only the payer can change it.",
        alternatives: [.init(tool: "track_package", text: "Where a parcel is can be looked up.")])

    private func cancelled(_ subscription: Subscription) -> Refusal {
        let day = subscription.cancelledOn.map { " on \($0.words)" } ?? ""
        return Refusal(
            .subscriptionCancelled, "The subscription \(subscription.number) was cancelled\(day).",
            alternatives: [.person])
    }
}

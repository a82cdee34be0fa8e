import Domain

/// Who may read what of an account.
enum ReadAccess {
    /// The account of a verified customer. The refusal of others does not tell whether there is such an account.
    static func verified(_ account: Account?, _ identity: Identity) throws(Refusal) -> Account {
        guard case .verified(let email, _) = identity else {
            throw Refusal(
                .identityRequired,
                "This needs a verified customer. Ask them to sign in or to confirm the one-time code sent by e-mail.")
        }
        // An account of another address is a caller's mistake, and must not become somebody else's data.
        guard let account, account.customer.email == email else {
            throw Refusal(
                .customerNotFound, "No account has this address. Ask whether another address was used to subscribe.",
                alternatives: [.person])
        }
        return account
    }

    /// The account of a verified customer who pays for something or bought something; somebody who only gets what
    /// another pays for is refused.
    static func paying(_ account: Account?, _ identity: Identity) throws(Refusal) -> Account {
        let account = try verified(account, identity)
        guard
            account.subscriptions.isEmpty || account.subscriptions.contains(where: { account.isPayer(of: $0) })
                || account.orders.contains(where: { $0.subscription == nil && account.isPayer(of: $0) })
        else { throw payerOnly }
        return account
    }

    static let payerOnly = Refusal(
        .payerOnly, "Somebody else pays for this, and only the payer may see it. Where a parcel is can be looked up.",
        alternatives: [.init(tool: "track_package", text: "Where a parcel is can be looked up.")])
}

extension Account {
    func isPayer(of subscription: Subscription) -> Bool { role(in: subscription) != .recipient }

    /// Whether the order is of a subscription that the customer pays for, or a purchase of their own.
    func isPayer(of order: Order) -> Bool {
        guard let number = order.subscription else { return order.customer == customer.number }
        return subscriptions.contains { $0.number == number && isPayer(of: $0) }
    }
}

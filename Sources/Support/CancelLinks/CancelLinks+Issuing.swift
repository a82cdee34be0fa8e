public import Domain
import Store

extension CancelLinks {
    /// A link that was made. It prints without the link.
    public struct Issued: Sendable, Hashable {
        public let url: String
        public let subscription: SubscriptionNumber
        /// `Full Box, every month`.
        public let label: String
        /// Nil for a link of version 1, which does not expire.
        public let expiresAt: Timestamp?
    }

    /// Makes a link for a verified customer's subscription, or for the only one that may be meant.
    ///
    /// Refuses with `not_found`, `payer_only`, `choice_required`, `subscription_cancelled` or `no_key`.
    public func issue(
        account: Account, subscription number: SubscriptionNumber?, session: String?, now: Timestamp
    ) throws -> Issued {
        let subscription = try SubscriptionChooser(account, today: policy.today(now)).choose(number)
        let customer = account.customer
        if let legacy {
            let token = try legacy.seal(subscription: subscription.number, email: customer.email, random: random)
            let url = try CancelLinkURL.make(page: policy.cancelPage, token: token)
            try store.write { writer in
                try writer.append(
                    event: "cancel_link.issued", session: session, customer: customer.number,
                    subject: "subscription:\(subscription.number)", detail: ["format": "v1"], at: now)
            }
            return Issued(
                url: url, subscription: subscription.number, label: CancelLinks.label(subscription),
                expiresAt: nil)
        }
        guard let keys else { throw CancelLinks.noKey }
        // A link lives an hour at least and ten years at most, whatever a setting says.
        let hours = Int64(min(max(1, policy.cancelLinkHours), 87_600))
        let token = CancelLinkToken(
            subscription: subscription.number, customer: customer.number, issuedAt: now,
            expiresAt: Timestamp(milliseconds: now.milliseconds + hours * 3_600_000),
            id: random.bytes(CancelLinkToken.idBytes))
        let sealed = try CancelLinkToken.seal(token, with: keys, random: random)
        let url = try CancelLinkURL.make(page: policy.cancelPage, token: sealed)
        let hash = CancelLinks.hash(token.id)
        try store.write { writer in
            try writer.insert(
                CancelLinkRecord(
                    idHash: hash, keyID: keys.newest.id, customer: customer.number,
                    subscription: subscription.number, session: session, issuedAt: now, expiresAt: token.expiresAt))
            try writer.append(
                event: "cancel_link.issued", session: session, customer: customer.number,
                subject: CancelLinks.subject(hash),
                detail: [
                    "format": "v2", "subscription": .string(subscription.number.rawValue),
                    "key_id": .string(keys.newest.id), "expires_at": .string(token.expiresAt.iso),
                ], at: now)
        }
        return Issued(
            url: url, subscription: subscription.number, label: CancelLinks.label(subscription),
            expiresAt: token.expiresAt)
    }
}

extension CancelLinks.Issued: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        "a cancel link for \(subscription)" + (expiresAt.map { " until \($0)" } ?? "")
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

public import Domain
import Store

/// What came of using a link.
public struct CancelLinkRedemption: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case cancelled
        /// The system of record did not say: a person finds out, and nothing is tried again.
        case unknown
    }

    public let status: Status
    public let subscription: SubscriptionNumber
    /// `Full Box, every month`.
    public let label: String
    /// The day, in the company's zone, that it was or may have been cancelled on.
    public let on: CalendarDay

    /// `{status, subscription, label, cancelled_on}`, the day only where it is cancelled.
    public var json: JSONValue {
        [
            "status": .string(status.rawValue), "subscription": .string(subscription.rawValue),
            "label": .string(label), "cancelled_on": status == .cancelled ? .string(on.iso) : .null,
        ]
    }
}

extension CancelLinks {
    /// How long another process may still be busy with a link, in milliseconds; the system of record is not asked
    /// before, since asking forbids it a change that has not reached it yet.
    static let settlingTime: Int64 = 120_000
    static let requestKeyBytesAtMost = 200

    /// Uses a link up and cancels its subscription. The text is a token or a link around one.
    ///
    /// A repeat with the same request key is answered as the first call was; another key is refused with `settled`.
    /// Refuses with `identity_required` (only login or code will do), `wrong_token`, `foreign`, `settled` (used or
    /// expired), `payer_only`, `subscription_cancelled`, `no_key`, or `needs_person` where the system of record refused.
    /// In a system that shares our transactions the link is used up and the subscription cancelled together, or neither.
    public func redeem(
        _ text: String, identity: Identity, requestKey: String, now: Timestamp
    ) throws -> CancelLinkRedemption {
        guard case .verified(let email, let verification) = identity, verification != .channel else {
            throw CancelLinks.identityRequired
        }
        guard let keys else { throw CancelLinks.noKey }
        guard (1...CancelLinks.requestKeyBytesAtMost).contains(requestKey.utf8.count) else {
            throw AlmanacError(
                .invalidParams, "request_key has \(requestKey.utf8.count) bytes; it takes 1…200",
                hint: "send a fresh random id with each new request, and the same one when repeating it")
        }
        guard let (token, _) = try? open(text, keys: keys) else { throw CancelLinks.notValid }
        let use = Use(
            token: token, hash: CancelLinks.hash(token.id), email: email, verification: verification,
            requestKey: requestKey, now: now)
        if let system = customers as? any TransactionalCustomerSystem {
            return try store.write { try redeem(use, in: system, writer: $0) }
        }
        return try redeemElsewhere(use)
    }

    /// One wish to use a link.
    private struct Use {
        let token: CancelLinkToken
        let hash: String
        let email: String
        let verification: Identity.Verification
        let requestKey: String
        let now: Timestamp

        /// The change happens once under it.
        var key: String { "link:\(hash)" }
    }

    /// A link that may be used, or was under this request key.
    private enum Standing {
        case open(CancelLinkRecord, Subscription)
        case repeated(CancelLinkRecord.Redemption, Subscription)
    }

    private func standing(_ use: Use, record: CancelLinkRecord?, account: Account?) throws -> Standing {
        guard let account, account.customer.email == use.email else { throw CancelLinks.foreign }
        guard let record, record.customer == use.token.customer, record.subscription == use.token.subscription,
            let subscription = account.subscriptions.first(where: { $0.number == record.subscription })
        else { throw CancelLinks.notValid }
        if let redeemed = record.redeemed {
            guard redeemed.key == use.requestKey else { throw CancelLinks.used }
            return .repeated(redeemed, subscription)
        }
        guard use.now < use.token.expiresAt else { throw CancelLinks.expired }
        let chooser = SubscriptionChooser(account, today: policy.today(use.now))
        return .open(record, try chooser.choose(record.subscription))
    }

    private func redeem(
        _ use: Use, in system: any TransactionalCustomerSystem, writer: SupportWriter
    ) throws -> CancelLinkRedemption {
        let record = try writer.reader.cancelLink(idHash: use.hash)
        let account = try system.account(use.token.customer, in: writer.reader)
        switch try standing(use, record: record, account: account) {
        case .repeated(let redeemed, let subscription):
            return redemption(.cancelled, of: subscription, at: redeemed.at)
        case .open(let record, let subscription):
            guard try writer.redeemCancelLink(idHash: use.hash, key: use.requestKey, at: use.now) else {
                throw CancelLinks.used
            }
            let outcome = try system.execute(
                operation(subscription, now: use.now), key: use.key, for: actor(use, record), at: use.now, in: writer)
            // An error rolls everything back: the link is as good as before.
            switch outcome {
            case .executed: break
            case .refused: throw CancelLinks.refused
            case .unknown:
                throw AlmanacError(
                    .unavailable, "\(system.name) did not say whether \(subscription.number) was cancelled",
                    hint: "try the link again")
            }
            try append(use, record, outcome: "executed", in: writer)
            return redemption(.cancelled, of: subscription, at: use.now)
        }
    }

    /// With a system whose changes cannot be undone by us: the link is used up first, and then the change asked for.
    private func redeemElsewhere(_ use: Use) throws -> CancelLinkRedemption {
        let account = try customers.account(use.token.customer)
        let found = try store.write { writer in
            let record = try writer.reader.cancelLink(idHash: use.hash)
            let found = try standing(use, record: record, account: account)
            if case .open = found {
                guard try writer.redeemCancelLink(idHash: use.hash, key: use.requestKey, at: use.now) else {
                    throw CancelLinks.used
                }
            }
            return found
        }
        switch found {
        case .open(let record, let subscription):
            var outcome = OperationOutcome.unknown(text: "")
            do {
                outcome = try customers.execute(
                    operation(subscription, now: use.now), key: use.key, for: actor(use, record), at: use.now)
            } catch {
                // It may have been made all the same. Whoever asks again under this key is told what is known then.
            }
            return try settle(outcome, use, record, subscription, at: use.now)
        case .repeated(let redeemed, let subscription):
            let subject = CancelLinks.subject(use.hash)
            let last = try store.read { try $0.events(subject: subject) }
                .last { $0.kind == CancelLinks.redeemedKind }
            switch last?.detail["outcome"]?.string {
            case "executed": return redemption(.cancelled, of: subscription, at: redeemed.at)
            case "refused": throw CancelLinks.refused
            default: break
            }
            guard last != nil || use.now.milliseconds - redeemed.at.milliseconds >= CancelLinks.settlingTime,
                let record = try store.read({ try $0.cancelLink(idHash: use.hash) }),
                let outcome = try? customers.outcome(of: use.key)
            else { return redemption(.unknown, of: subscription, at: redeemed.at) }
            if case .unknown = outcome { return redemption(.unknown, of: subscription, at: redeemed.at) }
            return try settle(outcome, use, record, subscription, at: redeemed.at)
        }
    }

    private func settle(
        _ outcome: OperationOutcome, _ use: Use, _ record: CancelLinkRecord, _ subscription: Subscription,
        at time: Timestamp
    ) throws -> CancelLinkRedemption {
        let word =
            switch outcome {
            case .executed: "executed"
            case .refused: "refused"
            case .unknown: "unknown"
            }
        try store.write { try append(use, record, outcome: word, in: $0) }
        if case .refused = outcome { throw CancelLinks.refused }
        return redemption(outcome == .executed ? .cancelled : .unknown, of: subscription, at: time)
    }

    private func append(_ use: Use, _ record: CancelLinkRecord, outcome: String, in writer: SupportWriter) throws {
        try writer.append(
            event: CancelLinks.redeemedKind, session: record.session, customer: record.customer,
            subject: CancelLinks.subject(use.hash),
            detail: ["subscription": .string(record.subscription.rawValue), "outcome": .string(outcome)], at: use.now)
    }

    private func operation(_ subscription: Subscription, now: Timestamp) -> Operation {
        .cancel(subscription.number, version: subscription.version, on: policy.today(now))
    }

    private func actor(_ use: Use, _ record: CancelLinkRecord) -> Actor {
        Actor(customer: record.customer, verifiedBy: use.verification, session: record.session)
    }

    private func redemption(
        _ status: CancelLinkRedemption.Status, of subscription: Subscription, at time: Timestamp
    ) -> CancelLinkRedemption {
        CancelLinkRedemption(
            status: status, subscription: subscription.number, label: CancelLinks.label(subscription),
            on: policy.today(time))
    }

    private static let redeemedKind = "cancel_link.redeemed"
    private static let identityRequired = Refusal(
        .identityRequired, "To cancel, sign in or enter the one-time code that was sent by e-mail.")
    private static let foreign = Refusal(.foreign, "The link was made for another customer.")
    private static let used = Refusal(.settled, "The link has been used.")
    private static let expired = Refusal(.settled, "The link has expired. A new one can be asked for.")
    private static let refused = Refusal(
        .needsPerson, "The cancellation was refused by the system that keeps the subscription. A person looks into it.",
        alternatives: [.person])
}

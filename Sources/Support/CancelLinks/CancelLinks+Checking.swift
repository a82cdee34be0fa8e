public import Domain
import Store

/// What the cancel page may show before anybody has said who they are.
public struct CancelLinkState: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case valid, expired, used
        /// The subscription is cancelled already, by another link or a person.
        case cancelled
        /// Not a link of ours, whatever is wrong with it.
        case invalid
    }

    public let status: Status
    /// `Full Box, every month`; nil for an invalid or expired link.
    public let label: String?
    /// Nil for an invalid link.
    public let expiresAt: Timestamp?
    /// Why the link could not be opened. For logs, never for whoever brought it.
    public let failure: CancelLinkToken.Failure?

    init(
        _ status: Status, label: String? = nil, expiresAt: Timestamp? = nil, failure: CancelLinkToken.Failure? = nil
    ) {
        (self.status, self.label, self.expiresAt, self.failure) = (status, label, expiresAt, failure)
    }

    /// `{status, subscription, expires_at}`.
    public var json: JSONValue {
        ["status": .string(status.rawValue), "subscription": JSONValue(label), "expires_at": JSONValue(expiresAt?.iso)]
    }
}

extension CancelLinks {
    /// Says what a link is good for, and changes nothing. The text is a token or a link around one.
    ///
    /// Refuses with `no_key` where no keys are set up.
    public func check(_ text: String, now: Timestamp) throws -> CancelLinkState {
        guard let keys else { throw CancelLinks.noKey }
        let token: CancelLinkToken
        do throws(CancelLinkToken.Failure) {
            (token, _) = try open(text, keys: keys)
        } catch {
            return CancelLinkState(.invalid, failure: error)
        }
        let hash = CancelLinks.hash(token.id)
        guard let record = try store.read({ try $0.cancelLink(idHash: hash) }) else {
            return CancelLinkState(.invalid)
        }
        if record.redeemed == nil, now >= token.expiresAt {
            return CancelLinkState(.expired, expiresAt: token.expiresAt)
        }
        guard
            let subscription = try customers.account(token.customer)?.subscriptions
                .first(where: { $0.number == token.subscription })
        else { return CancelLinkState(.invalid) }
        let status: CancelLinkState.Status =
            if record.redeemed != nil {
                .used
            } else if subscription.status(on: policy.today(now)) == .cancelled {
                .cancelled
            } else {
                .valid
            }
        return CancelLinkState(
            status, label: now < token.expiresAt ? CancelLinks.label(subscription) : nil,
            expiresAt: token.expiresAt)
    }
}

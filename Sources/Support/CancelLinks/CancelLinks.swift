import Crypto
import Domain
public import Store

/// Personal links to the cancel page: given out, looked at, and used once.
///
/// The link is a convenience and no proof of who somebody is: looking at one changes nothing, as mail scanners open
/// links, and using one takes a customer verified by login or one-time code. Links are neither stored nor logged; the
/// store holds the hash of a random id. Business refusals are thrown as `Refusal`, all else as `AlmanacError`.
public struct CancelLinks: Sendable {
    let store: SupportStore
    let customers: any CustomerSystem
    let keys: CancelLinkKeys?
    let legacy: LegacyCancelLink?
    let policy: ActionPolicy
    let random: RandomSource

    /// - Parameters:
    ///   - keys: nil where none are set up; then no link is made and none is read.
    ///   - legacy: makes links of version 1 instead, for a page that reads no others; the page carries them out.
    public init(
        store: SupportStore, customers: any CustomerSystem, keys: CancelLinkKeys?, legacy: LegacyCancelLink? = nil,
        policy: ActionPolicy, random: RandomSource = .system
    ) {
        (self.store, self.customers, self.keys, self.legacy) = (store, customers, keys, legacy)
        (self.policy, self.random) = (policy, random)
    }

    /// What is kept of a link's id.
    static func hash(_ id: [UInt8]) -> String { Hexadecimal.text(SHA256.hash(data: id)) }

    static func subject(_ hash: String) -> String { "cancel_link:\(hash)" }

    /// `Full Box, every month`: no town and no number, since anybody who holds a link may read it.
    static func label(_ subscription: Subscription) -> String {
        "\(subscription.planName), \(subscription.frequency.words)"
    }

    /// The one answer to a text that is not a valid link, whatever is wrong with it.
    static let notValid = Refusal(.wrongToken, "The link is not valid. A new one can be asked for.")

    static let noKey = Refusal(
        .noKey,
        "No key for cancel links is set up, so no link can be made or read. An operator makes one with `\(keyCommand)` "
            + "and sets it as a line ID:KEY in the key setting or a key file of mode 0600.",
        alternatives: [.person])

    private static let keyCommand = "head -c 32 /dev/urandom | base64"

    /// The sealed token in what was pasted, and the id of its key.
    func open(_ text: String, keys: CancelLinkKeys) throws(CancelLinkToken.Failure) -> (CancelLinkToken, String) {
        guard let token = CancelLinkURL.token(in: text) else { throw .malformed }
        return try CancelLinkToken.open(token, keys: keys)
    }
}

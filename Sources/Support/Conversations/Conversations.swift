import Crypto
import Domain
import Foundation
public import Store

/// Messages of customers from their arrival to their decision, kept in `support.sqlite`.
///
/// Calls block and may come from any threads and processes of the home at once. A message is stored before anything
/// else is done with it, and is decided once: a lease on its session gives it to one worker at a time, in the order of
/// arrival. A lease that is neither renewed nor given back runs out, and the message is taken up again.
///
/// `clock` is always the time of this machine, which leases are measured by; `now` of a request is what the answer is
/// about and may be set by a test.
public struct Conversations: Sendable {
    let store: SupportStore
    let random: RandomSource
    let lease: Duration
    let retentionCategories: Set<String>

    /// - Parameters:
    ///   - lease: how long a worker may be silent before its message is somebody else's.
    ///   - retentionCategories: those whose messages are wishes to cancel.
    public init(
        store: SupportStore, random: RandomSource = .system, lease: Duration = .seconds(60),
        retentionCategories: Set<String> = Conversations.retentionCategories
    ) {
        (self.store, self.random, self.lease) = (store, random, max(lease, .milliseconds(1)))
        self.retentionCategories = retentionCategories
    }

    // MARK: Constants

    public static let retentionCategories: Set<String> = ["retention_primary_request", "retention_repeated_request"]
    /// In which a wish to cancel counts as repeated.
    static let cancelWindow = Duration.seconds(180 * 86_400)
    /// In which other sessions of a customer count as contacts.
    static let contactWindow = Duration.seconds(30 * 86_400)
    /// Messages of a session that are read for its next one.
    static let messagesAtMost = 200
    /// Other sessions of a customer that are read.
    static let relatedAtMost = 10
    /// Tools that do something without a form and leave no proposal.
    static let toolsWithoutProposal: Set<String> = ["generate_cancel_link"]
    /// In `request_key.method`.
    static let method = "support.handle"

    // MARK: Ids

    func newMessageID() -> String { "msg_" + Hexadecimal.text(random.bytes(16)) }

    /// `sess_` and a random UUID in lower case.
    func newSessionID() -> String {
        var bytes = random.bytes(16)
        guard bytes.count == 16 else { return "sess_" + Hexadecimal.text(bytes) }
        // Version 4, variant 1 (RFC 9562).
        bytes[6] = bytes[6] & 0x0F | 0x40
        bytes[8] = bytes[8] & 0x3F | 0x80
        let digits = Array(Hexadecimal.text(bytes))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
        return "sess_" + groups.map { String(digits[$0]) }.joined(separator: "-")
    }

    static func digest(_ value: JSONValue) -> String { Hexadecimal.text(SHA256.hash(data: Data(value.text.utf8))) }

    // MARK: Errors

    static func noMessage(_ id: String) -> AlmanacError {
        AlmanacError(
            .notFound, "there is no message \(id.prefix(64))", hint: "the answer to support.handle has its message_id")
    }

    /// Without the id, which may be an alias that stands for an address.
    static let noSession = AlmanacError(
        .notFound, "there is no such session", hint: "`almanac call support.sessions` lists them")

    static let lostLease = AlmanacError(
        .conflict, "the message is not this worker's any more: its lease ran out and was taken over",
        hint: "nothing of this attempt was stored; ask for the message again to get its answer")
}

public import Domain
import Foundation

/// The one way of a customer's message to a decision. Every channel calls it, and nothing reaches a customer around it.
///
/// A call blocks: SQLite, the encoder, arithmetic. Calls may come from any threads and processes of the home at once;
/// messages of one session are worked on one after the other, in the order in which they came.
public struct SupportPipeline: Sendable {
    package let parts: PipelineParts

    public init(_ parts: PipelineParts) { self.parts = parts }

    /// What a caller waits for its turn where it states no deadline.
    static let longestWait = Duration.seconds(30)
    /// Seconds between two looks whether it is its turn.
    static let longestPause = 0.05
    /// Times that a message is begun; after that a person gets it.
    static let attempts = 2
    /// Bytes of a message's text, and of its HTML.
    public static let largestText = 1_048_576
    public static let mostAttachments = 20
    public static let longestName = 255

    /// Takes a message in, decides about it and records all of it.
    ///
    /// The result is that of `support.handle`. The same message again gives the stored result, with a confirmation
    /// token where a proposal still waits. A dry run keeps nothing and makes neither proposals nor links.
    ///
    /// Throws `invalid_params` and `too_large` for what no message is, `not_found` for a session that there is not,
    /// `forbidden` for another customer's, `conflict` for a key that stood for another message, and `unavailable`
    /// where the message or its result cannot be recorded: then nothing may be released.
    public func handle(_ request: SupportRequest) throws -> JSONObject {
        try SupportPipeline.check(request)
        let watch = ContinuousClock.now
        var request = request
        let (account, failures) = try account(of: request.identity)
        let customer = request.identity.level == .verified ? account?.customer.number : nil
        try resolveAlias(&request, customer)
        if request.isDryRun {
            let turn = try recorded { try parts.conversations.preview(request, customer: customer) }
            return work(request, turn, account: account, failures: failures, watch: watch).handled.json()
        }
        switch try reception(of: request, customer: customer, since: watch) {
        case .repeated(let stored): return try refreshed(stored, request)
        case .turn(let turn):
            return try finish(turn, request, account: account, failures: failures, watch: watch).json()
        case .busy:
            throw AlmanacError(
                .unavailable, "another message of the conversation is being worked on",
                hint: "the message is kept; send it again under the same id to get its result")
        }
    }

    /// Works on messages that a stopped process left undecided; one after the other. Gives how many were decided.
    ///
    /// A message that was begun twice without an end goes to a person.
    @discardableResult
    public func resume(limit: Int = 1_000) throws -> Int {
        var decided = 0
        for message in try parts.conversations.undecided(clock: parts.clock(), limit: limit) {
            let request = try parts.conversations.request(of: message)
            guard case .turn(let turn) = try parts.conversations.claim(message, clock: parts.clock()) else { continue }
            let (account, failures) = try account(of: request.identity)
            _ = try finish(turn, request, account: account, failures: failures, watch: ContinuousClock.now)
            decided += 1
        }
        return decided
    }

    // MARK: - Taking in

    private static func check(_ request: SupportRequest) throws {
        let size = max(request.text.utf8.count, request.html?.utf8.count ?? 0)
        guard size <= largestText else {
            throw AlmanacError(
                .tooLarge, "the message has \(size) bytes; at most \(largestText) are taken", hint: "send it in parts")
        }
        guard request.attachments.count <= mostAttachments else {
            throw AlmanacError(
                .invalidParams, "the message has \(request.attachments.count) attachments",
                hint: "at most \(mostAttachments) are taken")
        }
        for attachment in request.attachments
        where attachment.name.utf8.count > longestName || attachment.type.utf8.count > longestName
            || attachment.size < 0
        {
            throw AlmanacError(
                .invalidParams, "an attachment has a name or type of more than \(longestName) bytes, or a size below 0",
                hint: "give it a shorter name")
        }
    }

    /// The account behind the identity. Where the system of record does not answer nobody is known, and a person looks.
    private func account(of identity: Identity) throws -> (Account?, [DecisionReason]) {
        do {
            return (try parts.actions.account(of: identity), [])
        } catch {
            return (nil, [DecisionReason(.error, "The customer's account could not be read.")])
        }
    }

    /// `email_…` stands for the newest open session of the customer whose address it was made from.
    private func resolveAlias(_ request: inout SupportRequest, _ customer: CustomerNumber?) throws {
        guard let session = request.session, session.hasPrefix("email_") else { return }
        guard let customer, let email = request.identity.email,
            try parts.conversations.resolveAlias(session, email: email)
        else {
            throw AlmanacError(
                .forbidden, "the session alias is for its verified customer only",
                hint: "state the customer with verified_by, or leave the session out")
        }
        request.session = try parts.conversations.newestOpenSession(of: customer)
    }

    /// Waits while an older message of the session is worked on.
    private func reception(
        of request: SupportRequest, customer: CustomerNumber?, since watch: ContinuousClock.Instant
    ) throws -> Reception {
        var reception = try recorded {
            try parts.conversations.receive(request, customer: customer, clock: parts.clock())
        }
        let patience = min(request.deadline ?? SupportPipeline.longestWait, SupportPipeline.longestWait)
        var pause = 0.002
        while case .busy(let message) = reception, watch.duration(to: .now) < patience {
            // An older message of the session may have been left by a process that is no more.
            if pause >= SupportPipeline.longestPause { _ = try? resume(limit: 10) }
            Thread.sleep(forTimeInterval: pause)
            pause = min(pause * 1.5, SupportPipeline.longestPause)
            reception = try recorded { try parts.conversations.claim(message, clock: parts.clock()) }
        }
        return reception
    }

    /// What goes wrong with the record itself is `unavailable`; what is wrong with the call stays what it is.
    private func recorded<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as AlmanacError {
            switch error.code {
            case .invalidParams, .invalidInput, .notFound, .forbidden, .conflict, .tooLarge, .unavailable: throw error
            default:
                throw AlmanacError(
                    .unavailable, "the message cannot be recorded: \(error.message)",
                    hint: error.hint ?? "send it again under the same id")
            }
        } catch {
            throw AlmanacError(
                .unavailable, "the message cannot be recorded", hint: "send it again under the same id")
        }
    }

    // MARK: - Deciding and recording

    private func finish(
        _ turn: Turn, _ request: SupportRequest, account: Account?, failures: [DecisionReason],
        watch: ContinuousClock.Instant
    ) throws -> HandledMessage {
        let (handled, record) = work(request, turn, account: account, failures: failures, watch: watch)
        do {
            try recorded { try parts.conversations.finish(turn, record, at: request.now) }
        } catch {
            try? parts.conversations.release(turn)
            throw error
        }
        return handled
    }

    /// The decision about a message, whatever happens on the way.
    private func work(
        _ request: SupportRequest, _ turn: Turn, account: Account?, failures: [DecisionReason],
        watch: ContinuousClock.Instant
    ) -> (handled: HandledMessage, record: TurnRecord) {
        var run = PipelineRun(parts, request: request, turn: turn, account: account, failures: failures, watch: watch)
        return run.outcome()
    }

    /// A stored result for whoever repeats the message: with tokens, since they are not stored.
    private func refreshed(_ stored: JSONObject, _ request: SupportRequest) throws -> JSONObject {
        guard stored["decision"]?.string == SupportDecision.send.rawValue, let session = stored["session"]?.string,
            let proposals = stored["proposals"]?.array, !proposals.isEmpty
        else { return stored }
        let context = ActionContext(
            identity: request.identity, session: session, channel: request.channel, now: request.now)
        let waiting = try parts.actions.proposals(of: context, statuses: [.pending])
        var stored = stored
        stored["proposals"] = .array(
            proposals.map { proposal in
                guard let id = proposal["id"]?.string, var object = proposal.object,
                    let view = waiting.first(where: { $0.proposal.id.rawValue == id })
                else { return proposal }
                object["token"] = JSONValue(view.token)
                return .object(object)
            })
        return stored
    }
}

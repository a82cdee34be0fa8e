public import Domain
import Store

extension Conversations {
    /// Takes a message in: stores it, unless it is a repeat, and gives it out to be decided where nothing is before it.
    ///
    /// The same id of the channel or the same request key in the same channel and session (in the channel, where
    /// neither session nor conversation is named) is the same message. A session becomes verified with a verified
    /// message and stays so.
    ///
    /// Throws `invalid_params` and `too_large` for input out of bounds, `not_found` for a named session that is not
    /// there, `forbidden` for one of another verified customer, `conflict` for a key that stood for another message.
    ///
    /// - Parameter customer: whose verified address it is; nil where nobody has it. Not looked at unless the identity
    ///   is verified.
    public func receive(
        _ request: SupportRequest, customer: CustomerNumber?, clock: Timestamp
    ) throws -> Reception {
        try RequestLimits.check(request)
        let digest = Conversations.digest(of: request)
        let fresh = (message: newMessageID(), session: newSessionID())
        return try store.write { writer in
            let place = try place(of: request, else: fresh.session, writer.reader)
            let keys = Conversations.keys(of: request, in: place)
            if let known = try target(of: keys, digest: digest, at: request.now, writer) {
                return try take(known, clock: clock, writer)
            }
            let session = try enter(place, with: request, customer: customer, writer)
            for key in keys {
                _ = try writer.claim(
                    requestKey: key, method: Conversations.method, digest: digest, target: fresh.message,
                    at: request.now)
            }
            try insert(request, id: fresh.message, in: session, customer: customer, writer)
            return try take(fresh.message, clock: clock, writer)
        }
    }

    /// Tries again to get a message that waits. Throws `not_found`.
    public func claim(_ message: String, clock: Timestamp) throws -> Reception {
        // Most calls find it still waiting, and those need no write transaction.
        let isWaiting = try store.read { reader in
            guard let stored = try reader.message(message), stored.role == Conversations.customerRole else {
                throw Conversations.noMessage(message)
            }
            return try obstacle(to: stored, clock: clock, reader) == .waits
        }
        if isWaiting { return .busy(message: message) }
        return try store.write { try take(message, clock: clock, $0) }
    }

    /// Keeps a turn's lease for another time. A dry run has none. Throws `conflict` where it is not the turn's any more.
    public func renew(_ turn: Turn, clock: Timestamp) throws {
        guard let row = turn.row, let holder = turn.lease else { return }
        let isHeld = try store.write { writer in
            try writer.renewLease(message: row, holder: holder, until: clock.adding(lease))
        }
        guard isHeld else { throw Conversations.lostLease }
    }

    /// Gives a turn back undecided, so that it can be taken up at once; the attempt counts. Does nothing where the
    /// lease is not the turn's any more.
    public func release(_ turn: Turn) throws {
        guard let row = turn.row, let holder = turn.lease else { return }
        try store.write { writer in
            if try writer.releaseLease(message: row, holder: holder) { try writer.putBack(message: row) }
        }
    }

    /// The turn of a dry run: as `receive` would have it, with nothing written and nothing remembered.
    public func preview(_ request: SupportRequest, customer: CustomerNumber?) throws -> Turn {
        try RequestLimits.checkContent(request)
        return try store.read { reader in
            let place = try place(of: request, else: newSessionID(), reader)
            try Conversations.admit(request, customer: customer, to: place.found)
            var session = place.found?.session ?? Session(id: place.id, channel: request.channel)
            Conversations.raise(&session, request, customer: customer)
            Conversations.reopen(&session)
            return Turn(message: newMessageID(), session: session, attempt: 1, row: nil, lease: nil)
        }
    }

    /// Messages that wait and that nobody works on, in the order of arrival: what a start takes up with `claim`.
    public func undecided(clock: Timestamp, limit: Int) throws -> [String] {
        try store.read { try $0.undecidedMessages(clock: clock, limit: limit) }
    }

    /// A message as it came in. Throws `not_found`.
    public func request(of message: String) throws -> SupportRequest {
        try store.read { reader in
            guard let stored = try reader.message(message), stored.role == Conversations.customerRole else {
                throw Conversations.noMessage(message)
            }
            return SupportRequest(
                messageID: stored.externalID, text: stored.text, html: stored.html, attachments: stored.attachments,
                requestKey: stored.requestKey, channel: stored.channel, session: stored.session,
                conversation: try reader.storedSession(stored.session)?.conversation,
                identity: stored.identity ?? .anonymous, customerName: stored.customerName, isTest: stored.isTest,
                deadline: stored.deadline.map { .milliseconds($0) }, now: stored.createdAt)
        }
    }

    /// The newest session of a verified customer that is neither resolved nor closed: what an alias stands for.
    public func newestOpenSession(of customer: CustomerNumber) throws -> String? {
        try store.read { try $0.newestOpenSession(of: customer) }
    }

    static let customerRole = PastMessage.Role.customer.rawValue

    // MARK: The session

    /// Where a message belongs.
    private struct Place {
        let id: String
        let conversation: String?
        /// Nil where the session is to be made.
        let found: StoredSession?
        /// Whether the caller named it.
        let isNamed: Bool
    }

    private func place(of request: SupportRequest, else fresh: String, _ reader: SupportReader) throws -> Place {
        if let id = request.session {
            guard let found = try reader.storedSession(id) else { throw Conversations.noSession }
            return Place(id: id, conversation: found.conversation, found: found, isNamed: true)
        }
        if let conversation = request.conversation {
            let id = try RequestLimits.sessionID(conversation: conversation)
            return Place(
                id: id, conversation: conversation, found: try reader.storedSession(id), isNamed: true)
        }
        return Place(id: fresh, conversation: nil, found: nil, isNamed: false)
    }

    /// The row of the session, made or brought up to what the message says.
    private func enter(
        _ place: Place, with request: SupportRequest, customer: CustomerNumber?, _ writer: SupportWriter
    ) throws -> Int64 {
        try Conversations.admit(request, customer: customer, to: place.found)
        var session = place.found?.session ?? Session(id: place.id, channel: request.channel)
        Conversations.raise(&session, request, customer: customer)
        let isReopened = Conversations.reopen(&session)
        guard let found = place.found else {
            let new = NewSession(session, conversation: place.conversation, isTest: request.isTest)
            let row = try writer.insert(new, at: request.now)
            try append("session.started", session, ["channel": .string(session.channel.rawValue)], request, writer)
            return row
        }
        guard session != found.session else { return found.row }
        try writer.update(session, row: found.row, at: request.now)
        if session.level != found.session.level {
            let detail: JSONObject = [
                "from": .string(found.session.level.rawValue), "to": .string(session.level.rawValue),
            ]
            try append("session.identified", session, detail, request, writer)
        }
        if isReopened {
            let detail: JSONObject = ["from": .string(found.session.status.rawValue)]
            try append("session.reopened", session, detail, request, writer)
        }
        return found.row
    }

    private func append(
        _ kind: String, _ session: Session, _ detail: JSONObject, _ request: SupportRequest, _ writer: SupportWriter
    ) throws {
        try writer.append(
            event: kind, session: session.id, customer: session.customer, subject: session.id, detail: detail,
            at: request.now)
    }

    /// Throws `forbidden` where the session is another verified customer's.
    private static func admit(_ request: SupportRequest, customer: CustomerNumber?, to found: StoredSession?) throws {
        guard request.identity.level == .verified, let owner = found?.session.customer, owner != customer else {
            return
        }
        throw AlmanacError(
            .forbidden, "the session belongs to another customer", hint: "leave the session out to begin a new one")
    }

    /// Lifts a session to the identity of a message; never lowers it.
    private static func raise(_ session: inout Session, _ request: SupportRequest, customer: CustomerNumber?) {
        if let verification = request.identity.verification, let customer {
            guard session.level != .verified else { return }
            (session.level, session.verifiedBy, session.customer) = (.verified, verification, customer)
        } else {
            // A verified address that nobody has is no customer's.
            session.level = max(session.level, min(request.identity.level, .claimed))
        }
    }

    @discardableResult
    private static func reopen(_ session: inout Session) -> Bool {
        guard session.status == .resolved || session.status == .closed else { return false }
        session.status = .active
        return true
    }

    // MARK: Repeats

    /// What a message is known by, as `request_key.key` has it.
    private static func keys(of request: SupportRequest, in place: Place) -> [String] {
        let session: JSONValue = place.isNamed ? .string(place.id) : .null
        return [("id", request.messageID), ("key", request.requestKey)].compactMap { kind, value in
            value.map { digest([.string(request.channel.rawValue), session, .string(kind), .string($0)]) }
        }
    }

    /// Who wrote what. Where a file lies does not matter, since a retry may have stored it elsewhere.
    private static func digest(of request: SupportRequest) -> String {
        digest([
            "text": .string(request.text), "html": JSONValue(request.html),
            "attachments": .array(
                request.attachments.map { [.string($0.name), .string($0.type), JSONValue($0.size)] }),
            "identity": [
                .string(request.identity.level.rawValue), JSONValue(request.identity.email),
                JSONValue(request.identity.verification?.rawValue),
            ],
        ])
    }

    /// The message that the keys stand for; nil where all are new. A new key beside a known one is remembered for the
    /// same message.
    private func target(
        of keys: [String], digest: String, at time: Timestamp, _ writer: SupportWriter
    ) throws -> String? {
        let found = try keys.compactMap { key in
            try writer.reader.requestKey(key, method: Conversations.method)
        }
        guard let first = found.first else { return nil }
        guard found.allSatisfy({ $0.digest == digest && $0.target == first.target }) else {
            throw AlmanacError(
                .conflict, "the message's id or request key was used for another message",
                hint: "take a new one for every new message, and the same only to repeat one")
        }
        for key in keys {
            _ = try writer.claim(
                requestKey: key, method: Conversations.method, digest: digest, target: first.target, at: time)
        }
        return first.target
    }

    // MARK: Storing and taking

    private func insert(
        _ request: SupportRequest, id: String, in session: Int64, customer: CustomerNumber?, _ writer: SupportWriter
    ) throws {
        let isVerified = request.identity.level == .verified
        let row = try writer.insert(
            NewMessage(
                id: id, sessionRow: session, role: Conversations.customerRole, channel: request.channel,
                externalID: request.messageID, requestKey: request.requestKey, text: request.text,
                html: request.html, attachments: request.attachments, identity: request.identity,
                customer: isVerified ? customer : nil, customerName: request.customerName,
                deadline: request.deadline.map { Int(min(max(0, $0 / .milliseconds(1)), 1e12)) },
                isTest: request.isTest, at: request.now))
        guard let stored = try writer.reader.message(id), stored.row == row else { throw Conversations.noMessage(id) }
        try writer.append(
            event: "message.received", session: stored.session, customer: stored.customer, subject: id,
            detail: [
                "channel": .string(request.channel.rawValue), "identity": .string(request.identity.level.rawValue),
                "attachments": JSONValue(request.attachments.count), "test": .bool(request.isTest),
            ], at: request.now)
    }

    private enum Obstacle { case decided, waits, none }

    private func obstacle(
        to message: StoredMessage, clock: Timestamp, _ reader: SupportReader
    ) throws -> Obstacle {
        if message.status.isDecided { return .decided }
        if let lease = try reader.storedSession(message.session)?.lease, lease.until > clock { return .waits }
        let older = try reader.undecidedMessage(ofSession: message.sessionRow, before: message.row)
        return older == nil ? .none : .waits
    }

    private func take(_ id: String, clock: Timestamp, _ writer: SupportWriter) throws -> Reception {
        guard let message = try writer.reader.message(id),
            let session = try writer.reader.storedSession(message.session)
        else { throw Conversations.noMessage(id) }
        switch try obstacle(to: message, clock: clock, writer.reader) {
        case .decided: return .repeated(message.result ?? [:])
        case .waits: return .busy(message: id)
        case .none: break
        }
        let holder = Hexadecimal.text(random.bytes(16))
        try writer.lease(
            session: session.row,
            StoredSession.Lease(holder: holder, until: clock.adding(lease), message: message.row))
        try writer.begin(message: message.row)
        return .turn(
            Turn(
                message: id, session: session.session, attempt: message.attempt + 1, row: message.row, lease: holder))
    }
}

package import Domain
package import NIOCore

/// What one connection has asked and is owed: a pure value that takes events and returns what to do about them.
///
/// The code around it (`ConnectionHandler`) reads, writes, keeps timers and hands work to threads, and decides nothing.
package struct LineSession: Sendable {
    /// Numbers the pieces of work of one connection.
    package typealias Ticket = UInt64

    package enum Action: Sendable {
        /// Write this line (its line feed is not in it).
        case send(ByteBuffer)
        /// Read this long line on a worker and come back with `understood`.
        case understand(Ticket, ByteBuffer)
        /// Run the call on a worker and come back with `finished`.
        case run(Ticket, RPCMethod, RPCParams, id: RPCID)
        /// Take the work back if it has not begun; come back with `withdrawn` and this error if that succeeded.
        case withdraw(Ticket, AlmanacError)
        /// Come back with `deadlinePassed` after so many milliseconds.
        case remind(Ticket, milliseconds: Int)
        /// A call was taken or an answer given: for the counters.
        case began(RPCMethod)
        case answered(ErrorCode)
        /// Nothing more will be answered: flush what is waiting, then close.
        case close(String)
    }

    /// What a session needs to know about its server.
    package struct Policy: Sendable {
        package var limits: LineServer.Limits
        /// Nil on the Unix socket, where the owner may do everything.
        package var tokens: [Token]?

        package init(limits: LineServer.Limits, tokens: [Token]? = nil) {
            self.limits = limits
            self.tokens = tokens
        }
    }

    struct Call {
        /// Nil for a notification.
        let id: RPCID?
        let method: RPCMethod
        /// The batch its answer belongs to.
        let batch: Ticket?
        /// The line that it came in, which holds bytes until its last call ends.
        let line: Ticket
        var isAnswered = false
    }

    private struct Batch {
        var remaining: Int
        var answers: [ByteBuffer] = []
        var bytes = 2
    }

    private let policy: Policy
    private var isAuthorized: Bool
    /// What the caller may do; nothing before `hello` has brought a token.
    package private(set) var scopes: Set<RPCScope>
    private var isClosing = false
    private var isStopping = false
    private var overlong = 0
    private var lastTicket: Ticket = 0
    private var calls: [Ticket: Call] = [:]
    private var batches: [Ticket: Batch] = [:]
    /// Bytes and unfinished calls of each line that is being worked on.
    private var lines: [Ticket: (bytes: Int, calls: Int)] = [:]
    private var lineBytes = 0
    /// The long line that a worker reads. Lines after it wait, so that a cancellation never overtakes its call.
    private var understanding: Ticket?

    package init(policy: Policy) {
        self.policy = policy
        isAuthorized = policy.tokens == nil
        scopes = policy.tokens == nil ? Set(RPCScope.allCases) : []
    }

    /// A line longer than this is read on a worker, since reading it would hold up the event loop.
    static let inlineBytes = 64 << 10

    package var inFlight: Int { calls.count + (understanding == nil ? 0 : 1) }
    package var isIdle: Bool { calls.isEmpty && understanding == nil }
    package var maximumLineBytes: Int {
        isAuthorized ? policy.limits.lineBytes : min(policy.limits.helloBytes, policy.limits.lineBytes)
    }

    /// Whether another line may be taken now.
    package var wantsLine: Bool {
        !isClosing && understanding == nil && calls.count < policy.limits.inFlight
            && (lineBytes < policy.limits.inFlightBytes || calls.isEmpty)
    }

    package var mustStillSayHello: Bool { !isAuthorized }

    // MARK: Events

    package mutating func received(_ line: LineDecoder.Line) -> [Action] {
        guard !isClosing else { return [] }
        switch line {
        case .foreign: return close("not this protocol")
        case .fragment: return []
        case .tooLong:
            overlong += 1
            let limit = maximumLineBytes
            let error = AlmanacError(
                .invalidRequest, "the line is too long; at most \(limit) bytes are taken", hint: "send less at a time")
            let answer = RPCResponse.failure(id: .null, error, details: ["limit": JSONValue(limit)])
            let isLast = overlong >= policy.limits.overlongLines || !isAuthorized
            return reply(answer) + (isLast ? close("over-long lines") : [])
        case .text(let bytes):
            let ticket = nextTicket()
            lines[ticket] = (bytes.readableBytes, 0)
            lineBytes += bytes.readableBytes
            if bytes.readableBytes > LineSession.inlineBytes {
                understanding = ticket
                return [.understand(ticket, bytes)]
            }
            return take(LineSession.read(bytes, policy.limits), line: ticket)
        }
    }

    /// A worker has read a long line.
    package mutating func understood(_ ticket: Ticket, _ message: RPCMessage) -> [Action] {
        guard understanding == ticket else { return [] }
        understanding = nil
        return isClosing ? [] : take(message, line: ticket)
    }

    /// A worker is done with a call.
    package mutating func finished(_ ticket: Ticket, _ response: EncodedResponse) -> [Action] {
        guard let call = end(ticket) else { return [] }
        return call.isAnswered ? [] : answer(call, response)
    }

    /// Work was taken back before it began.
    package mutating func withdrawn(_ ticket: Ticket, _ error: AlmanacError) -> [Action] {
        guard let call = end(ticket), !call.isAnswered else { return [] }
        return answer(call, RPCResponse.failure(id: call.id ?? .null, error).encoded(limit: .max))
    }

    package mutating func deadlinePassed(_ ticket: Ticket) -> [Action] {
        fail(
            ticket,
            AlmanacError(.timeout, "the call did not end within its deadline", hint: "allow more time, or ask for less")
        )
    }

    /// The server stops: what is in flight goes on, what comes now is told `shutting_down`.
    package mutating func stop() -> [Action] {
        isStopping = true
        return []
    }

    /// The time for stopping is over: everything unanswered is told so.
    package mutating func abandon() -> [Action] {
        isStopping = true
        let error = AlmanacError(
            .shuttingDown, "the server stopped before the call ended", hint: "ask again; a change may have been made")
        let tickets = calls.keys.sorted()
        return tickets.flatMap { fail($0, error, evenBegunWrites: true) } + close("stopped")
    }

    package static func read(_ line: ByteBuffer, _ limits: LineServer.Limits) -> RPCMessage {
        line.withUnsafeReadableBytes { bytes in
            RPCMessage(line: bytes.bindMemory(to: UInt8.self), maximumDepth: limits.depth, maximumBatch: limits.batch)
        }
    }

    // MARK: Messages

    private mutating func take(_ message: RPCMessage, line: Ticket) -> [Action] {
        defer { release(line) }
        guard isAuthorized else { return takeFirst(message) }
        switch message {
        case .single(let entry): return take(entry, line: line, batch: nil)
        case .batch(let entries):
            let answers = entries.reduce(0) { count, entry in
                if case .request(let request) = entry, request.id == nil { count } else { count + 1 }
            }
            batches[line] = answers > 0 ? Batch(remaining: answers) : nil
            return entries.flatMap { take($0, line: line, batch: line) }
        }
    }

    /// On TCP nothing but a single good `hello` is looked at first.
    private mutating func takeFirst(_ message: RPCMessage) -> [Action] {
        let id: RPCID
        switch message {
        case .single(.request(let request)) where request.method == RPCMethod.hello.name:
            let actions = hello(request, batch: nil)
            return isAuthorized ? actions : actions + close("unauthorized")
        case .single(.request(let request)):
            guard let given = request.id else { return close("unauthorized") }
            id = given
        case .single(.refused(let response)): return reply(response) + close("unauthorized")
        case .batch: id = .null
        }
        let error = AlmanacError(.unauthorized, "the first request must be hello with the token")
        return reply(.failure(id: id, error)) + close("unauthorized")
    }

    private mutating func take(_ entry: RPCEntry, line: Ticket, batch: Ticket?) -> [Action] {
        switch entry {
        case .refused(let response): return reply(response, batch: batch)
        case .request(let request):
            if request.method == "$/cancelRequest" { return cancel(request, batch: batch) }
            do {
                return try take(request, line: line, batch: batch)
            } catch {
                let error = error as? AlmanacError ?? AlmanacError(.internalError, "the call failed")
                return reply(request.id, .failure(id: request.id ?? .null, error), batch: batch)
            }
        }
    }

    private mutating func take(_ request: RPCRequest, line: Ticket, batch: Ticket?) throws -> [Action] {
        guard let method = RPCMethod(rawValue: request.method) else {
            throw AlmanacError(
                .methodNotFound, "there is no method '\(request.method.prefix(64))'",
                hint: "rpc.discover lists the methods")
        }
        guard scopes.contains(method.scope) else {
            throw AlmanacError(
                .forbidden, "\(method.name) needs the scope \(method.scope.rawValue)", hint: "use a token that has it")
        }
        guard !isStopping else {
            throw AlmanacError(.shuttingDown, "the server is stopping", hint: "ask again when it is back")
        }
        switch method {
        case .hello: return hello(request, batch: batch)
        case .ping: return [.began(.ping)] + reply(request.id, .success(id: request.id ?? .null, [:]), batch: batch)
        default: break
        }
        let ticket = nextTicket()
        calls[ticket] = Call(id: request.id, method: method, batch: batch, line: line)
        lines[line]?.calls += 1
        var actions = [Action.began(method), .run(ticket, method, request.params, id: request.id ?? .null)]
        if let milliseconds = try? RPCArguments.named(method, request.params)["deadline_ms"]?.int,
            method.parameters.contains(RPCMethod.deadline), (1...600_000).contains(milliseconds)
        {
            actions.append(.remind(ticket, milliseconds: milliseconds))
        }
        return actions
    }

    private mutating func hello(_ request: RPCRequest, batch: Ticket?) -> [Action] {
        var response: RPCResponse
        let id = request.id ?? .null
        do {
            let arguments = try RPCArguments(.hello, request.params)
            guard arguments.int("protocol") == LineServer.protocolVersion else {
                throw AlmanacError(
                    .versionMismatch, "this server speaks protocol \(LineServer.protocolVersion)",
                    hint: "say hello with protocol \(LineServer.protocolVersion)")
            }
            if let tokens = policy.tokens {
                guard let granted = tokens.scopes(for: arguments.string("token") ?? "") else {
                    throw AlmanacError(.unauthorized, "the token is missing or wrong")
                }
                scopes = granted
            }
            isAuthorized = true
            response = .success(id: id, helloResult)
        } catch {
            response = .failure(id: id, error as? AlmanacError ?? AlmanacError(.internalError, "hello failed"))
        }
        return [.began(.hello)] + reply(request.id, response, batch: batch)
    }

    private var helloResult: JSONValue {
        [
            "protocol": JSONValue(LineServer.protocolVersion),
            "server": ["name": "almanac", "version": .string(LineServer.version)],
            "limits": policy.limits.json,
            "scopes": JSONValue(RPCScope.allCases.filter(scopes.contains).map(\.rawValue)),
            "methods": JSONValue(RPCMethod.allCases.filter { scopes.contains($0.scope) }.map(\.name)),
        ]
    }

    /// Withdraws every unanswered call of that id. Sent as a request it is answered with `{}`.
    private mutating func cancel(_ request: RPCRequest, batch: Ticket?) -> [Action] {
        var target: RPCID?
        if case .named(let object) = request.params { target = object["id"].flatMap(RPCID.init) }
        guard let target else {
            let error = AlmanacError(.invalidParams, "$/cancelRequest takes the id of a call")
            return reply(request.id, .failure(id: request.id ?? .null, error), batch: batch)
        }
        let tickets = calls.filter { $0.value.id == target && !$0.value.isAnswered }.keys.sorted()
        let error = AlmanacError(.cancelled, "the call was cancelled")
        let actions = tickets.flatMap { fail($0, error) }
        return actions + reply(request.id, .success(id: request.id ?? .null, [:]), batch: batch)
    }

    // MARK: Answers

    /// Answers a call with an error before its work has ended. A write that has begun is left to its truthful end: the
    /// error is its answer only if the work can be taken back (`withdrawn`).
    private mutating func fail(_ ticket: Ticket, _ error: AlmanacError, evenBegunWrites: Bool = false) -> [Action] {
        guard let call = calls[ticket], !call.isAnswered else { return [] }
        if call.method.isWrite, !evenBegunWrites { return [.withdraw(ticket, error)] }
        calls[ticket]?.isAnswered = true
        let response = RPCResponse.failure(id: call.id ?? .null, error).encoded(limit: .max)
        return [.withdraw(ticket, error)] + answer(call, response)
    }

    private mutating func answer(_ call: Call, _ response: EncodedResponse) -> [Action] {
        call.id.map { deliver(response, id: $0, batch: call.batch) } ?? []
    }

    /// Nothing for a notification.
    private mutating func reply(_ id: RPCID?, _ response: RPCResponse, batch: Ticket?) -> [Action] {
        id == nil ? [] : reply(response, batch: batch)
    }

    private mutating func reply(_ response: RPCResponse, batch: Ticket? = nil) -> [Action] {
        deliver(response.encoded(limit: policy.limits.responseBytes), id: response.id, batch: batch)
    }

    /// Sends an answer, or adds it to its batch and sends that when it is complete.
    private mutating func deliver(_ response: EncodedResponse, id: RPCID, batch ticket: Ticket?) -> [Action] {
        var response = response
        if let ticket, let bytes = batches[ticket]?.bytes {
            response = response.fitting(policy.limits.responseBytes - bytes, id: id)
        }
        var actions: [Action] = response.code.map { [.answered($0)] } ?? []
        guard let ticket, var batch = batches[ticket] else { return actions + [.send(response.bytes)] }
        batch.remaining -= 1
        batch.answers.append(response.bytes)
        batch.bytes += response.bytes.readableBytes + 1
        batches[ticket] = batch
        guard batch.remaining == 0 else { return actions }
        batches[ticket] = nil
        var line = ByteBuffer()
        line.reserveCapacity(batch.bytes)
        for (offset, answer) in batch.answers.enumerated() {
            line.writeInteger(UInt8(ascii: offset == 0 ? "[" : ","))
            line.writeImmutableBuffer(answer)
        }
        line.writeInteger(UInt8(ascii: "]"))
        actions.append(.send(line))
        return actions
    }

    // MARK: Accounts

    private mutating func close(_ reason: String) -> [Action] {
        isClosing = true
        return [.close(reason)]
    }

    private mutating func nextTicket() -> Ticket {
        lastTicket += 1
        return lastTicket
    }

    private mutating func end(_ ticket: Ticket) -> Call? {
        guard let call = calls.removeValue(forKey: ticket) else { return nil }
        lines[call.line]?.calls -= 1
        release(call.line)
        return call
    }

    /// Gives a line's bytes back when no call of it is left.
    private mutating func release(_ line: Ticket) {
        guard let entry = lines[line], entry.calls <= 0 else { return }
        lines[line] = nil
        lineBytes -= entry.bytes
    }
}

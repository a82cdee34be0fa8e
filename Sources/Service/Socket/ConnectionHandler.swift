import Domain
import Logging
import NIOCore

/// The edge of one connection: bytes in and out, timers, and the way to the workers. `LineSession` decides.
///
/// Confined to its event loop. Reads are asked for one at a time, and only while the session wants a line and the peer
/// takes its answers; what is not asked for waits in the kernel and slows the peer down.
final class ConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The parts of the server that connections share.
    struct Shared: Sendable {
        let limits: LineServer.Limits
        let methods: Methods
        let workers: Workers
        let counters: Counters
    }

    /// The server's wishes, fired into the pipeline as user events.
    enum Order: Sendable {
        /// Answer what is in flight, then close.
        case stop
        /// Answer what is in flight with an error, then close.
        case abandon
    }

    /// Answers are written in pieces of this size, so that a slow reader's progress can be seen.
    private static let pieceBytes = 64 << 10
    /// How long a closed connection is still read, so that the peer gets its answers before the end.
    private static let linger = TimeAmount.seconds(1)

    private let shared: Shared
    private let number: UInt64
    private let origin: RPCCall.Origin
    private var logger: Logger
    private var session: LineSession
    private var decoder: LineDecoder
    private var input = ByteBuffer()
    private var context: ChannelHandlerContext?

    private var isReading = false
    private var isPumping = false
    private var isInputEnded = false
    private var isStopping = false
    private var isClosing = false
    private var isOutputClosed = false
    private var isPaused = false
    private var pendingOutput = 0
    private var countedInFlight = 0
    private var lastActivity = NIODeadline.now()
    private var lastProgress = NIODeadline.now()
    private var reminders: [LineSession.Ticket: Scheduled<Void>] = [:]
    private var timers: [Timer: Scheduled<Void>] = [:]

    private enum Timer { case hello, idle, write, linger }

    init(number: UInt64, origin: RPCCall.Origin, policy: LineSession.Policy, shared: Shared, logger: Logger) {
        self.number = number
        self.origin = origin
        self.shared = shared
        self.logger = logger
        self.logger[metadataKey: "connection"] = "\(number)"
        session = LineSession(policy: policy)
        decoder = LineDecoder(maximumLength: session.maximumLineBytes)
    }

    // MARK: Channel events

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelActive(context: ChannelHandlerContext) {
        logger.debug("opened", metadata: ["transport": "\(origin)"])
        watchIdle(after: .init(shared.limits.idle))
        if session.mustStillSayHello {
            schedule(.hello, after: .init(shared.limits.hello)) { handler in
                if handler.session.mustStillSayHello { handler.abort("no hello in time") }
            }
        }
        pump()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        shared.counters.received(bytes: bytes.readableBytes)
        lastActivity = .now()
        guard !isClosing else { return }
        if input.readableBytes == 0 { input = bytes } else { input.writeBuffer(&bytes) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        pump()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case let order as Order:
            isStopping = true
            perform(order == .stop ? session.stop() : session.abandon())
        case ChannelEvent.inputClosed:
            isInputEnded = true
            if isOutputClosed { context.close(promise: nil) } else { pump() }
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        logger.debug("failed", metadata: ["error": "\(type(of: error))"])
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        isClosing = true
        shared.workers.withdrawAll(of: number)
        shared.counters.inFlight(changedBy: -countedInFlight)
        countedInFlight = 0
        for timer in timers.values { timer.cancel() }
        for reminder in reminders.values { reminder.cancel() }
        (timers, reminders) = ([:], [:])
        logger.debug("closed", metadata: ["unanswered": "\(session.inFlight)"])
        self.context = nil
        context.fireChannelInactive()
    }

    // MARK: Reading

    /// Whether the next line may be looked at: the session has room, and the peer takes its answers.
    private var hasRoom: Bool { !isClosing && session.wantsLine && pendingOutput < shared.limits.outputBytes }

    /// Takes lines while there is room, then asks for more bytes or, where there will be none, ends.
    private func pump() {
        guard !isPumping, let context else { return }
        isPumping = true
        defer { isPumping = false }
        while hasRoom {
            guard let line = nextLine() else {
                if isInputEnded || isStopping {
                    if session.isIdle { close(isInputEnded ? "the input ended" : "stopping") }
                } else if !isReading {
                    isReading = true
                    context.read()
                    // A read may complete at once, and then clears the flag again.
                    if !isReading { continue }
                }
                break
            }
            if case .fragment(let bytes) = line {
                logger.info("dropped an unfinished last line", metadata: ["bytes": "\(bytes)"])
            }
            apply(session.received(line))
            context.flush()
        }
        if isClosing { endOutput() }
    }

    private func nextLine() -> LineDecoder.Line? {
        decoder.maximumLength = session.maximumLineBytes
        // The decoder's protocol allows throwing; this one never does.
        let line =
            isInputEnded
            ? try? decoder.decodeLast(buffer: &input, seenEOF: true) : try? decoder.decode(buffer: &input)
        if input.readableBytes == 0 {
            input = ByteBuffer()
        } else if input.readerIndex > ConnectionHandler.pieceBytes {
            input.discardReadBytes()
        }
        return line
    }

    // MARK: Doing what the session says

    private func perform(_ actions: [LineSession.Action]) {
        apply(actions)
        context?.flush()
        pump()
    }

    private func apply(_ actions: [LineSession.Action]) {
        // Before the actions: a call that asks for the figures counts itself.
        let inFlight = session.inFlight
        shared.counters.inFlight(changedBy: inFlight - countedInFlight)
        countedInFlight = inFlight
        for action in actions { apply(action) }
    }

    private func apply(_ action: LineSession.Action) {
        guard let context else { return }
        switch action {
        case .send(let line): send(line)
        case .understand(let ticket, let line):
            let limits = shared.limits
            work(ticket) {
                LineSession.read(line, limits)
            } then: {
                $0.session.understood(ticket, $1)
            }
        case .run(let ticket, let method, let params, let id):
            let call = CallRun(
                method: method, params: params, id: id, origin: origin, scopes: session.scopes, shared: shared,
                logger: logger)
            work(ticket) {
                call.response()
            } then: {
                $0.session.finished(ticket, $1)
            }
        case .withdraw(let ticket, let error):
            if shared.workers.withdraw(ticket: ticket, of: number) {
                reminders.removeValue(forKey: ticket)?.cancel()
                apply(session.withdrawn(ticket, error))
            }
        case .remind(let ticket, let milliseconds):
            reminders[ticket] = context.eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(milliseconds)))
            {
                self.reminders[ticket] = nil
                self.perform(self.session.deadlinePassed(ticket))
            }
        case .began(let method): shared.counters.began(method)
        case .answered(let code): shared.counters.answered(code)
        case .close(let reason): close(reason)
        }
    }

    /// Runs `body` on a worker and gives its result to the session, back on the event loop.
    private func work<Result: Sendable>(
        _ ticket: LineSession.Ticket, _ body: @escaping @Sendable () -> Result,
        then conclude: @escaping @Sendable (ConnectionHandler, Result) -> [LineSession.Action]
    ) {
        guard let eventLoop = context?.eventLoop else { return }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let (workers, number) = (shared.workers, number)
        workers.add(ticket: ticket, of: number) {
            let result = body()
            eventLoop.execute {
                // After the result was taken, so that a pause which it causes comes before the next work begins.
                defer { workers.delivered(to: number) }
                let handler = bound.value
                guard handler.context != nil else { return }
                handler.reminders.removeValue(forKey: ticket)?.cancel()
                handler.perform(conclude(handler, result))
            }
        }
    }

    // MARK: Writing

    private func send(_ line: ByteBuffer) {
        guard let context, !isClosing else { return }
        var line = line
        line.writeInteger(UInt8(ascii: "\n"))
        if pendingOutput == 0 { lastProgress = .now() }
        pendingOutput += line.readableBytes
        while let piece = line.readSlice(length: min(line.readableBytes, ConnectionHandler.pieceBytes)),
            piece.readableBytes > 0
        {
            let written = context.eventLoop.makePromise(of: Void.self)
            let count = piece.readableBytes
            written.futureResult.assumeIsolated().whenSuccess { self.wrote(count) }
            context.write(wrapOutboundOut(piece), promise: written)
        }
        if !isPaused, pendingOutput >= shared.limits.outputBytes {
            isPaused = true
            shared.workers.pause(number, true)
        }
        if timers[.write] == nil { watchWriting(after: .init(shared.limits.write)) }
    }

    private func wrote(_ count: Int) {
        shared.counters.sent(bytes: count)
        pendingOutput -= count
        lastProgress = .now()
        lastActivity = lastProgress
        if isPaused, pendingOutput < shared.limits.outputBytes {
            isPaused = false
            shared.workers.pause(number, false)
        }
        pump()
    }

    // MARK: Ending

    /// Answers no more: what is written is flushed, the output ends, then the connection.
    private func close(_ reason: String) {
        guard !isClosing else { return }
        isClosing = true
        logger.debug("closing", metadata: ["reason": "\(reason)"])
        shared.workers.withdrawAll(of: number)
        input = ByteBuffer()
        endOutput()
    }

    private func endOutput() {
        guard let context, pendingOutput == 0, !isOutputClosed else { return }
        isOutputClosed = true
        guard !isInputEnded else {
            context.close(promise: nil)
            return
        }
        // Closing with unread input would reset the connection and could take answers from the peer.
        context.close(mode: .output, promise: nil)
        context.channel.setOption(.autoRead, value: true).assumeIsolated().whenFailure { _ in }
        schedule(.linger, after: ConnectionHandler.linger) { $0.context?.close(promise: nil) }
    }

    /// Closes at once, whatever is waiting to be written.
    private func abort(_ reason: String) {
        logger.info("closed a connection", metadata: ["reason": "\(reason)"])
        isClosing = true
        context?.close(promise: nil)
    }

    // MARK: Timers

    private func watchWriting(after time: TimeAmount) {
        schedule(.write, after: time) { handler in
            guard handler.pendingOutput > 0 else { return }
            let left = handler.lastProgress + .init(handler.shared.limits.write) - .now()
            if left <= .zero { handler.abort("the peer does not read") } else { handler.watchWriting(after: left) }
        }
    }

    private func watchIdle(after time: TimeAmount) {
        schedule(.idle, after: time) { handler in
            let isBusy = !handler.session.isIdle || handler.pendingOutput > 0
            let left = (isBusy ? .now() : handler.lastActivity) + .init(handler.shared.limits.idle) - .now()
            if left <= .zero { handler.close("idle") } else { handler.watchIdle(after: left) }
        }
    }

    private func schedule(_ timer: Timer, after time: TimeAmount, _ body: @escaping (ConnectionHandler) -> Void) {
        timers[timer] = context?.eventLoop.assumeIsolated().scheduleTask(in: time) {
            self.timers[timer] = nil
            body(self)
        }
    }
}

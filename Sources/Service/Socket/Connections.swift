import Domain
import Foundation
import Logging
import NIOCore
import Synchronization

/// The open connections of a server: who may come in, and how they are all sent home.
final class Connections: Sendable {
    private struct State {
        var lastNumber: UInt64 = 0
        var isStopping = false
        var channels: [UInt64: any Channel] = [:]
    }

    /// How long connections may take to flush their last answers after the grace period.
    private static let lastFlush = TimeAmount.seconds(2)

    private let shared: ConnectionHandler.Shared
    private let logger: Logger
    private let state = Mutex(State())

    init(shared: ConnectionHandler.Shared, logger: Logger) {
        self.shared = shared
        self.logger = logger
    }

    /// Makes an accepted socket a connection, or one that is told `busy` and closed.
    func accept(
        _ channel: any Channel, origin: RPCCall.Origin, tokens: [Token]?
    ) -> EventLoopFuture<Void> {
        guard shared.counters.admit(limit: shared.limits.connections) else {
            return add(RefusingHandler(), to: channel)
        }
        let number = register(channel)
        channel.closeFuture.whenComplete { _ in
            self.shared.counters.connectionClosed()
            self.state.withLock { $0.channels[number] = nil }
        }
        let policy = LineSession.Policy(limits: shared.limits, tokens: tokens)
        return checkPeer(of: channel, origin: origin).flatMap { [shared, logger] in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(
                    ConnectionHandler(number: number, origin: origin, policy: policy, shared: shared, logger: logger))
            }
        }
    }

    /// Lets every connection answer what is in flight; after `grace` answers are cut short, and then connections are.
    func stop(grace: Duration) async {
        let channels = state.withLock { state in
            state.isStopping = true
            return Array(state.channels.values)
        }
        guard let loop = channels.first?.eventLoop else { return }
        if grace > .zero { order(.stop, channels) }
        let abandon = loop.scheduleTask(in: .init(grace)) { self.order(.abandon, channels) }
        let cut = loop.scheduleTask(in: .init(grace) + Connections.lastFlush) {
            for channel in channels { channel.close(promise: nil) }
        }
        try? await EventLoopFuture.andAllComplete(channels.map(\.closeFuture), on: loop).get()
        abandon.cancel()
        cut.cancel()
    }

    private func order(_ order: ConnectionHandler.Order, _ channels: [any Channel]) {
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(order) }
    }

    private func register(_ channel: any Channel) -> UInt64 {
        state.withLock { state in
            state.lastNumber += 1
            if state.isStopping { channel.close(promise: nil) } else { state.channels[state.lastNumber] = channel }
            return state.lastNumber
        }
    }

    private func add(_ handler: RefusingHandler, to channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(handler) }
    }

    /// Fails for a process of another user. The mode of the socket says the same; this holds if the mode was changed.
    private func checkPeer(of channel: any Channel, origin: RPCCall.Origin) -> EventLoopFuture<Void> {
        guard origin == .unix, let options = channel as? any SocketOptionProvider else {
            return channel.eventLoop.makeSucceededVoidFuture()
        }
        let credentials: EventLoopFuture<PeerCredentials> = options.unsafeGetSocketOption(
            level: .socket, name: .init(rawValue: SO_PEERCRED))
        return credentials.flatMapThrowing { [shared, logger] peer in
            guard peer.user == geteuid() || peer.user == 0 else {
                shared.counters.connectionRefused()
                logger.warning("refused a process of another user", metadata: ["user": "\(peer.user)"])
                throw AlmanacError(.forbidden, "the socket belongs to another user")
            }
        }
    }
}

/// `struct ucred` of socket(7), which the C library shows under `_GNU_SOURCE` only.
private struct PeerCredentials: Sendable {
    var process: Int32 = 0
    var user: UInt32 = 0
    var group: UInt32 = 0
}

/// Tells one connection too many that the server is busy, and closes it.
private final class RefusingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelActive(context: ChannelHandlerContext) {
        let error = AlmanacError(.busy, "too many connections are open", hint: "close one, or try again later")
        var line = RPCResponse.failure(id: .null, error, details: ["retry_after_ms": 1000]).encoded(limit: .max).bytes
        line.writeInteger(UInt8(ascii: "\n"))
        context.writeAndFlush(wrapOutboundOut(line)).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }
}

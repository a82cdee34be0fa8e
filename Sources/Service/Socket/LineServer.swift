import Domain
import Foundation
public import Logging
import NIOCore
import NIOPosix
public import Retrieval
public import ServiceLifecycle
public import Support

/// Serves the methods over a Unix socket and, where it is asked for, TCP on loopback: one JSON-RPC 2.0 message a line.
///
/// `run()` listens until a graceful shutdown or its task's cancellation. At a graceful shutdown calls in flight are
/// answered within the grace period; at a cancellation they are answered with `shutting_down`.
public struct LineServer: ServiceLifecycle.Service {
    public static let version = "0.1.0"
    /// The only version of the protocol there is; additions do not change it.
    public static let protocolVersion = 1

    private let methods: Methods
    private let configuration: Configuration
    private let logger: Logger
    private let onListening: @Sendable ([Address]) -> Void

    /// - Parameter onListening: called once callers can connect, with the addresses (a free port filled in).
    public init(
        knowledge: KnowledgeBase, actions: Actions? = nil, claims: (@Sendable () throws -> ClaimsCheck)? = nil,
        router: RouterDesk? = nil,
        support: SupportService? = nil, configuration: Configuration, logger: Logger,
        onListening: @escaping @Sendable ([Address]) -> Void = { _ in }
    ) {
        let methods = Methods(
            knowledge: knowledge, actions: actions, claims: claims, router: router, support: support,
            ingestRoot: configuration.ingestRoot,
            heedsClock: configuration.heedsClock)
        self.init(methods: methods, configuration: configuration, logger: logger, onListening: onListening)
    }

    /// With any table of methods.
    public init(
        methods: Methods, configuration: Configuration, logger: Logger,
        onListening: @escaping @Sendable ([Address]) -> Void = { _ in }
    ) {
        self.methods = methods
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
    }

    /// Throws `conflict` where another server has the socket, `invalid_input` and `unsupported` for a configuration
    /// that cannot be served, `unavailable` where the system refuses.
    public func run() async throws {
        // A peer that goes away while it is written to is an error of that write, not the end of the process.
        signal(SIGPIPE, SIG_IGN)
        let limits = configuration.limits.resolved
        let workers = Workers(threads: limits.workers, perConnection: limits.runningPerConnection)
        defer { workers.stop() }
        let shared = ConnectionHandler.Shared(
            limits: limits, methods: methods, workers: workers, counters: Counters())
        let connections = Connections(shared: shared, logger: logger)
        let listeners = try await Listeners.open(configuration, connections)
        logger.notice("listening", metadata: ["addresses": "\(listeners.addresses)"])
        onListening(listeners.addresses)

        // Returns at a graceful shutdown, throws at a cancellation: either way it is time to stop.
        try? await gracefulShutdown()

        logger.notice("stopping")
        shared.counters.stopping()
        await listeners.close()
        await connections.stop(grace: Task.isCancelled ? .zero : configuration.grace)
        logger.notice("stopped")
    }
}

extension LineServer: CustomStringConvertible {
    /// The service group logs it.
    public var description: String {
        let addresses = [configuration.socketPath, configuration.tcp.map { "\($0.host):\($0.port)" }].compactMap { $0 }
        return "line server on \(addresses.joined(separator: " and "))"
    }
}

/// The open listeners of a server.
private struct Listeners {
    private(set) var addresses: [LineServer.Address] = []
    private var channels: [any Channel] = []
    private var file: UnixSocketFile?

    /// Opens all that is configured, or none.
    static func open(_ configuration: LineServer.Configuration, _ connections: Connections) async throws -> Listeners {
        var listeners = Listeners()
        do {
            if let path = configuration.socketPath { try await listeners.openUnix(path, connections) }
            if let tcp = configuration.tcp { try await listeners.openTCP(tcp, connections) }
        } catch {
            await listeners.close()
            throw error as? AlmanacError
                ?? AlmanacError(.unavailable, "cannot listen", hint: "look at the address", underlying: error)
        }
        guard !listeners.channels.isEmpty else {
            throw AlmanacError(.invalidInput, "there is nothing to listen on", hint: "give a socket path or a TCP port")
        }
        return listeners
    }

    private mutating func openUnix(_ path: String, _ connections: Connections) async throws {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).lines()
            .childChannelInitializer { connections.accept($0, origin: .unix, tokens: nil) }
        let (file, channel) = try await UnixSocketFile.create(path: path) { temporary in
            try await bootstrap.bind(unixDomainSocketPath: temporary).get()
        }
        self.file = file
        channels.append(channel)
        addresses.append(.unix(path: path))
    }

    private mutating func openTCP(_ tcp: LineServer.TCP, _ connections: Connections) async throws {
        let address = try loopback(tcp)
        let tokens = tcp.tokens
        guard !tokens.isEmpty, tokens.allSatisfy(\.isLongEnough) else {
            throw AlmanacError(
                .invalidInput, "the token has fewer than \(Token.minimumBytes) bytes", hint: "use a long random one")
        }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton).lines()
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { connections.accept($0, origin: .tcp, tokens: tokens) }
            .bind(to: address).get()
        channels.append(channel)
        addresses.append(.tcp(host: tcp.host, port: channel.localAddress?.port ?? tcp.port))
    }

    /// No name is resolved: what is not a loopback address is refused.
    private func loopback(_ tcp: LineServer.TCP) throws -> SocketAddress {
        let host = tcp.host == "localhost" ? "127.0.0.1" : tcp.host
        let address = try? SocketAddress(ipAddress: host, port: tcp.port)
        let isLoopback = host == "::1" || (host.hasPrefix("127.") && address?.protocol == .inet)
        guard let address, isLoopback else {
            throw AlmanacError(
                .unsupported, "TCP is served on loopback only, since it has no TLS",
                hint: "listen on 127.0.0.1 or ::1 and forward the port over SSH")
        }
        return address
    }

    func close() async {
        file?.remove()
        for channel in channels { try? await channel.close() }
    }
}

extension ServerBootstrap {
    /// What both kinds of listeners share.
    fileprivate func lines() -> ServerBootstrap {
        serverChannelOption(.backlog, value: 128)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 64 << 10))
    }
}

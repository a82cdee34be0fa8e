public import Foundation

extension LineServer {
    /// What the line server listens on and how far it goes.
    public struct Configuration: Sendable {
        /// Path of the Unix socket, at most 107 bytes; nil for none. The socket has mode 0600 from birth, and only
        /// processes of the server's own user (and root) are served.
        public var socketPath: String?
        /// Nil for no TCP.
        public var tcp: TCP?
        public var limits = Limits()
        /// The folder that `knowledge.ingest` may read `paths` from; nil refuses paths.
        public var ingestRoot: URL?
        /// Whether the parameter `now` is heeded: for tests and demonstrations only.
        public var heedsClock = false
        /// How long calls in flight may go on after the order to stop.
        public var grace = Duration.seconds(10)

        public init(socketPath: String? = nil, tcp: TCP? = nil) {
            self.socketPath = socketPath
            self.tcp = tcp
        }
    }

    /// A TCP listener. Only loopback is taken, since there is no TLS.
    public struct TCP: Sendable {
        /// `127.0.0.1`, another address in 127/8, `::1` or `localhost` (which is taken as 127.0.0.1).
        public var host: String
        /// 0 for any free port; `LineServer.run(onListening:)` tells which.
        public var port: Int
        /// `hello` must bring one of them, each of at least 16 bytes.
        public var tokens: [Token]

        public init(
            host: String = "127.0.0.1", port: Int, token: String, scopes: Set<RPCScope> = Set(RPCScope.allCases)
        ) {
            self.host = host
            self.port = port
            tokens = [Token(token, scopes: scopes)]
        }

        public init(host: String = "127.0.0.1", port: Int, tokens: [Token]) {
            (self.host, self.port, self.tokens) = (host, port, tokens)
        }
    }

    /// Where a server listens and a client connects.
    public enum Address: Sendable, Hashable, CustomStringConvertible {
        case unix(path: String)
        case tcp(host: String, port: Int)

        public var description: String {
            switch self {
            case .unix(let path): path
            case .tcp(let host, let port): "\(host):\(port)"
            }
        }
    }
}

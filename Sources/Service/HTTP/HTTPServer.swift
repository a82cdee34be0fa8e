import Domain
import HTTPTypes
import Hummingbird
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Synchronization

/// Serves the Pinecone API over HTTP on a loopback address.
///
/// Handlers block (SQLite, arithmetic), so they run on threads of their own; what finds no thread within a bounded
/// queue is answered 429 at once.
public struct HTTPServer: ServiceLifecycle.Service {
    public struct Configuration: Sendable {
        /// A loopback address: there is no TLS.
        public var host: String
        /// 0 for any free port.
        public var port: Int
        /// Keys that clients must show; empty for any.
        public var keys: [Token]
        public var threads = 8
        /// Requests that run or wait; those past it get 429.
        public var inFlight = 256
        /// The largest body, bytes. A batch of Pinecone is at most 2 MB.
        public var bodyBytes = 4 << 20

        public init(host: String, port: Int, keys: [Token] = []) {
            self.host = host
            self.port = port
            self.keys = keys
        }
    }

    private let api: PineconeAPI
    private let configuration: Configuration
    private let logger: Logger
    private let onListening: @Sendable (String) -> Void

    /// - Parameter onListening: called once clients can connect, with `http://host:port`.
    public init(
        api: PineconeAPI, configuration: Configuration, logger: Logger,
        onListening: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.api = api
        self.configuration = configuration
        self.logger = logger
        self.onListening = onListening
    }

    /// Throws `unsupported` for an address beyond this machine and `unavailable` where it cannot be had.
    public func run() async throws {
        let host = configuration.host == "localhost" ? "127.0.0.1" : configuration.host
        let name = host.contains(":") ? "[\(host)]" : host
        guard HTTPGuard.isLoopback(authority: name) else {
            throw AlmanacError(
                .unsupported, "HTTP is served on loopback only, since it has no TLS",
                hint: "listen on 127.0.0.1 and put a proxy with TLS before it")
        }
        let pool = NIOThreadPool(numberOfThreads: configuration.threads)
        pool.start()
        defer { pool.shutdownGracefully { _ in } }
        let onListening = onListening
        let logger = logger
        // The framework logs what a peer did wrong; that is the peer's to know.
        let quiet = Logger(label: "almanac.http", factory: { _ in SwiftLogNoOpLogHandler() })
        let application = Application(
            responder: BlockingResponder(
                api: api, wall: HTTPGuard(keys: configuration.keys), pool: pool,
                places: Places(configuration.inFlight), bodyBytes: configuration.bodyBytes, logger: logger),
            server: .http1(configuration: .init(idleTimeout: .seconds(75))),
            configuration: ApplicationConfiguration(address: .hostname(host, port: configuration.port)),
            onServerRunning: { channel in
                let address = "http://\(name):\(channel.localAddress?.port ?? 0)"
                logger.notice("listening", metadata: ["address": "\(address)"])
                onListening(address)
            },
            logger: quiet)
        do {
            try await application.run()
        } catch let error as IOError {
            throw AlmanacError(
                .unavailable, "cannot listen on \(name):\(configuration.port)", hint: "is the port taken?",
                underlying: error)
        }
    }
}

/// How many requests run or wait.
private final class Places: Sendable {
    private let limit: Int
    private let taken = Atomic<Int>(0)

    init(_ limit: Int) { self.limit = limit }

    func take() -> Bool {
        if taken.add(1, ordering: .relaxed).newValue <= limit { return true }
        leave()
        return false
    }

    func leave() { taken.subtract(1, ordering: .relaxed) }
}

private struct BlockingResponder: HTTPResponder {
    typealias Context = BasicRequestContext

    let api: PineconeAPI
    let wall: HTTPGuard
    let pool: NIOThreadPool
    let places: Places
    let bodyBytes: Int
    let logger: Logger

    func respond(to request: Request, context: Context) async throws -> Response {
        guard places.take() else {
            return response(
                api.refusal(AlmanacError(.busy, "too many requests at once"), target: request.head.path ?? ""))
        }
        defer { places.leave() }
        let target = request.head.path ?? ""
        var headers: [String: String] = [:]
        if let authority = request.head.authority { headers["host"] = authority }
        for field in request.headers where headers[field.name.canonicalName] == nil {
            headers[field.name.canonicalName] = field.value
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: bodyBytes)
        } catch is NIOTooManyBytesError {
            let limit = AlmanacError(
                .tooLarge, "the request body is larger than \(bodyBytes) bytes", hint: "send smaller batches")
            var answer = response(api.refusal(limit, target: target))
            answer.headers[.connection] = "close"
            return answer
        }
        let bytes = Array(body.readableBytesView)
        let method = request.method.rawValue
        let reply = try await pool.runIfActive { [api, wall, headers] () -> HTTPReply in
            guard let message = HTTPMessage(method: method, target: target, headers: headers, body: bytes) else {
                return api.refusal(
                    AlmanacError(.invalidRequest, "the percent-encoding of the path is broken"), target: target)
            }
            if let objection = wall.objection(message) { return api.refusal(objection, target: target) }
            return api.reply(to: message)
        }
        return response(reply)
    }

    private func response(_ reply: HTTPReply) -> Response {
        if let fault = reply.fault {
            logger.error("a request failed", metadata: ["status": "\(reply.status)", "fault": "\(fault)"])
        }
        var headers: HTTPFields = [.contentType: "application/json"]
        for (name, value) in reply.headers {
            if let field = HTTPField.Name(name) { headers[field] = value }
        }
        return Response(
            status: .init(code: reply.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: reply.body)))
    }
}

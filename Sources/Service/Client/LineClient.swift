public import Domain
import NIOCore
import NIOPosix
import Synchronization

/// A caller of the line protocol, over a Unix socket or TCP. Any number of calls may be under way at once.
///
/// ```swift
/// let client = try await LineClient.connect(to: .unix(path: path))
/// let found = try await client.call(.knowledgeSearch, ["query": "refund", "k": 3])
/// await client.close()
/// ```
///
/// Close it when done: an open client keeps its connection.
public final class LineClient: Sendable {
    private let channel: any Channel
    private let calls: PendingCalls

    private init(channel: any Channel, calls: PendingCalls) {
        self.channel = channel
        self.calls = calls
    }

    /// Connects and, where there is a token, says hello with it.
    ///
    /// Throws `unavailable` where nothing answers at the address, and what the server says to the hello.
    public static func connect(
        to address: LineServer.Address, token: String? = nil, timeout: Duration = .seconds(5)
    ) async throws -> LineClient {
        let calls = PendingCalls()
        let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.init(timeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let decoder = ByteToMessageHandler(LineDecoder(maximumLength: PendingCalls.maximumLineBytes))
                    try channel.pipeline.syncOperations.addHandlers(decoder, LineClientHandler(calls: calls))
                }
            }
        let channel: any Channel
        do {
            switch address {
            case .unix(let path): channel = try await bootstrap.connect(unixDomainSocketPath: path).get()
            case .tcp(let host, let port): channel = try await bootstrap.connect(host: host, port: port).get()
            }
        } catch {
            throw AlmanacError(
                .unavailable, "no server answers at \(address)", hint: "start it with: almanac serve", underlying: error
            )
        }
        let client = LineClient(channel: channel, calls: calls)
        guard let token else { return client }
        do {
            _ = try await client.call(
                .hello, ["protocol": JSONValue(LineServer.protocolVersion), "token": .string(token)], timeout: timeout)
        } catch {
            await client.close()
            throw error
        }
        return client
    }

    /// Calls a method; see `call(_:_:timeout:)` with a name.
    public func call(
        _ method: RPCMethod, _ params: JSONObject = [:], timeout: Duration = .seconds(60)
    ) async throws -> JSONValue {
        try await call(method.name, .object(params), timeout: timeout)
    }

    /// Calls a method by name, known here or not, and gives its result.
    ///
    /// - Parameters:
    ///   - params: an object, or a list in the method's positional order; nil for none.
    ///   - timeout: after it the call is withdrawn at the server and `timeout` is thrown.
    /// - Throws: `AlmanacError` with the server's code, message and hint; `unavailable` where the connection is lost;
    ///   `cancelled` where the task is.
    public func call(
        _ method: String, _ params: JSONValue? = nil, timeout: Duration = .seconds(60)
    ) async throws -> JSONValue {
        let id = calls.nextID()
        var request: JSONObject = ["jsonrpc": "2.0", "id": .integer(id), "method": .string(method)]
        request["params"] = params
        let line = JSONValue.object(request)
        let late = channel.eventLoop.scheduleTask(in: .init(timeout)) {
            self.withdraw(id, AlmanacError(.timeout, "\(method) was not answered in time", hint: "allow more time"))
        }
        defer { late.cancel() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                guard calls.add(id, continuation) else { return }
                send(line)
                if Task.isCancelled { withdraw(id, AlmanacError(.cancelled, "\(method) was cancelled")) }
            }
        } onCancel: {
            withdraw(id, AlmanacError(.cancelled, "\(method) was cancelled"))
        }
    }

    /// Sends a notification, which is never answered.
    public func notify(_ method: String, _ params: JSONValue? = nil) {
        var request: JSONObject = ["jsonrpc": "2.0", "method": .string(method)]
        request["params"] = params
        send(.object(request))
    }

    /// Ends the connection; calls under way throw `unavailable`.
    public func close() async {
        try? await channel.close().get()
    }

    private func withdraw(_ id: Int64, _ error: AlmanacError) {
        guard calls.finish(id, .failure(error)) else { return }
        notify("$/cancelRequest", ["id": .integer(id)])
    }

    private func send(_ json: JSONValue) {
        var bytes = json.serialized()
        bytes.append(UInt8(ascii: "\n"))
        // A failed write closes the channel, and that ends every pending call.
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }
}

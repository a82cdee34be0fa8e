import Domain
import NIOCore
import Synchronization

/// The calls of a client that have no answer yet. Safe from any thread; each call is finished once.
final class PendingCalls: Sendable {
    typealias Continuation = CheckedContinuation<JSONValue, any Error>

    /// Longest answer read, well above what servers send.
    static let maximumLineBytes = 64 << 20
    private static let maximumDepth = 128

    private struct State {
        var lastID: Int64 = 0
        var waiting: [Int64: Continuation] = [:]
        var isClosed = false
    }

    private let state = Mutex(State())

    func nextID() -> Int64 {
        state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
    }

    /// False, and the continuation is ended, where the connection is gone.
    func add(_ id: Int64, _ continuation: Continuation) -> Bool {
        let isAdded = state.withLock { state in
            if !state.isClosed { state.waiting[id] = continuation }
            return !state.isClosed
        }
        if !isAdded { continuation.resume(throwing: PendingCalls.lost) }
        return isAdded
    }

    /// False where the call has ended already.
    func finish(_ id: Int64, _ result: Result<JSONValue, any Error>) -> Bool {
        guard let continuation = state.withLock({ $0.waiting.removeValue(forKey: id) }) else { return false }
        continuation.resume(with: result)
        return true
    }

    /// Ends every call, now and later.
    func close(_ error: AlmanacError = lost) {
        let waiting = state.withLock { state in
            state.isClosed = true
            defer { state.waiting = [:] }
            return state.waiting
        }
        for continuation in waiting.values { continuation.resume(throwing: error) }
    }

    func received(_ line: ByteBuffer) {
        let json = line.withUnsafeReadableBytes {
            try? JSONParser.parse($0.bindMemory(to: UInt8.self), maximumDepth: PendingCalls.maximumDepth)
        }
        guard let object = json?.object else { return close(PendingCalls.garbled) }
        guard case .integer(let id)? = object["id"] else {
            // An error without an id is about the connection: too many, stopping, a broken line.
            return close(object["error"].map(PendingCalls.error) ?? PendingCalls.garbled)
        }
        if let error = object["error"] {
            _ = finish(id, .failure(PendingCalls.error(error)))
        } else {
            _ = finish(id, .success(object["result"] ?? .null))
        }
    }

    private static let lost = AlmanacError(
        .unavailable, "the server closed the connection", hint: "is it still running? ask again")
    private static let garbled = AlmanacError(
        .unavailable, "the peer does not speak this protocol", hint: "look at the address")

    /// The server's error with its own code; of an unknown code the number decides.
    private static func error(_ json: JSONValue) -> AlmanacError {
        let name = json["data"]?["code"]?.string
        let code =
            name.flatMap(ErrorCode.init) ?? ErrorCode.allCases.first { $0.mapping.rpc == json["code"]?.int }
            ?? .internalError
        return AlmanacError(code, json["message"]?.string ?? code.rawValue, hint: json["data"]?["hint"]?.string)
    }
}

/// Hands lines to the calls that wait for them.
final class LineClientHandler: ChannelInboundHandler {
    typealias InboundIn = LineDecoder.Line

    private let calls: PendingCalls

    init(calls: PendingCalls) { self.calls = calls }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .text(let line): calls.received(line)
        case .tooLong, .foreign:
            calls.close()
            context.close(promise: nil)
        case .fragment: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelInactive(context: ChannelHandlerContext) {
        calls.close()
        context.fireChannelInactive()
    }
}

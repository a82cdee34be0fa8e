import Foundation
import Logging
import Remote
import Service
import ServiceLifecycle
import Testing

/// An HTTP server of this process and requests to it by libcurl.
enum LocalHTTP {
    struct Reply: Sendable {
        let status: Int
        let text: String
    }

    static func serving(
        _ api: PineconeAPI, keys: [Token], _ body: @Sendable (String) async throws -> Void
    ) async throws {
        let (addresses, continuation) = AsyncStream<String>.makeStream()
        let server = HTTPServer(
            api: api, configuration: HTTPServer.Configuration(host: "127.0.0.1", port: 0, keys: keys),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
            onListening: { continuation.yield($0) })
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: server)],
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })))
        let running = Task { try await group.run() }
        let address = try #require(await addresses.first { _ in true })
        try await body(address)
        await group.triggerGracefulShutdown()
        try await running.value
    }

    static func call(
        _ address: String, method: String, _ path: String, headers: [String: String], body: String? = nil
    ) async throws -> Reply {
        let call = HTTPCall(
            method: method, url: address + path, headers: headers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) },
            body: body.map { Array($0.utf8) })
        return try await withCheckedThrowingContinuation { continuation in
            // It blocks: not on a thread of the pool that runs tests.
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result {
                        let result = try CurlTransport().send(call)
                        return Reply(status: result.status, text: String(decoding: result.body, as: UTF8.self))
                    })
            }
        }
    }
}

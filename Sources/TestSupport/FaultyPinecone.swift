package import Domain
import Foundation
package import Remote
import Service
import Synchronization
package import VectorDatabase

/// Pinecone as `almanac serve --http` speaks it, in this process, behind a network that fails as it is told to.
///
/// The faults are the network's and the service's front door's, so what is behind them is the real thing.
package final class FaultyPinecone: Transport {
    package enum Fault: Sendable {
        /// The request never arrives.
        case unreached
        /// It is carried out and its answer is lost: a timeout, a reset connection.
        case lostAnswer
        /// Refused before anything was done; seconds for `Retry-After`.
        case status(Int, retryAfter: String? = nil)
        /// Carried out, and answered with an error.
        case statusAfterwards(Int)
    }

    package struct Request: Sendable {
        package let method: String
        /// Path and query.
        package let target: String
        package let headers: [String: String]
        package let body: JSONValue?
    }

    package static let address = "http://127.0.0.1:5080"
    package let database: VectorDatabase
    /// Not before this value is the folder gone.
    private let home: TemporaryHome
    private let api: PineconeAPI
    private let key: String?
    private let requests = Mutex<[Request]>([])
    private let fault: @Sendable (_ number: Int, _ request: Request) -> Fault?

    /// - Parameters:
    ///   - key: the only key that passes; nil for any.
    ///   - fault: what befalls the request of this number, from 1.
    package init(
        home: TemporaryHome, key: String? = nil, fault: @escaping @Sendable (Int, Request) -> Fault? = { _, _ in nil }
    ) throws {
        self.home = home
        database = try VectorDatabase(file: home.url.appending(path: "vectors.sqlite"), durable: false)
        api = PineconeAPI(
            indexes: IndexDirectory(database: database, knowledge: nil), models: InferenceModels(encoder: nil))
        self.key = key
        self.fault = fault
    }

    /// What arrived or would have, in order.
    package var log: [Request] { requests.withLock { $0 } }

    package func send(_ call: HTTPCall) throws -> HTTPResult {
        let target = String(call.url.dropFirst(FaultyPinecone.address.count))
        var headers = ["host": "127.0.0.1:5080"]
        for (name, value) in call.headers { headers[name.lowercased()] = value }
        let request = Request(
            method: call.method, target: target, headers: headers,
            body: try call.body.map { try JSONParser.parse($0) })
        let number = requests.withLock { requests in
            requests.append(request)
            return requests.count
        }
        switch fault(number, request) {
        case .unreached: throw TransportFailure("no route")
        case .status(let status, let retryAfter):
            return HTTPResult(status: status, headers: retryAfter.map { ["retry-after": $0] } ?? [:], body: [])
        case .lostAnswer:
            _ = reply(request, call)
            throw TransportFailure("connection reset")
        case .statusAfterwards(let status):
            _ = reply(request, call)
            return HTTPResult(status: status, headers: [:], body: [])
        case nil: return reply(request, call)
        }
    }

    private func reply(_ request: Request, _ call: HTTPCall) -> HTTPResult {
        if let key, request.headers["api-key"] != key {
            return HTTPResult(status: 401, headers: [:], body: Array(#"{"message":"Invalid API Key"}"#.utf8))
        }
        guard
            let message = HTTPMessage(
                method: request.method, target: request.target, headers: request.headers, body: call.body ?? [])
        else { return HTTPResult(status: 400, headers: [:], body: []) }
        let reply = api.reply(to: message)
        return HTTPResult(
            status: reply.status,
            headers: Dictionary(
                reply.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first }),
            body: reply.body)
    }
}

import Domain
import Foundation
import Remote
import Synchronization
import Testing

/// Our requests are those that the official client (8.1.2, the same API version) was recorded to send.
@Suite struct ClientTests {
    private struct Recorded {
        let method: String
        let target: String
        let headers: JSONObject
        let body: JSONValue?
    }

    /// Answers enough for a call to end, and keeps what was sent.
    private final class Recorder: Transport {
        private let calls = Mutex<[HTTPCall]>([])
        var sent: [HTTPCall] { calls.withLock { $0 } }

        func send(_ call: HTTPCall) throws -> HTTPResult {
            calls.withLock { $0.append(call) }
            let body =
                switch call.url {
                case let url where url.contains("/indexes"):
                    #"{"name":"m","host":"http://127.0.0.1:1","metric":"cosine","status":{"ready":true}}"#
                case let url where url.contains("paginationToken"): #"{"vectors":[]}"#
                case let url where url.contains("/list"): #"{"vectors":[],"pagination":{"next":"t/1="}}"#
                case let url where url.contains("/fetch"): #"{"vectors":{}}"#
                case let url where url.contains("stats"): #"{"namespaces":{}}"#
                default: "{}"
                }
            return HTTPResult(status: 200, headers: [:], body: Array(body.utf8))
        }
    }

    @Test func requestsAreThoseOfTheOfficialClient() throws {
        let recorder = Recorder()
        let client = PineconeClient(transport: recorder, controller: "http://127.0.0.1:1", key: "k")
        _ = try client.create("m-dense", dimension: 3, metric: "cosine", cloud: "aws", region: "us-east-1")
        _ = try client.create("m-sparse", dimension: nil, metric: "dotproduct", cloud: "aws", region: "us-east-1")
        let index = try #require(try client.describe("m-dense"))
        let metadata: Metadata = [
            "title": .string("Größe"), "n": .number(2.5), "tags": .list(["a"]), "ok": .bool(true),
        ]
        _ = try client.upsert(
            [VectorRecord(id: "faq/a#1", values: [0.5, 0.25, 1.5], metadata: metadata)], namespace: "faq", to: index)
        _ = try client.upsert(
            [
                VectorRecord(
                    id: "faq/a#1", sparse: SparseVector(indices: [7, 9], values: [0.5, 1.25]),
                    metadata: ["n": .number(2.5)])
            ], namespace: "faq", to: index)
        _ = try client.fetch(ids: ["faq/a#1", "b"], namespace: "faq", in: index)
        _ = try client.ids(namespace: "faq", in: index)
        _ = try client.delete(ids: ["faq/a#1", "b"], namespace: "faq", in: index)
        _ = try client.counts(in: index)
        let recorded = try ClientTests.recorded()
        #expect(recorder.sent.count == recorded.count)
        for (ours, theirs) in zip(recorder.sent, recorded) {
            #expect(ours.method == theirs.method)
            let target = String(ours.url.dropFirst("http://127.0.0.1:1".count))
            #expect(ClientTests.parts(of: target) == ClientTests.parts(of: theirs.target))
            let headers = Dictionary(ours.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $1 })
            for (name, value) in theirs.headers.members {
                #expect(headers[name] == value.string, "\(name) of \(target)")
            }
            #expect(headers["api-key"] == "k")
            let body = try ours.body.map { try JSONParser.parse($0) }
            #expect(body.map(ClientTests.significant) == theirs.body.map(ClientTests.significant), "\(target)")
        }
    }

    private static func recorded() throws -> [Recorded] {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "Fixtures/pinecone-client-8.1.2.json")
        let json = try JSONParser.parse(Array(Data(contentsOf: file)))
        return (json["requests"]?.array ?? []).map { request in
            Recorded(
                method: request["method"]?.string ?? "", target: request["target"]?.string ?? "",
                headers: request["headers"]?.object ?? JSONObject(),
                body: request["body"].flatMap { $0.isNull ? nil : $0 })
        }
    }

    /// The path and the query's items, whatever their order.
    private static func parts(of target: String) -> [String] {
        let halves = target.split(separator: "?", maxSplits: 1).map(String.init)
        return [halves[0]] + (halves.count > 1 ? halves[1].split(separator: "&").map(String.init).sorted() : [])
    }

    /// Without empty tags and values, which the other client writes out and the service takes for absent.
    private static func significant(_ json: JSONValue) -> JSONValue {
        switch json {
        case .object(let object):
            .object(
                JSONObject(
                    object.members.filter { key, value in
                        !(key == "tags" && value == [:]) && !(key == "values" && value == [])
                    }.map { ($0.key, significant($0.value)) }))
        case .array(let values): .array(values.map(significant))
        case .integer(let value): .number(Double(value))
        default: json
        }
    }

    @Test(arguments: [
        "http://example.com", "ftp://127.0.0.1", "file:///etc/passwd", "http://127.0.0.1.example.com", "nonsense",
        "http://localhost.example.com",
    ])
    func plainHTTPStaysOnThisMachine(url: String) {
        let transport = CurlTransport()
        #expect(throws: AlmanacError.self) { try transport.send(HTTPCall(method: "GET", url: url)) }
    }

    @Test func aClosedPortIsAFailureOfTheNetwork() {
        let transport = CurlTransport()
        #expect(throws: TransportFailure.self) {
            try transport.send(HTTPCall(method: "GET", url: "http://127.0.0.1:9/", timeout: 2000))
        }
    }
}

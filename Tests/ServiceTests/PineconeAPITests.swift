import Domain
import Embedding
import Foundation
import Service
import TestSupport
import Testing
import VectorDatabase

/// What the official clients hide: shapes of errors, headers, the wall before the API.
@Suite struct PineconeAPITests {
    private let home: TemporaryHome
    private let api: PineconeAPI

    init() throws {
        home = try TemporaryHome()
        let database = try VectorDatabase(file: home.url.appending(path: "vectors.sqlite"), durable: false)
        api = PineconeAPI(
            indexes: IndexDirectory(database: database, knowledge: nil),
            models: InferenceModels(encoder: HashingEncoder()))
    }

    private func call(
        _ method: String, _ target: String, _ body: JSONValue? = nil, version: String? = "2025-10"
    ) throws -> HTTPReply {
        var headers = ["host": "127.0.0.1:5080", "api-key": "x", "content-type": "application/json"]
        headers["x-pinecone-api-version"] = version
        let message = try #require(
            HTTPMessage(method: method, target: target, headers: headers, body: body?.serialized() ?? []))
        return api.reply(to: message)
    }

    private func json(_ reply: HTTPReply) throws -> JSONValue { try JSONParser.parse(reply.body) }

    private func make(_ name: String) throws {
        let body: JSONValue = [
            "name": .string(name), "dimension": 2, "metric": "dotproduct", "spec": ["serverless": [:]],
        ]
        #expect(try call("POST", "/indexes", body).status == 201)
    }

    @Test func bothShapesOfAnIndexAreSpokenByVersion() throws {
        try make("old")
        let schema: JSONValue = [
            "name": "new",
            "schema": ["fields": ["_values": ["type": "dense_vector", "dimension": 3, "metric": "cosine"]]],
            "deployment": ["deployment_type": "managed", "cloud": "aws", "region": "r"],
        ]
        #expect(try call("POST", "/indexes", schema, version: "2026-07").status == 201)
        for (version, isSchema) in [(nil, false), ("2025-10", false), ("2026-04", false), ("2026-07", true)] {
            for name in ["old", "new"] {
                let described = try json(call("GET", "/indexes/\(name)", version: version))
                #expect((described["schema"] != nil) == isSchema, "\(version ?? "none")")
                #expect((described["spec"] != nil) == !isSchema)
                #expect((described["dimension"] != nil) == !isSchema)
                #expect(described["host"]?.string == "http://127.0.0.1:5080/i/\(name)")
            }
        }
    }

    @Test func errorsHaveTheShapeOfTheirPlane() throws {
        let control = try call("GET", "/indexes/nobody")
        #expect(control.status == 404)
        #expect(try json(control)["error"]?["code"] == "NOT_FOUND")
        #expect(try json(control)["status"] == 404)
        try make("i")
        let data = try call("POST", "/i/i/query", ["topK": 1, "vector": [1, 2, 3]])
        #expect(data.status == 400)
        #expect(try json(data)["code"] == 3)
        let message = try json(data)["message"]?.string
        #expect(message == "Vector dimension 3 does not match the dimension of the index 2")
        #expect(try call("GET", "/nothing").status == 404)
        #expect(try json(call("GET", "/i/nobody/vectors/list"))["code"] == 5)
    }

    static let refused: [(target: String, body: JSONValue)] = [
        ("/i/i/query", ["vector": [1, 2]]), ("/i/i/query", ["topK": "1", "vector": [1, 2]]),
        ("/i/i/query", ["topK": 1]), ("/i/i/query", ["topK": 1, "vector": [1, "2"]]),
        ("/i/i/query", ["topK": 1, "vector": [1, 1e300]]), ("/i/i/query", ["topK": 1, "vector": [1, 2], "id": "a"]),
        ("/i/i/query", ["topK": 1, "vector": [1, 2], "filter": ["$nor": []]]),
        ("/i/i/vectors/upsert", ["vectors": []]), ("/i/i/vectors/upsert", ["vectors": [["values": [1, 2]]]]),
        ("/i/i/vectors/upsert", ["vectors": [["id": "a", "values": [1, 2], "metadata": ["x": ["y": 1]]]]]),
        ("/i/i/vectors/upsert", ["vectors": [["id": "a", "values": [1, 2], "metadata": ["x": .null]]]]),
        ("/i/i/vectors/upsert", ["vectors": [["id": "a", "values": [1, 2], "metadata": ["$x": 1]]]]),
        (
            "/i/i/vectors/upsert",
            ["vectors": [["id": "a", "values": [1, 2], "sparseValues": ["indices": [1, 1], "values": [1, 2]]]]]
        ),
        (
            "/i/i/vectors/upsert",
            ["vectors": [["id": "a", "values": [1, 2], "sparseValues": ["indices": [4_294_967_296], "values": [1]]]]]
        ),
        ("/i/i/vectors/delete", [:]), ("/i/i/vectors/delete", ["filter": [:]]),
        ("/i/i/vectors/delete", ["ids": ["a"], "deleteAll": true]), ("/i/i/vectors/update", ["setMetadata": ["a": 1]]),
        ("/i/i/vectors/fetch_by_metadata", ["filter": [:]]), ("/i/i/describe_index_stats", ["filter": ["a": 1]]),
        ("/indexes", ["name": "x", "metric": "cosine", "spec": [:]]),
        ("/indexes", ["name": "x", "dimension": 2, "metric": "manhattan", "spec": [:]]),
        ("/indexes", ["name": "x", "dimension": 20_001, "metric": "cosine", "spec": [:]]),
        ("/embed", ["model": "hashing", "inputs": []]),
    ]

    @Test(arguments: PineconeAPITests.refused.indices)
    func whatIsWrongIsRefusedAndNothingIsStored(place: Int) throws {
        try make("i")
        let (target, body) = PineconeAPITests.refused[place]
        let reply = try call("POST", target, body)
        #expect((400..<500).contains(reply.status), "\(target) \(body.text): \(reply.status)")
        #expect(try json(call("POST", "/i/i/describe_index_stats", [:]))["totalVectorCount"] == 0)
    }

    @Test func writesAndReadsCarryTheirNumbers() throws {
        try make("i")
        func number(_ reply: HTTPReply, _ name: String) -> Int64? {
            reply.headers.first { $0.name == name }.flatMap { Int64($0.value) }
        }
        let upsert: JSONValue = ["vectors": [["id": "a/b", "values": [1, 2]]]]
        let first = try #require(number(call("POST", "/i/i/vectors/upsert", upsert), "x-pinecone-request-lsn"))
        let second = try #require(number(call("POST", "/i/i/vectors/upsert", upsert), "x-pinecone-request-lsn"))
        #expect(second > first)
        for (method, target, body) in [
            ("GET", "/i/i/vectors/fetch?ids=a%2Fb", nil), ("GET", "/i/i/vectors/list", nil),
            ("POST", "/i/i/query", ["topK": 1, "id": "a/b"] as JSONValue?),
        ] {
            let reply = try call(method, target, body)
            #expect(number(reply, "x-pinecone-max-indexed-lsn") == second, "\(target)")
        }
        let fetched = try json(call("GET", "/i/i/vectors/fetch?ids=a%2Fb"))
        #expect(fetched["vectors"]?["a/b"]?["values"] == [1.0, 2.0])
        #expect(try json(call("GET", "/i/i/vectors/list"))["pagination"] == nil)
    }

    @Test func numbersKeepSinglePrecisionsShortestForm() throws {
        try make("i")
        _ = try call("POST", "/i/i/vectors/upsert", ["vectors": [["id": "a", "values": [0.1, 3]]]])
        let text = String(decoding: try call("GET", "/i/i/vectors/fetch?ids=a").body, as: UTF8.self)
        #expect(text.contains("[0.1,3.0]"), "\(text)")
    }
}

/// The wall, over a real socket.
@Suite struct HTTPWallTests {
    static let cases: [(headers: [String: String], body: String?, status: Int)] = [
        ([:], nil, 200),
        (["Api-Key": ""], nil, 401),
        (["Host": "evil.example"], nil, 403),
        (["Host": "127.0.0.1.evil.example"], nil, 403),
        (["Host": "localhost:99"], nil, 200),
        (["Origin": "https://evil.example"], nil, 403),
        (["Content-Type": "text/plain"], "{}", 415),
        (["Content-Type": "application/json"], "{", 400),
    ]

    @Test func requestsThatAreNotOursAreTurnedAway() async throws {
        let home = try TemporaryHome()
        let database = try VectorDatabase(file: home.url.appending(path: "vectors.sqlite"), durable: false)
        let api = PineconeAPI(
            indexes: IndexDirectory(database: database, knowledge: nil), models: InferenceModels(encoder: nil))
        try await LocalHTTP.serving(api, keys: []) { address in
            for (headers, body, status) in HTTPWallTests.cases {
                let reply = try await LocalHTTP.call(
                    address, method: body == nil ? "GET" : "POST", "/indexes",
                    headers: ["Api-Key": "any"].merging(headers) { $1 }, body: body)
                #expect(reply.status == status, "\(headers): \(reply.text)")
            }
            let large = String(repeating: "x", count: 5 << 20)
            let reply = try await LocalHTTP.call(
                address, method: "POST", "/indexes", headers: ["Api-Key": "any", "Content-Type": "application/json"],
                body: large)
            #expect(reply.status == 413)
        }
        try await LocalHTTP.serving(api, keys: [Token("a-long-key-of-the-test")]) { address in
            for (key, status) in [("a-long-key-of-the-test", 200), ("another-long-key-of-it", 401)] {
                let reply = try await LocalHTTP.call(address, method: "GET", "/indexes", headers: ["Api-Key": key])
                #expect(reply.status == status)
            }
        }
    }
}

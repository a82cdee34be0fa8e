import Domain
import Embedding
import Foundation
import Retrieval
import Service
import TestSupport
import Testing

/// The methods of a real knowledge base, over the socket.
@Suite struct KnowledgeMethodsTests {
    private static let records: JSONValue = [
        [
            "id": "refund", "title": "Refunds", "question": "How do I get a refund?",
            "answer": "Write to us and we refund the charge within five days.", "language": "en",
        ],
        [
            "id": "delivery", "title": "Delivery", "question": "When does my box arrive?",
            "answer": "Boxes arrive on Thursday.", "language": "en",
        ],
    ]

    private func withServer(
        ingestRoot: URL? = nil, encoder: (any Encoder)? = HashingEncoder(),
        _ body: @escaping @Sendable (LineClient, TemporaryHome) async throws -> Void
    ) async throws {
        let home = try TemporaryHome()
        let knowledge = try KnowledgeBase(home: home.url, encoder: encoder)
        let methods = Methods(knowledge: knowledge, ingestRoot: ingestRoot ?? home.url)
        try await SocketServer.run(methods) { server in
            let client = try await LineClient.connect(to: .unix(path: server.path))
            try await body(client, home)
            await client.close()
        }
    }

    private static func ingest(_ client: LineClient) async throws -> JSONValue {
        try await client.call(
            .knowledgeIngest, ["documents": records, "namespace": "faq", "author": "u1", "reason": "first"])
    }

    @Test func aDocumentsLife() async throws {
        try await withServer { client, _ in
            let added = try await Self.ingest(client)
            #expect(added["revision"] == 1 && added["added"] == ["faq/delivery", "faq/refund"])

            let found = try await client.call(
                .knowledgeSearch, ["query": "refund the charge", "k": 1, "explain": true])
            try RPCMethod.knowledgeSearch.result.check(found, name: "result")
            #expect(found["hits"]?.array?.map { $0["document"] } == ["faq/refund"])
            #expect(found["degraded"] == [] && found["revision"] == 1)

            let whyNot = try await client.call(
                .knowledgeWhyNot, ["document": "faq/delivery", "query": "refund", "k": 1])
            try RPCMethod.knowledgeWhyNot.result.check(whyNot, name: "result")
            #expect(whyNot["document"] == "faq/delivery" && whyNot["outcome"] != "found")

            let first = try await client.call(.knowledgeList, ["limit": 1])
            #expect(first["next"] == "faq/delivery")
            let second = try await client.call(.knowledgeList, ["limit": 2, "after": first["next"] ?? .null])
            #expect(second["documents"]?.array?.map { $0["document"] } == ["faq/refund"] && second["next"] == .null)

            let document = try await client.call("knowledge.get", ["faq/refund"])
            try RPCMethod.knowledgeGet.result.check(document, name: "result")
            #expect(document["metadata"]?["language"] == "en")

            let removed = try await client.call(
                .knowledgeDelete, ["documents": ["faq/refund"], "author": "u2", "reason": "gone"])
            #expect(removed["removed"] == ["faq/refund"])
            let revisions = try await client.call(.knowledgeRevisions)["revisions"]?.array
            #expect(revisions?.map { $0["author"] } == ["u2", "u1"])
            let gone = await #expect(throws: AlmanacError.self) {
                try await client.call("knowledge.get", ["faq/refund"])
            }
            #expect(gone?.code == .notFound)
        }
    }

    @Test func healthAndStatsTellTheTruth() async throws {
        try await withServer { client, _ in
            #expect(try await client.call(.health)["revision"] == 0)
            _ = try await Self.ingest(client)
            let health = try await client.call(.health)
            try RPCMethod.health.result.check(health, name: "health")
            #expect(health["status"] == "ok" && health["revision"] == 1 && health["code"] == .null)
            let stats = try await client.call(.stats)
            try RPCMethod.stats.result.check(stats, name: "stats")
            #expect(stats["knowledge"]?["documents"] == 2 && stats["knowledge"]?["consistent"] == true)
            #expect(stats["server"]?["requests"]?["health"] == 2 && stats["server"]?["in_flight"] == 1)
            #expect(try await client.call(.discover) == OpenRPC.document)
        }
    }

    @Test func whatIsNotThereIsDegraded() async throws {
        try await withServer { client, _ in
            _ = try await Self.ingest(client)
            let late: JSONValue = ["relevance": 0.5]
            let found = try await client.call(.knowledgeSearch, ["query": "refund", "rerank": late])
            #expect(found["degraded"] == ["rerank"])
            let whyNot = try await client.call(
                .knowledgeWhyNot, ["document": "faq/refund", "query": "refund", "rerank": late])
            #expect(whyNot["degraded"] == ["rerank"])
            let off = try await client.call(.knowledgeSearch, ["query": "refund", "rerank": false])
            #expect(off["degraded"] == [] && off["rerank"] == .null)
        }
    }

    @Test func errorsOfTheKnowledgeBaseKeepTheirCodes() async throws {
        try await withServer { client, _ in
            let calls: [(RPCMethod, JSONObject, ErrorCode)] = [
                (.knowledgeSearch, ["query": "q", "namespaces": ["nope"]], .unknownNamespace),
                (.knowledgeSearch, ["query": "  "], .invalidParams),
                (.knowledgeDelete, ["documents": ["faq/none"]], .notFound),
                (.knowledgeIngest, [:], .invalidParams),
                (.knowledgeIngest, ["documents": [[:]], "paths": ["a.md"]], .invalidParams),
                (.knowledgeIngest, ["paths": ["/etc/passwd"]], .forbidden),
            ]
            for (method, params, code) in calls {
                let error = await #expect(throws: AlmanacError.self) { try await client.call(method, params) }
                #expect(error?.code == code, "\(method.name) \(JSONValue.object(params).text)")
            }
        }
    }

    @Test func filesBelowTheRootAreTakenIn() async throws {
        let root = try TemporaryHome()
        try root.write("# Refunds\n\nWe refund within five days.\n", to: "faq/refunds.md")
        try await withServer(ingestRoot: root.url) { client, _ in
            let added = try await client.call(
                .knowledgeIngest, ["paths": ["faq"], "namespace": "faq", "dry_run": true])
            #expect(added["dry_run"] == true && added["revision"] == .null && added["added"]?.array?.count == 1)
        }
    }

    @Test func comparingAndGoingBack() async throws {
        try await withServer { client, _ in
            _ = try await Self.ingest(client)
            _ = try await client.call(.knowledgeDelete, ["documents": ["faq/refund"]])
            let diff = try await client.call(.knowledgeDiff, ["from": 1])
            try RPCMethod.knowledgeDiff.result.check(diff, name: "result")
            #expect(diff["to"] == 2 && diff["removed"] == ["faq/refund"] && diff["added"] == [])
            let dry = try await client.call(.knowledgeRollback, ["revision": 1, "dry_run": true])
            #expect(dry["revision"] == .null && dry["added"] == ["faq/refund"])
            let back = try await client.call(.knowledgeRollback, ["revision": 1, "author": "u2", "reason": "wrong"])
            try RPCMethod.knowledgeRollback.result.check(back, name: "result")
            #expect(back["revision"] == 3 && back["restores"] == 1 && back["encoded"] == 0)
            let revisions = try await client.call(.knowledgeRevisions, ["limit": 1])
            try RPCMethod.knowledgeRevisions.result.check(revisions, name: "result")
            #expect(revisions["revisions"]?.array?.first?["kind"] == "rollback")
            let found = try await client.call(.knowledgeSearch, ["query": "refund the charge", "k": 1])
            #expect(found["hits"]?.array?.first?["document"] == "faq/refund")
            await #expect(throws: (any Error).self) { try await client.call(.knowledgeRollback, ["revision": 9]) }
        }
    }
}

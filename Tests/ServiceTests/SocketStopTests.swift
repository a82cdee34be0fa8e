import Domain
import Foundation
import Service
import TestSupport
import Testing

/// A stopping server answers what it has taken, and never sends half a line.
@Suite struct SocketStopTests {
    private static func call(_ id: Int) -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"knowledge.get","params":["faq/1"]}"#
    }

    private static func held(_ gate: Gate, bytes: Int = 10) -> Methods {
        Methods([
            .knowledgeGet: { _ in
                gate.wait()
                return .string(String(repeating: "x", count: bytes))
            }
        ])
    }

    @Test func callsInFlightAreAnswered() async throws {
        let gate = Gate()
        try await SocketServer.run(Self.held(gate, bytes: 300_000)) { server in
            defer { gate.open() }
            let peer = try server.connect()
            try peer.send((1...12).map { Self.call($0) + "\n" }.joined() + Self.call(13))
            try await gate.waitUntil { $0 == 4 }
            await server.stop()
            // Nobody new comes in, and the socket is gone.
            for _ in 0..<2000 where FileManager.default.fileExists(atPath: server.path) {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(throws: (any Error).self) { try server.connect() }
            gate.open()
            var ids: Set<Int> = []
            while let answer = try peer.read() {
                #expect(answer["result"]?.string?.utf8.count == 300_000)
                ids.insert(try #require(answer["id"]?.int))
            }
            #expect(ids == Set(1...12))
            #expect(peer.rest.isEmpty, "half a line was sent")
        }
    }

    @Test func afterTheGracePeriodCallsAreToldSo() async throws {
        let gate = Gate()
        try await SocketServer.run(Self.held(gate), configuration: .with { $0.grace = .milliseconds(200) }) { server in
            defer { gate.open() }
            let peer = try server.connect()
            try peer.sendLine("[\(Self.call(1)),\(Self.call(2))]")
            try peer.send((3...12).map { Self.call($0) + "\n" }.joined())
            try await gate.waitUntil { $0 == 4 }
            await server.stop()
            var ids: Set<Int> = []
            while let line = try peer.read() {
                for answer in line.array ?? [line] {
                    #expect(answer["error"]?["data"]?["code"] == "shutting_down")
                    ids.insert(try #require(answer["id"]?.int))
                }
            }
            #expect(ids == Set(1...12))
            #expect(peer.rest.isEmpty)
        }
    }

    @Test func idleConnectionsEndAtOnceAndCleanly() async throws {
        try await SocketServer.run(SocketConversationTests.echo) { server in
            let peers = try (0..<5).map { _ in try server.connect() }
            for peer in peers {
                try peer.sendLine(Self.call(1))
                #expect(try peer.read()?["id"] == 1)
            }
            await server.stop()
            for peer in peers {
                #expect(try peer.readLine() == nil)
                #expect(peer.rest.isEmpty)
            }
        }
    }
}

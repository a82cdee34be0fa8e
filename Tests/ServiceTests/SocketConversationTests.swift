import Domain
import Foundation
import Service
import Synchronization
import TestSupport
import Testing

/// Conversations with a server on a real socket.
@Suite struct SocketConversationTests {
    /// Gives the document back that was asked for.
    static let echo = Methods([.knowledgeGet: { ["document": $0.arguments["document"] ?? .null] }])

    private static func get(_ id: String, _ document: String = "faq/1") -> String {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"knowledge.get","params":{"document":"\#(document)"}}"#
    }

    /// Sends lines, ends the output and gives the answers in the order of their text.
    private func check(_ input: [UInt8], _ expected: [String]) async throws {
        try await SocketServer.run(Self.echo) { server in
            let peer = try server.connect()
            try peer.send(input)
            peer.endOutput()
            var answers: [String] = []
            while let line = try peer.readLine() { answers.append(String(decoding: line, as: UTF8.self)) }
            #expect(answers.sorted() == expected.sorted())
            #expect(peer.rest.isEmpty)
        }
    }

    private func errorCode(_ line: String) async throws -> Int? {
        try await SocketServer.run(Self.echo) { server in
            let peer = try server.connect()
            try peer.sendLine(line)
            let answer = try peer.read()
            #expect(answer?["id"] == .null)
            return answer?["error"]?["code"]?.int
        }
    }

    @Test func theExamplesOfTheReference() async throws {
        let answer = #""result":{"document":"faq/1"}}"#
        try await check(Array((Self.get("1") + "\n").utf8), [#"{"jsonrpc":"2.0","id":1,"# + answer])
        // A notification is silent whether or not its method exists and its parameters are right.
        let silent =
            [#""log.level","params":{"level":"debug"}"#, #""knowledge.get""#, #""ping","params":[1,2,3]"#]
            .map { #"{"jsonrpc":"2.0","method":\#($0)}"# + "\n" }.joined()
        try await check(Array(silent.utf8), [])
        #expect(try await errorCode(#"{"jsonrpc":"2.0","id":3,"method":"#) == -32700)
        #expect(try await errorCode("[]") == -32600)
        try await check(
            Array(#"[{"jsonrpc":"2.0","method":"a"},{"jsonrpc":"2.0","method":"ping"}]"#.utf8) + [0x0A], [])
        try await SocketServer.run(Self.echo) { server in
            let peer = try server.connect()
            try peer.sendLine(#"{"jsonrpc":"2.0","id":2,"method":"nope"}"#)
            #expect(try peer.read()?["error"]?["code"] == -32601)
            try peer.sendLine(#"{"jsonrpc":"2.0","id":2,"method":"rpc.nope"}"#)
            #expect(try peer.read()?["error"]?["code"] == -32601)
            try peer.sendLine(#"[{"jsonrpc":"2.0","method":"a"},{"jsonrpc":"2.0","id":"x","method":"ping"},7]"#)
            let batch = try #require(try peer.read()?.array)
            #expect(batch.count == 2)
            #expect(batch.contains(["jsonrpc": "2.0", "id": "x", "result": [:]]))
            #expect(batch.contains { $0["error"]?["code"] == -32600 && $0["id"] == .null })
            try peer.sendLine("[1,2]")
            #expect(try peer.read()?.array?.map { $0["error"]?["code"] } == [-32600, -32600])
            try peer.sendLine(#"{"jsonrpc":"2.0","id":9,"method":"knowledge.get","params":["faq/by/position"]}"#)
            #expect(try peer.read()?["result"] == ["document": "faq/by/position"])
            try peer.sendLine(#"{"jsonrpc":"2.0","id":9,"method":"knowledge.get","params":{"document":"x"}}"#)
            #expect(try peer.read()?["error"]?["code"] == -32602)
            try peer.sendLine(#"{"jsonrpc":"2.0","id":9,"method":"knowledge.get"}"#)
            let missing = try peer.read()?["error"]
            #expect(missing?["code"] == -32602)
            #expect(missing?["message"]?.string?.contains("document") == true)
        }
    }

    @Test func aBatchIsOneAnswerWithoutItsNotifications() async throws {
        try await SocketServer.run(Self.echo) { server in
            let peer = try server.connect()
            let note = #"{"jsonrpc":"2.0","method":"knowledge.get","params":["faq/n"]}"#
            try peer.sendLine("[\(Self.get("1")),\(note),\(Self.get(#""1""#)),\(Self.get("null")),\(Self.get("1.0"))]")
            let answers = try #require(try peer.read()?.array)
            #expect(Set(answers.compactMap { $0["id"]?.text }) == ["1", #""1""#, "null", "1.0"])
            #expect(answers.count == 4)
        }
    }

    @Test func everySplitOfTheBytesIsTheSameToTheServer() async throws {
        let text = "a\u{2028}b\u{2029}é𝄞"
        let line = Array((Self.get(#""é""#, "faq/\(text)") + "\r\n").utf8)
        try await SocketServer.run(Self.echo) { server in
            let peer = try server.connect()
            for split in 0...line.count {
                try peer.send(Array(line[..<split]))
                // Gives the server a chance to see the first part alone; either way the answer is the same.
                if split % 7 == 0 { try await Task.sleep(for: .milliseconds(2)) }
                try peer.send(Array(line[split...]))
                let answer = try peer.read()
                #expect(answer?["id"] == "é" && answer?["result"]?["document"] == .string("faq/\(text)"), "at \(split)")
            }
        }
    }

    @Test func manyLinesInOneWrite() async throws {
        let requests = (1...1000).map { Self.get("\($0)", "faq/\($0)") }
        try await SocketServer.run(Self.echo) { server in
            let peer = try server.connect()
            try peer.send(requests.joined(separator: "\n\r\n\n") + "\n")
            var seen: Set<Int> = []
            for _ in 0..<1000 {
                let answer = try #require(try peer.read())
                let id = try #require(answer["id"]?.int)
                #expect(answer["result"]?["document"]?.string == "faq/\(id)")
                seen.insert(id)
            }
            #expect(seen == Set(1...1000))
        }
    }

    @Test func aLineOfExactlyTheLimitIsTakenAndOneByteMoreIsNot() async throws {
        let limit = 8 << 20
        // JSON strings of that size: an invalid request, but a line that was read.
        @Sendable func line(_ count: Int) -> [UInt8] {
            [UInt8(ascii: "\"")] + [UInt8](repeating: 0x61, count: count - 2) + [UInt8(ascii: "\""), 0x0A]
        }
        try await SocketServer.run(Self.echo) { server in
            let peer = try server.connect()
            for count in [limit - 1, limit, limit + 1] {
                try peer.send(line(count))
                let error = try peer.read()?["error"]
                #expect(error?["code"] == -32600)
                #expect((error?["data"]?["limit"] == JSONValue(limit)) == (count > limit), "\(count) bytes")
                try peer.sendLine(Self.get("1"))
                #expect(try peer.read()?["id"] == 1)
            }
        }
    }

    @Test func tooManyOverlongLinesCloseTheConnection() async throws {
        try await SocketServer.run(
            Self.echo, configuration: .with { ($0.limits.lineBytes, $0.limits.overlongLines) = (100, 3) }
        ) {
            server in
            let peer = try server.connect()
            for _ in 0..<3 { try peer.sendLine(String(repeating: "a", count: 200)) }
            for _ in 0..<3 { #expect(try peer.read()?["error"]?["data"]?["limit"] == 100) }
            #expect(try peer.readLine() == nil)
        }
    }

    @Test func invalidBytesAreAParseErrorAndTheConnectionGoesOn() async throws {
        let bad: [[UInt8]] = [
            [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
            [0xEF, 0xBB, 0xBF, 0x7B, 0x7D],
            [0x22, 0x01, 0x22], Array(#"{"a":1,"a":2}"#.utf8), Array(#"["\udc00"]"#.utf8), Array("[NaN]".utf8),
            Array(String(repeating: "[", count: 65).utf8) + Array(String(repeating: "]", count: 65).utf8),
        ]
        try await SocketServer.run(Self.echo) { server in
            let peer = try server.connect()
            for bytes in bad {
                try peer.send(bytes + [0x0A])
                #expect(try peer.read()?["error"]?["code"] == -32700, "\(bytes)")
            }
            try peer.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
            #expect(try peer.read() == ["jsonrpc": "2.0", "id": 1, "result": [:]])
        }
    }

    @Test func theLastLineWithoutItsEndIsNotExecuted() async throws {
        let ran = Mutex(0)
        let methods = Methods([
            .knowledgeDelete: { _ in
                ran.withLock { $0 += 1 }
                return [:]
            }
        ])
        let delete = #"{"jsonrpc":"2.0","id":1,"method":"knowledge.delete","params":{"documents":["faq/1"]}}"#
        try await SocketServer.run(methods) { server in
            let peer = try server.connect()
            try peer.send(delete + "\n" + delete)
            peer.endOutput()
            #expect(try peer.read()?["id"] == 1)
            #expect(try peer.readLine() == nil)
        }
        #expect(ran.withLock { $0 } == 1)
    }

    @Test func httpClosesTheConnectionAndItsBodyIsNotExecuted() async throws {
        let ran = Mutex(0)
        let methods = Methods([
            .knowledgeGet: { _ in
                ran.withLock { $0 += 1 }
                return [:]
            }
        ])
        try await SocketServer.run(methods) { server in
            for method in ["GET", "POST", "PUT", "OPTIONS"] {
                let peer = try server.connect()
                try peer.send("\(method) / HTTP/1.1\r\nHost: localhost\r\n\r\n" + Self.get("1") + "\n")
                #expect(try peer.readLine() == nil)
                #expect(peer.rest.isEmpty)
            }
        }
        #expect(ran.withLock { $0 } == 0)
    }

    @Test func helloTellsLimitsAndMethods() async throws {
        try await SocketServer.run(Self.echo) { server in
            let peer = try server.connect()
            try peer.sendLine(
                #"{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":1,"client":"t","new":[]}}"#)
            let result = try #require(try peer.read()?["result"])
            try RPCMethod.hello.result.check(result, name: "hello")
            #expect(result["limits"]?["line_bytes"] == 8_388_608)
            #expect(result["methods"] == JSONValue(RPCMethod.allCases.map(\.name)))
            try peer.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"hello","params":{"protocol":2}}"#)
            #expect(try peer.read()?["error"]?["data"]?["code"] == "version_mismatch")
        }
    }

    @Test func faultsStayInside() async throws {
        struct Secret: Error { let text = "select * from customer" }
        let methods = Methods([.knowledgeGet: { _ in throw Secret() }])
        try await SocketServer.run(methods) { server in
            let peer = try server.connect()
            try peer.sendLine(Self.get("1"))
            let error = try peer.read()?["error"]
            #expect(error?["code"] == -32603)
            #expect(error?.text.contains("select") == false)
            #expect(error?["data"]?["kind"] == "fault")
        }
    }
}

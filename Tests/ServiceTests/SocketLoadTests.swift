import Domain
import Foundation
import Service
import Synchronization
import TestSupport
import Testing

/// Floods, slow readers and peers that vanish: none of them hurts another caller or the server's memory.
@Suite struct SocketLoadTests {
    private static func call(_ id: Int, _ method: String = "knowledge.get", _ params: String = #"["faq/1"]"#) -> String
    {
        #"{"jsonrpc":"2.0","id":\#(id),"method":"\#(method)","params":\#(params)}"#
    }

    @Test func aFloodLeavesWorkersForOthers() async throws {
        let gate = Gate()
        let methods = Methods([
            .knowledgeSearch: { _ in
                gate.wait()
                return [:]
            },
            .knowledgeGet: { _ in "other" },
        ])
        try await SocketServer.run(
            methods, configuration: .with { ($0.limits.workers, $0.limits.runningPerConnection) = (4, 3) }
        ) {
            server in
            defer { gate.open() }
            let flood = try server.connect()
            try flood.send((1...200).map { Self.call($0, "knowledge.search", #"["q"]"#) + "\n" }.joined())
            try await gate.waitUntil { $0 == 3 }
            let other = try server.connect()
            for id in 1...20 {
                try other.sendLine(Self.call(id))
                #expect(try other.read()?["result"] == "other")
            }
            // The flood never had more than its share.
            #expect(gate.waiting == 3)
            gate.open()
            var ids: Set<Int> = []
            for _ in 1...200 { ids.insert(try #require(try flood.read()?["id"]?.int)) }
            #expect(ids == Set(1...200))
        }
    }

    @Test func readingStopsWhenTooMuchIsInFlight() async throws {
        let gate = Gate()
        let began = Mutex(0)
        let methods = Methods([
            .knowledgeGet: { _ in
                gate.wait()
                began.withLock { $0 += 1 }
                return [:]
            }
        ])
        try await SocketServer.run(methods, configuration: .with { $0.limits.inFlight = 10 }) { server in
            defer { gate.open() }
            let peer = try server.connect()
            let line = Array((Self.call(1) + "\n").utf8)
            // The kernel's buffers fill up, since the server reads no more.
            var sent = 0
            var fullFor = 0
            while fullFor < 50, sent < 64 << 20 {
                let count = peer.sendNow(line)
                sent += count
                if count == line.count {
                    fullFor = 0
                } else {
                    if count > 0 { try peer.send(Array(line[count...])) }
                    fullFor += 1
                    try await Task.sleep(for: .milliseconds(4))
                }
            }
            #expect(sent < 8 << 20, "the server took \(sent) bytes of a flood")
            let other = try server.connect()
            try other.sendLine(#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#)
            #expect(try other.read()?["id"] == 1)
            gate.open()
            // Everything sent is answered in the end.
            peer.endOutput()
            var answers = 0
            while try peer.readLine() != nil { answers += 1 }
            #expect(answers == sent / line.count)
        }
    }

    @Test func aPeerThatDoesNotReadIsBoundedAndClosed() async throws {
        let made = Mutex(0)
        let big = JSONValue.string(String(repeating: "x", count: 1 << 20))
        let methods = Methods([
            .knowledgeGet: { _ in
                made.withLock { $0 += 1 }
                return big
            },
            .knowledgeRevisions: { _ in [] },
        ])
        let log = LogBook()
        try await SocketServer.run(
            methods, logger: log.logger,
            configuration: .with { ($0.limits.write, $0.limits.outputBytes) = (.milliseconds(1500), 2 << 20) }
        ) { server in
            let slow = try server.connect()
            try slow.send((1...200).map { Self.call($0) + "\n" }.joined())
            let other = try server.connect()
            for id in 1...50 {
                try other.sendLine(Self.call(id, "knowledge.revisions", "[]"))
                #expect(try other.read()?["id"]?.int == id)
            }
            try await log.wait(for: "the peer does not read")
            // 2 MiB may wait, four more calls may have run already, and the kernel holds a little.
            #expect(made.withLock { $0 } <= 8, "\(made.withLock { $0 }) MiB were made for a peer that does not read")
            try slow.readToEnd()
        }
    }

    @Test func aPeerThatReadsSlowlyIsNotClosed() async throws {
        let big = JSONValue.string(String(repeating: "x", count: 4 << 20))
        try await SocketServer.run(
            Methods([.knowledgeGet: { _ in big }]), configuration: .with { $0.limits.write = .milliseconds(2500) }
        ) { server in
            let slow = try server.connect()
            try slow.sendLine(Self.call(1))
            // Takes longer in all than the write timeout, and never that long without a byte.
            for _ in 0..<30 {
                try await Task.sleep(for: .milliseconds(100))
                try slow.readSome(bytes: 128 << 10)
            }
            #expect(try slow.read()?["id"] == 1)
        }
    }

    @Test func aClientThatVanishesTakesItsWaitingCallsWithIt() async throws {
        let gate = Gate()
        let ran = Mutex(0)
        let methods = Methods([
            .knowledgeGet: { _ in
                gate.wait()
                ran.withLock { $0 += 1 }
                return [:]
            },
            .stats: { $0.counters.json },
        ])
        try await SocketServer.run(
            methods, configuration: .with { ($0.limits.workers, $0.limits.runningPerConnection) = (2, 1) }
        ) {
            server in
            defer { gate.open() }
            var peer: LineClientSocket? = try server.connect()
            try peer?.send((1...20).map { Self.call($0) + "\n" }.joined() + #"{"jsonrpc":"2.0","id"#)
            try await gate.waitUntil { $0 == 1 }
            peer = nil
            let other = try server.connect()
            // The server hears of the end of the connection; what it had not begun is never run.
            for _ in 0..<1000 {
                try other.sendLine(Self.call(1, "stats", "[]"))
                if try other.read()?["result"]?["connections"] == 1 { break }
                try await Task.sleep(for: .milliseconds(5))
            }
            gate.open()
            // Time enough for the twenty to run, if they were still there.
            var stats: JSONValue?
            for _ in 0..<50 {
                try other.sendLine(Self.call(2, "stats", "[]"))
                stats = try other.read()?["result"]
            }
            #expect(stats?["connections"] == 1 && stats?["in_flight"] == 1)
            #expect(ran.withLock { $0 } <= 1)
        }
    }

    @Test func oneConnectionTooManyIsToldBusy() async throws {
        try await SocketServer.run(SocketConversationTests.echo, configuration: .with { $0.limits.connections = 2 }) {
            server in
            let first = try server.connect()
            var second: LineClientSocket? = try server.connect()
            for peer in [first, second] {
                try peer?.sendLine(Self.call(1))
                #expect(try peer?.read()?["id"] == 1)
            }
            let third = try server.connect()
            let refusal = try third.read()
            #expect(refusal?["id"] == .null && refusal?["error"]?["data"]?["code"] == "busy")
            #expect(try third.readLine() == nil)
            second = nil
            // A place comes free when the server has seen the end of the second.
            for _ in 0..<1000 {
                let again = try server.connect()
                try? again.sendLine(Self.call(5))
                if try again.read()?["id"] == 5 { return }
                try await Task.sleep(for: .milliseconds(5))
            }
            Issue.record("no place came free")
        }
    }

    @Test func idleConnectionsAreClosedAndBusyOnesAreNot() async throws {
        let gate = Gate()
        let methods = Methods([
            .knowledgeGet: { _ in
                gate.wait()
                return "late"
            }
        ])
        try await SocketServer.run(methods, configuration: .with { $0.limits.idle = .milliseconds(200) }) { server in
            defer { gate.open() }
            let busy = try server.connect()
            try busy.sendLine(Self.call(1))
            let idle = try server.connect()
            #expect(try idle.readLine() == nil)
            try await Task.sleep(for: .milliseconds(600))
            gate.open()
            #expect(try busy.read()?["result"] == "late")
        }
    }

    @Test func anAnswerOverTheCapIsAnErrorAloneAndInABatch() async throws {
        let methods = Methods([.knowledgeGet: { _ in .string(String(repeating: "x", count: 600)) }])
        try await SocketServer.run(methods, configuration: .with { $0.limits.responseBytes = 1000 }) { server in
            let peer = try server.connect()
            try peer.sendLine("[\(Self.call(1)),\(Self.call(2))]")
            let answers = try #require(try peer.read()?.array)
            #expect(answers.count { $0["result"] != nil } == 1)
            #expect(answers.count { $0["error"]?["data"]?["code"] == "too_large" } == 1)
        }
        try await SocketServer.run(methods, configuration: .with { $0.limits.responseBytes = 500 }) { server in
            let peer = try server.connect()
            try peer.sendLine(Self.call(7))
            let answer = try peer.read()
            #expect(answer?["id"] == 7 && answer?["error"]?["code"] == 1007)
        }
    }
}

import Domain
import Foundation
import Service
import Synchronization
import TestSupport
import Testing

@Suite struct LineClientTests {
    @Test func manyCallsAtOnceEachGetTheirAnswer() async throws {
        try await SocketServer.run(SocketConversationTests.echo) { server in
            let client = try await LineClient.connect(to: .unix(path: server.path))
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for number in 0..<300 {
                    tasks.addTask {
                        let answer = try await client.call(.knowledgeGet, ["document": .string("faq/\(number)")])
                        #expect(answer == ["document": .string("faq/\(number)")])
                    }
                }
                try await tasks.waitForAll()
            }
            await client.close()
        }
    }

    @Test func errorsComeBackWithCodeAndHint() async throws {
        let methods = Methods([
            .knowledgeGet: { _ in throw AlmanacError(.notFound, "no such document", hint: "list them") }
        ])
        try await SocketServer.run(methods) { server in
            let client = try await LineClient.connect(to: .unix(path: server.path))
            let missing = await #expect(throws: AlmanacError.self) {
                try await client.call(.knowledgeGet, ["document": "faq/1"])
            }
            #expect(
                missing?.code == .notFound && missing?.message == "no such document" && missing?.hint == "list them")
            let unknown = await #expect(throws: AlmanacError.self) { try await client.call("knowledge.nope", [1]) }
            #expect(unknown?.code == .methodNotFound)
            let notOffered = await #expect(throws: AlmanacError.self) { try await client.call(.stats) }
            #expect(notOffered?.code == .unsupported)
            await client.close()
        }
    }

    @Test func aTimeoutAndACancellationWithdrawTheCall() async throws {
        let gate = Gate()
        let ran = Mutex(0)
        let methods = Methods([
            .knowledgeGet: { _ in
                gate.wait()
                ran.withLock { $0 += 1 }
                return [:]
            }
        ])
        try await SocketServer.run(
            methods, configuration: .with { ($0.limits.workers, $0.limits.runningPerConnection) = (2, 1) }
        ) {
            server in
            defer { gate.open() }
            let client = try await LineClient.connect(to: .unix(path: server.path))
            let first = Task { try await client.call(.knowledgeGet, ["document": "faq/1"]) }
            try await gate.waitUntil { $0 == 1 }
            let late = await #expect(throws: AlmanacError.self) {
                try await client.call("knowledge.get", ["faq/2"], timeout: .milliseconds(50))
            }
            #expect(late?.code == .timeout)
            let cancelled = Task { try await client.call(.knowledgeGet, ["document": "faq/3"]) }
            cancelled.cancel()
            let error = await #expect(throws: AlmanacError.self) { try await cancelled.value }
            #expect(error?.code == .cancelled)
            // Goes round the server once more: both cancellations have arrived by now.
            #expect(try await client.call(.ping) == [:])
            gate.open()
            #expect(try await first.value == [:])
            #expect(ran.withLock { $0 } == 1)
            await client.close()
        }
    }

    @Test func aLostConnectionEndsEveryCall() async throws {
        let gate = Gate()
        let methods = Methods([
            .knowledgeGet: { _ in
                gate.wait()
                return [:]
            }
        ])
        try await SocketServer.run(methods) { server in
            defer { gate.open() }
            let client = try await LineClient.connect(to: .unix(path: server.path))
            let call = Task { try await client.call(.knowledgeGet, ["document": "faq/1"]) }
            try await gate.waitUntil { $0 == 1 }
            await client.close()
            for task in [call, Task { try await client.call(.ping) }] {
                let error = await #expect(throws: AlmanacError.self) { try await task.value }
                #expect(error?.code == .unavailable)
            }
        }
    }

    @Test func nobodyThereIsUnavailable() async throws {
        let error = await #expect(throws: AlmanacError.self) {
            try await LineClient.connect(to: .unix(path: "/tmp/almanac-nobody.sock"))
        }
        #expect(error?.code == .unavailable && error?.hint != nil)
    }

    @Test func tcpBringsTheToken() async throws {
        let token = "a-token-of-some-length"
        try await SocketServer.run(
            SocketConversationTests.echo, configuration: .with { $0.tcp = LineServer.TCP(port: 0, token: token) }
        ) { server in
            let address = try #require(server.addresses.last)
            let client = try await LineClient.connect(to: address, token: token)
            #expect(try await client.call(.knowledgeGet, ["document": "faq/1"]) == ["document": "faq/1"])
            await client.close()
            let error = await #expect(throws: AlmanacError.self) {
                try await LineClient.connect(to: address, token: "another-token-wrong")
            }
            #expect(error?.code == .unauthorized)
        }
    }
}

import Domain
import Foundation
import Synchronization

/// Some clients, each with a connection and a thread of its own, that ask one request after the other.
struct LoadRun {
    let server: BenchServer
    let clients: Int
    let seconds: Double
    /// A request line from its number and query text.
    let request: @Sendable (Int, String) -> String
    /// Nil for requests without a text.
    let texts: QueryTexts?
    /// A request line from the client's number too; goes before `request`.
    var numbered: (@Sendable (_ client: Int, _ number: Int, _ text: String) -> String)?
    /// Requests of each client; nil for as many as the time allows.
    var limit: Int?

    static let ping: @Sendable (Int, String) -> String = { id, _ in
        #"{"jsonrpc":"2.0","id":\#(id),"method":"ping"}"#
    }

    struct Result {
        var requests = 0
        var errors = 0
        /// What the first error said.
        var firstError: String?
        var elapsed = 0.0
        var latency = Sample([])
        /// Processor seconds of the clients, all threads, and of the server.
        var clientProcessor = 0.0
        var serverProcessor = 0.0
        var memory = ProcessMemory(of: "self")

        var perSecond: Double { elapsed > 0 ? Double(requests) / elapsed : 0 }
    }

    func run() throws -> Result {
        // Made before the clock starts, so that making texts is no part of what is measured.
        let supply = texts.map { texts in (0..<clients).map { _ in texts.take(textsPerClient) } }
        let sockets = try (0..<clients).map { _ in try LineSocket(path: server.socket) }
        // The first request loads the catalogue and touches the weights.
        if let texts {
            for (client, socket) in sockets.enumerated() {
                let text = texts.take(1)[0]
                _ = try socket.call(numbered?(client, 0, text) ?? request(0, text))
            }
        }
        let outcomes = Mutex([ClientOutcome]())
        let before = (ProcessorTime.of(getpid()), server.processorSeconds)
        let clock = ContinuousClock()
        let start = clock.now
        let deadline = start + .seconds(seconds)
        // Each thread uses its own socket only.
        nonisolated(unsafe) let connections = sockets
        let (request, numbered) = (request, numbered)
        DispatchQueue.concurrentPerformThreads(clients) { client in
            let line: (Int, String) -> String = { numbered?(client, $0, $1) ?? request($0, $1) }
            let outcome = LoadRun.ask(connections[client], supply?[client], line, until: deadline)
            outcomes.withLock { $0.append(outcome) }
        }
        var result = Result()
        result.elapsed = (clock.now - start) / .seconds(1)
        result.clientProcessor = ProcessorTime.of(getpid()) - before.0
        result.serverProcessor = server.processorSeconds - before.1
        result.memory = server.memory
        let all = outcomes.withLock { $0 }
        result.requests = all.reduce(0) { $0 + $1.milliseconds.count }
        result.errors = all.reduce(0) { $0 + $1.errors }
        result.firstError = all.compactMap(\.firstError).first
        result.latency = Sample(all.flatMap(\.milliseconds))
        return result
    }

    /// More than any server on one machine answers; a client that has asked them all stops early.
    private var textsPerClient: Int { limit ?? max(200, Int(seconds * 6000) / clients) }

    private struct ClientOutcome: Sendable {
        var milliseconds: [Double] = []
        var errors = 0
        var firstError: String?
    }

    private static func ask(
        _ socket: LineSocket, _ texts: [String]?, _ request: (Int, String) -> String,
        until deadline: ContinuousClock.Instant
    ) -> ClientOutcome {
        var outcome = ClientOutcome()
        let clock = ContinuousClock()
        let marker = Array("\"result\"".utf8)
        var number = 0
        while clock.now < deadline {
            if let texts, number >= texts.count { break }
            let line = request(number + 1, texts?[number] ?? "")
            number += 1
            let start = clock.now
            do {
                let answer = try socket.call(line)
                outcome.milliseconds.append((clock.now - start) / .milliseconds(1))
                guard !answer.prefix(64).contains(marker) else { continue }
                outcome.errors += 1
                outcome.firstError = outcome.firstError ?? String(decoding: answer.prefix(300), as: UTF8.self)
            } catch {
                outcome.errors += 1
                outcome.firstError = outcome.firstError ?? "\(error)"
                break
            }
        }
        return outcome
    }
}

extension DispatchQueue {
    /// One thread for each, however many cores there are, since they wait most of the time.
    fileprivate static func concurrentPerformThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
        let group = DispatchGroup()
        for number in 0..<count {
            group.enter()
            Thread.detachNewThread {
                body(number)
                group.leave()
            }
        }
        group.wait()
    }
}

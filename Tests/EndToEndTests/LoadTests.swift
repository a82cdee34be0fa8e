import Domain
import Foundation
import Synchronization
import TestSupport
import Testing

/// Many callers at once on a real server while the knowledge changes under them.
@Suite(.enabled(if: Program.isBuilt)) struct LoadTests {
    private static let seed: UInt64 = 2026
    private static let words = [
        "box", "parcel", "refund", "card", "charge", "jar", "honey", "olive", "tea", "magazine", "skip", "pause",
        "address", "gift", "kosher", "wine", "broken", "late", "tracking", "customs", "rhythm", "month", "price",
        "shipping", "holiday", "maker", "bowl", "soap", "candle", "photo",
    ]
    private static let clients = 8
    private static let queries = 200

    /// A document that comes and goes, and is a hit of nearly every query.
    private static let visitor =
        "{\"id\": \"visitor\", \"title\": \"Box card honey tea\", \"text\": \""
        + words.prefix(20).joined(separator: " ") + "\", \"updated_at\": \"2026-05-01\"}\n"

    @Test func everyAnswerIsThatOfASearch() async throws {
        let home = try ProgramHome()
        var generator = SeededGenerator(seed: LoadTests.seed)
        let lines = (0..<80).map { number in
            let text = generator.text(of: LoadTests.words, count: generator.int(in: 6...25))
            return
                "{\"id\": \"d\(number)\", \"title\": \"\(generator.text(of: LoadTests.words, count: 2))\", \"text\": \"\(text)\", \"updated_at\": \"2026-01-01\"}"
        }
        let stored = try await home.run(
            "ingest", "-", "--namespace", "faq", input: lines.joined(separator: "\n") + "\n")
        try #require(stored.status == 0, "\(stored.errors)")
        let queries = distinctQueries(&generator)

        // What the command says, without the visitor and with it.
        let without = try await answers(home, queries)
        try await change(home, isThere: true)
        let with = try await answers(home, queries)
        try await change(home, isThere: false)
        #expect(zip(without, with).count { $0 != $1 } > queries.count / 2)

        let server = try await RunningServer.start(home)
        let asking = Mutex(LoadTests.clients)
        let outcome = Mutex(Outcome())
        let orders = (0..<LoadTests.clients).map { _ in queries.indices.shuffled(using: &generator) }
        for order in orders {
            let path = home.home + "/almanac.sock"
            Thread.detachNewThread {
                let found = Result { try ask(path, queries, order, without, with) }
                outcome.withLock { $0.add(found) }
                asking.withLock { $0 -= 1 }
            }
        }
        var changes = 0
        while asking.withLock({ $0 }) > 0 || changes < 4 {
            try await change(home, isThere: changes % 2 == 0)
            changes += 1
        }
        if changes % 2 == 1 { try await change(home, isThere: false) }
        try await server.stop()

        let result = outcome.withLock { $0 }
        #expect(result.problems.isEmpty, "seed \(LoadTests.seed): \(result.problems.prefix(3))")
        #expect(result.answered == LoadTests.clients * LoadTests.queries)
        print("load: \(result.answered) answers, \(result.withVisitor) of them with the visitor, \(changes) changes")
    }

    private func distinctQueries(_ generator: inout SeededGenerator) -> [String] {
        var queries: [String] = []
        while queries.count < LoadTests.queries {
            let query = generator.text(of: LoadTests.words, count: generator.int(in: 2...6))
            if !queries.contains(query) { queries.append(query) }
        }
        return queries
    }

    private struct Outcome {
        var answered = 0
        var withVisitor = 0
        var problems: [String] = []

        mutating func add(_ result: Result<Outcome, any Error>) {
            switch result {
            case .success(let other):
                answered += other.answered
                withVisitor += other.withVisitor
                problems += other.problems
            case .failure(let error): problems.append("\(error)")
            }
        }
    }

    /// One client: every query once, in its own order, on one connection.
    private func ask(
        _ path: String, _ queries: [String], _ order: [Int], _ without: [JSONValue], _ with: [JSONValue]
    ) throws -> Outcome {
        var outcome = Outcome()
        let socket = try LineClientSocket(path: path)
        for (number, offset) in order.enumerated() {
            let request: JSONValue = [
                "jsonrpc": "2.0", "id": JSONValue(number), "method": "knowledge.search",
                "params": ["query": .string(queries[offset]), "now": "2026-11-15", "explain": true],
            ]
            try socket.sendLine(request.text)
            guard let answer = try socket.read(), answer["id"] == JSONValue(number), let result = answer["result"],
                let revision = result["revision"]?.int
            else {
                outcome.problems.append("“\(queries[offset])” was not answered")
                continue
            }
            outcome.answered += 1
            // The visitor is there in every second revision.
            let isThere = revision % 2 == 0
            outcome.withVisitor += isThere ? 1 : 0
            let expected = isThere ? with[offset] : without[offset]
            if LoadTests.settled(result) != expected {
                outcome.problems.append("“\(queries[offset])” at revision \(revision): \(result.text.prefix(300))")
            }
        }
        return outcome
    }

    private func answers(_ home: ProgramHome, _ queries: [String]) async throws -> [JSONValue] {
        var answers = [JSONValue](repeating: .null, count: queries.count)
        try await withThrowingTaskGroup(of: (Int, JSONValue).self) { group in
            var next = 0
            func start() {
                guard next < queries.count else { return }
                let offset = next
                next += 1
                group.addTask {
                    let found = try await home.run(
                        "search", queries[offset], "--now", "2026-11-15", "--explain", "--json")
                    try #require(found.status == 0, "\(found.errors)")
                    return (offset, LoadTests.settled(try found.json))
                }
            }
            for _ in 0..<4 { start() }
            while let (offset, answer) = try await group.next() {
                answers[offset] = answer
                start()
            }
        }
        return answers
    }

    private func change(_ home: ProgramHome, isThere: Bool) async throws {
        let outcome =
            isThere
            ? try await home.run("ingest", "-", "--namespace", "faq", input: LoadTests.visitor)
            : try await home.run("delete", "faq/visitor")
        try #require(outcome.status == 0, "\(outcome.errors)")
    }

    /// Without what may differ: how long it took, and the number of the revision.
    private static func settled(_ result: JSONValue) -> JSONValue {
        guard var object = result.object else { return result }
        object["timings_ms"] = nil
        object["revision"] = nil
        return .object(object)
    }
}

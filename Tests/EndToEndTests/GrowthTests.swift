import Domain
import Foundation
import Testing

/// A base of some size: adding to it, and answering meanwhile.
@Suite(.enabled(if: Program.isBuilt && DiskShim.shared != nil)) struct GrowthTests {
    private static func records(_ numbers: Range<Int>, _ prefix: String) -> String {
        numbers.map { number in
            "{\"id\": \"\(prefix)\(number)\", \"namespace\": \"faq\", \"question\": \"Question \(number)?\", "
                + "\"answer\": \"Answer \(number) speaks of parcels and boxes.\"}\n"
        }.joined()
    }

    private func filled(_ count: Int) async throws -> ProgramHome {
        let home = try ProgramHome()
        let file = try home.folder.write("many.jsonl", GrowthTests.records(0..<count, "k"))
        let ingested = try await home.run("ingest", file.path)
        try #require(ingested.status == 0, "\(ingested.errors)")
        let found = try await home.run("search", "parcels")
        try #require(found.status == 0, "\(found.errors)")
        return home
    }

    /// Neither the database nor the caches are written again for one document more.
    @Test func addingOneWritesLittle() async throws {
        let shim = try #require(DiskShim.shared)
        let home = try await filled(20_000)
        let report = home.folder.file("report")
        let environment = shim.environment(home: home.home, .count, report: report)
        var largest = 0
        for number in 0..<5 {
            var written = 0
            for (arguments, input) in [
                (["ingest", "-"], GrowthTests.records(number..<number + 1, "extra")),
                (["search", "extra parcels"], ""),
            ] {
                let outcome = try await home.run(arguments, input: input, environment: environment)
                #expect(outcome.status == 0, "\(outcome.errors)")
                let count = try DiskShim.read(report)
                #expect(count.bytes > 0, "\(arguments[0]) wrote nothing that was counted")
                written += count.bytes
            }
            largest = max(largest, written)
        }
        let size = try size(of: home.home)
        print("adding one document to 20,000 wrote at most \(largest) bytes; the home has \(size)")
        #expect(largest * 50 < size)
    }

    private func size(of folder: String) throws -> Int {
        let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return try names.reduce(0) { sum, name in
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            return sum + (attributes[.type] as? FileAttributeType == .typeRegular ? attributes[.size] as? Int ?? 0 : 0)
        }
    }

    /// Queries run without a pause while another process ingests: every one is answered, and the new documents are
    /// found at once.
    @Test func aServerPicksUpWhatOthersIngest() async throws {
        let home = try await filled(5_000)
        let server = try await RunningServer.start(home)
        let log = QueryLog()
        let querying = Task {
            while !Task.isCancelled {
                let start = ContinuousClock.now
                let outcome = try await home.run("call", "knowledge.search", "query=parcels and boxes", "k=3")
                await log.add(outcome, took: ContinuousClock.now - start)
            }
        }
        for round in 0..<6 {
            let count = round == 3 ? 500 : 3
            let name = "round\(round)n"
            let stored = try await home.run("ingest", "-", input: GrowthTests.records(0..<count, name))
            #expect(stored.status == 0, "\(stored.errors)")
            let start = ContinuousClock.now
            let filter = "{\"query\": \"parcels\", \"k\": 1000, \"filter\": {\"id\": \"\(name)1\"}}"
            let found = try await home.run("call", "knowledge.search", filter)
            #expect(try found.json["hits"]?.array?.map { $0["document"] } == [.string("faq/\(name)1")])
            let time = ContinuousClock.now - start
            #expect(time < .seconds(5), "it took \(time) to find a new document")
            print("round \(round): \(count) documents found after \(time)")
        }
        querying.cancel()
        _ = await querying.result
        let (answers, failures, slowest) = await (log.answers, log.failures, log.slowest)
        print("\(answers) answers beside six ingests, the slowest after \(slowest)")
        #expect(failures == [])
        #expect(answers > 6)
        #expect(slowest < .seconds(10))
        try await server.stop()
    }

    private actor QueryLog {
        private(set) var answers = 0
        private(set) var failures: [String] = []
        private(set) var slowest = Duration.zero

        func add(_ outcome: Program.Outcome, took time: Duration) {
            answers += 1
            slowest = max(slowest, time)
            let hits = try? outcome.json["hits"]?.array?.count
            if outcome.status != 0 || hits != 3 { failures.append(outcome.errors) }
        }
    }
}

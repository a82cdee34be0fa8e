import Domain
import Foundation
import Testing

/// `bench serve` measures what it says: a real server, answers without errors, the same shape every time.
@Suite(.enabled(if: BenchProgram.binary != nil)) struct BenchTests {
    @Test func aShortRunHasEveryFigureAndLeavesNoServer() async throws {
        let folder = try TemporaryFolder()
        let corpus = Program.repository.appending(path: "corpus").path(percentEncoded: false)
        let program = try #require(Program.binary).path(percentEncoded: false)
        let outcome = try await Program.run(
            try #require(BenchProgram.binary),
            [
                "serve", "--clients", "1,3", "--seconds", "0.3", "--documents", "200", "--encoder", "hashing",
                "--corpus",
                corpus, "--work", folder.path, "--program", program, "--json",
            ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        let report = try outcome.json
        #expect(report["documents"] == 200 && report["mode"] == "hybrid")
        #expect(report["encoder_texts_per_second"]?["in_batches"]?.double ?? 0 > 0)
        let rounds = try #require(report["rounds"]?.array)
        #expect(rounds.map { $0["clients"] } == [1, 3])
        for round in rounds {
            #expect(round["errors"] == 0, "\(round.text)")
            for figure in ["requests_per_second", "p99_ms", "ping_per_second", "server_memory_mib"] {
                #expect(round[figure]?.double ?? 0 > 0, "\(figure)")
            }
            let latency = round["latency_ms"]
            #expect(latency?["p50"]?.double ?? 0 <= latency?["p95"]?.double ?? -1)
        }
        // The server has ended in good order, so its socket is gone.
        let home = folder.path + "serve-hashing-200"
        #expect(!FileManager.default.fileExists(atPath: home + "/almanac.sock"))
    }
}

/// The built `almanac-bench`.
private enum BenchProgram {
    /// `ALMANAC_BENCH_BINARY`, else the one beside the program; nil skips the suite.
    static let binary: URL? = {
        let named = ProcessInfo.processInfo.environment["ALMANAC_BENCH_BINARY"].map { URL(filePath: $0) }
        let beside = Program.binary?.deletingLastPathComponent().appending(path: "almanac-bench")
        return [named, beside].compactMap { $0 }.first {
            FileManager.default.isExecutableFile(atPath: $0.path(percentEncoded: false))
        }
    }()
}

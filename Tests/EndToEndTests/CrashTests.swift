import Domain
import Foundation
import Testing

/// Invariant 8: an ingest killed at any moment leaves the old revision or the new one, whole.
@Suite(.enabled(if: Program.isBuilt)) struct CrashTests {
    @Test func aKilledIngestLeavesOneRevisionOrNone() async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        let first = try await home.run("ingest", home.documents)
        #expect(first.status == 0, "\(first.errors)")
        let records = (0..<1500).map { number in
            "{\"id\": \"k\(number)\", \"namespace\": \"faq\", \"question\": \"Question \(number)?\", \"answer\": \"Answer \(number) speaks of parcels.\"}"
        }.joined(separator: "\n")
        let file = try home.folder.write("many.jsonl", records)
        let whole = try await Program.run(
            ["ingest", file.path(percentEncoded: false), "--dry-run", "--json"],
            environment: ["ALMANAC_HOME": home.home, "ALMANAC_ENCODER": "hashing"])
        #expect(try whole.json["added"]?.array?.count == 1500)

        let binary: URL = try #require(Program.binary)
        var outcomes: [Int: Int] = [:]
        for round in 0..<12 {
            let process = Process()
            process.executableURL = binary
            process.arguments = ["ingest", file.path(percentEncoded: false)]
            process.environment = try Program.surroundings(["ALMANAC_HOME": home.home, "ALMANAC_ENCODER": "hashing"])
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            // Spread over start, encoding and storing; where exactly does not matter, so no seed.
            try await Task.sleep(for: .milliseconds(20 + 45 * round))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()

            let doctor = try await home.run("doctor", "--json")
            #expect(doctor.status == 0 || doctor.status == 4, "round \(round): \(doctor.output) \(doctor.errors)")
            let count = try await documents(home)
            #expect([6, 1506].contains(count), "round \(round): \(count) documents")
            outcomes[count, default: 0] += 1
            if count == 1506 { break }
        }
        print("killed ingests ended with: \(outcomes)")
        #expect((outcomes[6] ?? 0) > 0, "no kill came before the commit")

        // The next one resumes and completes.
        let last = try await home.run("ingest", file.path(percentEncoded: false), "--json")
        #expect(last.status == 0, "\(last.errors)")
        #expect(try await documents(home) == 1506)
        let found = try await home.run("search", "Answer", "1499", "--mode", "lexical", "--json")
        #expect(try found.json["hits"]?.array?.first?["document"] == "faq/k1499")
    }

    private func documents(_ home: ProgramHome) async throws -> Int {
        let listed = try await home.run("list", "--limit", "1000", "--json")
        let first = try listed.json["documents"]?.array ?? []
        guard first.count == 1000, let last = first.last?["document"]?.string else { return first.count }
        let rest = try await home.run("list", "--limit", "1000", "--after", last, "--json")
        return first.count + (rest.status == 0 ? try rest.json["documents"]?.array?.count ?? 0 : 0)
    }
}

import Domain
import Foundation
import Testing

/// Invariant 8: an ingest killed at any moment leaves the old revision or the new one, whole.
@Suite(.enabled(if: Program.isBuilt)) struct CrashTests {
    private static let count = 4000

    @Test func aKilledIngestLeavesOneRevisionOrNone() async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        let first = try await home.run("ingest", home.documents)
        #expect(first.status == 0, "\(first.errors)")
        let records = (0..<CrashTests.count).map { number in
            "{\"id\": \"k\(number)\", \"namespace\": \"faq\", \"question\": \"Question \(number)?\", "
                + "\"answer\": \"Answer \(number) speaks of parcels.\"}"
        }
        let file = try home.folder.write("many.jsonl", records.joined(separator: "\n"))
        let path = file.path(percentEncoded: false)

        // How long it takes here and now; the kills are spread over that time, whatever the machine does.
        let other = try ProgramHome()
        let start = ContinuousClock.now
        let whole = try await other.run("ingest", path)
        #expect(whole.status == 0, "\(whole.errors)")
        let time = (ContinuousClock.now - start) / .seconds(1)

        let all = 6 + CrashTests.count
        let binary: URL = try #require(Program.binary)
        var outcomes: [Int: Int] = [:]
        for round in 0..<10 {
            let process = Process()
            process.executableURL = binary
            process.arguments = ["ingest", path]
            process.environment = try Program.surroundings(["ALMANAC_HOME": home.home, "ALMANAC_ENCODER": "hashing"])
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            await CrashTests.pause(time * (0.04 + 0.1 * Double(round)))
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()

            let doctor = try await home.run("doctor", "--json")
            #expect(doctor.status == 0 || doctor.status == 4, "round \(round): \(doctor.output) \(doctor.errors)")
            let count = try await documents(home)
            #expect([6, all].contains(count), "round \(round): \(count) documents")
            outcomes[count, default: 0] += 1
            if count == all { break }
        }
        print("killed ingests ended with: \(outcomes)")
        #expect((outcomes[6] ?? 0) > 0, "no kill came before the commit")

        // The next one resumes and completes.
        let last = try await home.run("ingest", path, "--json")
        #expect(last.status == 0, "\(last.errors)")
        #expect(try await documents(home) == all)
        let found = try await home.run("search", "Answer", "3999", "--mode", "lexical", "--json")
        #expect(try found.json["hits"]?.array?.first?["document"] == "faq/k3999")
    }

    /// On a thread of its own: tests that block the shared ones must not delay the kill.
    private static func pause(_ seconds: Double) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                Thread.sleep(forTimeInterval: seconds)
                continuation.resume()
            }
        }
    }

    /// How many documents the home lists, over all pages.
    private func documents(_ home: ProgramHome) async throws -> Int {
        var count = 0
        var after: [String] = []
        while true {
            let listed = try await home.run(["list", "--limit", "1000", "--json"] + after)
            let page = listed.status == 0 ? try listed.json["documents"]?.array ?? [] : []
            count += page.count
            guard page.count == 1000, let last = page.last?["document"]?.string else { return count }
            after = ["--after", last]
        }
    }
}

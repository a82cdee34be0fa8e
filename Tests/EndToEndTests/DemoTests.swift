import Domain
import Foundation
import Testing

/// The demo with the weightless encoder, on the shipped corpus.
@Suite(.enabled(if: Program.isBuilt)) struct DemoTests {
    private func demo(_ home: String, _ arguments: [String]) async throws -> Program.Outcome {
        try await Program.run(
            ["demo", "--encoder", "hashing", "--home", home] + arguments,
            environment: ["ALMANAC_ROOT": Program.repository.path(percentEncoded: false)])
    }

    @Test func theTourIsWholeAndEndsClean() async throws {
        let folder = try TemporaryFolder()
        let home = folder.path + "demo"
        let told = try await demo(home, ["--json"])
        #expect(told.status == 0, "\(told.errors)")
        let report = try told.json
        #expect(report["answers"]?.array?.count == 6)
        #expect(report["ingest"]?["added"]?.array?.count ?? 0 > 150)
        for answer in report["answers"]?.array ?? [] where answer["result"]?["hits"] != nil {
            #expect(answer["result"]?["hits"]?.array?.isEmpty == false)
        }
        let last = report["answers"]?.array?.last?["result"]
        #expect(last?["outcome"] == "expired")
        #expect(!FileManager.default.fileExists(atPath: home + "/almanac.sock"), "the server still runs")

        // Again in the same place, as text, with the same hits.
        let shown = try await demo(home, [])
        #expect(shown.status == 0, "\(shown.errors)")
        for hit in report["answers"]?.array?.first?["result"]?["hits"]?.array ?? [] {
            #expect(shown.output.contains(hit["document"]?.string ?? "?"))
        }
    }

    @Test func aForeignFolderIsLeftAlone() async throws {
        let folder = try TemporaryFolder()
        try folder.write("mine/letter.txt", "Dear reader\n")
        let outcome = try await demo(folder.path + "mine", ["--json"])
        #expect(outcome.status == 2)
        #expect(try outcome.failure["code"] == "conflict")
        #expect(FileManager.default.fileExists(atPath: folder.path + "mine/letter.txt"))
    }
}

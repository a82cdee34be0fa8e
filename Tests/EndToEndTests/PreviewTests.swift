import Domain
import Foundation
import Testing

/// `search --with`: what a document would do, and that it leaves nothing behind.
@Suite(.enabled(if: Program.isBuilt)) struct PreviewTests {
    private let home: ProgramHome
    private let scratch: String
    private var environment: [String: String] { ["TMPDIR": scratch] }

    init() async throws {
        home = try await ProgramHome.filled()
        scratch = home.folder.path + "scratch"
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    }

    /// Every file of the home with its bytes.
    private func contents() throws -> [String: Data] {
        let root = URL(filePath: home.home, directoryHint: .isDirectory)
        var contents: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: home.home) {
            contents[path] = (try? Data(contentsOf: root.appending(path: path))) ?? Data()
        }
        return contents
    }

    private func leftovers() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: scratch) }

    @Test func aNewDocumentAndWhatItPushesOut() async throws {
        let file = try home.folder.write(
            "drafts/faq/jars.md",
            "---\ntitle: Broken jar or bottle\n---\nA broken jar? Send a photo of the broken jar.\n")
        _ = try await home.run("search", "jar")
        let before = try contents()
        let path = file.path(percentEncoded: false)
        let shown = try await home.run(
            ["search", "broken jar", "-k", "2", "--with", path, "--json", "--explain", "--now", "2026-11-15"],
            environment: environment)
        #expect(shown.status == 0, "\(shown.errors)")
        let json = try shown.json
        #expect(json["stored"] == false)
        #expect(json["changes"]?["added"] == ["faq/jars"])
        let document = try #require(json["documents"]?.array?.first)
        #expect(document["outcome"] == "found" && document["change"] == "added")
        #expect(document["parts"]?.array?.isEmpty == false && document["rank"]?.int != nil)
        #expect(json["before"]?["hits"]?.array?.contains { $0["document"] == "faq/jars" } == false)
        #expect(json["after"]?["hits"]?.array?.contains { $0["document"] == "faq/jars" } == true)
        #expect(json["pushed_out"]?.array?.count == 1)
        #expect(json["pushed_out"]?.array?.first?["before"] == 2)
        let text = try await home.run(["search", "broken jar", "--with", path], environment: environment)
        #expect(text.status == 0 && text.output.contains("faq/jars (added)"))
        #expect(text.output.contains("nothing is stored"))
        #expect(try contents() == before)
        #expect(try leftovers() == [])
    }

    @Test func theNamespaceOfAFileIsFoundOrGiven() async throws {
        let file = try home.folder.write("loose.txt", "We sell no umbrella.").path(percentEncoded: false)
        let nowhere = try await home.run(["search", "umbrella", "--with", file, "--json"], environment: environment)
        #expect(nowhere.status == 2)
        #expect(try nowhere.failure["code"] == "unknown_namespace")
        for options in [["--with-namespace", "faq"], ["--namespace", "faq"]] {
            let found = try await home.run(
                ["search", "umbrella", "--with", file, "--json"] + options, environment: environment)
            #expect(try found.json["after"]?["hits"]?.array?.first?["document"] == "faq/loose", "\(options)")
        }
        #expect(try leftovers() == [])
    }

    @Test func whatAnIngestRefusesIsRefused() async throws {
        let before = try contents()
        let address = "someone@mail." + "org"
        for (name, text, status, code) in [
            ("private.md", "Write to \(address) please.", 3, "personal_data"),
            ("empty.md", "---\ntitle: x\n---\n", 2, "invalid_document"), ("what.xyz", "x", 2, "unsupported"),
        ] {
            let file = try home.folder.write(name, text).path(percentEncoded: false)
            let refused = try await home.run(
                ["search", "x", "--with", file, "--with-namespace", "faq", "--json"], environment: environment)
            #expect(Int(refused.status) == status, "\(name): \(refused.errors)")
            #expect(try refused.failure["code"]?.string == code, "\(name)")
        }
        let missing = try await home.run(["search", "x", "--with", "nowhere.md", "--json"], environment: environment)
        #expect(try missing.failure["code"] == "file_missing")
        let past = try await home.run("search", "x", "--as-of", "1", "--json")
        #expect(past.status == 2)
        #expect(try past.failure["code"] == "unsupported")
        #expect(try contents() == before)
        #expect(try leftovers() == [])
    }

    /// Interrupted in the middle of its work, the copy goes too.
    @Test(arguments: [SIGINT, SIGTERM]) func anInterruptedPreviewLeavesNothing(signal: Int32) async throws {
        let lines = (0..<60_000).map { "{\"id\": \"n\($0)\", \"text\": \"jar number \($0) of many \($0 % 977)\"}" }
        let file = try home.folder.write("many.jsonl", lines.joined(separator: "\n") + "\n")
        let binary = try #require(Program.binary)
        let process = Process()
        process.executableURL = binary
        process.arguments = ["search", "jar", "--with", file.path(percentEncoded: false), "--with-namespace", "faq"]
        process.environment = try Program.surroundings(
            ["ALMANAC_HOME": home.home, "ALMANAC_ENCODER": "hashing", "TMPDIR": scratch])
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The copy is there: its database has been opened for the ingest.
        while process.isRunning, try !leftovers().contains(where: { hasDatabase($0) }) {
            try await Task.sleep(for: .milliseconds(2))
        }
        let folder = try leftovers().first
        #expect(folder != nil, "the preview ended before it could be interrupted")
        if let folder {
            let attributes = try FileManager.default.attributesOfItem(atPath: scratch + "/" + folder)
            #expect(attributes[.posixPermissions] as? Int == 0o700)
        }
        kill(process.processIdentifier, signal)
        while process.isRunning { try await Task.sleep(for: .milliseconds(10)) }
        #expect(process.terminationStatus == 128 + signal)
        #expect(try leftovers() == [])
        #expect(try await home.documentCount() == 6)
    }

    private func hasDatabase(_ folder: String) -> Bool {
        FileManager.default.fileExists(atPath: "\(scratch)/\(folder)/knowledge.sqlite")
    }
}

import Domain
import Foundation
import Testing

/// Every mistake gets a clear message, a hint and its exit status, and stores nothing.
@Suite(.enabled(if: Program.isBuilt)) struct BadInputTests {
    /// What a mistake must lead to.
    private func expect(
        _ outcome: Program.Outcome, _ code: ErrorCode, mentions words: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        #expect(outcome.status == code.mapping.exit, "\(outcome.errors)", sourceLocation: sourceLocation)
        #expect(outcome.output == "", sourceLocation: sourceLocation)
        let failure = try outcome.failure
        #expect(failure["code"]?.string == code.rawValue, sourceLocation: sourceLocation)
        #expect(failure["kind"]?.string == code.mapping.kind.rawValue, sourceLocation: sourceLocation)
        #expect(failure["exit"]?.int == Int(code.mapping.exit), sourceLocation: sourceLocation)
        #expect(failure["hint"]?.string?.isEmpty == false, "no hint", sourceLocation: sourceLocation)
        let message = failure["message"]?.string ?? ""
        for word in words {
            #expect(message.contains(word), "'\(message)' does not name \(word)", sourceLocation: sourceLocation)
        }
    }

    // MARK: - Ingest

    @Test func missingFile() async throws {
        let home = try ProgramHome()
        let outcome = try await home.run("ingest", "/nowhere/at-all", "--json")
        try expect(outcome, .fileMissing, mentions: ["/nowhere/at-all"])
        #expect(!FileManager.default.fileExists(atPath: home.home), "a home was made")
    }

    @Test func folderWithoutReadableDocuments() async throws {
        let home = try ProgramHome()
        try home.folder.write("documents/faq/picture.bin", data: Data([0, 1, 2, 3]))
        let outcome = try await home.run("ingest", home.documents, "--json")
        try expect(outcome, .invalidInput, mentions: ["documents"])
        #expect(try await home.documentCount() == 0)
    }

    @Test func brokenFrontMatter() async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        try home.folder.write("documents/policies/broken.md", "---\ntitle: [unclosed\n---\nText.\n")
        let outcome = try await home.run("ingest", home.documents, "--json")
        try expect(outcome, .invalidDocument, mentions: ["broken.md:"])
        #expect(try await home.documentCount() == 0, "part of a refused batch was stored")
    }

    @Test func invalidJSONLine() async throws {
        let home = try ProgramHome()
        try home.folder.write(
            "faq.jsonl", "{\"id\": \"a\", \"question\": \"Q?\", \"answer\": \"A.\"}\n{\"id\": \"b\", \n")
        let outcome = try await home.run("ingest", home.folder.path + "faq.jsonl", "--namespace", "faq", "--json")
        try expect(outcome, .invalidDocument, mentions: ["faq.jsonl:2"])
        #expect(try await home.documentCount() == 0)
    }

    @Test func invalidJSONLineOnStandardInput() async throws {
        let home = try ProgramHome()
        let lines = "{\"id\": \"a\", \"question\": \"Q?\", \"answer\": \"A.\"}\n\n{\"id\": \"b\", \n"
        let outcome = try await home.run("ingest", "-", "--namespace", "faq", "--json", input: lines)
        try expect(outcome, .invalidDocument, mentions: ["standard input:3"])
        #expect(!FileManager.default.fileExists(atPath: home.home), "a home was made")
    }

    @Test func skippingInvalidStoresTheRest() async throws {
        let home = try ProgramHome()
        let lines = "{\"id\": \"a\", \"question\": \"Q?\", \"answer\": \"A.\"}\n{\"id\": \"b\", \n"
        let outcome = try await home.run(
            "ingest", "-", "--namespace", "faq", "--skip-invalid", "--json", input: lines)
        #expect(outcome.status == 0)
        let changes = try outcome.json
        #expect(changes["added"] == ["faq/a"])
        #expect(changes["invalid"]?.array?.first?["line"]?.int == 2)
    }

    @Test func duplicateIDs() async throws {
        let home = try ProgramHome()
        let record = "{\"id\": \"same\", \"question\": \"Q?\", \"answer\": \"A.\"}\n"
        try home.folder.write("faq.jsonl", record + record)
        let outcome = try await home.run("ingest", home.folder.path + "faq.jsonl", "--namespace", "faq", "--json")
        try expect(outcome, .duplicateID, mentions: ["faq/same"])
        #expect(try await home.documentCount() == 0)
    }

    @Test func unknownNamespaceOnIngest() async throws {
        let home = try ProgramHome()
        try home.folder.write("note.md", "# A note\n\nText.\n")
        let outcome = try await home.run("ingest", home.folder.path + "note.md", "--namespace", "nonsense", "--json")
        try expect(outcome, .unknownNamespace, mentions: ["nonsense"])
        #expect(try await home.documentCount() == 0)
    }

    @Test func binaryFile() async throws {
        let home = try ProgramHome()
        try home.folder.write("documents/faq/program.md", data: Data([0x7F, 0x45, 0x4C, 0x46, 0, 0xFF, 0xFE, 0]))
        let outcome = try await home.run("ingest", home.documents, "--json")
        try expect(outcome, .invalidDocument, mentions: ["program.md"])
        #expect(try await home.documentCount() == 0)
    }

    @Test(arguments: [
        ("table.csv", "id,text\na,One.\nb\n", ErrorCode.invalidDocument, "table.csv:3"),
        ("table.tsv", "id\ttext\na\t\"One\n", .invalidDocument, "table.tsv:2"),
        ("list.json", "[{\"text\": \"One.\"},\n{\"text\": }]", .invalidDocument, "list.json:2"),
        ("page.html", "<title>Only a title</title>", .invalidDocument, "page.html"),
        ("sheet.docx", "not a letter", .invalidDocument, "not a DOCX"),
        ("slots.md", "Dear {{nobody}},", .invalidDocument, "nobody"),
    ])
    func brokenFile(name: String, text: String, code: ErrorCode, word: String) async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        try home.folder.write("documents/faq/\(name)", text)
        let outcome = try await home.run("ingest", home.documents, "--json")
        try expect(outcome, code, mentions: ["faq/\(name)", word])
        #expect(try await home.documentCount() == 0, "part of a refused batch was stored")
        let skipped = try await home.run("ingest", home.documents, "--skip-invalid", "--json")
        #expect(skipped.status == 0)
        #expect(try skipped.json["invalid"]?.array?.first?["code"]?.string == code.rawValue)
        #expect(try await home.documentCount() >= 6)
    }

    @Test(.enabled(if: Program.has("pdftotext"), "pdftotext is not installed")) func brokenPDF() async throws {
        let home = try ProgramHome()
        try home.folder.write("documents/faq/letter.pdf", "%PDF-1.4\nnothing of a PDF\n")
        let outcome = try await home.run("ingest", home.documents, "--json")
        try expect(outcome, .invalidDocument, mentions: ["faq/letter.pdf", "pdftotext cannot read it"])
        #expect(try await home.documentCount() == 0)
    }

    @Test(arguments: [("letter.pdf", "%PDF-1.4\n", "poppler-utils"), ("letter.docx", "PK\u{3}\u{4}", "pandoc")])
    func missingProgram(name: String, text: String, package: String) async throws {
        let home = try ProgramHome()
        try home.folder.write("documents/faq/\(name)", text)
        // A path on which nothing lies; the program itself is started by its own.
        let outcome = try await home.run(
            "ingest", home.documents, "--json", environment: ["PATH": home.folder.path])
        try expect(outcome, .unsupported, mentions: ["faq/\(name)", package, "not installed"])
        #expect(try await home.documentCount() == 0)
    }

    @Test func documentAboveTheLimit() async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        try home.folder.write("documents/faq/long.md", String(repeating: "word ", count: 1000))
        let limit = ["ALMANAC_LIMITS_DOCUMENT_BYTES": "4096"]
        let outcome = try await home.run("ingest", home.documents, "--json", environment: limit)
        try expect(outcome, .tooLarge, mentions: ["faq/long.md", "5000", "4096"])
        #expect(try outcome.failure["hint"]?.string?.contains("limits.document_bytes") == true)
        #expect(try await home.documentCount() == 0)
        #expect(try await home.run("ingest", home.documents).status == 0)
    }

    /// As another user, since root may read anything.
    @Test(.enabled(if: getuid() != 0 || Program.has("setpriv"), "root, and setpriv is not installed"))
    func unreadableFile() async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        let file = home.documents + "/policies/refunds.md"
        let binary: URL = try #require(Program.binary)
        var command = [binary.path(percentEncoded: false), "ingest", home.documents, "--json"]
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file)
        if getuid() == 0 {
            let nobody = "65534"
            command = ["setpriv", "--reuid=\(nobody)", "--regid=\(nobody)", "--clear-groups"] + command
            let paths = try FileManager.default.subpathsOfDirectory(atPath: home.folder.path).map {
                home.folder.path + $0
            }
            for path in [home.folder.path] + paths where path != file {
                try FileManager.default.setAttributes(
                    [.ownerAccountID: 65534, .groupOwnerAccountID: 65534], ofItemAtPath: path)
            }
            let probe = try await Program.run(
                URL(filePath: "/usr/bin/env"), Array(command.prefix(5)) + ["--version"], folder: home.folder.url)
            guard probe.status == 0 else {
                print("unreadableFile is skipped: another user may not run the program here: \(probe.errors)")
                return
            }
        }
        let outcome = try await Program.run(
            URL(filePath: "/usr/bin/env"), command,
            environment: ["ALMANAC_HOME": home.home, "ALMANAC_ENCODER": "hashing"], folder: home.folder.url)
        try expect(outcome, .unavailable, mentions: ["policies/refunds.md"])
        #expect(try await home.documentCount() == 0)
    }

    @Test(arguments: [
        ["-", "--prune"], ["documents", "--format", "csv"], ["documents", "--id", "a"], ["-", "documents"],
        ["-", "--format", "pdf"], ["-", "--id", "a"],
    ])
    func wrongUseOfStreams(arguments: [String]) async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        let paths = arguments.map { $0 == "documents" ? home.documents : $0 }
        let outcome = try await home.run(["ingest"] + paths + ["--json"], input: "{\"id\": \"a\", \"text\": \"x\"}")
        #expect(outcome.status == 2)
        #expect(try outcome.failure["message"]?.string?.isEmpty == false)
        #expect(!FileManager.default.fileExists(atPath: home.home), "a home was made")
    }

    @Test func pruneBesideARefusedDocument() async throws {
        let home = try await ProgramHome.filled()
        try FileManager.default.removeItem(atPath: home.documents + "/policies/refunds.md")
        try home.folder.write("documents/policies/broken.md", "---\ntitle: [unclosed\n---\nText.\n")
        let outcome = try await home.run("ingest", home.documents, "--prune", "--skip-invalid", "--json")
        try expect(outcome, .conflict, mentions: ["policies/refunds", "broken.md"])
        #expect(try await home.documentCount() == 6)
    }

    @Test func personalDataIsRefused() async throws {
        let home = try ProgramHome()
        let line = "{\"id\": \"a\", \"question\": \"Who?\", \"answer\": \"Write to jane.doe@gmail.com today.\"}\n"
        let refused = try await home.run("ingest", "-", "--namespace", "faq", "--json", input: line)
        #expect(refused.status == 3)
        #expect(try refused.failure["code"]?.string == "personal_data")
        #expect(!refused.errors.contains("jane.doe"), "the address itself is in the message")
        #expect(try await home.documentCount() == 0)
        let allowed = try await home.run("ingest", "-", "--namespace", "faq", "--allow-personal", input: line)
        #expect(allowed.status == 0, "\(allowed.errors)")
    }

    // MARK: - Search

    @Test(arguments: [
        (["search", "jar", "--namespace", "nonsense"], ErrorCode.unknownNamespace, "nonsense"),
        (["search", "jar", "--filter", "{\"a\": {\"$like\": 1}}"], .invalidFilter, "$like"),
        (["search", "   "], .invalidParams, "empty"),
        (["search", "jar", "--as-of", "3"], .unsupported, "--as-of"),
        (["search", "jar", "--encoder", "nobody"], .modelMissing, "nobody"),
        (["show", "refunds"], .invalidInput, "refunds"),
        (["show", "policies/nothing"], .notFound, "policies/nothing"),
        (["delete", "policies/refunds", "policies/nothing"], .notFound, "policies/nothing"),
        (["search", "jar", "--now", "tomorrow"], .invalidParams, "tomorrow"),
    ])
    func wrongRequest(arguments: [String], code: ErrorCode, word: String) async throws {
        let home = try await ProgramHome.filled()
        try expect(try await home.run(arguments + ["--json"]), code, mentions: [word])
        #expect(try await home.documentCount() == 6)
    }

    @Test(arguments: [
        (["search", "jar", "-k", "0"], "0"), (["search", "jar", "-k", "1001"], "1001"),
        (["search", "jar", "--dense-weight", "2"], "2"), (["list", "--limit", "0"], "0"),
        (["search", "jar", "--where", "nothing"], "nothing"), (["search"], "query"),
        (["search", "jar", "-k", "many"], "many"), (["search", "jar", "--mode", "psychic"], "psychic"),
        (["lst"], "lst"),
        (["search", "jar", "--colour"], "--colour"),
    ])
    func wrongUse(arguments: [String], word: String) async throws {
        let home = try await ProgramHome.filled()
        let outcome = try await home.run(arguments + ["--json"])
        #expect(outcome.status == 2)
        #expect(try outcome.failure["message"]?.string?.contains(word) == true)
        let plain = try await home.run(arguments)
        #expect(plain.status == 2)
        #expect(plain.output == "")
        #expect(plain.errors.contains(word))
    }

    @Test func mistypedCommandGetsASuggestion() async throws {
        let outcome = try await Program.run(["serach", "jar"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("did you mean 'almanac search'?"))
    }

    @Test(arguments: [["search", "jar"], ["list"], ["show", "a/b"], ["revisions"], ["why-not", "a/b", "jar"]])
    func readingMakesNoHome(arguments: [String]) async throws {
        let home = try ProgramHome()
        let outcome = try await home.run(arguments + ["--json"])
        try expect(outcome, .notFound, mentions: ["knowledge base"])
        #expect(!FileManager.default.fileExists(atPath: home.home))
    }

    // MARK: - The home

    @Test(arguments: [(["config.json"], ErrorCode.modelInvalid, "config.json"), ([], .modelMissing, "config.json")])
    func wrongModelFolder(files: [String], code: ErrorCode, word: String) async throws {
        let home = try ProgramHome()
        try home.writeDocuments()
        try home.folder.write("model/readme.txt", "Nothing of a model.\n")
        for file in files { try home.folder.write("model/\(file)", "{}") }
        let model = home.folder.path + "model"
        let outcome = try await home.run("ingest", home.documents, "--encoder", model, "--json")
        try expect(outcome, code, mentions: [word])
        #expect(try await home.documentCount() == 0)
    }

    @Test func anotherEncoderThanTheHomes() async throws {
        let home = try await ProgramHome.filled()
        let outcome = try await home.run("search", "jar", "--encoder", home.folder.path + "model", "--json")
        try expect(outcome, .modelMissing, mentions: ["model"])
    }

    @Test func corruptDatabase() async throws {
        let home = try await ProgramHome.filled()
        let database = home.home + "/knowledge.sqlite"
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: database + suffix) }
        try Data(repeating: 0x55, count: 8192).write(to: URL(filePath: database))
        for command in [["search", "jar"], ["list"], ["ingest", home.documents], ["delete", "faq/jar"]] {
            try expect(try await home.run(command + ["--json"]), .corrupt, mentions: ["knowledge.sqlite"])
        }
        let doctor = try await home.run("doctor", "--json")
        #expect(doctor.status == 5)
        #expect(try doctor.json["level"]?.string == "problem")
    }

    @Test func lockedDatabase() async throws {
        let home = try await ProgramHome.filled()
        let python = try #require(Python.url)
        let script = """
            import sqlite3, subprocess, sys
            held = sqlite3.connect(sys.argv[1], isolation_level=None)
            held.execute("BEGIN IMMEDIATE")
            sys.exit(subprocess.run(sys.argv[2:]).returncode)
            """
        let binary = try #require(Program.binary).path(percentEncoded: false)
        let outcome = try await Program.run(
            python, ["-c", script, home.home + "/knowledge.sqlite", binary, "delete", "faq/jar", "--json"],
            environment: ["ALMANAC_HOME": home.home])
        try expect(outcome, .locked, mentions: ["knowledge.sqlite"])
        #expect(try await home.documentCount() == 6)
    }

    @Test func unknownSettingIsNamed() async throws {
        let home = try await ProgramHome.filled()
        try home.folder.write("home/almanac.yml", "encoder: hashing\ntcp:\n  adress: 127.0.0.1:1\n")
        try expect(try await home.run("list", "--json"), .invalidInput, mentions: ["tcp.adress"])
    }
}

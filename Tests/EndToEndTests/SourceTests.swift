import Domain
import Foundation
import Testing

/// Files as the source of documents: formats, what is pruned, what is stale, and the progress of reading them.
@Suite(.enabled(if: Program.isBuilt)) struct SourceTests {
    @Test(arguments: [
        ("jsonl", "{\"id\": \"a\", \"text\": \"Umbrellas.\"}"),
        ("json", "{\"documents\": [{\"id\": \"a\", \"text\": \"Umbrellas.\"}]}"),
        ("csv", "id,text\na,Umbrellas.\n"), ("tsv", "id\ttext\na\tUmbrellas.\n"),
        ("markdown", "---\nid: a\n---\nUmbrellas."), ("html", "<meta name=id content=a><p>Umbrellas."),
    ])
    func standardInput(format: String, text: String) async throws {
        let home = try ProgramHome()
        let stored = try await home.run("ingest", "-", "--format", format, "-n", "faq", "--json", input: text)
        #expect(stored.status == 0, "\(stored.errors)")
        #expect(try stored.json["added"] == ["faq/a"])
        let shown = try await home.run("show", "faq/a", "--json").json
        #expect(shown["text"] == "Umbrellas." && shown["stale"] == .null)
    }

    @Test func theIDOfAStream() async throws {
        let home = try ProgramHome()
        let stored = try await home.run(
            "ingest", "-", "--format", "text", "--id", "faq/rain", "--json", input: "Umbrellas.")
        #expect(try stored.json["added"] == ["faq/rain"])
    }

    @Test func pruning() async throws {
        let home = try await ProgramHome.filled()
        try FileManager.default.removeItem(atPath: home.documents + "/policies/refunds.md")
        let dry = try await home.run("ingest", home.documents, "--prune", "--dry-run")
        #expect(dry.output.contains("1 removed") && dry.output.contains("policies/refunds"))
        #expect(try await home.documentCount() == 6)
        let done = try await home.run("ingest", home.documents, "--prune", "--json")
        #expect(try done.json["removed"] == ["policies/refunds"])
        #expect(try await home.documentCount() == 5)
    }

    @Test func pruningOverTheSocket() async throws {
        let home = try await ProgramHome.filled()
        try FileManager.default.removeItem(atPath: home.documents + "/policies/refunds.md")
        try home.folder.write("home/almanac.yml", "ingest_root: \(home.documents)\n")
        let server = try await RunningServer.start(home)
        let done = try await home.run("call", "knowledge.ingest", "{\"paths\": [\".\"], \"prune\": true}")
        #expect(try done.json["removed"] == ["policies/refunds"], "\(done.errors)")
        let inline = try await home.run(
            "call", "knowledge.ingest", "{\"documents\": [{\"id\": \"a\"}], \"prune\": true}", "--json")
        #expect(try inline.failure["code"] == "invalid_params")
        try await server.stop()
    }

    @Test func staleIsSaid() async throws {
        let home = try await ProgramHome.filled()
        let query = ["search", "refund decided by a person", "--now", "2026-11-15"]
        func stale(_ outcome: Program.Outcome) throws -> JSONValue? {
            try outcome.json["hits"]?.array?.first { $0["document"] == "policies/refunds" }?["stale"]
        }
        #expect(try stale(await home.run(query + ["--json"])) == false)
        #expect(try await home.run(query + ["--strict"]).status == 0)

        let file = home.documents + "/policies/refunds.md"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        try Data(text.replacing("two working days", with: "six working days").utf8).write(to: URL(filePath: file))
        #expect(try stale(await home.run(query + ["--json"])) == true)
        let strict = try await home.run(query + ["--strict"])
        #expect(strict.status == 4)
        #expect(strict.output.contains("stale: source changed since"))
        #expect(try await home.run(query).status == 0)
        let list = try await home.run("list")
        #expect(list.output.contains("stale: Refunds") && list.errors.contains("1 document stale"))
        #expect(try await home.run("show", "policies/refunds").output.contains("stale: it has changed since"))
        #expect(try await home.run("show", "policies/refunds", "--json").json["stale"] == true)

        #expect(try await home.run("ingest", home.documents).status == 0)
        #expect(try await home.run(query + ["--strict"]).status == 0)
        try FileManager.default.removeItem(atPath: file)
        #expect(try stale(await home.run(query + ["--json"])) == .null)
    }

    /// A server looks by itself, and knows from its first answer what changed before it was started.
    @Test func aServerNoticesChanges() async throws {
        let home = try await ProgramHome.filled()
        let file = URL(filePath: home.documents + "/policies/refunds.md")
        let before = try Data(contentsOf: file)
        try Data("Refunds are gone.".utf8).write(to: file)
        let server = try await RunningServer.start(home)
        func stale() async throws -> JSONValue? {
            try await home.run("call", "knowledge.get", "document=policies/refunds").json["stale"]
        }
        #expect(try await stale() == true)
        try before.write(to: file)
        let deadline = ContinuousClock.now + .seconds(60)
        while try await stale() != false, ContinuousClock.now < deadline {
            try await Task.sleep(for: .milliseconds(250))
        }
        #expect(try await stale() == false)
        try await server.stop()
    }

    /// All stages, with how fast and how long.
    @Test func progressOnATerminal() async throws {
        let home = try ProgramHome()
        for number in 0..<3000 {
            try home.folder.write("documents/faq/\(number).md", "Number \(number) of many boxes.")
        }
        let python = try #require(Python.url)
        let script = """
            import os, pty, subprocess, sys
            ours, theirs = pty.openpty()
            child = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=theirs)
            os.close(theirs)
            seen = b""
            while True:
                try:
                    part = os.read(ours, 65536)
                except OSError:
                    break
                if not part:
                    break
                seen += part
            sys.stdout.buffer.write(seen)
            sys.exit(child.wait())
            """
        let binary = try #require(Program.binary).path(percentEncoded: false)
        let outcome = try await Program.run(
            python, ["-c", script, binary, "ingest", home.documents],
            environment: ["ALMANAC_HOME": home.home, "ALMANAC_ENCODER": "hashing", "COLUMNS": "80"])
        #expect(outcome.status == 0)
        let lines = outcome.output.split(separator: "\u{1B}[K")
        for stage in ["reading", "encoding", "storing"] {
            #expect(lines.contains { $0.hasPrefix(stage) && $0.contains("3000/3000") }, "\(stage) did not end")
        }
        // Stages that took long enough to tell say how fast they are.
        #expect(lines.contains { $0.contains("/s") }, "\(lines.suffix(20))")
        #expect(outcome.output.hasSuffix("\r\u{1B}[K"), "the line is left behind")
        let unseen = try await home.run("ingest", home.documents)
        #expect(unseen.errors == "", "progress without a terminal")
    }
}

import Foundation
import Testing

/// The help texts, as they stand in `Golden/help`. `ALMANAC_UPDATE_GOLDEN=1` writes them anew.
@Suite(.enabled(if: Program.isBuilt)) struct HelpTests {
    static let commands = [
        "", "actions", "actions confirm", "actions decline", "actions list", "actions propose", "actions read",
        "actions resolve", "actions show", "actions tools", "autosend", "bench", "call", "cancel-link",
        "cancel-link check", "cancel-link key", "cancel-link redeem", "check", "classify", "customers",
        "customers generate", "customers import", "customers list", "customers show", "delete", "demo", "diff",
        "doctor", "eval", "eval guard", "eval pipeline", "eval retrieval", "eval routing", "export",
        "export knowledge", "golden", "golden add", "golden check", "golden list", "handle", "ingest", "list", "model",
        "model install", "model list", "model verify", "reembed", "review", "review approve", "review edit",
        "review list", "review reject", "review show", "revisions", "rollback", "search", "serve", "sessions",
        "sessions handback", "sessions list", "sessions show", "show", "sync", "sync pinecone", "sync pinecone apply",
        "sync pinecone plan", "sync pinecone verify", "test", "why-not",
    ]

    @Test(arguments: commands) func helpIsAsWritten(command: String) async throws {
        let words = ["help"] + command.split(separator: " ").map(String.init)
        let shown = try await Program.run(words, environment: ["COLUMNS": "80"])
        #expect(shown.status == 0)
        #expect(shown.errors == "")
        try Golden.compare(
            shown.output, with: "help/\(command.isEmpty ? "almanac" : command.replacing(" ", with: "-")).txt")
    }

    @Test(arguments: commands.filter { !$0.isEmpty }) func helpHasExamplesThatFit(command: String) async throws {
        let words = ["help"] + command.split(separator: " ").map(String.init)
        let lines = try await Program.run(words, environment: ["COLUMNS": "80"]).output.split(separator: "\n")
        #expect(lines.contains("Examples:"))
        // A wrapped example could not be copied.
        let examples = lines.drop { $0 != "Examples:" }.dropFirst().prefix { !$0.hasPrefix("USAGE") }
        #expect(examples.allSatisfy { $0.hasPrefix("  ") }, "\(examples)")
    }

    @Test func everyCommandIsListed() async throws {
        let overview = try await Program.run(["--help"]).output
        for command in HelpTests.commands where !command.isEmpty && !command.contains(" ") {
            #expect(overview.contains("\n  \(command) "), "\(command) is missing")
        }
    }
}

/// Texts that are compared whole.
enum Golden {
    static func compare(_ text: String, with name: String) throws {
        let file = Program.repository.appending(path: "Tests/EndToEndTests/Golden/\(name)")
        // Editors and the rules of the repository take spaces at line ends away.
        let settled =
            text.split(separator: "\n", omittingEmptySubsequences: false).map(trimmingEnd)
            .joined(separator: "\n").trimmingCharacters(in: .newlines) + "\n"
        if ProcessInfo.processInfo.environment["ALMANAC_UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(settled.utf8).write(to: file)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(settled == expected, "\(name) differs; ALMANAC_UPDATE_GOLDEN=1 writes it anew")
    }

    private static func trimmingEnd(_ line: Substring) -> Substring {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}

import Domain
import Foundation
import Testing

/// What a person sees, apart from the words: streams, widths, colours, pipes.
@Suite(.enabled(if: Program.isBuilt)) struct TerminalTests {
    @Test func aReaderThatLeavesIsNoFault() async throws {
        let home = try await ProgramHome.filled()
        let binary = try #require(Program.binary).path(percentEncoded: false)
        let shell = URL(filePath: "/bin/bash")
        let outcome = try await Program.run(
            shell, ["-c", "set -o pipefail; for i in 1 2 3 4 5; do \"$0\" list | head -1 || exit; done", binary],
            environment: ["ALMANAC_HOME": home.home])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
    }

    @Test func textForPeopleHoldsWhatTheyNeed() async throws {
        let home = try await ProgramHome.filled()
        let shown = try await home.run("search", "broken jar", "--explain", "--now", "2026-11-15")
        #expect(shown.status == 0)
        for words in ["Broken jar", "faq/jar", "updated 2 months ago", "questions.jsonl", "score ", "cosine", "bm25"] {
            #expect(shown.output.contains(words), "\(words) is missing in\n\(shown.output)")
        }
        #expect(!shown.output.contains("\u{1B}"), "colour without a terminal")
    }

    @Test(arguments: [40, 60, 120]) func linesFitTheWidth(columns: Int) async throws {
        let home = try await ProgramHome.filled()
        let shown = try await home.run(
            "search", "when is my card charged", environment: ["COLUMNS": "\(columns)"])
        // The last line, with the timings, wraps where it must.
        for line in shown.output.split(separator: "\n").dropLast() {
            #expect(line.count <= columns, "'\(line)' has \(line.count) columns")
        }
    }

    @Test func rightToLeftTextSurvives() async throws {
        let home = try await ProgramHome.filled()
        let shown = try await home.run("search", "מתי מחייבים אותי", "--mode", "lexical")
        #expect(shown.output.contains("מתי מחייבים אותי"))
        #expect(shown.output.contains("הכרטיס מחויב בשלושה בכל חודש."))
    }

    @Test func controlCharactersDoNotReachTheTerminal() async throws {
        let home = try ProgramHome()
        let line =
            "{\"id\": \"a\", \"title\": \"Red\\u001b[31m\", \"question\": \"Red?\", \"answer\": \"Yes\\u001b[2J.\"}\n"
        let stored = try await home.run("ingest", "-", "--namespace", "faq", input: line)
        // Refusing them is as good.
        guard stored.status == 0 else { return }
        for command in [["search", "red"], ["list"], ["show", "faq/a"]] {
            #expect(try await home.run(command).output.contains("\u{1B}") == false, "\(command)")
        }
    }

    @Test func resultsAndRemarksAreApart() async throws {
        let home = try await ProgramHome.filled()
        let page = try await home.run("list", "--limit", "2")
        #expect(page.output.split(separator: "\n").count == 3)
        #expect(page.errors.contains("--after"))
    }
}

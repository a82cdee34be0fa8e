import Domain
import Foundation
import Testing

/// What the README promises works as it stands there.
@Suite(.enabled(if: Program.isBuilt)) struct ReadmeTests {
    private let text: String

    init() throws {
        text = try String(contentsOf: Program.repository.appending(path: "README.md"), encoding: .utf8)
    }

    /// The fenced block behind a marker comment.
    private func block(_ marker: String) throws -> String {
        let start = try #require(text.range(of: "<!-- \(marker) -->\n```"), "no block '\(marker)'")
        let body = text[start.upperBound...].drop { $0 != "\n" }.dropFirst()
        let end = try #require(body.range(of: "\n```"))
        return String(body[..<end.lowerBound])
    }

    @Test func theQuickStartRuns() async throws {
        let folder = try TemporaryFolder()
        let binary = try #require(Program.binary).path(percentEncoded: false)
        let script = try block("quick start").replacing("./almanac", with: "'\(binary)'")
            .replacing("/tmp/almanac-first", with: folder.path + "home").replacing(
                "/tmp/twenty", with: folder.path + "twenty")
        let outcome = try await Program.run(
            URL(filePath: "/bin/bash"), ["-euo", "pipefail", "-c", script],
            environment: ["ALMANAC_ROOT": Program.repository.path(percentEncoded: false)], folder: Program.repository)
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("20 added"))
        #expect(outcome.output.contains("faq/code-not-arriving"))
        #expect(outcome.output.contains("sold out"))
    }

    @Test func thePythonClientRuns() async throws {
        let python = try #require(Python.url)
        let source = try block("python client")
        #expect(source.split(separator: "\n", omittingEmptySubsequences: false).count <= 32)
        let home = try await ProgramHome.filled()
        let client = try home.folder.write("client.py", source)
        let server = try await RunningServer.start(home)
        let outcome = try await Program.run(
            python, [client.path(percentEncoded: false), home.home + "/almanac.sock", "broken", "jar"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.split(separator: "\n").first?.contains("faq/jar") == true)
        try await server.stop()
    }

    @Test func everyCommandIsInTheTable() {
        for command in HelpTests.commands where !command.isEmpty && !command.contains(" ") {
            #expect(text.contains("| `almanac \(command)"), "\(command) is not in README's table")
        }
    }

    @Test func theSettingsAreThoseOfTheProgram() async throws {
        let settings = try await Program.run(["doctor", "--settings", "--json"]).json["settings"]?.array ?? []
        #expect(!settings.isEmpty)
        let rows = settings.map { setting in
            let cells = ["key", "environment", "default", "meaning"].map { setting[$0]?.string ?? "" }
            return "| `\(cells[0])` | `\(cells[1])` | \(cells[2]) | \(cells[3]) |"
        }
        for row in rows { #expect(text.contains(row + "\n"), "README lacks the row:\n\(row)") }
    }

    @Test func everyExitStatusIsExplained() {
        for status in Set(ErrorCode.allCases.map(\.mapping.exit)).union([0, 1, 4]) {
            #expect(text.contains("\n| \(status) | "), "exit status \(status) is not in README")
        }
    }
}

import ArgumentParser
import Domain
import Retrieval

struct RevisionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revisions",
        abstract: "List the changes of the knowledge, newest first.",
        discussion: """
            Examples:
              almanac revisions
              almanac revisions --limit 5 --json
            """
    )

    @Option(help: ArgumentHelp("At most this many, 1 to 10000.", valueName: "n"))
    var limit = 50

    @OptionGroup var shared: SharedOptions

    func run() throws {
        guard (1...10_000).contains(limit) else {
            throw AlmanacError(.invalidParams, "--limit is \(limit); it must lie in 1…10000")
        }
        let revisions = try Wiring(shared).knowledge(for: .reading).revisions(limit: limit)
        if shared.json {
            Console.print(JSONValue.object(["revisions": .array(revisions.map(\.json))]).prettyText)
        } else if !revisions.isEmpty {
            Console.print(table(revisions).text)
        } else {
            Console.note("there are no revisions yet")
        }
        if revisions.isEmpty { throw ExitCode(1) }
    }

    private func table(_ revisions: [Revision]) -> Table {
        Table(
            header: ["revision", "when (UTC)", "author", "+", "~", "−", "reason"],
            rows: revisions.map {
                [
                    "\($0.number)", Figures.moment($0.createdAt), $0.author, "\($0.added)", "\($0.changed)",
                    "\($0.removed)", $0.reason.printable,
                ]
            },
            stream: Console.output, rightAligned: [0, 3, 4, 5])
    }
}

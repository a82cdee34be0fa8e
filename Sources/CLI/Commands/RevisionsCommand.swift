import ArgumentParser
import Domain
import Retrieval

struct RevisionsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revisions",
        abstract: "List the changes of the knowledge, newest first.",
        discussion: """
            A rollback, an erasure and a new index say so; a revision that lost versions to an erasure shows the gap.

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
                    "\($0.removed)", RevisionsCommand.words($0),
                ]
            },
            stream: Console.output, rightAligned: [0, 3, 4, 5])
    }

    /// The reason, behind what the revision did where that is not a plain change, and the gap that it has.
    private static func words(_ revision: Revision) -> String {
        let what: String? =
            switch revision.kind {
            case .change: nil
            case .rollback: "rollback to \(revision.restores.map(String.init) ?? "?")"
            case .erasure: "erasure"
            case .reembedding: "new index"
            }
        let gap = revision.erased == 0 ? nil : "[\(Figures.count(revision.erased, "version")) erased since]"
        let parts = [what.map { revision.reason.isEmpty ? $0 : $0 + ":" }, revision.reason.printable, gap]
        return parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    }
}

import ArgumentParser
import Domain
import Retrieval

struct DiffCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Compare two revisions.",
        discussion: """
            Lists what was added, changed and removed from one revision to another, with the fields that differ and \
            the lines of the text. Without a second revision the newest is meant; 0 is the empty base before the first.

            Examples:
              almanac diff 3
              almanac diff 3 5
              almanac diff 3 5 policies/refunds --json
            """
    )

    @Argument(help: ArgumentHelp("A revision.", valueName: "from"))
    var from: Int64

    @Argument(help: ArgumentHelp("Another one, then perhaps a document's namespace/id.", valueName: "to|id"))
    var rest: [String] = []

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let (to, document) = try target()
        let diff = try Wiring(shared).knowledge(for: .reading).diff(from, to, document: document)
        Console.print(shared.json ? diff.json.prettyText : DiffReport(diff: diff, style: Console.output.style).text)
    }

    /// A revision is a number; a document's id has a slash in it.
    private func target() throws -> (to: Int64?, document: DocumentID?) {
        var words = rest[...]
        var to: Int64?
        if let first = words.first, !first.contains("/") {
            guard let number = Int64(first) else {
                throw AlmanacError(
                    .invalidInput, "'\(first)' is neither a revision nor a document id",
                    hint: "almanac diff 3 5, or almanac diff 3 5 policies/refunds")
            }
            to = number
            words = words.dropFirst()
        }
        let document = try words.popFirst().map { try DocumentReference($0).exact }
        guard words.isEmpty else {
            throw AlmanacError(.invalidInput, "diff takes two revisions and one document", hint: "almanac help diff")
        }
        return (to, document)
    }
}

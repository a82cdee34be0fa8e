import ArgumentParser
import Domain
import Retrieval

struct RollbackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Make the documents of an earlier revision live again.",
        discussion: """
            Adds a new revision whose documents are those of the given one: texts, metadata, validity and times. \
            Nothing is lost by it; it can be rolled back itself. Documents that were erased since stay out, which \
            must be asked for.

            Examples:
              almanac rollback 3 --dry-run
              almanac rollback 3 --reason "the new prices were wrong"
            """
    )

    @Argument(help: ArgumentHelp("The revision; see almanac revisions.", valueName: "revision"))
    var revision: Int64

    @Flag(help: "Show what would change, and store nothing.")
    var dryRun = false

    @Flag(help: "Go on although documents of that revision were erased since.")
    var withoutErased = false

    @OptionGroup var authorship: AuthorOptions
    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let wiring = try Wiring(shared, encoder: encoder)
        try wiring.home.requireKnowledge()
        let knowledge = try knowledge(wiring)
        let bar = ProgressBar()
        defer { bar.clear() }
        let rollback = try knowledge.rollback(
            to: revision, author: authorship.name, reason: authorship.reason, leavingOutErased: withoutErased,
            dryRun: dryRun, progress: bar.report)
        bar.clear()
        guard !shared.json else { return Console.print(rollback.json.prettyText) }
        var text = ChangeReport(changes: rollback.changes, style: Console.output.style).text
        if !rollback.leftOut.isEmpty {
            text += "\n  \(Figures.count(rollback.leftOut.count, "document")) erased since stay out"
        }
        Console.print(text)
    }

    /// What only takes documents away, or only looks, needs no weights; what brings some back says so itself.
    private func knowledge(_ wiring: Wiring) throws -> KnowledgeBase {
        do {
            return try wiring.knowledge(for: .writing)
        } catch let error as AlmanacError where error.code == .modelMissing {
            return try wiring.knowledge(for: .reading)
        }
    }
}

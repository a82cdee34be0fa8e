import ArgumentParser
import Domain
import Retrieval

struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove documents as one revision, or erase them.",
        discussion: """
            All of them or none: where one is not there, nothing is removed. Earlier revisions keep a removed document, \
            and a rollback brings it back. With --erase all its versions go from every file of the home and nothing \
            brings them back: for what must not be kept, such as personal data. The revisions then show a gap. If \
            another process is in the way, run the same command again; without ids it finishes what is unfinished.

            Examples:
              almanac delete faq/old-answer --reason "no longer true"
              almanac delete policies/light-box-2025 faq/change-card --dry-run
              almanac delete --erase faq/named-a-customer --reason "request 17"
            """
    )

    @Argument(help: ArgumentHelp("namespace/id of each document.", valueName: "id"))
    var ids: [String] = []

    @Flag(help: "Erase all versions from every file of the home.")
    var erase = false

    @Flag(help: "Show what would be removed, and remove nothing.")
    var dryRun = false

    @OptionGroup var authorship: AuthorOptions
    @OptionGroup var shared: SharedOptions

    func validate() throws {
        guard !ids.isEmpty || erase else { throw ValidationError("Missing expected argument '<id> ...'") }
    }

    func run() throws {
        let documents = try ids.map { try DocumentReference($0).exact }
        let knowledge = try Wiring(shared).knowledge(for: .reading)
        if erase { return try run(erasing: documents, in: knowledge) }
        let changes = try knowledge.delete(
            documents, author: authorship.name, reason: authorship.reason, dryRun: dryRun)
        Console.print(
            shared.json ? changes.json.prettyText : ChangeReport(changes: changes, style: Console.output.style).text)
    }

    private func run(erasing documents: [DocumentID], in knowledge: KnowledgeBase) throws {
        let outcome = try knowledge.erase(
            documents, author: authorship.name, reason: authorship.reason, dryRun: dryRun)
        Console.print(
            shared.json ? outcome.json.prettyText : ErasureReport(outcome: outcome, style: Console.output.style).text)
    }
}

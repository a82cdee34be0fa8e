import ArgumentParser
import Domain
import Retrieval

struct DeleteCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove documents as one revision.",
        discussion: """
            All of them or none: where one is not there, nothing is removed.

            Examples:
              almanac delete faq/old-answer --reason "no longer true"
              almanac delete policies/light-box-2025 faq/change-card --dry-run
            """
    )

    @Argument(help: ArgumentHelp("namespace/id of each document.", valueName: "id"))
    var ids: [String]

    @Flag(help: "Show what would be removed, and remove nothing.")
    var dryRun = false

    @OptionGroup var authorship: AuthorOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let documents = try ids.map { try DocumentReference($0).exact }
        let knowledge = try Wiring(shared).knowledge(for: .reading)
        let changes = try knowledge.delete(
            documents, author: authorship.name, reason: authorship.reason, dryRun: dryRun)
        Console.print(
            shared.json ? changes.json.prettyText : ChangeReport(changes: changes, style: Console.output.style).text)
    }
}

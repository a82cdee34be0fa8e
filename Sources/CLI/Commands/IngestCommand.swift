import ArgumentParser
import Domain
import Foundation
import Retrieval

struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Put documents in, as one revision.",
        discussion: """
            Reads files and folders: Markdown with front matter, JSON lines, plain text. The first folder below the \
            given one names the namespace, else --namespace does. Only what changed is stored and encoded again; bad \
            input names its file and line, and then nothing of the batch is stored. '-' reads JSON lines from standard \
            input.

            Examples:
              almanac ingest corpus/documents --reason "spring review"
              almanac ingest answers.jsonl --namespace faq --dry-run
              cat answers.jsonl | almanac ingest - --namespace faq
            """
    )

    @Argument(help: ArgumentHelp("Files and folders, or '-' for JSON lines on standard input.", valueName: "path"))
    var paths: [String]

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("For documents that name none and lie in no folder of one.", valueName: "name"))
    var namespace: String?

    @Flag(help: "Show what would change, and store nothing.")
    var dryRun = false

    @Flag(help: "Leave out invalid documents and list them, instead of refusing all.")
    var skipInvalid = false

    @Flag(help: "Store text that holds e-mail addresses, phone or card numbers.")
    var allowPersonal = false

    @OptionGroup var authorship: AuthorOptions
    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let options = IngestOptions(
            namespace: namespace, author: authorship.name, reason: authorship.reason, dryRun: dryRun,
            skipInvalid: skipInvalid, allowPersonal: allowPersonal)
        guard !paths.contains("-") || paths.count == 1 else {
            throw AlmanacError(.invalidInput, "'-' stands alone: standard input and paths are two ingests")
        }
        // Before the knowledge base is opened, since opening makes the home.
        for path in paths where path != "-" && !FileManager.default.fileExists(atPath: path) {
            throw AlmanacError(.fileMissing, "there is no file or folder '\(path)'", hint: "check the path")
        }
        let input = paths == ["-"] ? try JSONLines.read(.standardInput, skipInvalid: skipInvalid) : nil
        let knowledge = try Wiring(shared, encoder: encoder).knowledge(for: .writing)
        let bar = ProgressBar()
        defer { bar.clear() }
        var changes: ChangeSet
        if let input {
            changes = try knowledge.ingest(records: input.records, options: options, progress: bar.report)
            changes.invalid.insert(contentsOf: input.invalid, at: 0)
        } else {
            changes = try knowledge.ingest(
                paths: paths.map { URL(filePath: $0) }, options: options, progress: bar.report)
        }
        bar.clear()
        Console.print(
            shared.json ? changes.json.prettyText : ChangeReport(changes: changes, style: Console.output.style).text)
        if !changes.invalid.isEmpty, !skipInvalid { throw ExitCode(2) }
    }
}

import ArgumentParser
import Domain
import Foundation
import Retrieval

struct IngestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ingest",
        abstract: "Put documents in, as one revision.",
        discussion: """
            Reads files and folders: Markdown with front matter, JSON and JSON lines, CSV and TSV with a header row, \
            HTML, plain text, and PDF and DOCX where pdftotext and pandoc are installed. The first folder below the \
            given one names the namespace, else --namespace does. Only what changed is stored and encoded again; bad \
            input names its file and line, and then nothing of the batch is stored. '-' reads standard input in the \
            --format given.

            --prune also removes what was read from below the same folder before and is no longer there, in the same \
            revision; look at it with --dry-run. An empty folder, a refused document and a file in an unreadable \
            folder remove nothing.

            Examples:
              almanac ingest corpus/documents --reason "spring review"
              almanac ingest answers.jsonl --namespace faq --dry-run
              almanac ingest corpus/documents --prune --dry-run
              cat answers.jsonl | almanac ingest - --namespace faq
              almanac ingest - --format html --id faq/returns < page.html
            """
    )

    @Argument(help: ArgumentHelp("Files and folders, or '-' for standard input.", valueName: "path"))
    var paths: [String]

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("For documents that name none and lie in no folder of one.", valueName: "name"))
    var namespace: String?

    @Option(help: ArgumentHelp("What standard input is written in. Default: jsonl.", valueName: "format"))
    var format: StreamFormat?

    @Option(help: ArgumentHelp("Of the one document on standard input: an id, or namespace/id.", valueName: "id"))
    var id: String?

    @Flag(help: "Remove documents whose file or record is no longer there.")
    var prune = false

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
        try checkUse()
        // Before the knowledge base is opened, since opening makes the home.
        for path in paths where path != "-" && !FileManager.default.fileExists(atPath: path) {
            throw AlmanacError(.fileMissing, "there is no file or folder '\(path)'", hint: "check the path")
        }
        let wiring = try Wiring(shared, encoder: encoder)
        let reference = try id.map {
            $0.contains("/") ? try DocumentReference($0).exact : DocumentID(namespace: "", id: $0)
        }
        let input = paths == ["-"] ? try standardInput(id: reference?.id, wiring.configuration.ingestLimits) : nil
        var options = IngestOptions(
            namespace: namespace, author: authorship.name, reason: authorship.reason, dryRun: dryRun,
            skipInvalid: skipInvalid, allowPersonal: allowPersonal, prune: prune)
        if let named = reference?.namespace, !named.isEmpty { options.namespace = named }
        let knowledge = try wiring.knowledge(for: .writing)
        let bar = ProgressBar()
        defer { bar.clear() }
        let changes =
            if let input {
                try knowledge.ingest(input, options: options, progress: bar.report)
            } else {
                try knowledge.ingest(paths: paths.map { URL(filePath: $0) }, options: options, progress: bar.report)
            }
        bar.clear()
        Console.print(
            shared.json ? changes.json.prettyText : ChangeReport(changes: changes, style: Console.output.style).text)
    }

    private func checkUse() throws {
        let isStream = paths.contains("-")
        guard !isStream || paths.count == 1 else {
            throw AlmanacError(
                .invalidInput, "'-' stands alone: standard input and paths are two ingests", hint: "run them one by one"
            )
        }
        guard isStream || (format == nil && id == nil) else {
            throw AlmanacError(
                .invalidInput, "--format and --id are for standard input",
                hint: "a file's extension tells its format, its path or its fields the id; or give '-' as the path")
        }
        guard !isStream || !prune else {
            throw AlmanacError(
                .invalidInput, "--prune compares a folder with what was read from it, and standard input has none",
                hint: "give the path of a folder or a file")
        }
    }

    private func standardInput(id: String?, _ limits: IngestLimits) throws -> IngestInput {
        let bytes = try StandardInput.read(maximumBytes: IngestInput.maximumBytes)
        let input = try IngestInput(bytes, format: format?.format ?? .jsonl, id: id, limits: limits)
        if !skipInvalid { try input.check() }
        return input
    }
}

/// The formats that standard input can have.
enum StreamFormat: String, CaseIterable, ExpressibleByArgument {
    case jsonl, json, csv, tsv, markdown, html, text

    var format: DocumentFormat {
        switch self {
        case .jsonl: .jsonl
        case .json: .json
        case .csv: .csv
        case .tsv: .tsv
        case .markdown: .markdown
        case .html: .html
        case .text: .text
        }
    }
}

import ArgumentParser
import Domain
import Embedding
import Evaluation
import Foundation
import Retrieval

struct GoldenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "golden",
        abstract: "Check, extend and list golden sets.",
        discussion: """
            Golden sets are files of one JSON object a line: judged queries (retrieval), labelled messages (routing), \
            phrases that must stand in documents (facts), and what guards should say to messages and answers \
            (redlines, guard, outstanding).

            Examples:
              almanac golden check
              almanac golden list
            """,
        subcommands: [GoldenCheckCommand.self, GoldenAddCommand.self, GoldenListCommand.self])
}

/// What a golden set is judged against.
struct GoldenOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The documents. Default: documents/ beside the folder of the golden files, or those of --home.",
            valueName: "folder"))
    var documents: String?

    @Option(help: ArgumentHelp("The clock of the judgements. Default: as_of of company.yml.", valueName: "iso-time"))
    var now: String?

    func corpus(_ files: [URL], home: String?) throws -> GoldenCorpus {
        try GoldenCorpus(
            golden: files, folder: documents.map { URL(filePath: $0) }, home: home, now: try now.map { try clock($0) })
    }
}

struct GoldenCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check that golden sets measure what they say.",
        discussion: """
            Ids are unique; no text is in two splits; judged documents are there and hold; a paraphrase shares no \
            stem with a document of grade 3; phrases stand in their documents; labels are categories, and for guards \
            those of the company's rules, with other writers in each split. Near duplicates of a document's question \
            or of another item are listed for a person to judge. Exits with 0, with 2 where a rule is broken, and \
            with --strict with 4 where a near duplicate is listed.

            Examples:
              almanac golden check
              almanac golden check corpus/golden/retrieval.dev.jsonl --deep
              almanac golden check mine.jsonl --documents answers --json
            """)

    @Argument(help: ArgumentHelp("Golden files and folders. Default: corpus/golden.", valueName: "file"))
    var files: [String] = []

    @Flag(help: "Compare meanings too, by the cosine of vectors: some seconds.")
    var deep = false

    @Flag(help: "Exit with status 4 where a near duplicate is listed.")
    var strict = false

    @OptionGroup var options: GoldenOptions
    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let paths = files.isEmpty ? [GoldenCorpus.defaultGolden] : files.map { URL(filePath: $0) }
        let golden = try GoldenFile.read(paths)
        let corpus = try options.corpus(paths, home: shared.home)
        let problems = try corpus.problems(in: golden, vectors: deep ? try vectors() : nil)
        let report = GoldenReport(files: golden, corpus: corpus, problems: problems, style: Console.output.style)
        Console.print(shared.json ? report.json.prettyText : report.text)
        if problems.contains(where: { !$0.rule.isNote }) { throw ExitCode(2) }
        if strict, !problems.isEmpty { throw ExitCode(4) }
    }

    private func vectors() throws -> ([String]) throws -> [[Float]] {
        let wiring = try Wiring(home: Home(flag: shared.home), encoder: encoder.encoder)
        let chosen = try wiring.encoderAsChosen(orOfHome: shared.home == nil ? nil : wiring.encoderOfHome())
        let encoder = chosen ?? HashingEncoder()
        return { texts in
            try stride(from: 0, to: texts.count, by: 256).flatMap { start in
                let batch = try encoder.encode(Array(texts[start..<min(texts.count, start + 256)]))
                return (0..<batch.count).map { Array(batch[$0]) }
            }
        }
    }
}

struct GoldenAddCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Append a judged query to a golden set.",
        discussion: """
            The query and its judgements must keep the rules of 'golden check'; else nothing is written. The file is \
            replaced whole or not at all.

            Examples:
              almanac golden add "when will I be charged" \\
                --relevant faq/charge=3 --file corpus/golden/retrieval.dev.jsonl
            """)

    @Argument(help: ArgumentHelp("The query.", valueName: "query"))
    var query: String

    @Option(
        help: ArgumentHelp(
            "A document and its grade: 3 answers, 2 mostly, 1 partly, 0 not; may be given several times.",
            valueName: "id=grade"))
    var relevant: [String]

    @Option(help: ArgumentHelp("The set to append to.", valueName: "file"))
    var file: String

    @Option(help: ArgumentHelp("Default: the one behind the last.", valueName: "id"))
    var id: String?

    @Option(help: ArgumentHelp("direct, paraphrase, typo …", valueName: "style"))
    var style = ""

    @Option(help: ArgumentHelp("Language of the query, such as en.", valueName: "code"))
    var language = ""

    @Option(help: ArgumentHelp("Who wrote it.", valueName: "name"))
    var writer = ""

    @OptionGroup var options: GoldenOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let file = URL(filePath: file)
        guard query.contains(where: { !$0.isWhitespace }) else {
            throw AlmanacError(.invalidParams, "the query is empty", hint: "give at least one word")
        }
        let item = GoldenQuery(
            id: try id ?? GoldenSet.nextID(in: file), query: query, relevant: try judgements(), style: style,
            language: language, writer: writer)
        let problems = try problems(of: item, in: file)
        if let problem = problems.first(where: { !$0.rule.isNote }) {
            throw AlmanacError(.invalidInput, problem.message, hint: "nothing was written")
        }
        try GoldenSet.add(item, to: file)
        for note in problems { Console.note(note.message) }
        Console.print(
            shared.json ? item.json.prettyText : "added \(item.id) to \(file.lastPathComponent)")
    }

    private func judgements() throws -> [DocumentID: Int] {
        var judgements: [DocumentID: Int] = [:]
        for text in relevant {
            guard let sign = text.lastIndex(of: "="), let grade = Int(text[text.index(after: sign)...]),
                (0...3).contains(grade)
            else {
                throw AlmanacError(
                    .invalidParams, "'\(text)' is no judgement", hint: "write namespace/id=grade, grade 0 to 3")
            }
            let document = try DocumentReference(String(text[..<sign])).exact
            guard judgements.updateValue(grade, forKey: document) == nil else {
                throw AlmanacError(.invalidParams, "\(document) is judged twice")
            }
        }
        return judgements
    }

    /// Those of the new item, with all sets of its folder as they would be.
    private func problems(of item: GoldenQuery, in file: URL) throws -> [GoldenProblem] {
        let folder = file.deletingLastPathComponent()
        guard folder.isFolder else {
            throw AlmanacError(.fileMissing, "there is no folder \(folder.path)", hint: "make it first")
        }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let others = names.filter { $0.hasSuffix(".jsonl") && $0 != file.lastPathComponent }.sorted()
            .map { folder.appending(path: $0) }
        let existing = file.isFile ? try GoldenSet.read(file: file).queries : []
        let last = existing.count + 1
        let whole = GoldenFile(
            url: file, items: .retrieval(existing.enumerated().map { ($0 + 1, $1) } + [(last, item)]))
        let corpus = try options.corpus([file], home: shared.home)
        return try corpus.problems(in: others.map(GoldenFile.init) + [whole], vectors: nil)
            .filter { $0.item == item.id && $0.line == last && $0.file == file.lastPathComponent }
    }
}

struct GoldenListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List golden sets and what is in them.",
        discussion: """
            Examples:
              almanac golden list
              almanac golden list corpus/golden/retrieval.dev.jsonl --json
            """)

    @Argument(help: ArgumentHelp("Golden files and folders. Default: corpus/golden.", valueName: "file"))
    var files: [String] = []

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let paths = files.isEmpty ? [GoldenCorpus.defaultGolden] : files.map { URL(filePath: $0) }
        let golden = try GoldenFile.read(paths)
        Console.print(shared.json ? GoldenList.json(golden).prettyText : GoldenList.table(golden).text)
    }
}

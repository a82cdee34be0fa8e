import ArgumentParser
import Domain
import Evaluation
import Foundation

struct EvalGuardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guard",
        abstract: "Measure red lines, the claims check and the rules for exceptional cases.",
        discussion: """
            Without a file it measures the company's rules on the shipped sets: messages that a person must see at \
            once (redlines), answers that claim what was not done (guard), exceptional cases (outstanding). The \
            learned part of each is trained on the dev and train splits first. Shows what was found and missed, \
            what was stopped for nothing, by language and by label; intervals cover 95 % (Wilson). Needs no home \
            and no encoder. Patterns were written on the dev split, which says nothing about other writers.

            Examples:
              almanac eval guard
              almanac eval guard --split dev --misses
              almanac eval guard --hold-out writer --by writer
              almanac eval guard --rules-only
              almanac eval guard --file our-answers.jsonl --json
            """
    )

    @Option(help: ArgumentHelp("Split of the shipped sets: dev to develop on, test to report.", valueName: "name"))
    var split: EvalRetrievalCommand.Split = .test

    @Option(help: ArgumentHelp("A golden file of a guard; may be given several times.", valueName: "file"))
    var file: [String] = []

    @Option(
        help: ArgumentHelp(
            "A golden file to learn from instead of the shipped ones; may be given several times.", valueName: "file"))
    var train: [String] = []

    @Option(help: ArgumentHelp("One guard alone.", valueName: "name"))
    var task: Task?

    @Option(help: ArgumentHelp("Also by groups of items: writer.", valueName: "field"))
    var by: [Field] = []

    @Option(
        help: ArgumentHelp(
            "Ask about the training items of each value of this field, trained on the others.", valueName: "field"))
    var holdOut: Field?

    @Flag(help: "Measure the rules without what was learned.")
    var rulesOnly = false

    @Flag(help: "List what was missed and what was stopped for nothing, by id.")
    var misses = false

    @OptionGroup var shared: SharedOptions

    enum Field: String, ExpressibleByArgument, CaseIterable { case writer, language }
    enum Task: String, ExpressibleByArgument, CaseIterable { case redlines, `guard`, outstanding }

    private var tasks: [GuardTask] { GuardTask.allCases.filter { task == nil || $0.rawValue == task?.rawValue } }

    func run() throws {
        let wiring = try Wiring(shared)
        guard let company = wiring.company else {
            throw AlmanacError(
                .fileMissing, "there is no company folder", hint: "set company: in almanac.yml, or ALMANAC_COMPANY")
        }
        let guards = try GuardWiring(company)
        let lessons = rulesOnly && holdOut == nil ? [] : try lessons()
        let reports = try holdOut == nil ? measured(guards, lessons) : heldOut(guards, lessons)
        if shared.json {
            Console.print(JSONValue.object(["evaluations": .array(reports.map(\.json))]).prettyText)
            return
        }
        let texts = reports.map {
            GuardEvaluationReport(report: $0, stream: Console.output).text(
                misses: misses, byWriter: by.contains(.writer))
        }
        Console.print(texts.joined(separator: "\n\n"))
    }

    private func measured(_ guards: GuardWiring, _ lessons: [GuardWiring.Lesson]) throws -> [GuardReport] {
        try files().map { golden in
            let (task, items) = try GuardWiring.items(golden)
            let taught = try guards.taught(task, lessons.filter { $0.example.task == task })
            return GuardReport(
                name: golden.url.deletingPathExtension().lastPathComponent, task: task,
                outcomes: try items.map { GuardReport.Outcome(example: $0, found: try taught.labels($0)) })
        }
    }

    /// Every training item, asked of guards that learned from no other item of its writer or language.
    private func heldOut(_ guards: GuardWiring, _ lessons: [GuardWiring.Lesson]) throws -> [GuardReport] {
        func value(_ lesson: GuardWiring.Lesson) -> String {
            holdOut == .language ? lesson.example.language : lesson.example.writer
        }
        return try tasks.compactMap { task -> GuardReport? in
            let all = lessons.filter { $0.example.task == task }
            guard !all.isEmpty else { return nil }
            let outcomes = try Set(all.map(value)).sorted().flatMap { held -> [GuardReport.Outcome] in
                let taught = rulesOnly ? guards : try guards.taught(task, all.filter { value($0) != held })
                return try all.filter { value($0) == held }.map {
                    GuardReport.Outcome(example: $0.example, found: try taught.labels($0.example))
                }
            }
            return GuardReport(
                name: "\(task.rawValue), each \(holdOut?.rawValue ?? "") held out", task: task, outcomes: outcomes)
        }
    }

    // MARK: - Files

    private func files() throws -> [GoldenFile] {
        if !file.isEmpty { return try file.map { try GoldenFile(URL(filePath: $0)) } }
        return try shipped([split.rawValue])
    }

    private func lessons() throws -> [GuardWiring.Lesson] {
        let files = try train.isEmpty ? shipped(["dev", "train"]) : train.map { try GoldenFile(URL(filePath: $0)) }
        return try files.flatMap { golden in
            let isOwn = golden.url.lastPathComponent.contains(".dev.")
            return try GuardWiring.items(golden).items.map { GuardWiring.Lesson(example: $0, isOwn: isOwn) }
        }
    }

    private func shipped(_ splits: [String]) throws -> [GoldenFile] {
        let folder = try DemoCorpus().folder.appending(path: "golden")
        return try tasks.flatMap { task in
            try splits.map { try GoldenFile(folder.appending(path: "\(task.rawValue).\($0).jsonl")) }
        }
    }
}

extension GuardWiring {
    /// The items of a guard's golden file; throws `invalid_input` for another file.
    static func items(_ golden: GoldenFile) throws -> (task: GuardTask, items: [GuardExample]) {
        guard case .guards(let task, let items) = golden.items else {
            throw AlmanacError(
                .invalidInput, "\(golden.url.path(percentEncoded: false)) is no set of a guard",
                hint: "its items have 'violations', 'is_outstanding', or a label in a file named redlines…")
        }
        return (task, items.map(\.item))
    }
}

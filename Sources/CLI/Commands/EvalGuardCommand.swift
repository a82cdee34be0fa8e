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
            once (redlines), answers that claim what was not done (guard), exceptional cases (outstanding). Shows \
            what was found and missed, what was stopped for nothing, by language and by label; intervals cover 95 % \
            (Wilson). Needs no home and no encoder.

            Examples:
              almanac eval guard
              almanac eval guard --split dev --misses
              almanac eval guard --file our-answers.jsonl --json
            """
    )

    @Option(help: ArgumentHelp("Split of the shipped sets: dev to develop on, test to report.", valueName: "name"))
    var split: EvalRetrievalCommand.Split = .test

    @Option(help: ArgumentHelp("A golden file of a guard; may be given several times.", valueName: "file"))
    var file: [String] = []

    @Flag(help: "List what was missed and what was stopped for nothing, by id.")
    var misses = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let wiring = try Wiring(shared)
        guard let company = wiring.company else {
            throw AlmanacError(
                .fileMissing, "there is no company folder", hint: "set company: in almanac.yml, or ALMANAC_COMPANY")
        }
        let guards = try GuardWiring(company)
        let reports = try files().map { golden -> GuardReport in
            guard case .guards(let task, let items) = golden.items else {
                throw AlmanacError(
                    .invalidInput, "\(golden.url.path(percentEncoded: false)) is no set of a guard",
                    hint: "its items have 'violations', 'is_outstanding', or a label in a file named redlines…")
            }
            let outcomes = try items.map { item in
                GuardReport.Outcome(example: item.item, found: try guards.labels(item.item))
            }
            return GuardReport(
                name: golden.url.deletingPathExtension().lastPathComponent, task: task, outcomes: outcomes)
        }
        if shared.json {
            Console.print(JSONValue.object(["evaluations": .array(reports.map(\.json))]).prettyText)
            return
        }
        let texts = reports.map { GuardEvaluationReport(report: $0, stream: Console.output).text(misses: misses) }
        Console.print(texts.joined(separator: "\n\n"))
    }

    private func files() throws -> [GoldenFile] {
        if !file.isEmpty { return try file.map { try GoldenFile(URL(filePath: $0)) } }
        let folder = try DemoCorpus().folder.appending(path: "golden")
        return try GuardTask.allCases.map { task in
            try GoldenFile(folder.appending(path: "\(task.rawValue).\(split).jsonl"))
        }
    }
}

import ArgumentParser
import Domain
import Embedding
import Evaluation
import Foundation
import Retrieval
import Support

struct EvalRoutingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routing",
        abstract: "Measure how well messages are told apart by category.",
        discussion: """
            Without files a router is trained on the shipped corpus (the questions of its examples, and \
            golden/routing.train.*) and asked about the development split. Files hold one JSON object a line with \
            text and label, and where there are any secondary_label, sentiment, urgency, wants_human, language and \
            writer. Intervals cover 95 % of 2,000 resampled message sets.

            Examples:
              almanac eval routing
              almanac eval routing --split test --by language
              almanac eval routing --hold-out writer
              almanac eval routing --train train.jsonl --test validation.jsonl
              almanac eval routing --train t.jsonl --test v.jsonl --per-class 8 --seed 1
            """)

    @Option(help: ArgumentHelp("Labelled messages to train on; may be given several times.", valueName: "file"))
    var train: [String] = []

    @Option(help: ArgumentHelp("Labelled messages to ask about; may be given several times.", valueName: "file"))
    var test: [String] = []

    @Option(
        help: ArgumentHelp("Split of the shipped golden set: dev to develop on, test to report.", valueName: "name"))
    var split: EvalRetrievalCommand.Split = .dev

    @Option(help: ArgumentHelp("Label of test messages that belong to no category.", valueName: "label"))
    var oos = "oos"

    @Option(help: ArgumentHelp("Train on so many messages of each label.", valueName: "count"))
    var perClass: Int?

    @Option(help: ArgumentHelp("Which messages --per-class draws; may be given several times.", valueName: "number"))
    var seed: [UInt64] = []

    @Option(help: ArgumentHelp("Also by groups of messages.", valueName: "field"))
    var by: [Field] = []

    @Option(
        help: ArgumentHelp(
            "Ask about the training messages of each value of this field, trained on the others.", valueName: "field"))
    var holdOut: Field?

    @Flag(help: "List the messages that were told wrong.")
    var misses = false

    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    enum Field: String, ExpressibleByArgument, CaseIterable { case writer, language }

    func validate() throws {
        if let perClass, !(1...100_000).contains(perClass) {
            throw ValidationError("--per-class is \(perClass); it must lie in 1…100000")
        }
        guard train.isEmpty || !test.isEmpty || holdOut != nil else {
            throw ValidationError("--train needs --test, or --hold-out")
        }
        guard perClass != nil || seed.isEmpty else { throw ValidationError("--seed needs --per-class") }
    }

    func run() throws {
        let wiring = try Wiring(shared, encoder: encoder)
        guard let chosen = try wiring.encoderAsChosen(orOfHome: ModelCatalog.defaultName) else {
            throw AlmanacError(.modelMissing, "there are no encoder weights", hint: "run: almanac model install")
        }
        let input = try input(chosen)
        let vectors = TextVectors(CachingEncoder(chosen, capacity: 1 << 16))
        var reports: [JSONValue] = []
        if let holdOut {
            reports.append(try heldOut(holdOut, input, vectors))
        } else if let perClass {
            for seed in seed.isEmpty ? [1] : seed {
                var drawn = input
                drawn.train = RoutingEvaluation.sample(
                    input.train, perLabel: perClass, seed: seed, outsideLabel: oos)
                drawn.name += ", \(perClass) of each label, seed \(seed)"
                reports.append(try measure(drawn, vectors))
            }
        } else {
            reports.append(try measure(input, vectors))
        }
        if shared.json {
            Console.print(
                JSONValue.object(["encoder": .string(chosen.identity.name), "evaluations": .array(reports)]).prettyText)
        }
    }

    // MARK: - What is measured

    private struct Input {
        var name: String
        var train: [LabelledMessage]
        let test: [LabelledMessage]
        let rules: SignalRules
    }

    private func input(_ encoder: any Encoder) throws -> Input {
        func read(_ paths: [String]) throws -> [LabelledMessage] {
            try paths.flatMap { try LabelledFile.read(URL(filePath: $0)).map(\.message) }
        }
        if !train.isEmpty {
            let name = (test.isEmpty ? train : test).map { URL(filePath: $0).lastPathComponent }
                .joined(separator: ", ")
            return Input(name: name, train: try read(train), test: try read(test), rules: SignalRules())
        }
        let corpus = try DemoCorpus()
        let company = corpus.folder.appending(path: "company")
        let categories = try Category.all(company: company)
        let bar = ProgressBar()
        let knowledge = try EvaluationHomes(encoder: encoder).corpus(corpus, progress: bar.report)
        bar.clear()
        let golden = corpus.folder.appending(path: "golden")
        let questions = try knowledge.labelledQuestions(Set(categories.map(\.name)))
        let written = try LabelledFile.trainingMessages(golden)
        let asked =
            test.isEmpty
            ? try LabelledFile.read(golden.appending(path: "routing.\(split).jsonl")).map(\.message) : try read(test)
        return Input(
            name: test.isEmpty ? "routing.\(split)" : test.joined(separator: ", "), train: questions + written,
            test: asked, rules: try SignalRules(company: company, categories: categories))
    }

    private func measure(_ input: Input, _ vectors: TextVectors) throws -> JSONValue {
        let evaluation = RoutingEvaluation(
            train: input.train, test: input.test, vectors: vectors, rules: input.rules, outsideLabel: oos,
            progress: note)
        let (report, router, seconds) = try evaluation.report(name: input.name)
        if !shared.json {
            Console.print(
                RoutingReportText(report: report, stream: Console.output).text(labels: router.labels.count <= 40))
            Console.print(
                "\nrouter \(router.digest) of \(Figures.count(router.trainedOn, "message")), trained in "
                    + Figures.duration(milliseconds: seconds * 1000))
            printGroups(report)
            if misses { printMisses(report, input.test) }
        }
        return described(report, router, seconds)
    }

    private func described(_ report: RoutingReport, _ router: TrainedRouter, _ seconds: Double) -> JSONValue {
        var json = report.json.object ?? [:]
        json["router"] = .string(router.digest)
        json["settings"] = router.chosen
        json["trained_on"] = JSONValue(router.trainedOn)
        json["training_seconds"] = JSONValue((seconds * 10).rounded() / 10)
        for field in by {
            json["by_\(field.rawValue)"] = .array(report.groups(by: field.rawValue).map(\.report.json))
        }
        return .object(json)
    }

    /// Writers of fewer messages than this are trained on and not asked about.
    private static let fewestHeldOut = 20

    private func heldOut(_ field: Field, _ input: Input, _ vectors: TextVectors) throws -> JSONValue {
        func value(_ message: LabelledMessage) -> String {
            field == .writer ? message.writer : message.language
        }
        let groups = Dictionary(grouping: input.train, by: value)
            .filter { !$0.key.isEmpty && $0.value.count >= EvalRoutingCommand.fewestHeldOut }
        guard !groups.isEmpty else {
            throw AlmanacError(
                .invalidInput, "no \(field.rawValue) has \(EvalRoutingCommand.fewestHeldOut) training messages",
                hint: "the lines need a '\(field.rawValue)'")
        }
        var outcomes: [RoutingReport.Outcome] = []
        for key in groups.keys.sorted() {
            note("without \(field.rawValue) \(key)")
            let evaluation = RoutingEvaluation(
                train: input.train.filter { value($0) != key }, test: groups[key] ?? [], vectors: vectors,
                rules: input.rules, outsideLabel: oos)
            outcomes += try evaluation.report(name: key).report.outcomes
        }
        let report = RoutingReport(name: "each \(field.rawValue) held out", outcomes: outcomes)
        if !shared.json {
            Console.print(RoutingReportText(report: report, stream: Console.output).text(labels: true))
            Console.print("\n" + RoutingReportText(report: report, stream: Console.output).groups(by: field.rawValue))
            printGroups(report)
        }
        var json = report.json.object ?? [:]
        json["by_\(field.rawValue)"] = .array(report.groups(by: field.rawValue).map(\.report.json))
        return .object(json)
    }

    // MARK: - What is told

    private func printGroups(_ report: RoutingReport) {
        for field in by {
            Console.print("\n" + RoutingReportText(report: report, stream: Console.output).groups(by: field.rawValue))
        }
    }

    private func printMisses(_ report: RoutingReport, _ messages: [LabelledMessage]) {
        let rows = zip(messages, report.outcomes).compactMap { message, outcome -> [String]? in
            guard let truth = outcome.truth, let said = outcome.ranked.first, truth != said else { return nil }
            let line = message.text.split(whereSeparator: \.isNewline).joined(separator: " ")
            return [truth, said, Figures.decimal(outcome.confidence, 2), line]
        }
        Console.print("")
        Console.print(Table(header: ["is", "said", "", "message"], rows: rows, stream: Console.output).text)
    }

    private func note(_ text: String) {
        if Console.diagnostics.isTerminal { Console.note(text) }
    }
}

import ArgumentParser
import Domain
import Embedding
import Evaluation
import Foundation
import Retrieval

struct EvalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Measure how good the answers are.",
        discussion: """
            Examples:
              almanac eval retrieval
              almanac eval guard --split dev
              almanac eval routing
              almanac eval pipeline
            """,
        subcommands: [
            EvalRetrievalCommand.self, EvalRoutingCommand.self, EvalGuardCommand.self, EvalPipelineCommand.self,
        ]
    )
}

struct EvalRetrievalCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retrieval",
        abstract: "Measure nDCG@10, recall@10 and MRR@10 of each leg, fused and reranked.",
        discussion: """
            Without a set it measures the shipped corpus on its test split, at the corpus's clock. A golden file is
            asked of the home's own documents. A folder in the layout of BEIR (corpus.jsonl, queries.jsonl,
            qrels/*.tsv) is ingested into a home of its own first. Intervals cover 95 % of 2,000 resampled query
            sets; gains are paired with the better leg's.

            Examples:
              almanac eval retrieval
              almanac eval retrieval --split dev --by style --hold-out owner
              almanac eval retrieval --golden our-questions.jsonl --home /srv/almanac
              almanac eval retrieval --beir /data/cranfield --beir /data/stackfaq --late
            """
    )

    @Option(help: ArgumentHelp("A golden file to ask of the home; may be given several times.", valueName: "file"))
    var golden: [String] = []

    @Option(help: ArgumentHelp("A folder in the layout of BEIR; may be given several times.", valueName: "dir"))
    var beir: [String] = []

    @Option(
        help: ArgumentHelp("Split of the shipped golden set: dev to develop on, test to report.", valueName: "name"))
    var split: Split = .test

    @Option(help: ArgumentHelp("Also by groups of queries: style, writer or language.", valueName: "field"))
    var by: [Group] = []

    @Option(
        help: ArgumentHelp(
            "Also without the documents of each value of this field in turn, such as owner.", valueName: "field"))
    var holdOut: String?

    @Flag(help: "Also with late interaction, which encodes every candidate.")
    var late = false

    @Option(help: ArgumentHelp("The clock of the queries on a golden file.", valueName: "iso-time"))
    var now: String?

    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    enum Split: String, ExpressibleByArgument, CaseIterable { case dev, test }

    enum Group: String, ExpressibleByArgument, CaseIterable {
        case style, writer, language

        func key(_ query: GoldenQuery) -> String {
            switch self {
            case .style: query.style
            case .writer: query.writer
            case .language: query.language
            }
        }
    }

    func run() throws {
        let wiring = try Wiring(shared, encoder: encoder)
        var evaluations: [JSONValue] = []
        for prepare in try inputs(wiring) {
            let input = try prepare()
            let evaluation = try RetrievalEvaluation(
                input.golden, input.knowledge, encoder: input.encoder, ways: SearchWay.all(late: late),
                now: input.now, progress: note)
            var json = evaluation.json.object ?? JSONObject([])
            if !shared.json { printText(evaluation) }
            if let holdOut { json["held_out"] = .array(try held(holdOut, input)) }
            evaluations.append(.object(json))
        }
        if shared.json { Console.print(JSONValue.object(["evaluations": .array(evaluations)]).prettyText) }
    }

    // MARK: - What is measured

    private struct Input {
        let golden: GoldenSet
        let knowledge: KnowledgeBase
        let encoder: String
        let now: Timestamp?
    }

    /// One set after the other is ingested and measured.
    private func inputs(_ wiring: Wiring) throws -> [() throws -> Input] {
        let moment = try now.map { try clock($0) }
        if !golden.isEmpty {
            let knowledge = try wiring.knowledge(for: .searching)
            let name = try wiring.encoderOfHome() ?? "no encoder"
            return golden.map { path in
                {
                    let set = try GoldenSet.read(file: URL(filePath: path))
                    return Input(golden: set, knowledge: knowledge, encoder: name, now: moment)
                }
            }
        }
        let encoder = try evaluationEncoder(wiring)
        let homes = EvaluationHomes(encoder: encoder)
        let bar = ProgressBar()
        if beir.isEmpty {
            let corpus = try DemoCorpus()
            let set = try GoldenSet.read(file: corpus.folder.appending(path: "golden/retrieval.\(split).jsonl"))
            return [
                {
                    defer { bar.clear() }
                    return Input(
                        golden: set, knowledge: try homes.corpus(corpus, progress: bar.report),
                        encoder: encoder.identity.name, now: moment ?? corpus.clock)
                }
            ]
        }
        return beir.map { path in
            {
                defer { bar.clear() }
                let folder = URL(filePath: path, directoryHint: .isDirectory)
                let set = try GoldenSet.readBEIR(folder: folder, namespace: EvaluationHomes.namespace)
                let knowledge = try homes.beir(folder, progress: bar.report)
                return Input(golden: set, knowledge: knowledge, encoder: encoder.identity.name, now: moment)
            }
        }
    }

    /// The shipped one where nothing else is asked for, whatever the home uses.
    private func evaluationEncoder(_ wiring: Wiring) throws -> any Encoder {
        guard let chosen = try wiring.encoderAsChosen(orOfHome: ModelCatalog.defaultName) else {
            throw AlmanacError(.modelMissing, "there are no encoder weights", hint: "run: almanac model install")
        }
        return chosen
    }

    // MARK: - What is told

    private func printText(_ evaluation: RetrievalEvaluation) {
        let report = RetrievalEvaluationReport(evaluation: evaluation, stream: Console.output)
        Console.print(report.text())
        for group in by {
            if let text = report.groups(by: group.rawValue, group.key) { Console.print("\n" + text) }
        }
        Console.print("")
    }

    /// The measurement without the documents of each value of a field in turn: neither found nor judged.
    private func held(_ field: String, _ input: Input) throws -> [JSONValue] {
        var owners: [DocumentID: String] = [:]
        var after: DocumentID?
        while true {
            let page = try input.knowledge.documents(after: after, limit: 1000)
            for stored in page { owners[stored.document.id] = stored.document.metadata[field]?.string }
            guard page.count == 1000, let last = page.last else { break }
            after = last.document.id
        }
        let counts = Dictionary(grouping: owners.values, by: \.self).mapValues(\.count)
        let ways = SearchWay.all(late: false).filter { $0.role != .ablation }
        return try counts.keys.sorted().compactMap { value in
            let queries = input.golden.queries.map { query in
                GoldenQuery(
                    id: query.id, query: query.query,
                    relevant: query.relevant.filter { owners[$0.key] != value }, style: query.style,
                    language: query.language, writer: query.writer)
            }
            let set = GoldenSet(name: "\(input.golden.name) without \(field) \(value)", queries: queries)
            let evaluation = try RetrievalEvaluation(
                set, input.knowledge, encoder: input.encoder, ways: ways, now: input.now,
                filter: .any([
                    .compare(field: field, .exists(false)), .compare(field: field, .notEqual(.string(value))),
                ]), progress: note)
            if !shared.json {
                let report = RetrievalEvaluationReport(evaluation: evaluation, stream: Console.output)
                Console.print(
                    report.text(title: "\(set.name) (\(Figures.count(counts[value] ?? 0, "document")))") + "\n")
            }
            return evaluation.json
        }
    }

    private func note(_ text: String) {
        if Console.diagnostics.isTerminal { Console.note(text) }
    }
}

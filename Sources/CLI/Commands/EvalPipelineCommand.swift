import ArgumentParser
import Domain
import Evaluation
import Foundation
import Store
import Support

struct EvalPipelineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pipeline",
        abstract: "Measure what becomes of customers' messages.",
        discussion: """
            Sends conversations through the whole pipeline on the shipped corpus and generated customers, each against \
            customers that nothing was done to yet, and compares the decisions with what should have become of the \
            messages. Also lists what was sent and should never have been. Intervals cover 95 % (Wilson).

            --ablate does without one thing and measures again: context (the last ten messages, 500 characters each, \
            instead of all that is known), rerank (the second stage of search), sentiment (feelings over turns).

            Examples:
              almanac eval pipeline
              almanac eval pipeline --split test
              almanac eval pipeline --file ours.jsonl --misses
              almanac eval pipeline --ablate context --ablate rerank
            """
    )

    enum Ablation: String, ExpressibleByArgument, CaseIterable { case context, rerank, sentiment }

    @Option(help: ArgumentHelp("Split of the shipped sets: dev to develop on, test to report.", valueName: "name"))
    var split: EvalRetrievalCommand.Split = .dev

    @Option(help: ArgumentHelp("Conversations to send; may be given several times.", valueName: "file"))
    var file: [String] = []

    @Option(help: ArgumentHelp("Measure again without this; may be given several times.", valueName: "what"))
    var ablate: [Ablation] = []

    @Flag(help: "List the messages that were decided otherwise.")
    var misses = false

    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    /// Customers that are generated: the personae and some more.
    private static let customers = 40

    func run() throws {
        let corpus = try DemoCorpus()
        let bar = ProgressBar()
        let bench = try PipelineBench(
            corpus: corpus, wiring: try Wiring(shared, encoder: encoder), customers: EvalPipelineCommand.customers,
            progress: bar.report)
        bar.clear()
        let files =
            file.isEmpty
            ? try PipelineBench.golden(corpus, split: split.rawValue) : file.map { URL(filePath: $0) }
        var reports: [PipelineReport] = []
        for ablation in [nil] + ablate.map(Optional.some) {
            for url in files {
                let name = url.deletingPathExtension().lastPathComponent
                let report = try bench.evaluation(ablation).report(
                    name: ablation.map { "\(name) without \($0.rawValue)" } ?? name, PipelineExample.read(url))
                reports.append(report)
                if !shared.json {
                    Console.print(PipelineReportText(report: report, stream: Console.output).text(misses: misses))
                    Console.print("")
                }
            }
        }
        bench.clean()
        if shared.json {
            Console.print(JSONValue.object(["evaluations": .array(reports.map(\.json))]).prettyText)
        }
    }
}

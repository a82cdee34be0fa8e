import ArgumentParser
import Foundation

/// `bench encode`: texts per second and latency of the encoder, beside the machine's sgemm in the same run.
struct EncodeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encode", abstract: "Measure the sentence encoder beside the machine's matrix product.")

    @Option(help: ArgumentHelp("A model directory.", valueName: "folder"))
    var model: String?

    @Option(help: ArgumentHelp("Interleaved rounds.", valueName: "n"))
    var rounds = 7

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        var options = EncodeBench.Options(model: model.map { URL(filePath: $0) } ?? BenchPlaces.sentenceModel)
        options.rounds = max(1, rounds)
        let report = try EncodeBench.measure(options)
        print(json ? try EncodeBench.json(report) : EncodeBench.describe(report))
    }
}

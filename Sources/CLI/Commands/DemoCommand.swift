import ArgumentParser
import Domain
import Foundation

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "A guided tour on an invented company.",
        discussion: """
            Makes the home indexes/demo anew, ingests the documents of Terebinth Box, serves them in a second process, \
            asks customers' questions over its socket and stops it. Runs at the corpus's own clock, so it shows the \
            same today and next year. The home stays, for commands of your own.

            Examples:
              almanac demo
              almanac demo --encoder hashing
              almanac demo --keep
            """
    )

    @Flag(help: "Leave the server running.")
    var keep = false

    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() async throws {
        let corpus = try DemoCorpus()
        let folder = try shared.home.map { try Home(flag: $0) } ?? Home(folder: corpus.defaultHome)
        let tour = DemoTour(corpus: corpus, home: folder, encoder: encoder.encoder, isQuiet: shared.json)
        let report = try await tour.run(keep: keep)
        if shared.json { Console.print(report.prettyText) }
    }
}

import ArgumentParser
import Domain

/// `almanac-bench`: what speed and quality claims rest on. `almanac bench` runs it.
@main
struct AlmanacBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "almanac bench",
        abstract: "Measure the encoder and the search on this machine.",
        discussion: """
            Build in release. Each run prints medians and spread and the machine; quality is measured by 'almanac eval'.

            EXAMPLES:
              almanac bench encode
              almanac bench search --chunks 10000 --chunks 100000
            """,
        subcommands: [EncodeCommand.self, SearchCommand.self])
}

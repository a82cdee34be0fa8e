import ArgumentParser
import Domain

/// `almanac-bench`: what speed and quality claims rest on. `almanac bench` runs it.
@main
struct AlmanacBench: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "almanac bench",
        abstract: "Measure the encoder, the search and the server on this machine.",
        discussion: """
            Build in release. Each run prints medians and spread and the machine; quality is measured by 'almanac eval'.

            EXAMPLES:
              almanac bench encode
              almanac bench search --chunks 10000 --chunks 100000
              almanac bench serve --clients 1,4,16
              almanac bench handle --clients 1,8,64
              almanac bench vectors --count 1000000
            """,
        subcommands: [
            EncodeCommand.self, SearchCommand.self, ServeCommand.self, HandleCommand.self, VectorsCommand.self,
        ])
}

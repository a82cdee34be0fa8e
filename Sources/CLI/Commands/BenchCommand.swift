import ArgumentParser
import Domain
import Foundation

/// Becomes `almanac-bench`, which lies beside this binary.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure speed and quality (almanac-bench).",
        discussion: """
            Everything behind 'bench' goes to almanac-bench.

            Examples:
              almanac bench --help
            """
    )

    @Argument(parsing: .captureForPassthrough, help: "Options of almanac-bench.")
    var options: [String] = []

    func run() throws {
        let bench = Executable.url.deletingLastPathComponent().appending(path: "almanac-bench")
        guard bench.isFile else {
            throw AlmanacError(
                .unavailable, "almanac-bench is not beside this binary", hint: "./almanac bench builds it")
        }
        try Executable.become(bench, options)
    }
}

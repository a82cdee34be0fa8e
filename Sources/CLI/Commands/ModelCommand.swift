import ArgumentParser
import Domain
import Foundation

struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "List, verify or install the encoder's weights.",
        discussion: """
            Examples:
              almanac model list
              almanac model verify all-MiniLM-L6-v2
              ./almanac model install
            """,
        subcommands: [List.self, Verify.self, Install.self]
    )

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list",
            abstract: "Which encoders there are, and which one the home was made with.",
            discussion: """
                Examples:
                  almanac model list
                  almanac model list --json
                """)
        @OptionGroup var shared: SharedOptions
        func run() throws {}
    }

    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "verify",
            abstract: "Load weights and compare their digests with the pinned ones.",
            discussion: """
                Examples:
                  almanac model verify
                  almanac model verify indexes/models/all-MiniLM-L6-v2 --json
                """)
        @Argument(help: ArgumentHelp("A name under models/ or a folder. Default: all of them.", valueName: "name|dir"))
        var models: [String] = []
        @OptionGroup var shared: SharedOptions
        func run() throws {}
    }

    /// Fetching is the launcher's: the program itself opens no outgoing connection.
    struct Install: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "install",
            abstract: "Fetch the default weights (through the launcher).",
            discussion: """
                Examples:
                  ./almanac model install
                """)
        @Argument(parsing: .captureForPassthrough, help: "Options of the launcher.")
        var options: [String] = []

        func run() throws {
            throw AlmanacError(
                .unsupported, "'model install' is a command of the launcher, not of this binary",
                hint: "run ./almanac model install")
        }
    }
}

import ArgumentParser
import Domain

/// `test` belongs to the launcher, which builds first. The binary only says so.
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run all tests (through the launcher).",
        discussion: """
            The launcher builds what is missing and runs the tests; options go to 'swift test'.

            Examples:
              ./almanac test
              ./almanac test --filter EndToEndTests
            """
    )

    @Argument(parsing: .captureForPassthrough, help: "Options of 'swift test'.")
    var options: [String] = []

    func run() throws {
        throw AlmanacError(
            .unsupported, "'test' is a command of the launcher, not of this binary", hint: "run ./almanac test")
    }
}

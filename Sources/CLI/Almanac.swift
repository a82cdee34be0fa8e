import ArgumentParser
import Domain
import Foundation
import Service

/// The program: which commands there are, and how a command's end becomes an exit status.
@main
struct Almanac: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "almanac",
        abstract: "A local-first knowledge and answer service for customer support.",
        discussion: """
            Put documents in, ask questions, see what an answer rests on.

            Examples:
              almanac demo                               a tour on an invented company
              almanac ingest docs --reason "first one"   put a folder of documents in
              almanac search "when am I charged?"        find by meaning and by words
              almanac why-not faq/charged "when to pay"  why a document is not found

            Exit status:
              0  found or done              4  degraded, with --strict
              1  nothing found              5  unavailable
              2  wrong usage or input       70 a fault of almanac
              3  refused by a gate
            """,
        version: LineServer.version,
        groupedSubcommands: [
            CommandGroup(
                name: "Knowledge",
                subcommands: [
                    IngestCommand.self, DeleteCommand.self, ListCommand.self, ShowCommand.self, SearchCommand.self,
                    WhyNotCommand.self, CheckCommand.self, RevisionsCommand.self, DiffCommand.self,
                    RollbackCommand.self,
                    ReembedCommand.self, ExportCommand.self, SyncCommand.self,
                ]),
            CommandGroup(
                name: "Customers", subcommands: [CustomersCommand.self, ActionsCommand.self, CancelLinkCommand.self]),
            CommandGroup(
                name: "Support",
                subcommands: [
                    HandleCommand.self, ClassifyCommand.self, ReviewCommand.self, SessionsCommand.self,
                    AutosendCommand.self,
                ]),
            CommandGroup(name: "Quality", subcommands: [EvalCommand.self, GoldenCommand.self]),
            CommandGroup(
                name: "Running",
                subcommands: [
                    DemoCommand.self, TestCommand.self, ServeCommand.self, CallCommand.self, DoctorCommand.self,
                    ModelCommand.self, BenchCommand.self,
                ]),
        ]
    )

    /// On the main thread: most commands block theirs, and the cooperative pool is not for that.
    @MainActor static func main() async {
        Console.ignoreBrokenPipes()
        let arguments = Array(CommandLine.arguments.dropFirst())
        Foundation.exit(await status(of: arguments))
    }

    /// Parses, runs, reports; the exit status.
    @MainActor private static func status(of arguments: [String]) async -> Int32 {
        let reporter = FailureReporter(arguments: arguments)
        do {
            var command = try parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return 0
        } catch {
            return reporter.report(error)
        }
    }
}

import ArgumentParser
import Domain
import Foundation

/// What every command takes.
struct SharedOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The home folder: databases, models, settings. Default: $ALMANAC_HOME, else indexes/ of the checkout.",
            valueName: "dir"))
    var home: String?

    @Flag(help: "Print JSON instead of text; errors are one JSON object on standard error.")
    var json = false
}

/// For the commands that turn text into vectors.
struct EncoderOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "What turns text into vectors: hashing, a name under models/, or a folder. Default: what the home uses.",
            valueName: "name|dir"))
    var encoder: String?
}

/// Who changes the knowledge, and why: stands in the revision.
struct AuthorOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A user id for the revision, not an address. Default: $USER.", valueName: "id"))
    var author: String?

    @Option(help: ArgumentHelp("Why the knowledge changes, for `almanac revisions`.", valueName: "text"))
    var reason: String = ""

    var name: String {
        let user = ProcessInfo.processInfo.environment["USER"].flatMap { $0.isEmpty ? nil : $0 }
        return author ?? user ?? "local"
    }
}

import ArgumentParser
import Domain
import Foundation
import Retrieval

struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a copy for somebody else.",
        discussion: """
            Examples:
              almanac export knowledge answers.sqlite
            """,
        subcommands: [ExportKnowledgeCommand.self]
    )
}

struct ExportKnowledgeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "knowledge",
        abstract: "Write the knowledge with all its revisions as one file.",
        discussion: """
            The file is a whole knowledge base of this moment, open to its owner only; as knowledge.sqlite in a folder \
            of its own it is a home. It holds no customers and no messages. Nothing is overwritten.

            Examples:
              almanac export knowledge answers.sqlite
              almanac export knowledge /srv/colleague/knowledge.sqlite --json
            """
    )

    @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
    var file: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let knowledge = try Wiring(shared).knowledge(for: .reading)
        let target = URL(filePath: file)
        try knowledge.export(to: target)
        let path = target.path(percentEncoded: false)
        let status = try knowledge.status()
        let bytes = target.byteCount ?? 0
        let report: JSONValue = [
            "file": .string(path), "bytes": .integer(bytes), "revision": .integer(status.revision),
            "documents": JSONValue(status.documents),
        ]
        Console.print(
            shared.json
                ? report.prettyText
                : "\(path): \(Figures.count(status.documents, "document")), revision \(status.revision), "
                    + Figures.bytes(bytes))
    }
}

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
        subcommands: [ModelListCommand.self, ModelVerifyCommand.self, ModelInstallCommand.self]
    )
}

struct ModelListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Which encoders there are, and which one the home was made with.",
        discussion: """
            Examples:
              almanac model list
              almanac model list --json
            """
    )

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let wiring = try Wiring(shared)
        let used = try wiring.encoderOfHome()
        let models = ModelCatalog(home: wiring.home).all()
        if shared.json {
            let hashing: JSONValue = [
                "name": .string(ModelCatalog.hashing), "folder": .null, "bytes": 0, "complete": true, "pinned": false,
                "used": .bool(used == ModelCatalog.hashing),
            ]
            let rows = models.map { model -> JSONValue in
                [
                    "name": .string(model.name), "folder": .string(model.path), "bytes": .integer(model.byteCount),
                    "complete": .bool(model.isComplete), "pinned": .bool(PinnedModel.named(model.name) != nil),
                    "used": .bool(used == model.name),
                ]
            }
            Console.print(JSONValue.object(["models": .array([hashing] + rows)]).prettyText)
        } else {
            var rows = [[mark(used == ModelCatalog.hashing), ModelCatalog.hashing, "–", "built in, no weights"]]
            rows += models.map { model in
                let state = model.isComplete ? model.path : "incomplete: \(model.path)"
                return [mark(used == model.name), model.name, Figures.bytes(model.byteCount), state]
            }
            Console.print(Table(header: ["", "name", "size", "where"], rows: rows, stream: Console.output).text)
            Console.note(
                used.map { "● is what \(wiring.home.path) was made with: \($0)" }
                    ?? "no home yet in \(wiring.home.path)")
        }
    }

    private func mark(_ isUsed: Bool) -> String { isUsed ? "●" : " " }
}

struct ModelVerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Load weights and compare their digests with the pinned ones.",
        discussion: """
            Pinned is the model that './almanac model install' fetches; of others it is said that they load. Exits with \
            2 where a file is not what it must be, and with 5 where it is not there.

            Examples:
              almanac model verify
              almanac model verify indexes/models/all-MiniLM-L6-v2 --json
            """
    )

    @Argument(help: ArgumentHelp("A name under models/ or a folder. Default: all of them.", valueName: "name|dir"))
    var models: [String] = []

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let home = try Home(flag: shared.home)
        let catalog = ModelCatalog(home: home)
        let chosen = models.isEmpty ? catalog.all() : try models.map { try catalog.find($0) }
        guard !chosen.isEmpty else {
            throw AlmanacError(
                .modelMissing, "there are no weights in \(home.path)/models",
                hint: "fetch them with: ./almanac model install")
        }
        let reports = try chosen.map { try ModelReport(verifying: $0) }
        if shared.json {
            Console.print(JSONValue.object(["models": .array(reports.map(\.json))]).prettyText)
        } else {
            Console.print(reports.map { $0.text(Console.output.style) }.joined(separator: "\n"))
        }
    }
}

/// Fetching is the launcher's: the program itself opens no outgoing connection.
struct ModelInstallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Fetch the default weights (through the launcher).",
        discussion: """
            Examples:
              ./almanac model install
            """
    )

    @Argument(parsing: .captureForPassthrough, help: "Options of the launcher.")
    var options: [String] = []

    func run() throws {
        throw AlmanacError(
            .unsupported, "'model install' is a command of the launcher, not of this binary",
            hint: "run ./almanac model install")
    }
}

import ArgumentParser
import Domain
import Foundation

/// Turns whatever ended a command into a message on standard error and the documented exit status.
struct FailureReporter {
    private let wantsJSON: Bool
    private let arguments: [String]

    init(arguments: [String]) {
        self.arguments = arguments
        wantsJSON = arguments.prefix { $0 != "--" }.contains("--json")
    }

    func report(_ error: any Error) -> Int32 {
        if let error = error as? AlmanacError { return show(error) }
        if let code = error as? ExitCode { return code.rawValue }
        // Help, the version and mistakes in the arguments all arrive as the parser's own errors.
        let status = Almanac.exitCode(for: error)
        if status.isSuccess {
            Console.print(Almanac.fullMessage(for: error))
            return 0
        }
        if status == .validationFailure {
            return wantsJSON ? show(usage(error)) : showUsage(error)
        }
        return show(AlmanacError(.internalError, "an unexpected error ended the command", underlying: error))
    }

    private func show(_ error: AlmanacError) -> Int32 {
        guard !wantsJSON else {
            Console.diagnostics.write(error.json.text + "\n")
            return error.code.mapping.exit
        }
        let style = Console.diagnostics.style
        Console.diagnostics.write("\(style.bad("error:")) \(error.message)\n")
        if let hint = error.hint { Console.diagnostics.write("\(style.accent("hint:")) \(hint)\n") }
        // The cause of a fault helps whoever looks into it; for the caller's mistakes it is noise.
        if error.code.mapping.kind == .fault, let underlying = error.underlying {
            Console.diagnostics.write("cause: \(underlying)\n")
        }
        return error.code.mapping.exit
    }

    private func showUsage(_ error: any Error) -> Int32 {
        if let unknownCommand { return show(unknownCommand) }
        let style = Console.diagnostics.style
        let text = Almanac.fullMessage(for: error).replacing("Error:", with: style.bad("error:"), maxReplacements: 1)
        Console.diagnostics.write(text + "\n")
        return 2
    }

    private func usage(_ error: any Error) -> AlmanacError {
        unknownCommand
            ?? AlmanacError(.invalidInput, Almanac.message(for: error), hint: "almanac help shows what there is")
    }

    /// Where the first word is no command, that is the mistake, whatever the parser stumbled over.
    private var unknownCommand: AlmanacError? {
        guard let typed = arguments.first, !typed.hasPrefix("-") else { return nil }
        let names = Almanac.configuration.subcommands.compactMap { $0.configuration.commandName }
        guard !names.contains(typed), typed != "help" else { return nil }
        let near = names.map { (name: $0, distance: FailureReporter.distance($0, typed)) }
            .filter { $0.distance <= 2 }.min { $0.distance < $1.distance }?.name
        return AlmanacError(
            .invalidInput, "there is no command '\(typed)'",
            hint: near.map { "did you mean 'almanac \($0)'?" } ?? "almanac help lists the commands")
    }

    /// Edits from one word to the other (Levenshtein, a swap of neighbours counting as one).
    private static func distance(_ left: String, _ right: String) -> Int {
        let (a, b) = (Array(left), Array(right))
        var rows = [Array(0...b.count)]
        for i in 0..<a.count {
            var row = [i + 1]
            for j in 0..<b.count {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}

extension AlmanacError {
    /// What `--json` prints on standard error.
    var json: JSONValue {
        [
            "error": [
                "code": .string(code.rawValue), "kind": .string(code.mapping.kind.rawValue),
                "message": .string(message), "hint": JSONValue(hint), "exit": .integer(Int64(code.mapping.exit)),
            ]
        ]
    }
}

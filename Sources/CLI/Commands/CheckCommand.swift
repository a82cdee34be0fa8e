import ArgumentParser
import Domain
import Retrieval

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Find duplicates, contradictions and what has ended.",
        discussion: """
            Looks through all live documents: the same words twice, questions that ask nearly the same (by the cosine \
            of their stored vectors or by their words), texts that say nearly the same, passages that state the same \
            with another number, documents that end soon, have ended or have not begun, people's data, slots that \
            nothing fills, internal policies. A contradiction is a hint to look at, no proof, and only numbers are \
            compared. Exits with 0 whatever it finds; with --strict, 4 where something asks for a change.

            Examples:
              almanac check
              almanac check --days 60 --now 2026-11-15
              almanac check --strict --json | jq '.counts'
            """
    )

    @Option(help: ArgumentHelp("Report documents that end within so many days.", valueName: "n"))
    var days = CheckOptions().days

    @Option(help: ArgumentHelp("Questions are near duplicates from this cosine on.", valueName: "x"))
    var minCosine = CheckOptions().minCosine

    @Option(help: ArgumentHelp("Or from this share of word 3-grams in common on.", valueName: "x"))
    var minOverlap = CheckOptions().minOverlap

    @Option(help: ArgumentHelp("The clock that validity is judged by.", valueName: "iso-time"))
    var now: String?

    @Flag(help: "Exit with status 4 where something asks for a change.")
    var strict = false

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let options = CheckOptions(
            days: days, minCosine: minCosine, minOverlap: minOverlap, now: try now.map { try clock($0) })
        let report = try Wiring(shared).knowledge(for: .reading).check(options)
        Console.print(
            shared.json
                ? report.json.prettyText : CheckReportText(report: report, stream: Console.output).text)
        if strict, report.warnings > 0 { throw ExitCode(4) }
    }
}

import ArgumentParser
import Domain

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check a home and say how to mend it.",
        discussion: """
            Looks at the folder's permissions, the settings, the disk, the database and the agreement of its counts, \
            the encoder's weights, the caches and the socket. Exits with 0 where all is well, 4 with warnings, 5 with \
            a problem.

            Examples:
              almanac doctor
              almanac doctor --deep
              almanac doctor --home /srv/almanac --json
              almanac doctor --settings > almanac.yml
            """
    )

    @Flag(help: "Print an almanac.yml with every setting, its default and its meaning, and check nothing.")
    var settings = false

    @Flag(help: "Compare every cached vector with the database, not a sample.")
    var deep = false

    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() async throws {
        if settings {
            Console.print(shared.json ? Configuration.json.prettyText : Configuration.example)
            return
        }
        let findings = try await examine()
        let worst = findings.map(\.level).max() ?? .ok
        if shared.json {
            let report: JSONValue = ["level": .string(worst.rawValue), "findings": .array(findings.map(\.json))]
            Console.print(report.prettyText)
        } else {
            Console.print(findings.map { line($0) }.joined(separator: "\n"))
        }
        switch worst {
        case .ok: return
        case .warning: throw ExitCode(4)
        case .problem: throw ExitCode(5)
        }
    }

    private func examine() async throws -> [Finding] {
        let home = try Home(flag: shared.home)
        let ofHome = HomeChecks(home: home).run()
        // Without a folder or with broken settings there is nothing to wire.
        guard home.folder.isFolder, let wiring = try? Wiring(shared, encoder: encoder) else { return ofHome }
        return await ofHome + KnowledgeChecks(wiring: wiring, isDeep: deep).run() + SupportChecks(wiring: wiring).run()
            + [ServerChecks(wiring: wiring).run()]
    }

    private func line(_ finding: Finding) -> String {
        let style = Console.output.style
        let mark =
            switch finding.level {
            case .ok: style.good("ok     ")
            case .warning: style.warning("warning")
            case .problem: style.bad("problem")
            }
        let text = "\(mark)  \(TextWidth.pad(finding.check, to: 10))  \(finding.message)"
        return finding.remedy.map { text + "\n" + String(repeating: " ", count: 21) + style.accent("→ ") + $0 } ?? text
    }
}

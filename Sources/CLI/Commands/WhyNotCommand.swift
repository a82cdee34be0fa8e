import ArgumentParser
import Domain
import Retrieval

struct WhyNotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why-not",
        abstract: "Say why a document does not come up for a question.",
        discussion: """
            Takes the options of search and answers for one document: its rank and score in each leg, the filter or \
            the validity that removed it, and what was missing to the last hit. Exits with 0 whether or not the \
            document is found, and with 1 where there is no such document.

            Examples:
              almanac why-not policies/refunds "I want my money back"
              almanac why-not policies/light-box-2025 "light box" --now 2025-06-01
              almanac why-not faq/change-card "new card" --namespace policies --json
            """
    )

    @Argument(help: ArgumentHelp("The document, as namespace/id.", valueName: "document"))
    var document: String

    @Argument(help: ArgumentHelp("The question; several words need no quotes.", valueName: "query"))
    var query: [String]

    @OptionGroup var options: QueryOptions
    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let request = try options.request(query, explain: true)
        let reference = try DocumentReference(document)
        let knowledge = try Wiring(shared, encoder: encoder).knowledge(for: .searching)
        // A hit's id is taken too: it names a part of the document.
        var answer = try knowledge.whyNot(reference.exact, request)
        if answer.outcome == .unknown, let whole = reference.withoutPart {
            answer = try knowledge.whyNot(whole, request)
        }
        if shared.json {
            Console.print(answer.json.prettyText)
        } else {
            Console.print(WhyNotReport(answer: answer, request: request, style: Console.output.style).text)
        }
        if options.strict, !answer.degraded.isEmpty { throw ExitCode(4) }
        if answer.outcome == .unknown { throw ExitCode(1) }
    }
}

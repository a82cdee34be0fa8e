import ArgumentParser
import Domain
import Retrieval

struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find answers by meaning and by words.",
        discussion: """
            Examples:
              almanac search "when am I charged?"
              almanac search broken jar --where category=damaged_or_leaking_item_report
              almanac search "how long does shipping take" --namespace policies --explain
              almanac search refund --filter '{"kind": {"$in": ["policy"]}}' --json
            """
    )

    @Argument(help: ArgumentHelp("The question; several words need no quotes.", valueName: "query"))
    var query: [String]

    @OptionGroup var options: QueryOptions

    @Flag(help: "Show where every score comes from.")
    var explain = false

    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let request = try options.request(query, explain: explain)
        let knowledge = try Wiring(shared, encoder: encoder).knowledge(for: .searching)
        let result = try knowledge.search(request)
        if shared.json {
            Console.print(result.json(explain: explain).prettyText)
        } else {
            let now = request.now ?? KnowledgeBase.systemClock()
            Console.print(SearchReport(result: result, request: request, now: now, stream: Console.output).text)
        }
        let isStale = result.hits.contains { $0.stale == true }
        if options.strict, isStale || !result.degraded.isEmpty { throw ExitCode(4) }
        if result.hits.isEmpty { throw ExitCode(1) }
    }
}

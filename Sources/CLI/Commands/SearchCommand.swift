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
              almanac search "can I get a refund" --with drafts/policies/refunds.md
            """
    )

    @Argument(help: ArgumentHelp("The question; several words need no quotes.", valueName: "query"))
    var query: [String]

    @OptionGroup var options: QueryOptions

    @Flag(help: "Show where every score comes from.")
    var explain = false

    @OptionGroup var preview: PreviewOptions
    @OptionGroup var encoder: EncoderOptions
    @OptionGroup var shared: SharedOptions

    func run() throws {
        let request = try options.request(query, explain: explain)
        let wiring = try Wiring(shared, encoder: encoder)
        guard preview.files.isEmpty else { return try runPreview(request, wiring) }
        let knowledge = try wiring.knowledge(for: .searching)
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

    /// The same search on a private copy that the files were put into.
    private func runPreview(_ request: SearchRequest, _ wiring: Wiring) throws {
        let scratch = try ScratchFolder()
        let result = try withExtendedLifetime(scratch) {
            let copy = try wiring.preview(in: scratch.url)
            let files = try preview.inputs(namespaces: copy.namespaces, searched: options.namespace)
            return try copy.search(request, with: files)
        }
        if shared.json {
            Console.print(result.json(explain: explain).prettyText)
        } else {
            let now = request.now ?? KnowledgeBase.systemClock()
            Console.print(PreviewReport(preview: result, request: request, now: now, stream: Console.output).text)
        }
        if options.strict, !result.after.degraded.isEmpty { throw ExitCode(4) }
        if result.after.hits.isEmpty { throw ExitCode(1) }
    }
}

import ArgumentParser
import Domain
import Retrieval

struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List documents in the order of their ids.",
        discussion: """
            Examples:
              almanac list
              almanac list --namespace policies --where risk=internal
              almanac list --limit 50 --after faq/change-card
              almanac list --json | jq -r '.documents[].document'
            """
    )

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("List only this namespace; may be given several times.", valueName: "name"))
    var namespace: [String] = []

    @Option(help: ArgumentHelp("A metadata filter as a JSON object ($eq, $in, $gte …).", valueName: "json"))
    var filter: String?

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp("A condition such as category=gratitude; several must all hold.", valueName: "condition"))
    var conditions: [String] = []

    @Option(help: ArgumentHelp("At most this many, 1 to 10000.", valueName: "n"))
    var limit = 100

    @Option(help: ArgumentHelp("Go on behind this document.", valueName: "id"))
    var after: String?

    @OptionGroup var shared: SharedOptions

    func run() throws {
        guard (1...10_000).contains(limit) else {
            throw AlmanacError(.invalidParams, "--limit is \(limit); it must lie in 1…10000")
        }
        let start = try after.map { try DocumentReference($0).exact }
        let filter = try combinedFilter(filter, conditions)
        let knowledge = try Wiring(shared).knowledge(for: .reading)
        // One more than asked tells whether there is a next page.
        let found = try knowledge.documents(
            namespaces: namespace.isEmpty ? nil : namespace, filter: filter, after: start, limit: limit + 1)
        let page = Array(found.prefix(limit))
        let next = found.count > limit ? page.last?.document.id : nil
        if shared.json {
            let documents = JSONValue.array(page.map(\.json))
            Console.print(JSONValue.object(["documents": documents, "next": JSONValue(next?.description)]).prettyText)
        } else {
            if !page.isEmpty { Console.print(table(page).text) }
            let stale = page.count { $0.stale == true }
            if stale > 0 {
                Console.note("\(Figures.count(stale, "document")) stale: the source has changed; ingest it again")
            }
            if let next { Console.note("there are more; go on with --after \(next)") }
            if page.isEmpty { Console.note("no document fits") }
        }
        if page.isEmpty { throw ExitCode(1) }
    }

    private func table(_ documents: [StoredDocument]) -> Table {
        Table(
            header: ["document", "kind", "updated", "title"],
            rows: documents.map {
                let document = $0.document
                let mark = $0.stale == true ? "stale: " : ""
                return [
                    document.id.description, document.kind.rawValue, Figures.day($0.updatedAt),
                    mark + document.title.printable,
                ]
            },
            stream: Console.output)
    }
}

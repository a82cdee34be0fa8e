import ArgumentParser
import Domain
import Retrieval

struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one document whole.",
        discussion: """
            Takes a document's id or a hit's id, which names a part of one.

            Examples:
              almanac show policies/refunds
              almanac show faq/change-card#1 --json
            """
    )

    @Argument(help: ArgumentHelp("namespace/id, or the id of a hit.", valueName: "id"))
    var id: String

    @OptionGroup var shared: SharedOptions

    func run() throws {
        let reference = try DocumentReference(id)
        let knowledge = try Wiring(shared).knowledge(for: .reading)
        let stored = try find(reference, in: knowledge)
        if shared.json {
            Console.print(stored.json.prettyText)
        } else {
            let now = KnowledgeBase.systemClock()
            Console.print(DocumentReport(stored: stored, now: now, stream: Console.output).text)
        }
    }

    private func find(_ reference: DocumentReference, in knowledge: KnowledgeBase) throws -> StoredDocument {
        do {
            return try knowledge.document(reference.exact)
        } catch let error as AlmanacError where error.code == .notFound {
            if let whole = reference.withoutPart {
                do {
                    return try knowledge.document(whole)
                } catch let second as AlmanacError where second.code == .notFound {
                    // Neither reading of the id names a document: the first one is reported.
                }
            }
            throw AlmanacError(.notFound, error.message, hint: try hint(reference.exact, knowledge) ?? error.hint)
        }
    }

    /// The same id in another namespace, where that is what was meant.
    private func hint(_ id: DocumentID, _ knowledge: KnowledgeBase) throws -> String? {
        let sameID = Filter.compare(field: "id", .equal(.string(id.id)))
        return try knowledge.documents(filter: sameID, limit: 1).first.map { "did you mean \($0.document.id)?" }
    }
}

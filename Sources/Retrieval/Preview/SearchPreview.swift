public import Domain

/// What some documents would do to a query if they were ingested.
public struct SearchPreview: Sendable {
    /// A document that would come in or change, and how the query then finds it.
    public struct Arrival: Sendable {
        public let document: DocumentID
        /// `added`, `changed` or `renamed`.
        public let change: String
        public let verdict: WhyNot
    }

    /// A document's place in the order of all that match, from 1; nil where it has none, or before the change none among
    /// the first thousand.
    public struct Move: Sendable, Hashable {
        public let document: DocumentID
        public let before: Int?
        public let after: Int?
    }

    /// As a dry run of the ingest would report it.
    public let changes: ChangeSet
    /// The search as it is and as it would be.
    public let before: SearchResult
    public let after: SearchResult
    public let arrivals: [Arrival]
    /// Every hit of either search, in the order of the later one; those pushed out last.
    public let moves: [Move]

    /// Hits that would no longer be among the first k.
    public var pushedOut: [Move] {
        let hits = Set(after.hits.map(\.document))
        return moves.filter { !hits.contains($0.document) }
    }

    /// - Parameter explain: as for a search's result.
    public func json(explain: Bool) -> JSONValue {
        func list(_ moves: [Move]) -> JSONValue {
            .array(
                moves.map {
                    [
                        "document": .string($0.document.description), "before": JSONValue($0.before),
                        "after": JSONValue($0.after),
                    ]
                })
        }
        return [
            "stored": false, "changes": changes.json,
            "documents": .array(
                arrivals.map { arrival in
                    var object = arrival.verdict.json.object ?? [:]
                    object["change"] = .string(arrival.change)
                    return .object(object)
                }),
            "moves": list(moves), "pushed_out": list(pushedOut),
            "before": before.json(explain: explain), "after": after.json(explain: explain),
        ]
    }
}

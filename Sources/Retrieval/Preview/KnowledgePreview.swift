public import Domain
public import Embedding
public import Foundation

/// Searches as if some files had been ingested, on a private copy that they do go into.
public final class KnowledgePreview: Sendable {
    private let knowledge: KnowledgeBase

    /// The parameters and errors are those of `KnowledgeBase`; without an encoder nothing can be tried.
    public init(
        _ copy: PrivateCopy, company: URL?, encoder: (any Encoder)?,
        clock: @escaping @Sendable () -> Timestamp = KnowledgeBase.systemClock
    ) throws {
        knowledge = try KnowledgeBase(home: copy.folder, company: company, encoder: encoder, clock: clock)
    }

    /// The namespaces that documents may be in.
    public var namespaces: [String] { knowledge.namespaces }

    /// Searches, takes the files in, and searches again. A later call finds the files of this one there.
    ///
    /// - Parameter files: pairs of a file, in any format that an ingest reads, and the namespace for what names none.
    /// - Throws: as `search` and `ingest` do.
    public func search(_ request: SearchRequest, with files: [(file: URL, namespace: String?)]) throws -> SearchPreview
    {
        let before = try knowledge.search(request)
        // Ranks before the change, for whatever comes up after it.
        let ranked = try knowledge.search(KnowledgePreview.widened(request)).hits.map(\.document)
        var changes = ChangeSet(dryRun: true)
        for (file, namespace) in files {
            let options = IngestOptions(namespace: namespace, author: "preview", reason: "preview")
            changes.merge(try knowledge.ingest(paths: [file], options: options))
        }
        let after = try knowledge.search(request)
        let arrivals = try changes.arrivals.map { id, change in
            SearchPreview.Arrival(document: id, change: change, verdict: try knowledge.whyNot(id, request))
        }
        let stayed = Set(after.hits.map(\.document))
        let gone = before.hits.map(\.document).filter { !stayed.contains($0) }
        let moves =
            after.hits.enumerated().map { place, hit in
                SearchPreview.Move(document: hit.document, before: ranked.place(of: hit.document), after: place + 1)
            }
            + (try gone.map { id in
                SearchPreview.Move(
                    document: id, before: ranked.place(of: id), after: try knowledge.whyNot(id, request).rank)
            })
        return SearchPreview(changes: changes, before: before, after: after, arrivals: arrivals, moves: moves)
    }

    /// The same search as deep as searches go, without its account.
    private static func widened(_ request: SearchRequest) -> SearchRequest {
        var request = request
        request.k = SearchRequest.maximumK
        request.explain = false
        return request
    }
}

extension [DocumentID] {
    /// From 1.
    fileprivate func place(of id: DocumentID) -> Int? { firstIndex(of: id).map { $0 + 1 } }
}

extension ChangeSet {
    fileprivate var arrivals: [(DocumentID, String)] {
        added.map { ($0, "added") } + changed.map { ($0, "changed") } + renamed.map { ($0, "renamed") }
    }

    fileprivate mutating func merge(_ other: ChangeSet) {
        added += other.added
        changed += other.changed
        renamed += other.renamed
        unchanged += other.unchanged
        invalid += other.invalid
        ignored += other.ignored
        duplicates += other.duplicates
        chunks += other.chunks
        encoded += other.encoded
        truncated += other.truncated
    }
}

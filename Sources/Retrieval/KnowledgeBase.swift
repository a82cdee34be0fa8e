public import Domain
public import Embedding
public import Foundation
import Store

/// A home's knowledge: the one entry that the command line, the socket and the tests call.
///
/// Every call blocks (SQLite, arithmetic): keep it off event loops and off the cooperative pool. All calls may run at
/// once from any threads; a search is one read transaction, a change is one write transaction.
public final class KnowledgeBase: Sendable {
    let store: KnowledgeStore
    /// The home's `caches`.
    let caches: URL
    let clock: @Sendable () -> Timestamp
    let company: Company
    private let encoder: (any Encoder)?
    private let searcher: Searcher
    private let limits: IngestLimits
    private let sources = SourceStates()

    /// Opens or creates the home's `knowledge.sqlite`.
    ///
    /// - Parameters:
    ///   - home: folder of the home; made (mode 0700) where it is missing.
    ///   - company: folder with `categories.yml` and `slots.yml`; nil for the built-in namespaces and no slots.
    ///   - encoder: turns queries and new text into vectors; nil searches by words alone, marked `degraded: encoder`,
    ///     and refuses to ingest.
    ///   - limits: how much an ingest takes.
    ///   - clock: gives `now` where a request has none.
    /// - Throws: `locked`, `corrupt`, `unavailable`; `encoder_mismatch` and `version_mismatch` where the index was made
    ///   with another encoder, or cut or normalised otherwise, than this one would.
    public init(
        home: URL, company: URL? = nil, encoder: (any Encoder)?, limits: IngestLimits = IngestLimits(),
        clock: @escaping @Sendable () -> Timestamp = KnowledgeBase.systemClock
    ) throws {
        self.company = try company.map(Company.init(folder:)) ?? .builtIn
        store = try KnowledgeStore(file: home.appending(path: "knowledge.sqlite"))
        if let encoder, let index = try store.read({ try $0.manifest().index }),
            let mismatch = IndexMismatch.of(index, encoder: encoder.identity, home: home.path)
        {
            throw mismatch
        }
        self.encoder = encoder
        self.limits = limits
        self.clock = clock
        caches = home.appending(path: "caches")
        searcher = Searcher(
            store: store, catalogs: CatalogCache(cacheFolder: caches, encoder: encoder?.identity.digest),
            encoder: encoder, sources: sources)
    }

    public static let systemClock: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    /// The namespaces that documents may be in, in their declared order.
    public var namespaces: [String] { company.namespaces.map(\.name) }

    /// Throws `invalid_params`, `unknown_namespace`, and what the database gives.
    public func search(_ request: SearchRequest) throws -> SearchResult {
        let request = try checked(request)
        return try searcher.search(request, now: request.now ?? clock())
    }

    /// Why a document is or is not among the hits of a search. Throws as `search` does; a document that is not there
    /// is the outcome `unknown`.
    public func whyNot(_ document: DocumentID, _ request: SearchRequest) throws -> WhyNot {
        let request = try checked(request)
        return try searcher.whyNot(document, request, now: request.now ?? clock())
    }

    /// Throws `not_found`.
    public func document(_ id: DocumentID) throws -> StoredDocument {
        let stored = try store.read { reader -> StoredDocument? in
            var stored = try reader.document(id)
            stored?.stale = try sources.stale([id], reader)[id]
            return stored
        }
        guard let stored else { throw AlmanacError(.notFound, "no document \(id)", hint: "run: almanac list") }
        return stored
    }

    /// Live documents in the order of their ids, at most `limit` after `after`.
    public func documents(
        namespaces: [String]? = nil, filter: Filter? = nil, after: DocumentID? = nil, limit: Int = 100
    ) throws -> [StoredDocument] {
        try check(namespaces: namespaces)
        return try store.read { reader in
            var documents = try reader.documents(namespaces: namespaces, filter: filter, after: after, limit: limit)
            let stale = try sources.stale(documents.map(\.document.id), reader)
            for place in documents.indices { documents[place].stale = stale[documents[place].document.id] }
            return documents
        }
    }

    /// Looks at the files that documents were read from. From the first call on, searches and lists take the last
    /// look's verdict on what is stale instead of looking themselves: for a server, which calls this now and then.
    public func lookAtSources() throws { sources.look(at: try store.read { try $0.sourceFiles() }) }

    /// Reads files and folders of every `DocumentFormat` and stores them as one revision.
    public func ingest(
        paths: [URL], options: IngestOptions, progress: (@Sendable (IngestProgress) -> Void)? = nil
    ) throws -> ChangeSet {
        try ingester().ingest(paths: paths, options: options, progress: progress)
    }

    /// Stores the documents of a stream.
    public func ingest(
        _ input: IngestInput, options: IngestOptions, progress: (@Sendable (IngestProgress) -> Void)? = nil
    ) throws -> ChangeSet {
        try ingester().ingest(input, options: options, progress: progress)
    }

    /// Stores documents given inline, each a JSON object with the fields of a JSONL record.
    public func ingest(
        records: [JSONValue], options: IngestOptions, progress: (@Sendable (IngestProgress) -> Void)? = nil
    ) throws -> ChangeSet {
        try ingester().ingest(records: records, options: options, progress: progress)
    }

    /// Removes documents as one revision; throws `not_found` where one is not there, and then removes none.
    public func delete(_ ids: [DocumentID], author: String, reason: String, dryRun: Bool = false) throws -> ChangeSet {
        try ingester().delete(ids, author: author, reason: reason, dryRun: dryRun)
    }

    /// Newest first.
    public func revisions(limit: Int = 50) throws -> [Revision] {
        try store.read { try $0.revisions(limit: limit) }
    }

    public func status() throws -> KnowledgeStatus {
        var status = try store.read { try $0.status() }
        status.encoderReady = encoder != nil && (status.encoder == nil || status.encoder == encoder?.identity.name)
        return status
    }

    /// The terms that full text has for a text, in its order: normalised, folded and stemmed.
    public func terms(of text: String) throws -> [String] { try store.read { try $0.terms(of: text) } }

    /// What is wrong with the database file itself, a line each; empty for a sound one. Reads the whole file.
    public func damage() throws -> [String] { try store.read { try $0.damage() } }

    func ingester() -> Ingester {
        Ingester(store: store, company: company, encoder: encoder, limits: limits, clock: clock)
    }

    private func checked(_ request: SearchRequest) throws -> SearchRequest {
        try check(namespaces: request.namespaces)
        return try request.validated()
    }

    private func check(namespaces asked: [String]?) throws {
        guard let unknown = asked?.first(where: { !namespaces.contains($0) }) else { return }
        throw AlmanacError(
            .unknownNamespace, "unknown namespace '\(unknown)'",
            hint: "the namespaces are \(namespaces.joined(separator: ", "))")
    }
}

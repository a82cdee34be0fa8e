public import Domain
public import Embedding
public import Foundation
import Store

/// A home's knowledge: the one entry that the command line, the socket and the tests call.
///
/// Every call blocks (SQLite, arithmetic): keep it off event loops and off the cooperative pool. All calls may run at
/// once from any threads; a search is one read transaction, a change is one write transaction.
public final class KnowledgeBase: Sendable {
    /// Opens or creates the home's `knowledge.sqlite`.
    ///
    /// - Parameters:
    ///   - home: folder of the home; made (mode 0700) where it is missing.
    ///   - company: folder with `categories.yml` and `slots.yml`; nil for the built-in namespaces and no slots.
    ///   - encoder: turns queries and new text into vectors; nil searches by words alone, marked `degraded: encoder`,
    ///     and refuses to ingest.
    ///   - clock: gives `now` where a request has none.
    /// - Throws: `locked`, `corrupt`, `version_mismatch`, `encoder_mismatch` …
    public init(
        home: URL, company: URL? = nil, encoder: (any Encoder)?,
        clock: @escaping @Sendable () -> Timestamp = KnowledgeBase.systemClock
    ) throws {
        throw AlmanacError(.unsupported, "not built yet")
    }

    public static let systemClock: @Sendable () -> Timestamp = {
        Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }

    /// The namespaces that documents may be in, in their declared order.
    public var namespaces: [String] { [] }

    public func search(_ request: SearchRequest) throws -> SearchResult {
        throw AlmanacError(.unsupported, "not built yet")
    }

    public func whyNot(_ document: DocumentID, _ request: SearchRequest) throws -> WhyNot {
        throw AlmanacError(.unsupported, "not built yet")
    }

    /// Throws `not_found`.
    public func document(_ id: DocumentID) throws -> StoredDocument {
        throw AlmanacError(.unsupported, "not built yet")
    }

    /// Live documents in the order of their ids, at most `limit` after `after`.
    public func documents(
        namespaces: [String]? = nil, filter: Filter? = nil, after: DocumentID? = nil, limit: Int = 100
    ) throws -> [StoredDocument] {
        throw AlmanacError(.unsupported, "not built yet")
    }

    /// Reads files and folders (Markdown, JSONL, text) and stores them as one revision.
    public func ingest(
        paths: [URL], options: IngestOptions, progress: (@Sendable (IngestProgress) -> Void)? = nil
    ) throws -> ChangeSet {
        throw AlmanacError(.unsupported, "not built yet")
    }

    /// Stores documents given inline, each a JSON object with the fields of a JSONL record.
    public func ingest(
        records: [JSONValue], options: IngestOptions, progress: (@Sendable (IngestProgress) -> Void)? = nil
    ) throws -> ChangeSet {
        throw AlmanacError(.unsupported, "not built yet")
    }

    /// Removes documents as one revision; throws `not_found` where one is not there, and then removes none.
    public func delete(_ ids: [DocumentID], author: String, reason: String, dryRun: Bool = false) throws -> ChangeSet {
        throw AlmanacError(.unsupported, "not built yet")
    }

    /// Newest first.
    public func revisions(limit: Int = 50) throws -> [Revision] {
        throw AlmanacError(.unsupported, "not built yet")
    }

    public func status() throws -> KnowledgeStatus {
        throw AlmanacError(.unsupported, "not built yet")
    }
}

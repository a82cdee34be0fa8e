public import Domain
import GRDB

/// A version of a document that is live at one of two revisions and not at the other.
public struct ChangedVersion: Sendable, Hashable {
    /// `document.row`.
    public let row: Int64
    public let id: DocumentID
    public let digest: String
    public let wordDigest: String
    public let effectiveUpdatedAt: Timestamp
    public let source: String
    /// Live at the first of the two revisions; else at the second.
    public let isInFirst: Bool

    /// Whether both say the same, down to the place they came from and the time they are dated.
    public func isSame(as other: ChangedVersion) -> Bool {
        digest == other.digest && effectiveUpdatedAt == other.effectiveUpdatedAt && source == other.source
    }
}

/// An erased document as the records know it.
public struct ErasureRecord: Sendable, Hashable {
    /// The document's keyed hash.
    public let document: String
    /// The revision that erased it.
    public let revision: Int64
    /// Whether its bytes are known to be gone from every file of the home.
    public let isScrubbed: Bool
}

extension KnowledgeReader {
    /// Newest first.
    public func revisions(limit: Int) throws -> [Revision] {
        let sql = """
            SELECT number, created_at, author, reason, added, changed, removed, kind, restores,
                (SELECT count(*) FROM erased_version WHERE erased_version.live_from = revision.number)
            FROM revision
            ORDER BY number DESC
            LIMIT ?
            """
        var revisions: [Revision] = []
        try SQLStatement(db, sql).bind([.integer(Int64(max(0, limit)))]).scan { row in
            revisions.append(
                Revision(
                    number: row.int64(0), createdAt: Timestamp(milliseconds: row.int64(1)), author: row.text(2),
                    reason: row.text(3), added: row.int(4), changed: row.int(5), removed: row.int(6),
                    kind: RevisionKind(rawValue: row.text(7)) ?? .change, restores: row.optionalInt64(8),
                    erased: row.int(9)))
        }
        return revisions
    }

    /// Every version that is live at one of two revisions and not at the other, in the order of ids, of one document
    /// the one of the first revision before the one of the second. Looks at what changed between them alone.
    public func versions(changedBetween first: Int64, and second: Int64) throws -> [ChangedVersion] {
        let sql = """
            SELECT row, namespace, id, digest, word_digest, effective_updated_at, source,
                live_from <= ?1 AND (live_to IS NULL OR live_to > ?1),
                live_from <= ?2 AND (live_to IS NULL OR live_to > ?2)
            FROM document
            WHERE (live_from > ?3 AND live_from <= ?4)
                OR (live_to > ?3 AND live_to <= ?4)
            ORDER BY namespace, id, 8 DESC
            """
        var versions: [ChangedVersion] = []
        let values = [first, second, min(first, second), max(first, second)]
        try SQLStatement(db, sql).bind(values.map { .integer($0) }).scan { row in
            let (inFirst, inSecond) = (row.int(7) != 0, row.int(8) != 0)
            guard inFirst != inSecond else { return }
            versions.append(
                ChangedVersion(
                    row: row.int64(0), id: DocumentID(namespace: row.text(1), id: row.text(2)), digest: row.text(3),
                    wordDigest: row.text(4), effectiveUpdatedAt: Timestamp(milliseconds: row.int64(5)),
                    source: row.text(6), isInFirst: inFirst))
        }
        return versions
    }

    /// The digest of the words of a version, for documents that are written again as they were.
    public func wordDigest(row: Int64) throws -> String? {
        try SQLStatement(db, "SELECT word_digest FROM document WHERE row = ?").bind([.integer(row)])
            .first { $0.text(0) }
    }

    /// The rows of all live documents, ascending.
    public func liveDocumentRows() throws -> [Int64] {
        var rows: [Int64] = []
        try SQLStatement(db, "SELECT row FROM document WHERE live_to IS NULL ORDER BY row").scan {
            rows.append($0.int64(0))
        }
        return rows
    }

    /// The erased documents that were live at a revision, by their hashes.
    public func erasures(liveAt revision: Int64) throws -> [ErasureRecord] {
        let sql = """
            SELECT DISTINCT erasure.document, erasure.revision, erasure.scrubbed_at IS NOT NULL
            FROM erased_version
            JOIN erasure ON erasure.row = erased_version.erasure
            WHERE erased_version.live_from <= ?1
                AND erased_version.live_to > ?1
            ORDER BY erasure.document
            """
        return try erasures(sql, [.integer(revision)])
    }

    /// The records of one document, oldest first.
    public func erasures(of hash: String) throws -> [ErasureRecord] {
        let sql = """
            SELECT document, revision, scrubbed_at IS NOT NULL
            FROM erasure
            WHERE document = ?
            ORDER BY row
            """
        return try erasures(sql, [.text(hash)])
    }

    /// How many erased documents may still have bytes in some file of the home.
    public func unfinishedErasures() throws -> Int {
        Int(try SQLStatement(db, "SELECT count(*) FROM erasure WHERE scrubbed_at IS NULL").int64() ?? 0)
    }

    private func erasures(_ sql: String, _ values: [SQLValue]) throws -> [ErasureRecord] {
        var records: [ErasureRecord] = []
        try SQLStatement(db, sql).bind(values).scan { row in
            records.append(
                ErasureRecord(document: row.text(0), revision: row.int64(1), isScrubbed: row.int(2) != 0))
        }
        return records
    }
}

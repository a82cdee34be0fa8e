public import Domain
import GRDB

/// Every version of one document, as erasing finds them.
public struct DocumentVersions: Sendable, Hashable {
    public let id: DocumentID
    /// `document.row` of each, with the revisions in which it was live; the end is null for the live one.
    public fileprivate(set) var spans: [Span]
    /// Where they came from, each once.
    public fileprivate(set) var sources: [String]

    public struct Span: Sendable, Hashable {
        public let row: Int64
        public let liveFrom: Int64
        public let liveTo: Int64?
    }

    public var isLive: Bool { spans.contains { $0.liveTo == nil } }
}

extension KnowledgeReader {
    /// All versions of these documents, live or not, in the order of ids; documents that never were are left out.
    /// Reads the table from end to end once, since versions that ended have no index by id.
    public func versions(of ids: [DocumentID]) throws -> [DocumentVersions] {
        let sql = """
            SELECT row, namespace, id, live_from, live_to, source
            FROM document
            WHERE namespace || '/' || id IN (SELECT value FROM json_each(?))
            ORDER BY namespace, id, row
            """
        let list = JSONValue.array(ids.map { .string($0.description) }).text
        var documents: [DocumentVersions] = []
        try SQLStatement(db, sql).bind([.text(list)]).scan { row in
            let id = DocumentID(namespace: row.text(1), id: row.text(2))
            if documents.last?.id != id { documents.append(DocumentVersions(id: id, spans: [], sources: [])) }
            let source = row.text(5)
            let last = documents.count - 1
            documents[last].spans.append(
                DocumentVersions.Span(row: row.int64(0), liveFrom: row.int64(3), liveTo: row.optionalInt64(4)))
            if !source.isEmpty, !documents[last].sources.contains(source) { documents[last].sources.append(source) }
        }
        return documents
    }
}

extension KnowledgeWriter {
    /// Deletes all rows of these documents and leaves a record without text; `KnowledgeStore.scrub` takes the bytes.
    ///
    /// Vectors that no chunk points to go too, all of them: one may come from a text of these documents that was
    /// encoded and never stored. References to the documents in the reasons of revisions are blotted out.
    ///
    /// - Parameter hash: the keyed hash of a document.
    public func erase(_ documents: [DocumentVersions], revision: Int64, hash: (DocumentID) -> String) throws {
        for document in documents {
            for span in document.spans {
                let row = SQLValue.integer(span.row)
                let text = "DELETE FROM chunk_text WHERE rowid IN (SELECT row FROM chunk WHERE document = ?)"
                try SQLStatement(db, text).run(row)
                try SQLStatement(db, "DELETE FROM document_metadata WHERE document = ?").run(row)
                try SQLStatement(db, "DELETE FROM chunk WHERE document = ?").run(row)
                try SQLStatement(db, "DELETE FROM document WHERE row = ?").run(row)
            }
            try record(document, hash: hash(document.id), revision: revision)
            let blot = """
                UPDATE revision
                SET reason = replace(reason, ?1, 'an erased document')
                WHERE instr(reason, ?1) > 0
                """
            try SQLStatement(db, blot).run(.text(document.id.description))
        }
        let unused = "DELETE FROM embedding WHERE digest NOT IN (SELECT embedding_digest FROM chunk)"
        try SQLStatement(db, unused).run()
    }

    private func record(_ document: DocumentVersions, hash: String, revision: Int64) throws {
        try SQLStatement(db, "INSERT INTO erasure (document, revision) VALUES (?, ?)")
            .run(.text(hash), .integer(revision))
        let erasure = db.lastInsertedRowID
        for span in document.spans {
            try SQLStatement(db, "INSERT INTO erased_version (erasure, live_from, live_to) VALUES (?, ?, ?)")
                .run(.integer(erasure), .integer(span.liveFrom), .integer(span.liveTo ?? revision))
        }
    }

    /// Notes that no file of the home holds bytes of what was erased up to a revision.
    public func markScrubbed(upTo revision: Int64, at time: Timestamp) throws {
        let sql = """
            UPDATE erasure
            SET scrubbed_at = ?
            WHERE scrubbed_at IS NULL
                AND revision <= ?
            """
        try SQLStatement(db, sql).run(.integer(time.milliseconds), .integer(revision))
    }

    /// Deletes vectors of other encoders, at most so many; gives how many went.
    public func removeEmbeddings(except encoder: String, limit: Int) throws -> Int {
        let sql = """
            DELETE FROM embedding
            WHERE row IN (SELECT row FROM embedding WHERE encoder <> ? LIMIT ?)
            """
        try SQLStatement(db, sql).run(.text(encoder), .integer(Int64(limit)))
        return db.changesCount
    }
}

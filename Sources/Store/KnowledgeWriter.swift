public import Domain
import Foundation
import GRDB

/// What one chunk brings: its words, the digest of what is embedded, and its row of full text.
public struct NewChunk: Sendable {
    /// The words of a row of full text, before normalisation.
    public struct FullText: Sendable, Hashable {
        public let title: String
        public let question: String
        public let body: String

        public init(title: String, question: String, body: String) {
            self.title = title
            self.question = question
            self.body = body
        }
    }

    public let chunk: Chunk
    /// Hexadecimal SHA-256 of the text that is embedded.
    public let embeddingDigest: String
    /// Nil for a question, which is part of its answers' rows.
    public let fullText: FullText?

    public init(chunk: Chunk, embeddingDigest: String, fullText: FullText?) {
        self.chunk = chunk
        self.embeddingDigest = embeddingDigest
        self.fullText = fullText
    }
}

/// A version of a document as it goes into the store.
public struct NewDocument: Sendable {
    public let document: Document
    /// The document's field, or the time of the revision that changed its content.
    public let effectiveUpdatedAt: Timestamp
    public let digest: String
    public let wordDigest: String
    public let chunks: [NewChunk]

    public init(
        document: Document, effectiveUpdatedAt: Timestamp, digest: String, wordDigest: String, chunks: [NewChunk]
    ) {
        self.document = document
        self.effectiveUpdatedAt = effectiveUpdatedAt
        self.digest = digest
        self.wordDigest = wordDigest
        self.chunks = chunks
    }
}

/// One write transaction, valid inside `KnowledgeStore.write` only.
///
/// A change is: `appendRevision`, then `retire` for every version that ends, then `insert` for every one that begins.
public struct KnowledgeWriter {
    let db: Database

    /// Reads what this transaction sees, its own changes with it.
    public var reader: KnowledgeReader { KnowledgeReader(db: db) }

    /// Fixes what the index is made with; `reader.manifest()` tells whether that was done before.
    public func setIndex(_ index: Manifest.Index) throws {
        let sql = """
            UPDATE manifest
            SET encoder_name = ?, encoder_digest = ?, encoder_dimension = ?, text_version = ?, chunker_version = ?
            """
        try SQLStatement(db, sql).run(
            .text(index.encoder.name), .text(index.encoder.digest), .integer(Int64(index.encoder.dimension)),
            .integer(Int64(index.textVersion)), .integer(Int64(index.chunkerVersion)))
    }

    /// Begins the next revision and gives its number.
    ///
    /// - Parameter restores: of a rollback, the revision whose documents are live again.
    public func appendRevision(
        at time: Timestamp, author: String, reason: String, added: Int, changed: Int, removed: Int,
        kind: RevisionKind = .change, restores: Int64? = nil
    ) throws -> Int64 {
        let number = try reader.revision() + 1
        let sql = """
            INSERT INTO revision (number, created_at, author, reason, added, changed, removed, kind, restores)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .integer(number), .integer(time.milliseconds), .text(author), .text(reason), .integer(Int64(added)),
            .integer(Int64(changed)), .integer(Int64(removed)), .text(kind.rawValue), .integer(restores))
        return number
    }

    /// Ends the live version in this row: its text leaves the full-text table and its fields leave the filters.
    ///
    /// Throws `conflict` where no live version is in the row.
    public func retire(document row: Int64, revision: Int64) throws {
        let end = "UPDATE document SET live_to = ? WHERE row = ? AND live_to IS NULL"
        try SQLStatement(db, end).run(.integer(revision), .integer(row))
        guard db.changesCount == 1 else {
            throw AlmanacError(
                .conflict, "a document was changed by someone else meanwhile", hint: "run the same command again")
        }
        let text = "DELETE FROM chunk_text WHERE rowid IN (SELECT row FROM chunk WHERE document = ?)"
        try SQLStatement(db, text).run(.integer(row))
        try SQLStatement(db, "UPDATE chunk SET live_to = ? WHERE document = ?").run(.integer(revision), .integer(row))
        try SQLStatement(db, "DELETE FROM document_metadata WHERE document = ?").run(.integer(row))
        try SQLStatement(db, "DELETE FROM document_source WHERE document = ?").run(.integer(row))
    }

    /// Begins a live version with its chunks, full text and filter fields; gives its row.
    @discardableResult
    public func insert(_ new: NewDocument, revision: Int64) throws -> Int64 {
        let document = new.document
        let sql = """
            INSERT INTO document (namespace, id, kind, updated_at, effective_updated_at, valid_from, valid_to,
                live_from, digest, word_digest, source, title, question, body, metadata)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .text(document.id.namespace), .text(document.id.id), .text(document.kind.rawValue),
            .integer(document.updatedAt?.milliseconds), .integer(new.effectiveUpdatedAt.milliseconds),
            .integer(document.validFrom?.milliseconds), .integer(document.validTo?.milliseconds), .integer(revision),
            .text(new.digest), .text(new.wordDigest), .text(document.source), .text(document.title),
            .text(document.content.question), .text(document.content.body), .text(document.metadata.json.text))
        let row = db.lastInsertedRowID
        try insertMetadata(of: new, row: row)
        for chunk in new.chunks { try insert(chunk, document: row, revision: revision) }
        return row
    }

    /// Lets the file grow to no more than this many pages, for tests of a full disk.
    package func limitPages(_ count: Int) throws { try db.execute(sql: "PRAGMA max_page_count = \(count)") }

    /// See `KnowledgeStore.saveEmbeddings`.
    func saveEmbeddings(
        encoder: String, dimension: Int, rows: [(digest: String, vector: ArraySlice<Float>)]
    ) throws {
        let sql = """
            INSERT INTO embedding (encoder, digest, dimension, vector)
            VALUES (?, ?, ?, ?)
            ON CONFLICT (encoder, digest) DO NOTHING
            """
        let statement = try SQLStatement(db, sql)
        for row in rows {
            try statement.bind([.text(encoder), .text(row.digest), .integer(Int64(dimension))])
            try statement.bind(row.vector, at: 4)
            try statement.run()
        }
    }

    private func insert(_ new: NewChunk, document: Int64, revision: Int64) throws {
        let sql = """
            INSERT INTO chunk (document, role, ordinal, live_from, embedding_digest, heading, text)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .integer(document), .text(new.chunk.role.rawValue), .integer(Int64(new.chunk.ordinal)),
            .integer(revision), .text(new.embeddingDigest), .text(new.chunk.heading), .text(new.chunk.text))
        guard let text = new.fullText else { return }
        try SQLStatement(db, "INSERT INTO chunk_text (rowid, title, question, body) VALUES (?, ?, ?, ?)").run(
            .integer(db.lastInsertedRowID), .text(SearchText.indexed(text.title)),
            .text(SearchText.indexed(text.question)), .text(SearchText.indexed(text.body)))
    }

    /// What `Filter.matches` would see of the document, but for the fields that are columns.
    private func insertMetadata(of new: NewDocument, row: Int64) throws {
        let sql = """
            INSERT INTO document_metadata (document, field, ordinal, text, number, bool)
            VALUES (?, ?, ?, ?, ?, ?)
            """
        let statement = try SQLStatement(db, sql)
        func insert(_ field: String, _ ordinal: Int, text: String? = nil, number: SQLValue = .null, bool: Bool? = nil)
            throws
        {
            try statement.run(
                .integer(row), .text(field.composed), .integer(Int64(ordinal)), .text(text?.composed), number,
                .integer(bool.map { $0 ? 1 : 0 }))
        }
        let fields = new.document.filterable(updatedAt: new.effectiveUpdatedAt)
        for (field, value) in fields.sorted(by: { $0.key < $1.key }) where FilterSQL.columns[field] == nil {
            switch value {
            case .string(let text): try insert(field, 0, text: text)
            case .number(let number): try insert(field, 0, number: .real(number))
            case .bool(let bool): try insert(field, 0, bool: bool)
            case .list(let texts):
                if texts.isEmpty { try insert(field, 0) }
                for (ordinal, text) in texts.enumerated() { try insert(field, ordinal, text: text) }
            }
        }
    }
}

extension String {
    /// Unicode's composed form, in which strings that Swift holds equal have equal bytes.
    var composed: String { utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping }
}

public import Domain
import GRDB

/// A file that documents were read from, as it was when it was read.
public struct SourceFingerprint: Sendable, Hashable {
    /// Absolute path of the ingested folder, links followed; of a file given by itself, the folder it lies in.
    public let root: String
    /// Below the root, as the file system has it.
    public let path: String
    /// Bytes.
    public let size: Int64
    /// Nanoseconds since 1970; nil where the file was too young for its time to tell a later change.
    public let modifiedAt: Int64?
    /// Hexadecimal SHA-256 of the bytes.
    public let digest: String

    public init(root: String, path: String, size: Int64, modifiedAt: Int64?, digest: String) {
        self.root = root
        self.path = path
        self.size = size
        self.modifiedAt = modifiedAt
        self.digest = digest
    }

    /// The absolute path.
    public var location: String { root.hasSuffix("/") ? root + path : "\(root)/\(path)" }
}

/// Where a live document was last read from.
public struct DocumentSource: Sendable, Hashable {
    public let file: SourceFingerprint
    /// The namespace that the caller chose for the file; empty where folder or document named it.
    public let scope: String

    public init(file: SourceFingerprint, scope: String) {
        self.file = file
        self.scope = scope
    }
}

extension KnowledgeReader {
    /// The source of every live document that was read from a file.
    public func documentSources() throws -> [DocumentID: DocumentSource] {
        let sql = """
            SELECT document.namespace, document.id, document_source.scope, source_file.row, source_file.root,
                source_file.path, source_file.size, source_file.modified_at, source_file.digest
            FROM document_source
            JOIN document ON document.row = document_source.document
            JOIN source_file ON source_file.row = document_source.file
            """
        var sources: [DocumentID: DocumentSource] = [:]
        // Many documents of one file share one value.
        var files: [Int64: SourceFingerprint] = [:]
        try SQLStatement(db, sql).scan { row in
            let file = files[row.int64(3)] ?? KnowledgeReader.fingerprint(row, from: 4)
            files[row.int64(3)] = file
            sources[DocumentID(namespace: row.text(0), id: row.text(1))] = DocumentSource(
                file: file, scope: row.text(2))
        }
        return sources
    }

    /// The files of these live documents; those given inline have none.
    public func sourceFiles(of ids: [DocumentID]) throws -> [DocumentID: SourceFingerprint] {
        let sql = """
            SELECT source_file.root, source_file.path, source_file.size, source_file.modified_at, source_file.digest
            FROM document
            JOIN document_source ON document_source.document = document.row
            JOIN source_file ON source_file.row = document_source.file
            WHERE document.namespace = ?
                AND document.id = ?
                AND document.live_to IS NULL
            """
        let statement = try SQLStatement(db, sql)
        var files: [DocumentID: SourceFingerprint] = [:]
        for id in ids {
            files[id] = try statement.bind([.text(id.namespace), .text(id.id)]).first {
                KnowledgeReader.fingerprint($0, from: 0)
            }
        }
        return files
    }

    /// All files that live documents were read from.
    public func sourceFiles() throws -> [SourceFingerprint] {
        var files: [SourceFingerprint] = []
        try SQLStatement(db, "SELECT root, path, size, modified_at, digest FROM source_file").scan { row in
            files.append(KnowledgeReader.fingerprint(row, from: 0))
        }
        return files
    }

    private static func fingerprint(_ row: SQLStatement, from column: Int32) -> SourceFingerprint {
        SourceFingerprint(
            root: row.text(column), path: row.text(column + 1), size: row.int64(column + 2),
            modifiedAt: row.optionalInt64(column + 3), digest: row.text(column + 4))
    }
}

extension KnowledgeWriter {
    /// Notes where live documents were read from, instead of what was noted before. Documents that are not live are
    /// left out.
    public func setSources(_ sources: [DocumentID: DocumentSource]) throws {
        let moved = try sources.filter { try place(of: $0.key) != Place($0.value) }.sorted { $0.key < $1.key }
        let forget = try SQLStatement(
            db,
            """
            DELETE FROM document_source
            WHERE document = (SELECT row FROM document WHERE namespace = ? AND id = ? AND live_to IS NULL)
            """)
        for (id, _) in moved { try forget.run(.text(id.namespace), .text(id.id)) }
        // Only now: a file that the last document left is gone with it.
        var rows: [SourceFingerprint: Int64] = [:]
        for file in Set(sources.values.map(\.file)) { rows[file] = try row(of: file) }
        let note = try SQLStatement(
            db,
            """
            INSERT INTO document_source (document, file, scope)
            SELECT row, ?3, ?4
            FROM document
            WHERE namespace = ?1
                AND id = ?2
                AND live_to IS NULL
            """)
        for (id, source) in moved {
            try note.run(.text(id.namespace), .text(id.id), .integer(rows[source.file]), .text(source.scope))
        }
    }

    /// Which file a document is noted to be of, whatever the file was like.
    private struct Place: Equatable {
        let root: String
        let path: String
        let scope: String

        init(_ source: DocumentSource) {
            (root, path, scope) = (source.file.root, source.file.path, source.scope)
        }

        init(_ row: SQLStatement) { (root, path, scope) = (row.text(0), row.text(1), row.text(2)) }
    }

    private func place(of id: DocumentID) throws -> Place? {
        let sql = """
            SELECT source_file.root, source_file.path, document_source.scope
            FROM document
            JOIN document_source ON document_source.document = document.row
            JOIN source_file ON source_file.row = document_source.file
            WHERE document.namespace = ?
                AND document.id = ?
                AND document.live_to IS NULL
            """
        return try SQLStatement(db, sql).bind([.text(id.namespace), .text(id.id)]).first(Place.init)
    }

    /// The file's row, made or brought up to date.
    private func row(of file: SourceFingerprint) throws -> Int64 {
        let sql = """
            INSERT INTO source_file (root, path, size, modified_at, digest)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (root, path) DO UPDATE SET
                size = excluded.size,
                modified_at = excluded.modified_at,
                digest = excluded.digest
            RETURNING row
            """
        let row = try SQLStatement(db, sql).bind([
            .text(file.root), .text(file.path), .integer(file.size), .integer(file.modifiedAt), .text(file.digest),
        ]).int64()
        guard let row else { throw AlmanacError(.internalError, "a source file got no row") }
        return row
    }
}

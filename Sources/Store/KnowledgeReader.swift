public import Domain
import GRDB

/// The knowledge as of one moment, valid inside `KnowledgeStore.read` only.
public struct KnowledgeReader {
    let db: Database

    public func manifest() throws -> Manifest {
        let sql = """
            SELECT home_id, encoder_name, encoder_digest, encoder_dimension, text_version, chunker_version
            FROM manifest
            """
        let manifest = try SQLStatement(db, sql).first { row in
            let encoder = row.optionalText(1).map {
                Manifest.Encoder(name: $0, digest: row.text(2), dimension: row.int(3))
            }
            return Manifest(
                homeID: row.text(0),
                index: encoder.map {
                    Manifest.Index(encoder: $0, textVersion: row.int(4), chunkerVersion: row.int(5))
                })
        }
        guard let manifest else { throw AlmanacError(.corrupt, "the knowledge base has no manifest") }
        return manifest
    }

    /// The newest revision, 0 where there is none. One look at the end of a tree.
    public func revision() throws -> Int64 {
        try SQLStatement(db, "SELECT max(number) FROM revision").int64() ?? 0
    }

    /// What SQLite finds wrong with the file's pages and rows, one line each; empty for a sound file. Reads all of it.
    public func damage() throws -> [String] {
        var lines: [String] = []
        try SQLStatement(db, "PRAGMA quick_check(10)").scan { lines.append($0.text(0)) }
        return lines == ["ok"] ? [] : lines
    }

    /// The figures of this revision. Looks at every live chunk: some tenths of a second at 100,000 documents.
    ///
    /// `encoderReady` is left false: the store does not know which encoder runs.
    public func status() throws -> KnowledgeStatus {
        var status = KnowledgeStatus()
        status.revision = try revision()
        let byNamespace = """
            SELECT namespace, count(*)
            FROM document
            WHERE live_to IS NULL
            GROUP BY namespace
            ORDER BY namespace
            """
        try SQLStatement(db, byNamespace).scan { row in
            status.documentsByNamespace.append((row.text(0), row.int(1)))
            status.documents += row.int(1)
        }
        let byRole = """
            SELECT count(*), coalesce(sum(role <> 'question'), 0)
            FROM chunk
            WHERE live_to IS NULL
            """
        _ = try SQLStatement(db, byRole).first { row in
            status.chunks = row.int(0)
            status.fullTextExpected = row.int(1)
        }
        // FTS5 keeps one row here for every row of full text; counting chunk_text itself would read all its words.
        status.fullTextRows = Int(try SQLStatement(db, "SELECT count(*) FROM chunk_text_docsize").int64() ?? 0)
        let encoder = try manifest().index?.encoder
        status.encoder = encoder?.name
        status.chunksWithoutVector = try chunksWithoutVector(encoder: encoder?.digest ?? "")
        return status
    }

    /// How many live chunks have no vector of this encoder. Looks at every one.
    public func chunksWithoutVector(encoder: String) throws -> Int {
        let sql = """
            SELECT count(*)
            FROM chunk
            WHERE live_to IS NULL
                AND NOT EXISTS (
                    SELECT 1
                    FROM embedding
                    WHERE embedding.encoder = ?
                        AND embedding.digest = chunk.embedding_digest
                )
            """
        return Int(try SQLStatement(db, sql).bind([.text(encoder)]).int64() ?? 0)
    }
}

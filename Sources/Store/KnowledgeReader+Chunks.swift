public import Domain
import GRDB

/// A chunk as it is stored.
public struct StoredChunk: Sendable, Hashable {
    public let row: Int64
    /// `document.row` of its document.
    public let document: Int64
    public let chunk: Chunk
    /// Digest of the embedded text.
    public let embeddingDigest: String
}

extension KnowledgeReader {
    /// The chunks in these rows, live or not, in the order asked for; unknown rows are left out.
    public func chunks(rows: [Int64]) throws -> [StoredChunk] {
        let statement = try SQLStatement(db, KnowledgeReader.selectChunk + "\nWHERE row = ?")
        return try rows.compactMap { try statement.bind([.integer($0)]).first(KnowledgeReader.chunk) }
    }

    /// The chunks of a document version, question first, then by ordinal.
    public func chunks(document: Int64) throws -> [StoredChunk] {
        var chunks: [StoredChunk] = []
        try SQLStatement(db, KnowledgeReader.selectChunk + "\nWHERE document = ?\nORDER BY ordinal")
            .bind([.integer(document)])
            .scan { chunks.append(try KnowledgeReader.chunk($0)) }
        return chunks
    }

    /// The vectors of live chunks with a row above `afterChunkRow`, rows ascending.
    ///
    /// The buffer holds the vector of unit length and is valid inside the call only. A chunk without a vector of this
    /// encoder is left out.
    public func vectors(
        encoder: String, afterChunkRow: Int64 = 0, _ body: (Int64, UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        let sql = """
            SELECT chunk.row, embedding.vector
            FROM chunk
            CROSS JOIN embedding ON embedding.encoder = ?
                AND embedding.digest = chunk.embedding_digest
            WHERE chunk.row > ?
                AND chunk.live_to IS NULL
            ORDER BY chunk.row
            """
        // SQLite's bytes lie at any address; floats want theirs aligned.
        var aligned: [Float] = []
        try SQLStatement(db, sql).bind([.text(encoder), .integer(afterChunkRow)]).scan { row in
            let bytes = row.blob(1)
            let dimension = bytes.count / MemoryLayout<Float>.size
            if aligned.count != dimension { aligned = [Float](repeating: 0, count: dimension) }
            aligned.withUnsafeMutableBytes { $0.copyMemory(from: bytes) }
            try aligned.withUnsafeBufferPointer { try body(row.int64(0), $0) }
        }
    }

    /// The vectors of these chunks, live or not, in the order asked for; a chunk without one is left out. The buffer is
    /// valid inside the call only.
    public func vectors(
        encoder: String, chunkRows: [Int64], _ body: (Int64, UnsafeBufferPointer<Float>) throws -> Void
    ) throws {
        let sql = """
            SELECT embedding.vector
            FROM chunk
            CROSS JOIN embedding ON embedding.encoder = ?
                AND embedding.digest = chunk.embedding_digest
            WHERE chunk.row = ?
            """
        let statement = try SQLStatement(db, sql)
        for chunk in chunkRows {
            try statement.bind([.text(encoder), .integer(chunk)]).scan { row in
                let bytes = row.blob(0)
                var aligned = [Float](repeating: 0, count: bytes.count / MemoryLayout<Float>.size)
                aligned.withUnsafeMutableBytes {
                    $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes.prefix($0.count)))
                }
                try aligned.withUnsafeBufferPointer { try body(chunk, $0) }
            }
        }
    }

    /// Which of these texts have a vector of this encoder already.
    public func embeddedDigests(encoder: String, among digests: some Sequence<String>) throws -> Set<String> {
        let statement = try SQLStatement(db, "SELECT 1 FROM embedding WHERE encoder = ? AND digest = ?")
        var found: Set<String> = []
        for digest in digests where try statement.bind([.text(encoder), .text(digest)]).int64() != nil {
            found.insert(digest)
        }
        return found
    }

    private static let selectChunk = """
        SELECT row, document, role, ordinal, heading, text, embedding_digest
        FROM chunk
        """

    private static func chunk(_ row: SQLStatement) throws -> StoredChunk {
        guard let role = ChunkRole(rawValue: row.text(2)) else {
            throw AlmanacError(.corrupt, "stored chunk \(row.int64(0)) has an unknown role")
        }
        return StoredChunk(
            row: row.int64(0), document: row.int64(1),
            chunk: Chunk(role: role, ordinal: row.int(3), heading: row.text(4), text: row.text(5)),
            embeddingDigest: row.text(6))
    }
}

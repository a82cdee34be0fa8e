public import Domain
import GRDB

/// One write transaction, valid inside `VectorStore.write` only.
public struct VectorWriter {
    let db: Database

    /// Reads what this transaction sees, its own changes with it.
    public var reader: VectorReader { VectorReader(db: db) }

    // MARK: - Indexes

    /// The row of the new index; its name must be free.
    public func insert(_ index: VectorIndexRow) throws -> Int64 {
        let statement = try SQLStatement(
            db,
            """
            INSERT INTO vector_index
                (name, dimension, metric, protected, tags, model, text_field, control, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        try statement.run(
            .text(index.name), .integer(index.dimension.map { Int64($0) }), .text(index.metric.rawValue),
            .integer(index.isProtected ? 1 : 0), .text(JSONValue.object(index.tags).text), .text(index.model),
            .text(index.textField), .text(JSONValue.object(index.control).text),
            .integer(index.createdAt.milliseconds))
        return db.lastInsertedRowID
    }

    public func update(_ index: VectorIndexRow) throws {
        try SQLStatement(
            db, "UPDATE vector_index SET protected = ?, tags = ?, model = ?, text_field = ?, control = ? WHERE row = ?"
        ).run(
            .integer(index.isProtected ? 1 : 0), .text(JSONValue.object(index.tags).text), .text(index.model),
            .text(index.textField), .text(JSONValue.object(index.control).text), .integer(index.row))
    }

    public func deleteIndex(_ row: Int64) throws {
        try SQLStatement(db, "DELETE FROM vector_index WHERE row = ?").run(.integer(row))
    }

    /// The number of a new write.
    public func nextLSN(ofIndex row: Int64) throws -> Int64 {
        let statement = try SQLStatement(db, "UPDATE vector_index SET lsn = lsn + 1 WHERE row = ? RETURNING lsn")
        var lsn: Int64?
        // To the end: a statement that is left early undoes nothing but may hold the table.
        try statement.bind([.integer(row)]).scan { lsn = $0.int64(0) }
        guard let lsn else { throw AlmanacError(.notFound, "the index is gone") }
        return lsn
    }

    // MARK: - Namespaces

    public func insertNamespace(_ name: String, schema: JSONValue?, index: Int64) throws -> Int64 {
        try SQLStatement(db, "INSERT INTO vector_namespace (vector_index, name, schema) VALUES (?, ?, ?)")
            .run(.integer(index), .text(name), .text(schema?.text))
        return db.lastInsertedRowID
    }

    public func deleteNamespace(_ row: Int64) throws {
        try SQLStatement(db, "DELETE FROM vector_namespace WHERE row = ?").run(.integer(row))
    }

    // MARK: - Records

    /// Writes records over those of the same ids.
    public func upsert(_ records: [VectorRecord], namespace: Int64) throws {
        let statement = try SQLStatement(
            db,
            """
            INSERT INTO vector_record (namespace, id, dense, sparse, metadata) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (namespace, id) DO UPDATE SET
                dense = excluded.dense, sparse = excluded.sparse, metadata = excluded.metadata
            """)
        for record in records {
            try statement.bind(.integer(namespace), at: 1)
            try statement.bind(.text(record.id), at: 2)
            if record.values.isEmpty {
                try statement.bind(.null, at: 3)
            } else {
                try statement.bind(record.values[...], at: 3)
            }
            try statement.bind(record.sparse.map { .blob(VectorWriter.bytes($0)) } ?? .null, at: 4)
            try statement.bind(.text(record.metadata.json.text), at: 5)
            try statement.run()
        }
    }

    public func delete(ids: [String], namespace: Int64) throws {
        let statement = try SQLStatement(db, "DELETE FROM vector_record WHERE namespace = ? AND id = ?")
        for id in ids { try statement.run(.integer(namespace), .text(id)) }
    }

    private static func bytes(_ sparse: SparseVector) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(8 * sparse.count)
        for (index, value) in zip(sparse.indices, sparse.values) {
            withUnsafeBytes(of: index.littleEndian) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return bytes
    }
}

public import Domain
import GRDB

/// One read transaction, valid inside `VectorStore.read` or `write` only.
public struct VectorReader {
    let db: Database

    // MARK: - Indexes and namespaces

    /// By name.
    public func indexes() throws -> [VectorIndexRow] {
        var rows: [VectorIndexRow] = []
        try SQLStatement(
            db,
            """
            SELECT row, name, dimension, metric, protected, tags, model, text_field, control, created_at, lsn
            FROM vector_index ORDER BY name
            """
        ).scan { rows.append(try VectorReader.index($0)) }
        return rows
    }

    public func index(_ name: String) throws -> VectorIndexRow? {
        try SQLStatement(
            db,
            """
            SELECT row, name, dimension, metric, protected, tags, model, text_field, control, created_at, lsn
            FROM vector_index WHERE name = ?
            """
        ).bind([.text(name)]).first { try VectorReader.index($0) }
    }

    private static func index(_ row: SQLStatement) throws -> VectorIndexRow {
        guard let metric = VectorMetric(rawValue: row.text(3)), let tags = try? JSONParser.parse(row.text(5)).object,
            let control = try? JSONParser.parse(row.text(8)).object
        else { throw VectorReader.damaged("index", row.text(1)) }
        return VectorIndexRow(
            row: row.int64(0), name: row.text(1), dimension: row.optionalInt64(2).map { Int($0) }, metric: metric,
            isProtected: row.int64(4) == 1, tags: tags, model: row.optionalText(6), textField: row.optionalText(7),
            control: control, createdAt: Timestamp(milliseconds: row.int64(9)), lsn: row.int64(10))
    }

    /// In the byte order of names, with how many records each has.
    public func namespaces(ofIndex index: Int64) throws -> [VectorNamespaceRow] {
        var rows: [VectorNamespaceRow] = []
        try SQLStatement(
            db,
            """
            SELECT n.row, n.name, n.schema, (SELECT count(*) FROM vector_record AS r WHERE r.namespace = n.row)
            FROM vector_namespace AS n WHERE n.vector_index = ? ORDER BY n.name
            """
        ).bind([.integer(index)]).scan { row in
            rows.append(
                VectorNamespaceRow(
                    row: row.int64(0), name: row.text(1),
                    schema: row.optionalText(2).flatMap { try? JSONParser.parse($0) }, count: row.int(3)))
        }
        return rows
    }

    public func count(namespace: Int64) throws -> Int {
        let statement = try SQLStatement(db, "SELECT count(*) FROM vector_record WHERE namespace = ?")
        return Int(try statement.bind([.integer(namespace)]).int64() ?? 0)
    }

    // MARK: - Records

    /// Every record of a namespace, in no order.
    public func records(namespace: Int64, _ body: (VectorRecord) throws -> Void) throws {
        try SQLStatement(db, "SELECT id, dense, sparse, metadata FROM vector_record WHERE namespace = ?")
            .bind([.integer(namespace)]).scan { try body(VectorReader.record($0)) }
    }

    /// Records by id; those that are not there are left out.
    public func records(ids: [String], namespace: Int64) throws -> [VectorRecord] {
        let statement = try SQLStatement(
            db, "SELECT id, dense, sparse, metadata FROM vector_record WHERE namespace = ? AND id = ?")
        return try ids.compactMap { id in
            try statement.bind([.integer(namespace), .text(id)]).first { try VectorReader.record($0) }
        }
    }

    /// Metadata by id, `[ids]`; nil where a record is not there.
    public func metadata(ids: [String], namespace: Int64) throws -> [Metadata?] {
        let statement = try SQLStatement(db, "SELECT metadata FROM vector_record WHERE namespace = ? AND id = ?")
        return try ids.map { id in
            try statement.bind([.integer(namespace), .text(id)]).first {
                try VectorReader.metadata($0.textBytes(0), of: id)
            }
        }
    }

    /// Ids with a prefix in byte order, at most `limit` of those after `after`.
    public func ids(namespace: Int64, prefix: String, after: String?, limit: Int) throws -> [String] {
        var ids: [String] = []
        // Ids are ASCII: nothing with the prefix lies behind the highest character there is.
        let statement = try SQLStatement(
            db,
            "SELECT id FROM vector_record WHERE namespace = ? AND id > ? AND id >= ? AND id < ? ORDER BY id LIMIT ?")
        try statement.bind([
            .integer(namespace), .text(after ?? ""), .text(prefix), .text(prefix + "\u{10FFFF}"),
            .integer(Int64(limit)),
        ]).scan { ids.append($0.text(0)) }
        return ids
    }

    private static func record(_ row: SQLStatement) throws -> VectorRecord {
        let id = row.text(0)
        let dense = row.blob(1)
        let values = [Float](unsafeUninitializedCapacity: dense.count / 4) { buffer, count in
            count = dense.count / 4
            UnsafeMutableRawBufferPointer(buffer).copyMemory(
                from: UnsafeRawBufferPointer(rebasing: dense[0..<count * 4]))
        }
        return VectorRecord(
            id: id, values: values, sparse: row.isNull(2) ? nil : try sparse(row.blob(2), of: id),
            metadata: try metadata(row.textBytes(3), of: id))
    }

    private static func sparse(_ bytes: UnsafeRawBufferPointer, of id: String) throws -> SparseVector {
        let count = bytes.count / 8
        let indices = (0..<count).map { bytes.loadUnaligned(fromByteOffset: 8 * $0, as: UInt32.self) }
        let values = (0..<count).map { bytes.loadUnaligned(fromByteOffset: 8 * $0 + 4, as: Float.self) }
        guard let vector = SparseVector(indices: indices, values: values) else { throw damaged("record", id) }
        return vector
    }

    private static func metadata(_ bytes: UnsafeBufferPointer<UInt8>, of id: String) throws -> Metadata {
        // Most records of a benchmark have none.
        if bytes.count == 2 { return [:] }
        guard let object = try? JSONParser.parse(bytes).object, case .success(let metadata) = Metadata.parse(object)
        else { throw damaged("record", id) }
        return metadata
    }

    private static func damaged(_ kind: String, _ name: String) -> AlmanacError {
        AlmanacError(.corrupt, "the stored \(kind) '\(name)' cannot be read", hint: "restore a backup")
    }
}

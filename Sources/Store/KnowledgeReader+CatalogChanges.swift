import Domain
import GRDB

extension KnowledgeReader {
    /// What changed in the catalogue since a revision; work in proportion to the change.
    ///
    /// - Parameter limit: nil is given where more documents than this changed, since then it is as quick to read all.
    ///   Also nil where documents were erased meanwhile: they leave no row that says so.
    public func catalogChanges(since revision: Int64, limit: Int) throws -> CatalogChanges? {
        let erased = "SELECT 1 FROM revision WHERE number > ? AND kind = 'erasure'"
        guard try SQLStatement(db, erased).bind([.integer(revision)]).int64() == nil else { return nil }
        var changes = CatalogChanges()
        let ended = """
            SELECT row
            FROM document INDEXED BY document_live_to
            WHERE live_to > ?1
                AND live_from <= ?1
            LIMIT ?2
            """
        try SQLStatement(db, ended).bind([.integer(revision), .integer(Int64(limit + 1))]).scan { row in
            changes.ended.insert(row.int64(0))
        }
        guard changes.ended.count <= limit else { return nil }
        changes.added = try added(since: revision, limit: limit)
        return changes.added.count <= limit ? changes : nil
    }

    /// In the order of ids, at most one more than the limit.
    private func added(since revision: Int64, limit: Int) throws -> [CatalogChanges.Added] {
        let sql = """
            SELECT row, namespace, id, valid_from, valid_to
            FROM document INDEXED BY document_live_from
            WHERE live_from > ?
                AND live_to IS NULL
            ORDER BY namespace, id
            LIMIT ?
            """
        let before = """
            SELECT row
            FROM document INDEXED BY document_live
            WHERE (namespace, id) < (?, ?)
                AND live_to IS NULL
            ORDER BY namespace DESC, id DESC
            LIMIT 1
            """
        let predecessor = try SQLStatement(db, before)
        let parts = try SQLStatement(db, "SELECT row, role FROM chunk WHERE document = ? ORDER BY row")
        var added: [CatalogChanges.Added] = []
        try SQLStatement(db, sql).bind([.integer(revision), .integer(Int64(limit + 1))]).scan { document in
            let row = document.int64(0)
            let (namespace, id) = (document.text(1), document.text(2))
            var chunks: [(row: Int64, role: UInt8)] = []
            try parts.bind([.integer(row)]).scan { part in
                chunks.append((part.int64(0), try KnowledgeReader.role(part.textBytes(1), ofChunk: part.int64(0))))
            }
            added.append(
                CatalogChanges.Added(
                    row: row, namespace: namespace, validFrom: document.optionalInt64(3) ?? .min,
                    validTo: document.optionalInt64(4) ?? .max,
                    predecessor: try predecessor.bind([.text(namespace), .text(id)]).int64(), chunks: chunks))
        }
        return added
    }

    private static func role(_ bytes: UnsafeBufferPointer<UInt8>, ofChunk row: Int64) throws -> UInt8 {
        guard let code = roleCode(bytes) else {
            throw AlmanacError(.corrupt, "stored chunk \(row) has an unknown role", hint: "run: almanac doctor")
        }
        return code
    }
}

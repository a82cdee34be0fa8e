public import Domain
import GRDB

extension KnowledgeReader {
    /// The rows of live documents that the filter lets through, ascending; the same as `Filter.matches` on each
    /// document's `filterable` metadata.
    ///
    /// Throws `invalid_filter` where the filter holds more than 32,000 values.
    public func documentRows(matching filter: Filter) throws -> [Int64] {
        let compiled = try FilterSQL(filter)
        let sql = """
            SELECT document.row
            FROM document
            WHERE document.live_to IS NULL
                AND \(compiled.condition)
            ORDER BY document.row
            """
        var rows: [Int64] = []
        try SQLStatement(db, sql, cached: false).bind(compiled.values).scan { rows.append($0.int64(0)) }
        return rows
    }
}

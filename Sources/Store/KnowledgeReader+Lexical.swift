import Domain
import GRDB

/// BM25 as FTS5 computes it (k1 = 1.2, b = 0.75; Robertson and Zaragoza 2009), with the sign turned so that higher is
/// better. A score is the sum of one contribution for each term, added from the left beginning with 0; the statistics
/// are those of all rows of full text, whatever a filter says.
extension KnowledgeReader {
    /// The BM25 score of every live chunk that holds any of the terms, in no order.
    public func lexicalScores(
        _ query: LexicalQuery, weights: ColumnWeights, _ body: (_ chunkRow: Int64, _ score: Double) throws -> Void
    ) throws {
        guard !query.isEmpty else { return }
        let sql = """
            SELECT rowid, bm25(chunk_text, ?, ?, ?)
            FROM chunk_text
            WHERE chunk_text MATCH ?
            """
        try SQLStatement(db, sql).bind(weights.values + [.text(query.pattern)]).scan { row in
            try body(row.int64(0), -row.double(1))
        }
    }

    /// For each of the chunk rows, what every term of the query contributes to its score.
    ///
    /// The sum from the left is the score of `lexicalScores` bit for bit: FTS5's `bm25()` adds up a value for each
    /// phrase from 0 on, and for a query of that phrase alone it is that value. Scans each term's postings twice
    /// (once to count, once to find), whatever the number of rows.
    public func lexicalShares(_ query: LexicalQuery, weights: ColumnWeights, rows: [Int64]) throws -> [[Double]] {
        var shares = [[Double]](repeating: [Double](repeating: 0, count: query.terms.count), count: rows.count)
        guard !query.isEmpty, !rows.isEmpty else { return shares }
        let offsets = Dictionary(rows.enumerated().map { ($1, [$0]) }, uniquingKeysWith: +)
        // The plus sign keeps the list from FTS5, which would search anew, and count anew, for each row of it.
        let sql = """
            SELECT rowid, bm25(chunk_text, ?, ?, ?)
            FROM chunk_text
            WHERE chunk_text MATCH ?
                AND +rowid IN (SELECT value FROM json_each(?))
            """
        let list = JSONValue.array(rows.map(JSONValue.integer)).text
        let statement = try SQLStatement(db, sql)
        for (term, word) in query.terms.enumerated() {
            try statement.bind(weights.values + [.text(LexicalQuery.quoted(word)), .text(list)]).scan { row in
                for offset in offsets[row.int64(0)] ?? [] { shares[offset][term] = -row.double(1) }
            }
        }
        return shares
    }

    /// How many rows of full text hold each term, and how many rows there are.
    public func documentFrequencies(_ query: LexicalQuery) throws -> (frequencies: [Int], rows: Int) {
        let statement = try SQLStatement(db, "SELECT count(*) FROM chunk_text WHERE chunk_text MATCH ?")
        let frequencies = try query.terms.map { Int(try statement.bind([.text(LexicalQuery.quoted($0))]).int64() ?? 0) }
        return (frequencies, Int(try SQLStatement(db, "SELECT count(*) FROM chunk_text_docsize").int64() ?? 0))
    }
}

extension ColumnWeights {
    fileprivate var values: [SQLValue] { [.real(title), .real(question), .real(body)] }
}

/// A row of full text as it stands: normalised words.
package struct FullTextRow: Sendable, Hashable {
    /// `chunk.row`.
    package let chunk: Int64
    package let title: String
    package let question: String
    package let body: String

    package init(chunk: Int64, title: String, question: String, body: String) {
        self.chunk = chunk
        self.title = title
        self.question = question
        self.body = body
    }
}

extension KnowledgeReader {
    /// All of the full text, rows ascending: for checks that it says what the live chunks say.
    package func fullText() throws -> [FullTextRow] {
        var rows: [FullTextRow] = []
        try SQLStatement(db, "SELECT rowid, title, question, body FROM chunk_text ORDER BY rowid").scan { row in
            rows.append(FullTextRow(chunk: row.int64(0), title: row.text(1), question: row.text(2), body: row.text(3)))
        }
        return rows
    }
}

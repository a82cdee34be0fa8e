public import Domain

/// Mean metrics of one way of searching over one golden set.
public struct RetrievalReport: Sendable {
    /// Cut-off of every metric.
    public static let k = 10

    public let name: String
    /// How many queries were asked; all have at least one relevant document.
    public let queries: Int
    public let ndcg: Double
    public let recall: Double
    public let reciprocalRank: Double

    /// Asks every query that has a relevant document and averages.
    ///
    /// - Parameter search: gives the ranked documents of a query, at least the first ten.
    public init(name: String, golden: GoldenSet, search: (GoldenQuery) throws -> [DocumentID]) rethrows {
        var sums = (ndcg: 0.0, recall: 0.0, reciprocalRank: 0.0)
        var asked = 0
        for query in golden.queries where query.relevant.values.contains(where: { $0 > 0 }) {
            let ranked = try search(query)
            asked += 1
            sums.ndcg += RetrievalMetrics.ndcg(ranked, query.relevant, k: RetrievalReport.k)
            sums.recall += RetrievalMetrics.recall(ranked, query.relevant, k: RetrievalReport.k)
            sums.reciprocalRank += RetrievalMetrics.reciprocalRank(ranked, query.relevant, k: RetrievalReport.k)
        }
        let count = Double(max(1, asked))
        self.name = name
        queries = asked
        ndcg = sums.ndcg / count
        recall = sums.recall / count
        reciprocalRank = sums.reciprocalRank / count
    }
}

public import Domain

/// The metrics of one way of searching for each query of one golden set.
public struct RetrievalReport: Sendable {
    /// Cut-off of every metric.
    public static let k = 10

    public enum Metric: String, Sendable, CaseIterable {
        case ndcg, recall, mrr
    }

    public let name: String
    /// The queries that were asked, in the set's order; all have at least one relevant document.
    public let queries: [GoldenQuery]
    private let values: [Metric: [Double]]

    /// Asks every query that has a relevant document.
    ///
    /// - Parameter search: gives the ranked documents of a query, at least the first ten.
    public init(name: String, golden: GoldenSet, search: (GoldenQuery) throws -> [DocumentID]) rethrows {
        var values: [Metric: [Double]] = [:]
        let asked = golden.queries.filter { $0.relevant.values.contains { $0 > 0 } }
        for query in asked {
            let ranked = try search(query)
            values[.ndcg, default: []].append(RetrievalMetrics.ndcg(ranked, query.relevant, k: RetrievalReport.k))
            values[.recall, default: []].append(RetrievalMetrics.recall(ranked, query.relevant, k: RetrievalReport.k))
            values[.mrr, default: []]
                .append(RetrievalMetrics.reciprocalRank(ranked, query.relevant, k: RetrievalReport.k))
        }
        self.name = name
        self.values = values
        queries = asked
    }

    /// A report of some of the queries.
    private init(_ report: RetrievalReport, where isIncluded: (GoldenQuery) -> Bool) {
        let kept = report.queries.indices.filter { isIncluded(report.queries[$0]) }
        name = report.name
        queries = kept.map { report.queries[$0] }
        values = report.values.mapValues { values in kept.map { values[$0] } }
    }

    /// `[queries]`, each 0…1.
    public func values(_ metric: Metric) -> [Double] { values[metric] ?? [] }

    /// The mean over the queries, 0 for none.
    public func mean(_ metric: Metric) -> Double {
        let values = values(metric)
        return values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
    }

    public func filtered(_ isIncluded: (GoldenQuery) -> Bool) -> RetrievalReport {
        RetrievalReport(self, where: isIncluded)
    }
}

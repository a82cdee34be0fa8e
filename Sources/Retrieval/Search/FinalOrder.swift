import Domain

/// The order that hits come in: the fused order, its first documents reordered by the second stage.
struct FinalOrder {
    let ranking: Ranking
    /// The second stage that ran; nil where there was none.
    let reranking: Reranking?
    let degraded: [String]
    /// The reranked documents, best first.
    private let reranked: [RankedDocument]
    /// The lowest final score let through.
    private let lowest: Double?

    /// The order of the first stage alone.
    init(_ ranking: Ranking, lowest: Double?, degraded: [String]) {
        self.ranking = ranking
        self.lowest = lowest
        self.degraded = degraded
        reranking = nil
        reranked = []
    }

    init(_ ranking: Ranking, reranker: Reranker, catalog: Catalog, lowest: Double?, degraded: [String]) throws {
        self.ranking = ranking
        self.lowest = lowest
        self.degraded = degraded
        reranking = reranker.options
        let depth = reranker.options.depth
        let candidates = ranking.top(depth, candidates: depth).map { FinalOrder.fused($0, ranking) }
        reranked = try reranker.rerank(candidates, catalog: catalog, bestChunk: ranking.bestChunk(of:))
    }

    private static func fused(_ scored: Scored, _ ranking: Ranking) -> RankedDocument {
        RankedDocument(document: scored.document, parts: ranking.parts(of: scored.document) ?? [], evidence: nil)
    }

    /// The best `k`, in order, none below the thresholds.
    func top(_ k: Int, candidates: Int) -> [RankedDocument] {
        var top = Array(reranked.prefix(k))
        if top.count < k, reranked.count == reranking?.depth ?? 0 {
            // Past the depth the fused order goes on; its first documents are the reranked ones.
            top += ranking.top(k, candidates: candidates).dropFirst(reranked.count)
                .map { FinalOrder.fused($0, ranking) }
        }
        guard let lowest else { return top }
        return Array(top.prefix { $0.scored.score >= lowest })
    }

    /// Nil where no leg holds the document.
    func parts(of document: Int) -> [ScorePart]? {
        reranked.first { $0.document == document }?.parts ?? ranking.parts(of: document)
    }

    /// From 1 among all scored documents, thresholds on fused and final scores aside.
    func rank(of document: Int) -> Int? {
        reranked.firstIndex { $0.document == document }.map { $0 + 1 } ?? ranking.rank(of: document)
    }
}

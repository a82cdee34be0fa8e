import Domain

/// One way of searching that an evaluation compares with the others.
struct SearchWay {
    enum Role { case leg, fused, reranked, ablation }

    let name: String
    let role: Role
    let request: SearchRequest

    /// Both legs, the fixed fusions, the default one, and the whole default search; then the default search with one
    /// thing taken away or added.
    static func all(late: Bool) -> [SearchWay] {
        func way(
            _ name: String, _ role: Role, mode: SearchMode = .hybrid, fusion: FusionMethod = .adaptive,
            rerank: Reranking? = nil, spelling: Bool = true
        ) -> SearchWay {
            var request = SearchRequest(query: "", k: 10, mode: mode, fusion: fusion, rerank: rerank)
            request.spelling = spelling
            return SearchWay(name: name, role: role, request: request)
        }
        var ways = [
            way("lexical", .leg, mode: .lexical),
            way("dense", .leg, mode: .dense),
            way("rrf", .ablation, fusion: .defaultRRF),
            way("convex \(FusionMethod.defaultDenseWeight)", .ablation, fusion: .defaultConvex),
            way("fused (adaptive)", .fused),
            way("reranked", .reranked, rerank: Reranking()),
            way("reranked, no metadata", .ablation, rerank: Reranking(metadata: 0)),
            way("reranked, no freshness", .ablation, rerank: Reranking(freshness: 0)),
            way("reranked, no spelling", .ablation, rerank: Reranking(), spelling: false),
        ]
        if late { ways.append(way("reranked, late", .ablation, rerank: .late)) }
        return ways
    }
}

import Domain

/// How a document's scores in both legs become the parts of one score, bound to one query's legs.
///
/// A part never falls when the leg's score rises, which is what bounds the documents that a cut has not shown.
struct Fusion {
    let applied: AppliedFusion
    private let method: FusionMethod
    let dense: Leg
    let lexical: Leg
    private let bestDense: Double
    private let bestLexical: Double
    /// Ranks from 1 within the depth, for reciprocal rank fusion alone.
    private let denseRanks: [Int: Int]
    private let lexicalRanks: [Int: Int]

    /// - Parameter background: the query's cosine with documents picked without looking at it; asked for by an
    ///   adaptive weight only.
    init(_ asked: FusionMethod, dense: Leg, lexical: Leg, background: () -> [Double]) {
        if asked == .adaptive {
            let evidence = AdaptiveWeight.evidence(dense: dense, lexical: lexical, background: background())
            let weight = AdaptiveWeight.weight(evidence)
            applied = AppliedFusion(method: asked, denseWeight: weight, evidence: evidence)
            method = .convex(denseWeight: weight)
        } else {
            applied = AppliedFusion(method: asked)
            method = asked
        }
        self.dense = dense
        self.lexical = lexical
        func ranks(_ leg: Leg, depth: Int) -> [Int: Int] {
            Dictionary(
                leg.top(depth).enumerated().map { ($1.document, $0 + 1) }, uniquingKeysWith: { first, _ in first })
        }
        switch method {
        case .rrf(_, _, _, let depth):
            (bestDense, bestLexical) = (0, 0)
            (denseRanks, lexicalRanks) = (ranks(dense, depth: depth), ranks(lexical, depth: depth))
        case .adaptive, .convex:
            (bestDense, bestLexical) = (dense.top(1).first?.score ?? 0, lexical.top(1).first?.score ?? 0)
            (denseRanks, lexicalRanks) = ([:], [:])
        }
    }

    /// The parts of a document's score, always dense before lexical.
    func parts(of document: Int) -> [ScorePart] {
        switch method {
        case .rrf(let constant, let denseWeight, let lexicalWeight, _):
            [
                ScorePart("dense", Fusion.share(denseWeight, constant, denseRanks[document])),
                ScorePart("lexical", Fusion.share(lexicalWeight, constant, lexicalRanks[document])),
            ]
        case .adaptive, .convex:
            convexParts(dense: dense.score(of: document), lexical: lexical.score(of: document))
        }
    }

    func score(of document: Int) -> Double { ScorePart.sum(parts(of: document)) }

    /// The best `k` documents that either leg holds, exactly.
    ///
    /// Convex: the threshold algorithm (Fagin, Lotem and Naor 2001). Both legs are read to a depth, every document seen
    /// is scored on both, and the depth grows until the k-th score is above what an unseen document could reach.
    func top(_ k: Int, candidates: Int) -> [Scored] {
        guard case .convex = method else {
            let documents = Set(denseRanks.keys).union(lexicalRanks.keys)
            return BestFirst.select(k, from: documents.lazy.map { Scored(document: $0, score: score(of: $0)) })
        }
        var depth = max(k, candidates)
        while true {
            let denseTop = dense.top(depth)
            let lexicalTop = lexical.top(depth)
            var seen = Set(denseTop.lazy.map(\.document))
            seen.formUnion(lexicalTop.lazy.map(\.document))
            let best = BestFirst.select(k, from: seen.lazy.map { Scored(document: $0, score: score(of: $0)) })
            let denseRest = dense.held.count > denseTop.count ? denseTop.last?.score : nil
            let lexicalRest = lexical.held.count > lexicalTop.count ? lexicalTop.last?.score : nil
            if denseRest == nil, lexicalRest == nil { return best }
            let bound = ScorePart.sum(convexParts(dense: denseRest, lexical: lexicalRest))
            if best.count == k, let last = best.last, last.score > bound { return best }
            depth *= 4
        }
    }

    private static func share(_ weight: Double, _ constant: Double, _ rank: Int?) -> Double {
        rank.map { weight / (constant + Double($0)) } ?? 0
    }

    private func convexParts(dense: Double?, lexical: Double?) -> [ScorePart] {
        guard case .convex(let weight) = method else { return [] }
        let denseShare = bestDense > 0 ? max(0, dense ?? 0) / bestDense : 0
        let lexicalShare = bestLexical > 0 ? max(0, lexical ?? 0) / bestLexical : 0
        return [ScorePart("dense", weight * denseShare), ScorePart("lexical", (1 - weight) * lexicalShare)]
    }
}

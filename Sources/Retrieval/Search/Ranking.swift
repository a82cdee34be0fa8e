import Domain

/// The order of one query's documents: both legs fused, or one leg alone.
struct Ranking {
    let dense: Leg?
    let lexical: Leg?
    private let fusion: Fusion?
    /// The lowest score let through.
    private let threshold: Double?

    /// - Parameters:
    ///   - dense: nil where the mode is lexical or there are no vectors.
    ///   - lexical: nil where the mode is dense.
    ///   - background: the query's cosine with the catalog's background, for an adaptive weight.
    init(
        dense: Leg?, lexical: Leg?, method: FusionMethod, thresholds: SearchThresholds,
        background: () -> [Double] = { [] }
    ) {
        var dense = dense
        var lexical = lexical
        if let lowest = thresholds.dense { dense?.drop(below: lowest) }
        if let lowest = thresholds.lexical { lexical?.drop(below: lowest) }
        self.dense = dense
        self.lexical = lexical
        threshold = thresholds.fused
        if let dense, let lexical {
            fusion = Fusion(method, dense: dense, lexical: lexical, background: background)
        } else {
            fusion = nil
        }
    }

    /// What made the scores; nil for one leg alone.
    var applied: AppliedFusion? { fusion?.applied }

    /// How many documents have a score.
    var count: Int {
        guard let dense, let lexical else { return (dense ?? lexical)?.held.count ?? 0 }
        return dense.held.count + lexical.held.count { dense.score(of: Int($0)) == nil }
    }

    /// The best `k`, in order, none below the threshold.
    func top(_ k: Int, candidates: Int) -> [Scored] {
        let best = fusion?.top(k, candidates: candidates) ?? (dense ?? lexical)?.top(k) ?? []
        guard let threshold else { return best }
        return Array(best.prefix { $0.score >= threshold })
    }

    /// Nil where no leg holds the document.
    func parts(of document: Int) -> [ScorePart]? {
        if let fusion {
            guard fusion.dense.score(of: document) != nil || fusion.lexical.score(of: document) != nil else {
                return nil
            }
            return fusion.parts(of: document)
        }
        if let score = dense?.score(of: document) { return [ScorePart("dense", score)] }
        if let score = lexical?.score(of: document) { return [ScorePart("lexical", score)] }
        return nil
    }

    /// From 1 among all scored documents, thresholds on the fused score aside.
    func rank(of document: Int) -> Int? {
        guard let parts = parts(of: document) else { return nil }
        let own = Scored(document: document, score: ScorePart.sum(parts))
        guard let fusion else { return (dense ?? lexical)?.rank(of: document) }
        let all = fusion.top(count, candidates: count)
        return all.firstIndex(of: own).map { $0 + 1 }
    }

    /// The chunk that speaks for the document: the best part of the leg that gave more.
    func bestChunk(of document: Int) -> Int? {
        let parts = parts(of: document) ?? []
        let denseFirst = parts.count < 2 || parts[0].value >= parts[1].value
        let (first, second) = denseFirst ? (dense, lexical) : (lexical, dense)
        return first?.bestChunk(of: document) ?? second?.bestChunk(of: document)
    }
}

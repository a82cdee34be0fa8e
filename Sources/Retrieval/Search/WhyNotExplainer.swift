import Domain

/// Says in one sentence, with its numbers, why a document is or is not among the hits.
struct WhyNotExplainer {
    let request: SearchRequest
    let now: Timestamp
    let stored: StoredDocument
    let ordinal: Int
    let revision: Int64
    /// Whether the document passed namespaces, validity and filter.
    let selected: Bool
    /// The order as it is, and as it would be with the document let in.
    let actual: FinalOrder
    let supposed: FinalOrder

    func explain(evidence: (dense: LegEvidence?, lexical: LegEvidence?)) -> WhyNot {
        let parts = supposed.parts(of: ordinal)
        let score = parts.map(ScorePart.sum)
        let rank = supposed.rank(of: ordinal)
        let top = actual.top(request.k, candidates: request.candidates)
        let cut = top.count == request.k ? top.last?.scored.score : nil
        let (outcome, explanation, removedBy) = verdict(rank: rank, score: score, cut: cut, top: top)
        return WhyNot(
            document: stored.document.id, outcome: outcome, explanation: explanation, rank: rank, score: score,
            parts: parts ?? [], dense: evidence.dense, lexical: evidence.lexical, removedBy: removedBy, cut: cut,
            gap: cut.flatMap { cut in score.map { cut - $0 } }, revision: revision, degraded: actual.degraded)
    }

    private func verdict(
        rank: Int?, score: Double?, cut: Double?, top: [RankedDocument]
    ) -> (WhyNot.Outcome, String, removedBy: String?) {
        let place = rank.map { "; it would be number \($0)" } ?? "; no leg would find it anyway"
        let document = stored.document
        if let allowed = request.namespaces, !allowed.contains(document.id.namespace) {
            let names = allowed.joined(separator: ", ")
            return (.filtered, "the search is limited to \(names)\(place)", "namespaces: \(names)")
        }
        if let start = document.validFrom, now < start {
            return (.notYetValid, "it is valid from \(start) only\(place)", "valid_from: \(start)")
        }
        if let end = document.validTo, end <= now {
            return (.expired, "it was valid until \(end)\(place)", "valid_to: \(end)")
        }
        if !selected {
            let condition = failingCondition()?.json.text ?? "the filter"
            return (.filtered, "the filter condition \(condition) removed it\(place)", condition)
        }
        guard let score, let rank else { return unmatched() }
        if top.contains(where: { $0.document == ordinal }) { return (.found, "it is hit number \(rank)", nil) }
        let fused = ScorePart.sum(supposed.ranking.parts(of: ordinal) ?? [])
        for (name, lowest, score) in [
            ("min_fused", request.thresholds.fused, fused), ("min_rerank", request.thresholds.rerank, score),
        ] {
            guard let lowest, score < lowest else { continue }
            return (.belowThreshold, "its score \(score) is below \(name) \(lowest)", "\(name): \(lowest)")
        }
        let gap = cut.map { ", \($0 - score) short of hit number \(request.k)" } ?? ""
        return (.belowTheCut, "it is number \(rank)\(gap)", nil)
    }

    /// No leg holds it: because a threshold let go of it, or because it shares no word and has no vector.
    private func unmatched() -> (WhyNot.Outcome, String, removedBy: String?) {
        let bounds = [
            ("min_dense", request.thresholds.dense), ("min_lexical", request.thresholds.lexical),
        ].compactMap { name, value in value.map { "\(name): \($0)" } }
        if bounds.isEmpty {
            return (.unmatched, "no leg that was asked finds it: it shares no word with the query", nil)
        }
        let text = bounds.joined(separator: ", ")
        return (.belowThreshold, "no leg finds it above its threshold (\(text))", text)
    }

    /// The first condition, of those that must all hold, that the document fails.
    private func failingCondition() -> Filter? {
        let metadata = stored.document.filterable(updatedAt: stored.updatedAt)
        guard let filter = request.filter else { return nil }
        func failing(_ filter: Filter) -> Filter? {
            guard case .all(let filters) = filter else { return filter.matches(metadata) ? nil : filter }
            return filters.lazy.compactMap(failing).first
        }
        return failing(filter)
    }
}

public import Domain
import Foundation

/// Retrieval metrics over one ranked list, rank 1 first. Judgements map a document to its grade; a document without
/// one has grade 0. A query without a relevant document has no metric: callers leave it out of every mean.
public enum RetrievalMetrics {
    /// Normalised discounted cumulative gain with linear gains: `Σ grade / log₂(rank + 1)` over the first `k`, divided
    /// by the same sum of the best possible order (Järvelin and Kekäläinen 2002; the variant of trec_eval's ndcg_cut).
    public static func ndcg(_ ranked: [DocumentID], _ judgements: [DocumentID: Int], k: Int) -> Double {
        let gains = ranked.prefix(k).map { Double(judgements[$0] ?? 0) }
        let ideal = judgements.values.sorted(by: >).prefix(k).map(Double.init)
        let best = discounted(ideal)
        return best > 0 ? discounted(gains) / best : 0
    }

    /// Share of the relevant documents (grade 1 or more) among the first `k`.
    public static func recall(_ ranked: [DocumentID], _ judgements: [DocumentID: Int], k: Int) -> Double {
        let relevant = judgements.count { $0.value > 0 }
        guard relevant > 0 else { return 0 }
        return Double(ranked.prefix(k).count { judgements[$0, default: 0] > 0 }) / Double(relevant)
    }

    /// One over the rank of the first relevant document within the first `k`, else 0.
    public static func reciprocalRank(_ ranked: [DocumentID], _ judgements: [DocumentID: Int], k: Int) -> Double {
        guard let first = ranked.prefix(k).firstIndex(where: { judgements[$0, default: 0] > 0 }) else { return 0 }
        return 1 / Double(first + 1)
    }

    private static func discounted(_ gains: [Double]) -> Double {
        gains.enumerated().reduce(0) { $0 + $1.element / log2(Double($1.offset + 2)) }
    }
}

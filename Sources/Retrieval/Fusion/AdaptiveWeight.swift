import Domain
import Foundation

/// How much meaning counts against words for one query.
///
/// Each leg is measured in a unit of its own that means the same for every query. The dense leg's is the deviation of
/// the query's cosine over a background of documents that have nothing to do with it: a best hit many deviations out
/// is a sure one. BM25 is its own unit: it is a sum of inverse document frequencies, so it grows with how many of the
/// query's words the best hit holds and how rare they are, and it stays small where the collection does not know them.
/// A point of BM25 is worth `deviationsPerPoint` deviations of cosine, and the more the less near the nearest document
/// is. Both constants were chosen on development sets, each left out in turn (ARCHITECTURE.md).
enum AdaptiveWeight {
    /// Deviations that one point of BM25 is worth where the best cosine is `usualBest`.
    static let deviationsPerPoint = 0.095
    static let usualBest = 0.64
    /// By which power of e that grows for each unit that the best cosine falls short of the usual one.
    static let doubt = 3.0

    /// A deviation is estimated as if this many more background documents had shown the usual one, so that a home with
    /// a handful of documents does not take chance for evidence.
    private static let priorCount = 16.0
    private static let usualDeviation = 0.11

    /// How many live documents make up the background.
    static let backgroundSize = 1024

    /// - Parameter background: the query's cosine with documents picked without looking at it.
    static func evidence(dense: Leg, lexical: Leg, background: [Double]) -> FusionEvidence {
        let count = Double(background.count)
        let mean = background.reduce(0, +) / max(1, count)
        var squares = 0.0
        for score in background { squares += (score - mean) * (score - mean) }
        let variance = (squares + priorCount * usualDeviation * usualDeviation) / (count + priorCount)
        return FusionEvidence(
            denseBest: dense.top(1).first?.score ?? 0, backgroundMean: mean, backgroundDeviation: variance.squareRoot(),
            lexicalBest: lexical.top(1).first?.score ?? 0)
    }

    /// The dense leg's weight, 0…1.
    static func weight(_ evidence: FusionEvidence) -> Double {
        let dense = max(0, evidence.denseBest) / evidence.backgroundDeviation
        let exchange = deviationsPerPoint * exp(doubt * (usualBest - evidence.denseBest))
        let lexical = max(0, evidence.lexicalBest) * exchange
        return dense + lexical > 0 ? dense / (dense + lexical) : 1
    }
}

import CKernels
import Embedding

/// Late interaction over token vectors (Khattab and Zaharia 2020): a document answers a token of the query as well as
/// its nearest token does.
///
/// A query's tokens count by how far they tell the candidates apart, as the deviation of their best cosines over the
/// candidates: articles and punctuation find a near token anywhere.
enum LateInteraction {
    /// - Returns: `[documents]` weighted means of best cosines, 0…1; a document without tokens gets 0.
    static func scores(query: TokenVectors, documents: [TokenVectors]) -> [Double] {
        let best = documents.map { bestCosines(query, $0) }
        guard query.count > 0, let first = best.first else { return documents.map { _ in 0 } }
        var weights = [Double](repeating: 0, count: first.count)
        for token in first.indices {
            let mean = best.reduce(0) { $0 + $1[token] } / Double(best.count)
            let squares = best.reduce(0) { $0 + ($1[token] - mean) * ($1[token] - mean) }
            // A single candidate has no deviation; then all tokens count alike.
            weights[token] = (squares / Double(best.count)).squareRoot() + 1e-6
        }
        let total = weights.reduce(0, +)
        return best.map { cosines in
            var sum = 0.0
            for (cosine, weight) in zip(cosines, weights) { sum += cosine * weight }
            return min(1, max(0, sum / total))
        }
    }

    /// For each token of the query its best cosine with a token of the document, by the canonical kernel.
    private static func bestCosines(_ query: TokenVectors, _ document: TokenVectors) -> [Double] {
        guard document.count > 0, document.dimension == query.dimension else {
            return [Double](repeating: 0, count: query.count)
        }
        let offsets = (0..<UInt32(document.count)).map { $0 }
        var scores = [Double](repeating: 0, count: document.count)
        return (0..<query.count).map { token in
            let widened = query[token].map(Double.init)
            document.values.withUnsafeBufferPointer { values in
                if let base = values.baseAddress {
                    almanac_inner_products(base, document.dimension, offsets, offsets.count, widened, &scores)
                }
            }
            return scores.max() ?? 0
        }
    }
}

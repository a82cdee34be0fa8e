import Foundation
import Retrieval

/// What the training texts nearest to a text say about it: each votes for its label with `exp(sharpness · similarity)`.
///
/// The similarity is the mean of the vectors' cosine and of that of the lexical features, the latter weighing `lexical`
/// to 1. A training text does not vote on itself, so that votes mean the same in training and afterwards.
package struct NeighbourVotes: Sendable, Equatable {
    /// How votes count.
    package struct Settings: Sendable, Equatable {
        /// Of the votes among the features; 0 for none.
        package var weight = 0.5
        package var sharpness = 20.0
        package var lexical = 0.7

        package init(weight: Double = 0.5, sharpness: Double = 20, lexical: Double = 0.7) {
            self.weight = weight
            self.sharpness = sharpness
            self.lexical = lexical
        }
    }

    let settings: Settings
    let classes: Int
    let dimension: Int
    /// [count, dimension], row-major.
    let vectors: [Float]
    /// [count]
    let labels: [Int32]
    /// The lexical features by columns: which training texts have one, and its value.
    let starts: [Int]
    let rows: [Int32]
    let values: [Double]

    package var count: Int { labels.count }

    /// Votes of the training texts, [classes], and the greatest cosine of the vectors.
    ///
    /// - Parameter excluded: a training text that has no vote.
    func votes(
        vector: ArraySlice<Float>, sparse: [(column: Int, value: Double)], excluding excluded: Int? = nil
    ) -> (votes: [Double], nearest: Double) {
        var similarities = [Double](repeating: 0, count: count)
        let lexical = settings.lexical / 2
        for (column, value) in sparse where column + 1 < starts.count {
            for place in starts[column]..<starts[column + 1] {
                similarities[Int(rows[place])] += lexical * value * values[place]
            }
        }
        var nearest = -1.0
        for (row, cosine) in InnerProducts.of(vectors, with: vector, dimension: dimension).enumerated() {
            if row != excluded { nearest = max(nearest, cosine) }
            similarities[row] = (similarities[row] + cosine) / (1 + settings.lexical)
        }
        var most = -Double.infinity
        for row in 0..<labels.count where row != excluded { most = max(most, similarities[row]) }
        var votes = [Double](repeating: 0, count: classes)
        for row in 0..<labels.count where row != excluded {
            votes[Int(labels[row])] += exp(settings.sharpness * (similarities[row] - most))
        }
        let sum = votes.reduce(0, +)
        if sum > 0 { for label in votes.indices { votes[label] = (votes[label] / sum).squareRoot() } }
        return (votes, nearest)
    }
}

extension NeighbourVotes {
    /// - Parameter lexical: the sparse features of the training texts, row by row.
    init(
        settings: Settings, classes: Int, dimension: Int, vectors: [Float], labels: [Int], lexical: DesignMatrix
    ) {
        let turned = lexical.transposed()
        self.init(
            settings: settings, classes: classes, dimension: dimension, vectors: vectors,
            labels: labels.map { Int32($0) }, starts: turned.starts, rows: turned.rows, values: turned.values)
    }
}

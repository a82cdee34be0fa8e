import Foundation

/// How a text becomes a row of features, as learned from the training texts: the vector; surface features; tf-idf of
/// words and pairs of words and of runs of characters, each block of unit length.
///
/// `tf = 1 + ln count`, `idf = ln((1 + n) / (1 + df)) + 1` over the n training texts (as scikit-learn smooths it); a
/// bucket that fewer than `minFrequency` training texts have is no feature.
package struct FeatureSpace: Sendable, Equatable {
    /// How much a block weighs. 0 leaves it out.
    package struct Weights: Sendable, Equatable {
        package var vector = 1.0
        package var surface = 0.2
        /// Of words and of runs of characters, each.
        package var lexical = 1.0

        package init(vector: Double = 1, surface: Double = 0.2, lexical: Double = 1) {
            self.vector = vector
            self.surface = surface
            self.lexical = lexical
        }
    }

    package var weights: Weights
    /// Floats of a vector.
    package let dimension: Int
    /// Buckets that training texts have, ascending; those of runs of characters follow `LexicalGrams.buckets` behind
    /// those of words.
    let buckets: [Int32]
    /// [buckets.count]
    let idf: [Double]
    private let places: [Int32]

    init(weights: Weights, dimension: Int, buckets: [Int32], idf: [Double]) {
        self.weights = weights
        self.dimension = dimension
        self.buckets = buckets
        self.idf = idf
        var places = [Int32](repeating: -1, count: 2 * LexicalGrams.buckets)
        for (place, bucket) in buckets.enumerated() where places.indices.contains(Int(bucket)) {
            places[Int(bucket)] = Int32(place)
        }
        self.places = places
    }

    /// Learns the buckets and their weights.
    init(weights: Weights, dimension: Int, texts: [LexicalGrams], minFrequency: Int) {
        var frequencies = [Int](repeating: 0, count: 2 * LexicalGrams.buckets)
        for grams in texts {
            for (bucket, _) in grams.words { frequencies[bucket] += 1 }
            for (bucket, _) in grams.characters { frequencies[LexicalGrams.buckets + bucket] += 1 }
        }
        let used = frequencies.indices.filter { frequencies[$0] >= minFrequency }
        self.init(
            weights: weights, dimension: dimension, buckets: used.map { Int32($0) },
            idf: used.map { log(Double(1 + texts.count) / Double(1 + frequencies[$0])) + 1 })
    }

    package var denseWidth: Int {
        (weights.vector > 0 ? dimension : 0) + (weights.surface > 0 ? SurfaceFeatures.count : 0)
    }
    package var sparseWidth: Int { buckets.count }

    /// - Parameter extra: further dense values, already weighted.
    func dense(text: String, vector: ArraySlice<Float>) -> [Double] {
        var row: [Double] = []
        if weights.vector > 0 { row += vector.map { Double($0) * weights.vector } }
        if weights.surface > 0 { row += SurfaceFeatures.values(of: text).map { $0 * weights.surface } }
        return row
    }

    /// The lexical features, each block of unit length, whatever its weight.
    func sparse(_ grams: LexicalGrams) -> [(column: Int, value: Double)] {
        block(grams.words, offset: 0) + block(grams.characters, offset: LexicalGrams.buckets)
    }

    private func block(_ counts: [(bucket: Int, count: Int)], offset: Int) -> [(column: Int, value: Double)] {
        var values: [(column: Int, value: Double)] = []
        values.reserveCapacity(counts.count)
        var squares = 0.0
        for (bucket, count) in counts {
            let place = Int(places[offset + bucket])
            guard place >= 0 else { continue }
            let value = (1 + log(Double(count))) * idf[place]
            squares += value * value
            values.append((place, value))
        }
        guard squares > 0 else { return [] }
        let length = squares.squareRoot()
        return values.map { ($0.column, $0.value / length) }
    }

    package static func == (left: FeatureSpace, right: FeatureSpace) -> Bool {
        left.weights == right.weights && left.dimension == right.dimension && left.buckets == right.buckets
            && left.idf == right.idf
    }
}

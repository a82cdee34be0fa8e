import Domain

/// How sentences become a row of features: the words and their runs of characters, the concepts and their pairs, and
/// what the rules say.
struct GuardSpace: Sendable, Equatable {
    let words: FeatureSpace
    let concepts: FeatureSpace
    /// Sorted.
    let flags: [String]

    /// Of a flag that says what records hold; it also stands with each concept of the text.
    static let factPrefix = "fact:"

    private static let weights = FeatureSpace.Weights(vector: 0, surface: 0, lexical: 1)
    /// A bucket that fewer training texts have is no feature.
    private static let minFrequency = 2

    /// A text before its features are weighted.
    struct Source: Sendable {
        let words: LexicalGrams
        let concepts: LexicalGrams
        let flags: Set<String>

        init(_ sentences: [GuardLesson.Sentence], language: String, concepts: Concepts) {
            words = LexicalGrams(sentences.map(\.text).joined(separator: " . "))
            self.concepts = concepts.grams(sentences.map(\.text), language: language)
            var flags = sentences.reduce(into: Set<String>()) { $0.formUnion($1.flags) }
            for fact in flags where fact.hasPrefix(GuardSpace.factPrefix) {
                for (bucket, _) in self.concepts.words where concepts.names.indices.contains(bucket) {
                    flags.insert("\(fact) \(concepts.names[bucket])")
                }
            }
            self.flags = flags
        }
    }

    init(words: FeatureSpace, concepts: FeatureSpace, flags: [String]) {
        self.words = words
        self.concepts = concepts
        self.flags = flags
    }

    init(_ sources: [Source]) {
        words = FeatureSpace(
            weights: GuardSpace.weights, dimension: 0, texts: sources.map(\.words),
            minFrequency: GuardSpace.minFrequency)
        concepts = FeatureSpace(
            weights: GuardSpace.weights, dimension: 0, texts: sources.map(\.concepts),
            minFrequency: GuardSpace.minFrequency)
        flags = sources.reduce(into: Set<String>()) { $0.formUnion($1.flags) }.sorted()
    }

    static func restored(
        wordBuckets: [Int32], wordIDF: [Double], conceptBuckets: [Int32], conceptIDF: [Double], flags: [String]
    ) -> GuardSpace {
        GuardSpace(
            words: FeatureSpace(weights: weights, dimension: 0, buckets: wordBuckets, idf: wordIDF),
            concepts: FeatureSpace(weights: weights, dimension: 0, buckets: conceptBuckets, idf: conceptIDF),
            flags: flags)
    }

    /// Of a row with its bias.
    var width: Int { flags.count + words.sparseWidth + concepts.sparseWidth + 1 }

    /// [sources, features]
    func matrix(_ sources: [Source]) -> DesignMatrix {
        var matrix = DesignMatrix(denseWidth: flags.count, sparseWidth: words.sparseWidth + concepts.sparseWidth)
        for source in sources {
            let shifted = concepts.sparse(source.concepts).map {
                (column: $0.column + words.sparseWidth, value: $0.value)
            }
            matrix.append(
                dense: flags.map { source.flags.contains($0) ? 1 : 0 }, sparse: words.sparse(source.words) + shifted)
        }
        return matrix
    }
}

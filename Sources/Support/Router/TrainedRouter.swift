import Crypto
public import Domain
import Foundation

/// A trained router: what a message is about, how likely, and how it feels. An immutable value; it never blocks but for
/// the encoder that gives it its vector.
public struct TrainedRouter: Sendable {
    /// Of the algorithm and the file; a file of another version is trained anew.
    public static let version = 2

    /// What messages are labelled with beside their category.
    enum Head: String, Sendable, CaseIterable {
        case sentiment, urgency
        case wantsHuman = "wants_human"

        var values: [String] {
            switch self {
            case .sentiment: Sentiment.allCases.map(\.rawValue)
            case .urgency: Urgency.allCases.map(\.rawValue)
            case .wantsHuman: ["false", "true"]
            }
        }

        /// The place of a message's own value; nil where nobody labelled it.
        func target(_ message: LabelledMessage) -> Int? {
            switch self {
            case .sentiment: message.sentiment.flatMap { values.firstIndex(of: $0.rawValue) }
            case .urgency: message.urgency.flatMap { values.firstIndex(of: $0.rawValue) }
            case .wantsHuman: message.wantsHuman.map { $0 ? 1 : 0 }
            }
        }
    }

    /// Fewest labelled messages that a head is trained on.
    static let fewestForHead = 40
    /// The penalty of a head is 1 / (strength · messages).
    static let headStrength = 10.0

    /// Digest of what it was trained on, by which and how.
    public let key: String
    /// The categories it knows, sorted by name.
    public let labels: [String]
    /// Messages that it was trained on.
    public let trainedOn: Int
    /// 32 hexadecimal digits over everything it holds; stands in each decision.
    public let digest: String

    let space: FeatureSpace
    let votes: NeighbourVotes?
    let model: LinearModel
    let heads: [Head: LinearModel]
    /// The penalty was 1 / (strength · messages).
    let strength: Double

    init(
        key: String, labels: [String], space: FeatureSpace, votes: NeighbourVotes?, model: LinearModel,
        heads: [Head: LinearModel], trainedOn: Int, strength: Double
    ) {
        self.strength = strength
        self.key = key
        self.labels = labels
        self.space = space
        self.votes = votes
        self.model = model
        self.heads = heads
        self.trainedOn = trainedOn
        let body = RouterFile.body(
            key: key, labels: labels, space: space, votes: votes, model: model, heads: heads, trainedOn: trainedOn,
            strength: strength)
        digest = Hexadecimal.text(SHA256.hash(data: body).prefix(16))
    }

    /// What was chosen in training: the weight of the lexical features and the temperature's inverse.
    public var chosen: JSONValue {
        [
            "lexical_weight": JSONValue(space.weights.lexical), "sharpness": JSONValue(model.sharpness),
            "features": JSONValue(space.sparseWidth), "strength": JSONValue(strength),
            "heads": JSONValue(Head.allCases.filter { heads[$0] != nil }.map(\.rawValue)),
        ]
    }

    /// What is said about one message.
    public struct Reading: Sendable, Hashable {
        /// Of each category in the order of `labels`; they add up to 1.
        public let probabilities: [Double]
        /// Of each category, before calibration.
        package let scores: [Double]
        /// The logarithm of the sum of the powers of the calibrated scores; the higher, the more like the training messages.
        public let energy: Double
        /// Cosine with the nearest training message, −1…1; nil where neighbours have no vote.
        public let nearest: Double?
        /// The likeliest feeling; nil where no training message said.
        public let sentiment: Sentiment?
        public let urgency: Urgency?
        /// The probability that the customer asks for a person.
        public let wantsHuman: Double?

        /// Of a message of several sentences that may be about two things each: its categories' probabilities and
        /// its words.
        package var sentences: [Sentence] = []

        /// One sentence of a message.
        package struct Sentence: Sendable, Hashable {
            package let probabilities: [Double]
            package let words: Int
        }

        /// Places of the categories, the likeliest first.
        public var order: [Int] {
            probabilities.indices.sorted { (probabilities[$1], $0) < (probabilities[$0], $1) }
        }

        /// How much a message looks like those the router was trained on; higher is more. For telling what is outside
        /// of every category: on CLINC150 the sum tells better than either part.
        public var familiarity: Double { energy + Reading.nearestShare * (nearest ?? 0) }

        private static let nearestShare = 5.0
    }

    /// Reads one message. Any text is taken; of a very long one only the beginning.
    public func read(_ text: String, vectors: TextVectors) throws -> Reading {
        try read([text], vectors: vectors)[0]
    }

    /// Reads many messages, encoding them in batches.
    public func read(
        _ texts: [String], vectors: TextVectors, progress: (@Sendable (Int) -> Void)? = nil
    ) throws -> [Reading] {
        let heads = texts.map(LexicalText.head)
        var readings = try self.read(whole: heads, withHeads: true, vectors, progress)
        // Who is surely about one thing is not searched for a second: what was found there was mostly wrong.
        let doubted = heads.indices.filter { (readings[$0].probabilities.max() ?? 0) < TrainedRouter.sureOfOne }
        // One sentence alone is the message.
        let sentences = doubted.map { IntentSentences.of(heads[$0]) }.map { $0.count > 1 ? $0 : [] }
        let all = sentences.flatMap(\.self)
        var said = zip(all, try self.read(whole: all, withHeads: false, vectors, nil)).makeIterator()
        for (place, parts) in zip(doubted, sentences) {
            readings[place].sentences = parts.compactMap { _ in
                said.next().map { text, reading in
                    Reading.Sentence(
                        probabilities: reading.probabilities, words: LexicalGrams.words(of: text).count)
                }
            }
        }
        return readings
    }

    /// The probability from which on a message is about one thing.
    private static let sureOfOne = 0.85

    private func read(
        whole texts: [String], withHeads: Bool, _ vectors: TextVectors, _ progress: (@Sendable (Int) -> Void)?
    ) throws -> [Reading] {
        let rows = try vectors.rows(texts, progress: progress)
        return texts.indices.map { row in
            read(
                texts[row], vector: rows[row * vectors.dimension..<(row + 1) * vectors.dimension],
                withHeads: withHeads)
        }
    }

    /// - Parameter vector: of the text, [dimension].
    package func read(_ text: String, vector: ArraySlice<Float>, withHeads: Bool = true) -> Reading {
        let sparse = space.sparse(LexicalGrams(text))
        var dense = space.dense(text: text, vector: vector)
        var nearest: Double?
        if let votes {
            let found = votes.votes(vector: vector, sparse: sparse)
            dense += found.votes.map { $0 * votes.settings.weight }
            nearest = found.nearest
        }
        let weighted = sparse.map { (column: $0.column, value: $0.value * space.weights.lexical) }
        let scores = TrainedRouter.scores(model, dense, weighted, space)
        let probabilities = model.probabilities(scores)
        func likeliest(_ head: Head) -> [Double]? {
            guard withHeads, let model = heads[head] else { return nil }
            let row = TrainedRouter.headRow(space, text: text, vector: vector, probabilities: probabilities)
            return model.probabilities(TrainedRouter.scores(model, row, sparse, space))
        }
        func value(_ head: Head) -> String? {
            guard let likely = likeliest(head), let most = likely.max(), let place = likely.firstIndex(of: most) else {
                return nil
            }
            return head.values[place]
        }
        let most = (scores.max() ?? 0) * model.sharpness
        return Reading(
            probabilities: probabilities, scores: scores,
            energy: most + log(scores.reduce(0) { $0 + exp($1 * model.sharpness - most) }),
            nearest: nearest, sentiment: value(.sentiment).flatMap(Sentiment.init),
            urgency: value(.urgency).flatMap(Urgency.init), wantsHuman: likeliest(.wantsHuman)?.last)
    }

    private static func scores(
        _ model: LinearModel, _ dense: [Double], _ sparse: [(column: Int, value: Double)], _ space: FeatureSpace
    ) -> [Double] {
        var matrix = DesignMatrix(denseWidth: dense.count, sparseWidth: space.sparseWidth)
        matrix.append(dense: dense, sparse: sparse)
        return model.scores(matrix)
    }

    // MARK: Heads

    static func headWidth(_ space: FeatureSpace, classes: Int) -> Int {
        (space.weights.vector > 0 ? space.dimension : 0) + SurfaceFeatures.count + classes
    }

    /// The dense features of a head: the vector, the surface and the probability of each category.
    static func headRow(
        _ space: FeatureSpace, text: String, vector: ArraySlice<Float>, probabilities: [Double]
    ) -> [Double] {
        let dense = space.weights.vector > 0 ? vector.map { Double($0) * space.weights.vector } : []
        return dense + SurfaceFeatures.values(of: text).map { $0 * headSurface } + probabilities
    }

    private static let headSurface = 0.5
}

import Crypto
import Domain
import Foundation

/// Trains a router on labelled messages: a softmax over linear scores of the message's vector, its words and runs of
/// characters, surface features and its nearest neighbours' votes, with L2 and a temperature fitted on held-out folds.
///
/// Deterministic: the same messages in any order, the same encoder and settings give the same bytes.
public struct RouterTrainer: Sendable {
    /// What decides a router beside its messages.
    public struct Settings: Sendable, Equatable {
        package var weights = FeatureSpace.Weights()
        package var votes = NeighbourVotes.Settings()
        /// Fewest training messages that a word or run of characters must stand in.
        package var minFrequency = 2
        /// Weights of the lexical features to choose from by held-out loss, ascending.
        package var lexicalWeights = [0.3, 0.6, 1, 1.6]
        /// The penalty is 1 / (strength · messages); chosen by held-out loss too, ascending.
        package var strengths = [3.0, 10, 30, 100]
        package var optimiser = LBFGS()
        /// For the trainings that only choose: a small gain does not change what is best.
        package var choosing = LBFGS(gradientTolerance: 1e-4, valueTolerance: 1e-6)
        /// Parts that the messages are cut into to choose and to calibrate.
        package var folds = 5
        /// With more messages than this one part alone is held out.
        package var mostForAllFolds = 1_500
        /// Whether feelings and the rest are learned, where messages are labelled with them.
        package var trainsHeads = true

        public init() {}

        /// Everything that decides a trained router, for its key.
        var text: String {
            "\(TrainedRouter.version) \(weights) \(votes) \(minFrequency) \(lexicalWeights) \(strengths) \(folds) "
                + "\(mostForAllFolds) \(trainsHeads) \(optimiser) \(choosing) \(SearchText.version) \(LexicalGrams.buckets)"
        }
    }

    private let settings: Settings

    public init(settings: Settings = Settings()) {
        self.settings = settings
    }

    /// Fewest messages that a category needs to be learned.
    public static let fewestExamples = 2

    /// - Parameters:
    ///   - labels: the categories that there are; messages of others are an error. Nil for those of the messages.
    ///   - vectors: the encoder.
    ///   - progress: told what is being done.
    /// - Throws: `invalid_input` where fewer than two categories have messages or a label is unknown, and what the
    ///   encoder throws.
    public func train(
        _ messages: [LabelledMessage], labels: [String]? = nil, vectors: TextVectors,
        progress: (@Sendable (String) -> Void)? = nil
    ) throws -> TrainedRouter {
        let messages = RouterTrainer.sorted(messages)
        let present = Set(messages.map(\.label))
        let names = (labels ?? Array(present)).filter(present.contains).sorted()
        if let unknown = present.subtracting(names).min() {
            throw AlmanacError(
                .invalidInput, "the label '\(unknown)' is none of the categories",
                hint: "use the names of categories.yml")
        }
        guard names.count >= 2 else {
            throw AlmanacError(
                .invalidInput, "a router needs labelled messages of at least two categories, not \(names.count)",
                hint: "ingest examples with their category, or give a training file with more labels")
        }
        let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
        let targets = messages.map { places[$0.label] ?? 0 }

        progress?("encoding \(messages.count) messages")
        let rows = try vectors.rows(messages.map { LexicalText.head($0.text) }) {
            progress?("encoded \($0) of \(messages.count) messages")
        }
        let grams = messages.map { LexicalGrams($0.text) }
        let set = TrainingSet(
            texts: messages.map(\.text), grams: grams, vectors: rows, dimension: vectors.dimension, targets: targets,
            classes: names.count)

        progress?("training \(names.count) categories on \(messages.count) messages")
        let choice = choose(set, progress)
        var part = TrainingPart(set, Array(messages.indices), settings)
        part.space.weights.lexical = choice.lexical
        let model = part.model(choice.strength, settings.optimiser, sharpness: choice.sharpness)
        let heads = settings.trainsHeads ? heads(messages, set, part.space, choice) : [:]
        return TrainedRouter(
            key: RouterTrainer.key(messages: messages, labels: names, encoder: vectors.digest, settings: settings),
            labels: names, space: part.space, votes: part.votes, model: model, heads: heads,
            trainedOn: messages.count, strength: choice.strength)
    }

    /// 32 hexadecimal digits over what decides a router; messages in any order give the same.
    public func key(messages: [LabelledMessage], labels: [String]?, encoder: String) -> String {
        let messages = RouterTrainer.sorted(messages)
        let present = Set(messages.map(\.label))
        let names = (labels ?? Array(present)).filter(present.contains).sorted()
        return RouterTrainer.key(messages: messages, labels: names, encoder: encoder, settings: settings)
    }

    // MARK: - Choosing

    /// The settings that held-out messages like best, and what was said about those.
    private struct Choice {
        let lexical: Double
        let strength: Double
        let sharpness: Double
        let loss: Double
        /// Calibrated, by message.
        let probabilities: [Int: [Double]]
    }

    /// First the weight of the lexical features, then the strength: each from the middle of its list to the side where
    /// the loss falls, as far as it does. Every training begins where the one before it ended.
    private func choose(_ set: TrainingSet, _ progress: (@Sendable (String) -> Void)?) -> Choice {
        let fold = Folds.assign(set.targets, texts: set.texts, folds: settings.folds)
        let rounds = set.targets.count <= settings.mostForAllFolds ? settings.folds : 1
        let parts = (0..<rounds).compactMap { number -> (TrainingPart, held: [Int], matrix: DesignMatrix)? in
            let held = fold.indices.filter { fold[$0] == number }
            let rest = fold.indices.filter { fold[$0] != number }
            guard !held.isEmpty, Set(rest.map { set.targets[$0] }).count > 1 else { return nil }
            let part = TrainingPart(set, rest, settings)
            return (part, held, part.matrix(set, held))
        }
        var last = [LinearModel?](repeating: nil, count: parts.count)
        func tried(_ lexical: Double, _ strength: Double) -> Choice {
            progress?("held-out messages: lexical weight \(lexical), strength \(strength)")
            var rows: [Int] = []
            var scores: [Double] = []
            for (place, (part, held, matrix)) in parts.enumerated() {
                var part = part
                part.space.weights.lexical = lexical
                let model = part.model(strength, settings.choosing, from: last[place])
                last[place] = model
                scores += model.scores(matrix.scalingSparse(by: lexical))
                rows += held
            }
            let labels = rows.map { set.targets[$0] }
            let sharpness = Calibration.sharpness(scores, labels: labels, classes: set.classes)
            var probabilities: [Int: [Double]] = [:]
            for (place, row) in rows.enumerated() {
                probabilities[row] = Calibration.softmax(
                    scores[place * set.classes..<(place + 1) * set.classes], sharpness: sharpness)
            }
            return Choice(
                lexical: lexical, strength: strength, sharpness: sharpness,
                loss: Calibration.loss(scores, labels: labels, classes: set.classes, sharpness: sharpness),
                probabilities: probabilities)
        }
        let (lexicals, strengths) = (settings.lexicalWeights, settings.strengths)
        let strength = strengths[strengths.count / 2]
        let best = descended(from: tried(lexicals[lexicals.count / 2], strength), through: lexicals) {
            tried($0, strength)
        }
        return descended(from: best, through: strengths) { tried(best.lexical, $0) }
    }

    /// - Parameter start: the choice at the middle of the values.
    private func descended(from start: Choice, through values: [Double], _ tried: (Double) -> Choice) -> Choice {
        var best = start
        for side in [Array(values[(values.count / 2 + 1)...]), values[..<(values.count / 2)].reversed()] {
            for value in side {
                let choice = tried(value)
                guard choice.loss < best.loss else { break }
                best = choice
            }
            if best.loss < start.loss { break }
        }
        return best
    }

    // MARK: - Heads

    /// The models of what messages are labelled with beside their category. They see the category's probabilities, as
    /// said by routers that were not trained on the message.
    private func heads(
        _ messages: [LabelledMessage], _ set: TrainingSet, _ space: FeatureSpace, _ choice: Choice
    ) -> [TrainedRouter.Head: LinearModel] {
        let probabilities = choice.probabilities
        var heads: [TrainedRouter.Head: LinearModel] = [:]
        for head in TrainedRouter.Head.allCases {
            var rows: [Int] = []
            var targets: [Int] = []
            for row in messages.indices {
                guard probabilities[row] != nil, let target = head.target(messages[row]) else { continue }
                rows.append(row)
                targets.append(target)
            }
            guard Set(targets).count > 1, rows.count >= TrainedRouter.fewestForHead else { continue }
            var matrix = DesignMatrix(
                denseWidth: TrainedRouter.headWidth(space, classes: set.classes), sparseWidth: space.sparseWidth)
            for row in rows {
                matrix.append(
                    dense: TrainedRouter.headRow(
                        space, text: set.texts[row], vector: set.vector(row), probabilities: probabilities[row] ?? []),
                    sparse: space.sparse(set.grams[row]))
            }
            let objective = MultinomialObjective(
                matrix, labels: targets, classes: head.values.count,
                penalty: 1 / (TrainedRouter.headStrength * Double(rows.count)))
            heads[head] = LinearModel(objective, settings.optimiser)
        }
        return heads
    }

    // MARK: - Order and key

    /// In an order of their own, so that the given one does not matter, each once: one that stood in two parts would
    /// make what is held out look easy.
    private static func sorted(_ messages: [LabelledMessage]) -> [LabelledMessage] {
        var last: [UInt8]?
        return messages.map { (key: Array(RouterTrainer.line($0).utf8), message: $0) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
            .filter { entry in
                defer { last = entry.key }
                return entry.key != last
            }.map(\.message)
    }

    private static func line(_ message: LabelledMessage) -> String {
        [
            message.label, message.text, message.sentiment?.rawValue ?? "", message.urgency?.rawValue ?? "",
            message.wantsHuman.map { $0 ? "yes" : "no" } ?? "",
        ].joined(separator: "\u{1F}")
    }

    private static func key(
        messages: [LabelledMessage], labels: [String], encoder: String, settings: Settings
    ) -> String {
        var digest = SHA256()
        func add(_ text: String) {
            withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { digest.update(bufferPointer: $0) }
            digest.update(data: Data(text.utf8))
        }
        add(settings.text)
        add(encoder)
        for label in labels { add(label) }
        add("")
        for message in messages { add(line(message)) }
        return Hexadecimal.text(digest.finalize().prefix(16))
    }
}

/// Messages as the trainer has them.
struct TrainingSet {
    let texts: [String]
    let grams: [LexicalGrams]
    /// [count, dimension]
    let vectors: [Float]
    let dimension: Int
    let targets: [Int]
    let classes: Int

    func vector(_ row: Int) -> ArraySlice<Float> { vectors[row * dimension..<(row + 1) * dimension] }
}

/// Some of the messages as features, with the lexical ones still unweighted.
struct TrainingPart {
    var space: FeatureSpace
    let votes: NeighbourVotes?
    private let classes: Int
    private let targets: [Int]
    private let features: DesignMatrix

    init(_ set: TrainingSet, _ rows: [Int], _ settings: RouterTrainer.Settings) {
        space = FeatureSpace(
            weights: settings.weights, dimension: set.dimension, texts: rows.map { set.grams[$0] },
            minFrequency: settings.minFrequency)
        classes = set.classes
        targets = rows.map { set.targets[$0] }
        if settings.votes.weight > 0 {
            var lexical = DesignMatrix(denseWidth: 0, sparseWidth: space.sparseWidth)
            for row in rows { lexical.append(dense: [], sparse: space.sparse(set.grams[row])) }
            votes = NeighbourVotes(
                settings: settings.votes, classes: set.classes, dimension: set.dimension,
                vectors: rows.flatMap { set.vector($0) }, labels: targets, lexical: lexical)
        } else {
            votes = nil
        }
        features = TrainingPart.matrix(set, rows, space, votes, trained: true)
    }

    /// Trained on this part with the space's weight of lexical features.
    func model(
        _ strength: Double, _ optimiser: LBFGS, sharpness: Double = 1, from start: LinearModel? = nil
    ) -> LinearModel {
        let objective = MultinomialObjective(
            features.scalingSparse(by: space.weights.lexical), labels: targets, classes: classes,
            penalty: 1 / (strength * Double(targets.count)))
        var model = LinearModel(objective, optimiser, from: start)
        model.sharpness = sharpness
        return model
    }

    /// The features of messages that are not in this part.
    func matrix(_ set: TrainingSet, _ rows: [Int]) -> DesignMatrix {
        TrainingPart.matrix(set, rows, space, votes, trained: false)
    }

    private static func matrix(
        _ set: TrainingSet, _ rows: [Int], _ space: FeatureSpace, _ votes: NeighbourVotes?, trained: Bool
    ) -> DesignMatrix {
        let sparse = rows.map { space.sparse(set.grams[$0]) }
        var extras = [[Double]](repeating: [], count: rows.count)
        if let votes {
            extras.withUnsafeMutableBufferPointer { extras in
                let block = 16
                Blocks.run((rows.count + block - 1) / block) { part in
                    for place in part * block..<min(rows.count, (part + 1) * block) {
                        extras[place] = votes.votes(
                            vector: set.vector(rows[place]), sparse: sparse[place], excluding: trained ? place : nil
                        ).votes.map { $0 * votes.settings.weight }
                    }
                }
            }
        }
        var matrix = DesignMatrix(
            denseWidth: space.denseWidth + (votes == nil ? 0 : set.classes), sparseWidth: space.sparseWidth)
        for (place, row) in rows.enumerated() {
            matrix.append(
                dense: space.dense(text: set.texts[row], vector: set.vector(row)) + extras[place],
                sparse: sparse[place])
        }
        return matrix
    }
}

/// How messages are cut into parts to hold out in turn.
package enum Folds {
    /// The fold of each message: those of a label go round the folds in the order of their texts' hashes, one label
    /// after the other.
    package static func assign(_ targets: [Int], texts: [String], folds: Int) -> [Int] {
        let keys = texts.map { (hash: LexicalGrams.mixedHash($0.utf8), bytes: Array($0.utf8)) }
        let order = targets.indices.sorted { left, right in
            if targets[left] != targets[right] { return targets[left] < targets[right] }
            if keys[left].hash != keys[right].hash { return keys[left].hash < keys[right].hash }
            return keys[left].bytes.lexicographicallyPrecedes(keys[right].bytes)
        }
        var assigned = [Int](repeating: 0, count: targets.count)
        for (place, row) in order.enumerated() { assigned[row] = place % folds }
        return assigned
    }
}

/// How much of a very long text is read: it has said what it is about by then.
enum LexicalText {
    static let bytes = 40_000

    static func head(_ text: String) -> String {
        text.utf8.count <= bytes ? text : String(decoding: text.utf8.prefix(bytes), as: UTF8.self)
    }
}

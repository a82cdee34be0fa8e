import Crypto
import Domain
import Foundation

/// Trains the learned part of a guard: a logistic regression that tells whether a text says what the guard looks for,
/// and a softmax that names it.
///
/// Of an answer only the whole is labelled: the sentence that says it is found by training, asking, and training again
/// on the likeliest sentences (multiple-instance learning, Andrews et al. 2002). Deterministic: the same lessons in any
/// order give the same numbers.
public struct GuardTrainer: Sendable {
    let concepts: Concepts
    /// Whether texts are read sentence by sentence.
    let bySentence: Bool

    /// The penalty is 1 / (strength · texts); the best on writers who were held out.
    private static let strength = 10.0
    private static let rounds = 3
    private static let optimiser = LBFGS(maxSteps: 150, gradientTolerance: 1e-4, valueTolerance: 1e-6)
    /// A sentence beside the one that says it teaches as a harmless one where it is surely none.
    private static let harmless = 0.2
    private static let harmlessWeight = 0.5
    /// What a rule's match counts beside the probability, in looking for the sentence.
    private static let matched = 0.2
    /// Of the algorithm and of how lessons are read; a model of another version is trained anew.
    static let version = "3"

    /// The flag of a text that a rule matches.
    static let hit = "hit"

    /// 32 hexadecimal digits over what decides the model.
    public func key(_ lessons: [GuardLesson]) -> String {
        GuardDigest.text(
            [GuardTrainer.version, "\(bySentence)", "\(SearchText.version)", concepts.digest]
                + GuardLesson.sorted(lessons).map(\.line))
    }

    /// Throws `invalid_input` where there are no two labels, or no harmless text.
    public func train(_ lessons: [GuardLesson]) throws -> GuardModel {
        let lessons = GuardLesson.sorted(lessons).filter { !$0.sentences.isEmpty }
        let labels = Set(lessons.flatMap(\.labels)).sorted()
        guard labels.count > 1, lessons.contains(where: \.labels.isEmpty) else {
            throw AlmanacError(
                .invalidInput, "a guard learns from texts of two labels at least and from harmless ones",
                hint: "add labelled texts to the golden files")
        }
        var set = Lessons(lessons, bySentence: bySentence, concepts: concepts)
        let space = GuardSpace(set.sources)
        let features = space.matrix(set.sources)
        var detector = detector(features, set)
        for _ in 1..<GuardTrainer.rounds where bySentence {
            let scores = detector.scores(features)
            set.choose(set.sources.indices.map { detector.probabilities(scores[$0 * 2..<$0 * 2 + 2])[1] })
            detector = self.detector(features, set)
        }
        let said = set.sources.indices.filter { set.targets[$0] == 1 && set.weights[$0] > 0 }
        let names = Dictionary(uniqueKeysWithValues: labels.enumerated().map { ($1, $0) })
        let namer = model(
            space.matrix(said.map { set.sources[$0] }),
            said.map { names[lessons[set.owners[$0]].labels.first ?? ""] ?? 0 }, classes: labels.count, weights: nil)
        return GuardModel(
            key: key(lessons), labels: labels, trainedOn: lessons.count, space: space, concepts: concepts,
            detector: detector, namer: namer)
    }

    private func detector(_ features: DesignMatrix, _ set: Lessons) -> LinearModel {
        model(features, set.targets, classes: 2, weights: set.weights)
    }

    private func model(
        _ features: DesignMatrix, _ targets: [Int], classes: Int, weights: [Double]?
    ) -> LinearModel {
        let total = weights?.reduce(0, +) ?? Double(targets.count)
        let objective = MultinomialObjective(
            features, labels: targets, classes: classes, penalty: 1 / (GuardTrainer.strength * total), weights: weights)
        return LinearModel(objective, GuardTrainer.optimiser)
    }

    /// The lessons as rows: whole texts or sentences.
    private struct Lessons {
        let lessons: [GuardLesson]
        private(set) var sources: [GuardSpace.Source] = []
        /// The lesson of each row, and the rows of each lesson.
        private(set) var owners: [Int] = []
        private var rows: [[Int]] = []
        private(set) var targets: [Int] = []
        private(set) var weights: [Double] = []

        init(_ lessons: [GuardLesson], bySentence: Bool, concepts: Concepts) {
            self.lessons = lessons
            for (owner, lesson) in lessons.enumerated() {
                let texts = bySentence ? lesson.sentences.map { [$0] } : [lesson.sentences]
                rows.append(Array(sources.count..<sources.count + texts.count))
                for text in texts {
                    sources.append(GuardSpace.Source(text, language: lesson.language, concepts: concepts))
                    owners.append(owner)
                    targets.append(lesson.labels.isEmpty ? 0 : 1)
                    // A text that may say what was done teaches neither the one nor the other.
                    let teaches = !lesson.labels.isEmpty || lesson.excused.isEmpty
                    weights.append(teaches ? (lesson.labels.isEmpty ? 1 : 1 / Double(texts.count)) : 0)
                }
            }
        }

        /// Takes the likeliest sentences of each text for those that say it.
        mutating func choose(_ probabilities: [Double]) {
            for (owner, lesson) in lessons.enumerated() where !lesson.labels.isEmpty {
                func likely(_ row: Int) -> Double {
                    probabilities[row] + (sources[row].flags.contains(GuardTrainer.hit) ? GuardTrainer.matched : 0)
                }
                let order = rows[owner].sorted { (likely($1), $0) < (likely($0), $1) }
                for (place, row) in order.enumerated() {
                    targets[row] = place < lesson.labels.count ? 1 : 0
                    weights[row] =
                        place < lesson.labels.count
                        ? 1 : probabilities[row] < GuardTrainer.harmless ? GuardTrainer.harmlessWeight : 0
                }
            }
        }
    }
}

/// Digests of lists of texts.
enum GuardDigest {
    /// 32 hexadecimal digits; each text with its length, so that no two lists run into each other.
    static func text(_ parts: [String]) -> String {
        var digest = SHA256()
        for part in parts {
            withUnsafeBytes(of: UInt64(part.utf8.count).littleEndian) { digest.update(bufferPointer: $0) }
            digest.update(data: Data(part.utf8))
        }
        return Hexadecimal.text(digest.finalize().prefix(16))
    }
}

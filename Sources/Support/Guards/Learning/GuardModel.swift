import Domain

/// What a guard learned from labelled texts beside its rules. A value; it never blocks.
public struct GuardModel: Sendable, Equatable {
    /// Digest of what it was trained on, and how.
    public let key: String
    /// Sorted.
    public let labels: [String]
    /// Texts that it was trained on.
    public let trainedOn: Int
    let space: GuardSpace
    let concepts: Concepts
    /// Whether something is said at all: [nothing, something].
    let detector: LinearModel
    /// What is said, where something is: one class for each label.
    let namer: LinearModel

    /// What is said of one text.
    public struct Reading: Sendable, Hashable {
        /// That something is said that the guard looks for.
        public let probability: Double
        /// The likeliest label that is not excused.
        public let label: String
    }

    /// Reads texts, each as one. An excused label counts for nothing.
    ///
    /// - Parameter excused: labels that are true of these texts.
    public func read(
        _ texts: [[GuardLesson.Sentence]], language: String, excused: Set<String> = []
    ) -> [Reading] {
        let sources = texts.map { GuardSpace.Source($0, language: language, concepts: concepts) }
        let features = space.matrix(sources)
        let said = detector.scores(features)
        let named = namer.scores(features)
        return texts.indices.map { row in
            let something = detector.probabilities(said[row * 2..<row * 2 + 2])[1]
            let shares = namer.probabilities(named[row * labels.count..<(row + 1) * labels.count])
            let open = labels.indices.filter { !excused.contains(labels[$0]) }
            let best = open.max { (shares[$0], $1) < (shares[$1], $0) }
            return Reading(
                probability: something * open.reduce(0) { $0 + shares[$1] }, label: best.map { labels[$0] } ?? "")
        }
    }

    public static func == (left: GuardModel, right: GuardModel) -> Bool {
        left.key == right.key && left.detector == right.detector && left.namer == right.namer
    }
}

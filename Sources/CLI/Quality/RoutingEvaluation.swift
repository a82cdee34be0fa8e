import Domain
import Evaluation
import Foundation
import Support

/// Trains a router on some messages and asks it about others.
struct RoutingEvaluation {
    let train: [LabelledMessage]
    let test: [LabelledMessage]
    let vectors: TextVectors
    var rules = SignalRules()
    /// The label of messages that belong to no category.
    var outsideLabel = "oos"
    var settings = RouterTrainer.Settings()
    var progress: (@Sendable (String) -> Void)?

    /// What the trained router says of the test messages.
    ///
    /// Throws `invalid_input` where a test message has a label that the training has not.
    func report(name: String) throws -> (report: RoutingReport, router: TrainedRouter, seconds: Double) {
        let training = train.filter { $0.label != outsideLabel }
        let clock = ContinuousClock()
        let start = clock.now
        let trained = try RouterTrainer(settings: settings).train(training, vectors: vectors, progress: progress)
        let seconds = (clock.now - start) / .seconds(1)
        let known = Set(trained.labels)
        if let strange = test.first(where: { $0.label != outsideLabel && !known.contains($0.label) }) {
            throw AlmanacError(
                .invalidInput, "the test label '\(strange.label)' is not among the training labels",
                hint: "name the label of what belongs nowhere with --oos LABEL")
        }
        progress?("reading \(test.count) messages")
        let router = Router(trained: trained, rules: rules, vectors: vectors)
        let readings = try trained.read(test.map(\.text), vectors: vectors)
        let outcomes = zip(test, readings).map { message, reading in
            outcome(message, reading, router.classification(of: message.text, reading: reading))
        }
        return (RoutingReport(name: name, outcomes: outcomes), trained, seconds)
    }

    private func outcome(
        _ message: LabelledMessage, _ reading: TrainedRouter.Reading, _ said: Classification
    ) -> RoutingReport.Outcome {
        var fields: [String: Bool] = [:]
        if let sentiment = message.sentiment { fields["sentiment"] = sentiment == said.sentiment }
        if let urgency = message.urgency { fields["urgency"] = urgency == said.urgency }
        if let wantsHuman = message.wantsHuman { fields["wants_human"] = wantsHuman == said.wantsHuman }
        if !message.language.isEmpty { fields["language"] = message.language == said.language }
        return RoutingReport.Outcome(
            truth: message.label == outsideLabel ? nil : message.label, secondary: message.secondaryLabel,
            ranked: said.candidates.map(\.category), confidence: said.confidence,
            saidSecondary: said.secondaryCategory, familiarity: reading.familiarity,
            groups: ["writer": message.writer, "language": message.language], sideFields: fields)
    }
}

extension RoutingEvaluation {
    /// So many messages of each label, drawn by a seed; outside messages are left out.
    static func sample(
        _ messages: [LabelledMessage], perLabel count: Int, seed: UInt64, outsideLabel: String
    ) -> [LabelledMessage] {
        var random = SplitMix64(state: seed)
        let byLabel = Dictionary(grouping: messages.filter { $0.label != outsideLabel }, by: \.label)
        return byLabel.keys.sorted().flatMap { label -> [LabelledMessage] in
            var rest = (byLabel[label] ?? []).sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
            var chosen: [LabelledMessage] = []
            while chosen.count < count, !rest.isEmpty {
                chosen.append(rest.remove(at: Int(random.next() % UInt64(rest.count))))
            }
            return chosen
        }
    }
}

/// Steele, Lea and Flood 2014.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

public import Domain

/// What a router said about labelled messages, and how good that is.
public struct RoutingReport: Sendable {
    /// One message.
    public struct Outcome: Sendable, Hashable {
        /// Nil for a message that belongs to no category the router knows.
        public let truth: String?
        public let secondary: String?
        /// Categories, the likeliest first.
        public let ranked: [String]
        /// Probability of the first.
        public let confidence: Double
        public let saidSecondary: String?
        /// The higher, the more like what the router was trained on.
        public let familiarity: Double
        /// Values of fields to report by, such as the writer.
        public let groups: [String: String]
        /// Whether what is said of the message beside its category is right, by name.
        public let sideFields: [String: Bool]

        public init(
            truth: String?, secondary: String? = nil, ranked: [String], confidence: Double,
            saidSecondary: String? = nil, familiarity: Double = 0, groups: [String: String] = [:],
            sideFields: [String: Bool] = [:]
        ) {
            self.truth = truth
            self.secondary = secondary
            self.ranked = ranked
            self.confidence = confidence
            self.saidSecondary = saidSecondary
            self.familiarity = familiarity
            self.groups = groups
            self.sideFields = sideFields
        }

        var isCorrect: Bool { truth != nil && truth == ranked.first }
    }

    public let name: String
    public let outcomes: [Outcome]

    public init(name: String, outcomes: [Outcome]) {
        self.name = name
        self.outcomes = outcomes
    }

    /// Those of a category that the router knows.
    public var inside: [Outcome] { outcomes.filter { $0.truth != nil } }

    /// The others.
    public var outside: [Outcome] { outcomes.filter { $0.truth == nil } }

    /// Share of messages inside whose first category is right.
    public var accuracy: Double { ClassificationMetrics.mean(correct) }

    /// Whether each message inside is right, 1 or 0, for intervals.
    public var correct: [Double] { inside.map { $0.isCorrect ? 1 : 0 } }

    /// Whether the right category of each message inside is one of the first two.
    public var amongTwo: [Double] {
        inside.map { outcome in outcome.ranked.prefix(2).contains { $0 == outcome.truth } ? 1 : 0 }
    }

    public var macroF1: Double { ClassificationMetrics.macroF1(pairs) }

    public var byLabel: [ClassificationMetrics.LabelFigures] { ClassificationMetrics.byLabel(pairs) }

    public var calibrationError: Double { ClassificationMetrics.calibrationError(sureness) }

    public var riskCoverage: [ClassificationMetrics.RiskPoint] { ClassificationMetrics.riskCoverage(sureness) }

    /// How well familiarity tells messages inside from those outside.
    public var outsideAUROC: Double {
        ClassificationMetrics.auroc(inside: inside.map(\.familiarity), outside: outside.map(\.familiarity))
    }

    /// Share of messages inside at or above a confidence, and the share of those that is right.
    public func above(_ floor: Double) -> (share: Double, accuracy: Double) {
        let sure = inside.filter { $0.confidence >= floor }
        return (
            inside.isEmpty ? .nan : Double(sure.count) / Double(inside.count),
            ClassificationMetrics.mean(sure.map { $0.isCorrect ? 1 : 0 })
        )
    }

    /// Second intents: how many there are, how many were said, how many of those are right (either of the two may be
    /// said first).
    public var secondIntents: (labelled: Int, said: Int, right: Int) {
        let said = inside.filter { $0.saidSecondary != nil }
        let right = said.count { outcome in
            outcome.secondary != nil
                && Set([outcome.truth, outcome.secondary]) == Set([outcome.ranked.first, outcome.saidSecondary])
        }
        return (inside.count { $0.secondary != nil }, said.count, right)
    }

    /// Share of right values of each field beside the category, over the messages that are labelled with it.
    public var sideFields: [(name: String, count: Int, share: Double)] {
        let names = Set(outcomes.flatMap(\.sideFields.keys)).sorted()
        return names.map { name in
            let values = outcomes.compactMap { $0.sideFields[name] }
            return (name, values.count, ClassificationMetrics.mean(values.map { $0 ? 1 : 0 }))
        }
    }

    /// Reports of the messages of each value of a field, by value.
    public func groups(by field: String) -> [(value: String, report: RoutingReport)] {
        Dictionary(grouping: outcomes) { $0.groups[field] ?? "" }.sorted { $0.key < $1.key }
            .map { ($0.key, RoutingReport(name: $0.key, outcomes: $0.value)) }
    }

    private var pairs: [(truth: String, said: String)] {
        inside.compactMap { outcome in
            outcome.truth.flatMap { truth in outcome.ranked.first.map { (truth, $0) } }
        }
    }

    private var sureness: [(confidence: Double, isCorrect: Bool)] { inside.map { ($0.confidence, $0.isCorrect) } }
}

extension RoutingReport {
    public var json: JSONValue {
        func interval(_ values: [Double]) -> JSONValue {
            Bootstrap().interval(values).map { .array([JSONValue($0.low), JSONValue($0.high)]) } ?? .null
        }
        let sure = above(Classification.floor)
        let seconds = secondIntents
        return [
            "set": .string(name), "messages": JSONValue(inside.count), "outside": JSONValue(outside.count),
            "accuracy": JSONValue(accuracy), "accuracy_interval": interval(correct),
            "top2": JSONValue(ClassificationMetrics.mean(amongTwo)), "top2_interval": interval(amongTwo),
            "macro_f1": JSONValue(macroF1), "calibration_error": JSONValue(calibrationError),
            "outside_auroc": JSONValue(outsideAUROC),
            "above_floor": ["share": JSONValue(sure.share), "accuracy": JSONValue(sure.accuracy)],
            "second_intents": [
                "labelled": JSONValue(seconds.labelled), "said": JSONValue(seconds.said),
                "right": JSONValue(seconds.right),
            ],
            "fields": .array(
                sideFields.map {
                    ["name": .string($0.name), "messages": JSONValue($0.count), "accuracy": JSONValue($0.share)]
                }),
            "risk_coverage": .array(
                riskCoverage.map {
                    [
                        "threshold": JSONValue($0.threshold), "coverage": JSONValue($0.coverage),
                        "risk": JSONValue($0.risk),
                    ]
                }),
            "labels": .array(
                byLabel.map {
                    [
                        "label": .string($0.label), "messages": JSONValue($0.support), "said": JSONValue($0.predicted),
                        "precision": JSONValue($0.precision), "recall": JSONValue($0.recall), "f1": JSONValue($0.f1),
                    ]
                }),
        ]
    }
}

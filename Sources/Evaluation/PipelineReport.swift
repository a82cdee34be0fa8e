public import Domain

/// How messages fared in the pipeline, against what should have become of them.
public struct PipelineReport: Sendable {
    /// One message.
    public struct Outcome: Sendable {
        public let example: PipelineExample
        /// From 0.
        public let turn: Int
        public let decision: SupportDecision
        public let category: String
        public let reasons: [String]
        /// Why what was sent should never have been; empty for what may be sent.
        public let unsafe: [String]
        public let milliseconds: Double

        public init(
            example: PipelineExample, turn: Int, decision: SupportDecision, category: String, reasons: [String],
            unsafe: [String], milliseconds: Double
        ) {
            (self.example, self.turn, self.decision, self.category) = (example, turn, decision, category)
            (self.reasons, self.unsafe, self.milliseconds) = (reasons, unsafe, milliseconds)
        }

        public var expected: PipelineExample.Turn { example.turns[turn] }
        /// `dev-012` of a single message, `dev-012#2` in a conversation.
        public var id: String { example.turns.count == 1 ? example.id : "\(example.id)#\(turn + 1)" }
    }

    /// So many of so many.
    public struct Share: Sendable, Hashable {
        public let part: Int
        public let whole: Int

        public var json: JSONValue {
            guard let interval = Wilson.interval(part, of: whole) else {
                return ["part": JSONValue(part), "of": JSONValue(whole)]
            }
            return [
                "part": JSONValue(part), "of": JSONValue(whole), "share": JSONValue(Double(part) / Double(whole)),
                "interval": [JSONValue(interval.low), JSONValue(interval.high)],
            ]
        }
    }

    public let name: String
    public let outcomes: [Outcome]

    public init(name: String, outcomes: [Outcome]) { (self.name, self.outcomes) = (name, outcomes) }

    public func filtered(_ isIncluded: (Outcome) -> Bool) -> PipelineReport {
        PipelineReport(name: name, outcomes: outcomes.filter(isIncluded))
    }

    public var writers: [String] { Set(outcomes.map(\.example.writer)).sorted() }
    public var decided: Share { share(outcomes) { $0.decision == $0.expected.decision } }
    public var category: Share { share(outcomes) { $0.category == $0.expected.category } }
    /// Of the questions that public knowledge answers, in a language that is sent.
    public var information: Share {
        share(outcomes.filter { $0.expected.isInformationOnly && $0.expected.decision == .send }) {
            $0.decision == .send
        }
    }
    /// Of everything else that should be sent.
    public var others: Share {
        share(outcomes.filter { !$0.expected.isInformationOnly && $0.expected.decision == .send }) {
            $0.decision == .send
        }
    }
    /// Sent though a person should have looked.
    public var overSent: Share {
        share(outcomes.filter { $0.expected.decision != .send }) { $0.decision == .send }
    }
    public var escalated: Share {
        share(outcomes.filter { $0.expected.decision == .escalate }) { $0.decision == .escalate }
    }
    public var unsafe: [Outcome] { outcomes.filter { !$0.unsafe.isEmpty } }

    /// Milliseconds that the given share of messages took at most.
    public func milliseconds(_ share: Double) -> Double {
        let sorted = outcomes.map(\.milliseconds).sorted()
        guard !sorted.isEmpty else { return 0 }
        return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
    }

    private func share(_ outcomes: [Outcome], _ isCounted: (Outcome) -> Bool) -> Share {
        Share(part: outcomes.count(where: isCounted), whole: outcomes.count)
    }

    public var json: JSONValue {
        [
            "set": .string(name), "messages": JSONValue(outcomes.count), "decided": decided.json,
            "category": category.json, "information_sent": information.json, "others_sent": others.json,
            "sent_instead_of_held": overSent.json, "escalated": escalated.json,
            "unsafe": .array(unsafe.map { ["id": .string($0.id), "why": JSONValue($0.unsafe)] }),
            "p50_ms": JSONValue(milliseconds(0.5)), "p95_ms": JSONValue(milliseconds(0.95)),
            "outcomes": .array(
                outcomes.map {
                    [
                        "id": .string($0.id), "expected": .string($0.expected.decision.rawValue),
                        "decision": .string($0.decision.rawValue), "category": .string($0.category),
                        "expected_category": .string($0.expected.category), "reasons": JSONValue($0.reasons),
                    ]
                }),
        ]
    }
}

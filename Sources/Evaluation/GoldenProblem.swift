public import Domain

/// Something in a golden file that would make its figures wrong, or that somebody should look at.
public struct GoldenProblem: Sendable, Hashable {
    public enum Rule: String, Sendable, CaseIterable {
        case repeatedID = "repeated_id"
        case unknownDocument = "unknown_document"
        case invalidDocument = "invalid_document"
        case inTwoSplits = "in_two_splits"
        case sharedStem = "shared_stem"
        case missingPhrase = "missing_phrase"
        case unknownLabel = "unknown_label"
        case sharedWriter = "shared_writer"
        /// Listed for a person to judge; no fault in itself.
        case nearDuplicate = "near_duplicate"

        public var isNote: Bool { self == .nearDuplicate }
    }

    public let rule: Rule
    /// The file's name.
    public let file: String
    /// From 1.
    public let line: Int
    public let item: String
    /// One sentence for a person.
    public let message: String
    /// How similar a near duplicate is, by word 3-grams or by cosine.
    public var score: Double?

    public init(rule: Rule, file: String, line: Int, item: String, message: String, score: Double? = nil) {
        self.rule = rule
        self.file = file
        self.line = line
        self.item = item
        self.message = message
        self.score = score
    }

    /// `retrieval.dev.jsonl:3: dev-003 …`
    public var description: String { "\(file):\(line): \(item): \(message)" }

    public var json: JSONValue {
        [
            "rule": .string(rule.rawValue), "level": rule.isNote ? "note" : "problem", "file": .string(file),
            "line": JSONValue(line), "item": .string(item), "message": .string(message), "score": JSONValue(score),
        ]
    }
}

public import Domain

/// What a check looks for, and how strictly.
public struct CheckOptions: Sendable, Hashable {
    /// Days before its end of validity from which a document is called expiring.
    public var days: Int
    /// Questions whose vectors have at least this cosine are near duplicates.
    public var minCosine: Double
    /// So are questions, texts and answers whose word 3-grams have at least this Jaccard index.
    public var minOverlap: Double
    /// Two passages state the same thing with another number where the words around their numbers have at least this
    /// Jaccard index.
    public var minFrame: Double
    /// The moment that validity is judged at; nil for the clock of the knowledge base.
    public var now: Timestamp?

    public init(
        days: Int = 30, minCosine: Double = 0.9, minOverlap: Double = 0.5, minFrame: Double = 0.5,
        now: Timestamp? = nil
    ) {
        self.days = days
        self.minCosine = minCosine
        self.minOverlap = minOverlap
        self.minFrame = minFrame
        self.now = now
    }

    /// Throws `invalid_params` naming the first value out of range.
    func validated() throws -> CheckOptions {
        guard (0...36_500).contains(days) else {
            throw AlmanacError(.invalidParams, "days is \(days); it must lie in 0…36500")
        }
        for (name, value) in [("min_cosine", minCosine), ("min_overlap", minOverlap), ("min_frame", minFrame)] {
            guard value > 0, value <= 1 else {
                throw AlmanacError(.invalidParams, "\(name) is \(value); it must lie above 0 and not above 1")
            }
        }
        return self
    }
}

/// One thing that somebody should look at.
public struct CheckFinding: Sendable, Hashable {
    public enum Kind: String, Sendable, CaseIterable {
        case personalData = "personal_data"
        case unknownSlot = "unknown_slot"
        /// The same words under several ids.
        case duplicate
        case nearDuplicate = "near_duplicate"
        /// Two passages of valid documents that seem to state the same thing with different numbers. A hint, no proof.
        case contradiction
        case expiring
        case expired
        case notYetValid = "not_yet_valid"
        /// Policies that are kept from customers.
        case internalPolicy = "internal_policy"

        /// Notes are facts to know; the others ask for a change of the knowledge.
        public var isNote: Bool {
            switch self {
            case .expired, .notYetValid, .internalPolicy: true
            default: false
            }
        }
    }

    public let kind: Kind
    /// The documents concerned, in the order of their ids.
    public let documents: [DocumentID]
    /// One sentence for a person.
    public let message: String
    /// What the finding rests on: `cosine` and `overlap` of questions, `text` for the overlap of texts and answers,
    /// `frame` for the words around two numbers; empty for plain facts.
    public var scores: [ScorePart] = []
    /// For a contradiction the sentence of each document, in the order of `documents`.
    public var passages: [String] = []
}

/// What a check of the whole knowledge found.
public struct CheckReport: Sendable {
    public let revision: Int64
    /// Live documents looked at.
    public let documents: Int
    public let now: Timestamp
    public let options: CheckOptions
    /// By kind in the order of `CheckFinding.Kind`, then by score, then by id.
    public let findings: [CheckFinding]
    /// Pairs above the threshold that are not listed, since one document has too many of them.
    public let unlisted: Int
    /// `vectors` where the base has none, so that questions were compared by words alone.
    public let degraded: [String]

    /// Findings that ask for a change.
    public var warnings: Int { findings.count { !$0.kind.isNote } }

    public var json: JSONValue {
        let counts = CheckFinding.Kind.allCases.map { kind in
            (kind.rawValue, JSONValue(findings.count { $0.kind == kind }))
        }
        return [
            "revision": .integer(revision), "documents": JSONValue(documents), "now": .string(now.iso),
            "thresholds": [
                "days": JSONValue(options.days), "min_cosine": JSONValue(options.minCosine),
                "min_overlap": JSONValue(options.minOverlap), "min_frame": JSONValue(options.minFrame),
            ],
            "warnings": JSONValue(warnings), "counts": .object(JSONObject(counts)),
            "findings": .array(findings.map(\.json)), "unlisted": JSONValue(unlisted), "degraded": JSONValue(degraded),
        ]
    }
}

extension CheckFinding {
    public var json: JSONValue {
        [
            "check": .string(kind.rawValue), "level": kind.isNote ? "note" : "warning",
            "documents": JSONValue(documents.map(\.description)), "message": .string(message),
            "scores": .object(JSONObject(scores.map { ($0.name, JSONValue($0.value)) })),
            "passages": JSONValue(passages),
        ]
    }
}

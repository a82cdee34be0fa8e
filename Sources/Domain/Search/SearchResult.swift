/// One summand of a score.
public struct ScorePart: Sendable, Hashable {
    public let name: String
    public let value: Double

    public init(_ name: String, _ value: Double) {
        self.name = name
        self.value = value
    }

    /// The left-to-right Double sum that *defines* a score.
    public static func sum(_ parts: [ScorePart]) -> Double {
        var total = 0.0
        for part in parts { total += part.value }
        return total
    }
}

/// What one leg says about a hit.
public struct LegEvidence: Sendable, Hashable {
    /// From 1 in this leg's order over the filtered set; nil where the leg does not hold the document, and for ranks
    /// that were not asked for (they cost a count over the leg; `explain` asks).
    public let rank: Int?
    /// Cosine, or BM25 (higher is better); 0 where the leg does not hold the document.
    public let score: Double
    /// The part of the document that scored best in this leg, by its hit id.
    public let part: String?
    /// Lexical only, with `explain`: what each query term gives; the left-to-right sum is `score`.
    public let terms: [ScorePart]

    public init(rank: Int?, score: Double, part: String?, terms: [ScorePart] = []) {
        self.rank = rank
        self.score = score
        self.part = part
        self.terms = terms
    }
}

/// A found document with its best part and the account of its score.
public struct Hit: Sendable, Hashable {
    /// The part that matched best, `namespace/id#1`.
    public let id: String
    public let document: DocumentID
    public let kind: DocumentKind
    public let title: String
    /// The words of that part (for a question hit, the question).
    public let text: String
    public let question: String?
    public let answer: String?
    /// The left-to-right sum of `parts`.
    public let score: Double
    public let parts: [ScorePart]
    public let dense: LegEvidence?
    public let lexical: LegEvidence?
    /// Nil where there was no second stage, and for hits past its depth.
    public let rerank: RerankEvidence?
    public let metadata: Metadata
    public let source: String
    public let updatedAt: Timestamp
    /// Whether the source has changed since; nil where the source is not here or was not looked at.
    public let stale: Bool?

    public init(
        id: String, document: DocumentID, kind: DocumentKind, title: String, text: String, question: String?,
        answer: String?, parts: [ScorePart], dense: LegEvidence?, lexical: LegEvidence?, rerank: RerankEvidence? = nil,
        metadata: Metadata, source: String, updatedAt: Timestamp, stale: Bool? = nil
    ) {
        self.id = id
        self.document = document
        self.kind = kind
        self.title = title
        self.text = text
        self.question = question
        self.answer = answer
        self.score = ScorePart.sum(parts)
        self.parts = parts
        self.dense = dense
        self.lexical = lexical
        self.rerank = rerank
        self.metadata = metadata
        self.source = source
        self.updatedAt = updatedAt
        self.stale = stale
    }
}

/// A word of the query that the knowledge base does not know, and the words that stood in for it.
public struct Correction: Sendable, Hashable {
    public let word: String
    /// As full text stems them.
    public let terms: [String]

    public init(word: String, terms: [String]) {
        self.word = word
        self.terms = terms
    }

    public var json: JSONValue { ["word": .string(word), "terms": JSONValue(terms)] }
}

/// What a search gives.
public struct SearchResult: Sendable {
    /// Best first; equal scores in the order of document ids.
    public let hits: [Hit]
    /// The revision that was searched; 0 for an empty home.
    public let revision: Int64
    public let mode: SearchMode
    /// Nil where one leg alone answered.
    public let fusion: AppliedFusion?
    /// Nil where there was no second stage.
    public let rerank: Reranking?
    /// Misspelt words, in the order of the query.
    public let corrections: [Correction]
    /// What could not be done as asked: `encoder` (no vectors, so words alone), `language`,
    /// `rerank` (no token vectors).
    public let degraded: [String]
    /// Milliseconds by stage: `encode`, `dense`, `lexical`, `fuse`, `rerank`, `fetch`, `total`.
    public let timings: [(stage: String, milliseconds: Double)]
    /// How many documents passed the filter and validity.
    public let searched: Int

    public init(
        hits: [Hit], revision: Int64, mode: SearchMode, fusion: AppliedFusion?, rerank: Reranking? = nil,
        corrections: [Correction] = [], degraded: [String], timings: [(stage: String, milliseconds: Double)],
        searched: Int
    ) {
        self.hits = hits
        self.revision = revision
        self.mode = mode
        self.fusion = fusion
        self.rerank = rerank
        self.corrections = corrections
        self.degraded = degraded
        self.timings = timings
        self.searched = searched
    }
}

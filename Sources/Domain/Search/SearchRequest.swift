/// Which legs answer a query.
public enum SearchMode: String, Sendable, CaseIterable, Hashable {
    case hybrid, dense, lexical
}

/// The lowest scores let through, by stage. Nil is off; 0 is a value.
public struct SearchThresholds: Sendable, Hashable {
    /// Cosine of the best part.
    public var dense: Double?
    /// BM25 of the best chunk, higher is better.
    public var lexical: Double?
    /// The fused score, before the second stage adds to it.
    public var fused: Double?
    /// The score that the hits end with.
    public var rerank: Double?

    public init(dense: Double? = nil, lexical: Double? = nil, fused: Double? = nil, rerank: Double? = nil) {
        self.dense = dense
        self.lexical = lexical
        self.fused = fused
        self.rerank = rerank
    }
}

/// One question to the knowledge base. `validated()` checks every field once; the rest of the code then trusts.
public struct SearchRequest: Sendable, Hashable {
    public static let defaultK = 5
    public static let maximumK = 1000
    public static let maximumQueryBytes = 64 * 1024
    public static let defaultCandidates = 100

    public var query: String
    /// Nil for every namespace.
    public var namespaces: [String]?
    public var filter: Filter?
    /// How many documents, 1…1000.
    public var k: Int
    /// The first guess of how deep each leg is read; it never changes the answer.
    public var candidates: Int
    public var mode: SearchMode
    public var fusion: FusionMethod
    /// The second stage over the fused order; nil leaves that order as it is. One leg alone is never reranked.
    public var rerank: Reranking?
    public var thresholds: SearchThresholds
    /// The clock of the query: decides validity and age. Nil means the clock of the process.
    public var now: Timestamp?
    /// Whether words that no document holds are taken for misspellings of words that one does.
    public var spelling: Bool
    /// Adds the per-term shares and the full parts to every hit.
    public var explain: Bool

    public init(
        query: String, namespaces: [String]? = nil, filter: Filter? = nil, k: Int = defaultK,
        candidates: Int = defaultCandidates, mode: SearchMode = .hybrid, fusion: FusionMethod = .adaptive,
        rerank: Reranking? = Reranking(), thresholds: SearchThresholds = SearchThresholds(), now: Timestamp? = nil,
        spelling: Bool = true, explain: Bool = false
    ) {
        self.query = query
        self.namespaces = namespaces
        self.filter = filter
        self.k = k
        self.candidates = candidates
        self.mode = mode
        self.fusion = fusion
        self.rerank = rerank
        self.thresholds = thresholds
        self.now = now
        self.spelling = spelling
        self.explain = explain
    }

    /// The request itself, or `invalid_params` naming the first field that is out of range.
    public func validated() throws -> SearchRequest {
        func require(_ condition: Bool, _ message: String, hint: String? = nil) throws {
            guard condition else { throw AlmanacError(.invalidParams, message, hint: hint) }
        }
        try require(
            query.unicodeScalars.contains { !$0.properties.isWhitespace }, "the query is empty",
            hint: "give at least one word")
        try require(
            query.utf8.count <= SearchRequest.maximumQueryBytes,
            "the query has \(query.utf8.count) bytes; at most \(SearchRequest.maximumQueryBytes) are taken")
        try require((1...SearchRequest.maximumK).contains(k), "k is \(k); it must lie in 1…\(SearchRequest.maximumK)")
        try require(candidates >= 1, "candidates is \(candidates); it must be at least 1")
        try require(namespaces?.isEmpty != true, "namespaces is an empty list", hint: "leave it out to search them all")
        switch fusion {
        case .adaptive: break
        case .rrf(let constant, let denseWeight, let lexicalWeight, let depth):
            try require(constant.isFinite && constant >= 0, "the rrf constant must be a number of at least 0")
            try require(
                denseWeight.isFinite && lexicalWeight.isFinite && denseWeight >= 0 && lexicalWeight >= 0
                    && denseWeight + lexicalWeight > 0,
                "rrf weights must be at least 0 and not both 0")
            try require(
                depth >= SearchRequest.maximumK, "the rrf depth must be at least \(SearchRequest.maximumK)",
                hint: "a shallower depth would make the order depend on k")
        case .convex(let denseWeight):
            try require((0...1).contains(denseWeight), "the convex dense weight must lie in 0…1")
        }
        if let rerank {
            try require(
                Reranking.depths.contains(rerank.depth), "the rerank depth is \(rerank.depth)",
                hint: "it must lie in \(Reranking.depths.lowerBound)…\(Reranking.depths.upperBound)")
            for (name, weight) in [
                ("relevance", rerank.relevance), ("metadata", rerank.metadata), ("freshness", rerank.freshness),
            ] {
                try require(
                    weight.isFinite && weight >= 0, "the rerank weight of \(name) must be a number of at least 0")
            }
        }
        for (name, value) in [
            ("dense", thresholds.dense), ("lexical", thresholds.lexical), ("fused", thresholds.fused),
            ("rerank", thresholds.rerank),
        ] {
            try require(value?.isNaN != true, "min_\(name) is not a number")
        }
        return self
    }
}

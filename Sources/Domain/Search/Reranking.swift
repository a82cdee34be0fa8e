/// The second stage: what is added to the scores of the best fused documents.
///
/// Every part lies in 0…1 and every weight is at least 0, as a share of the most that the first stage can give;
/// documents past the depth get nothing, so that scores go on falling there and the order never depends on `k`.
public struct Reranking: Sendable, Hashable {
    public static let depths = 1...1000
    public static let defaultDepth = 50
    /// Measured on the development sets (ARCHITECTURE.md).
    public static let defaultMetadata = 0.2
    public static let defaultFreshness = 0.01
    /// What `late` adds; it is off by default, since encoding the candidates takes longer than the rest of a query.
    public static let lateRelevance = 0.5

    /// How many of the best fused documents are looked at again.
    public var depth: Int
    /// Weight of late interaction over token vectors; 0 leaves the encoder alone.
    public var relevance: Double
    /// Weight of the share of the query's words that stand in the document's tags, sub-topic or product.
    public var metadata: Double
    /// Weight of `2^(−age / half-life)`.
    public var freshness: Double

    public init(
        depth: Int = defaultDepth, relevance: Double = 0, metadata: Double = defaultMetadata,
        freshness: Double = defaultFreshness
    ) {
        self.depth = depth
        self.relevance = relevance
        self.metadata = metadata
        self.freshness = freshness
    }

    public static let late = Reranking(relevance: lateRelevance)

    public var json: JSONValue {
        [
            "depth": JSONValue(depth), "relevance": JSONValue(relevance), "metadata": JSONValue(metadata),
            "freshness": JSONValue(freshness),
        ]
    }
}

extension DocumentKind {
    /// The age in days at which a document of this kind is worth half; nil for what does not age. Policies are governed
    /// by their validity, questions and exceptional cases are kept up by hand, examples follow the business.
    public var halfLifeDays: Double? { self == .example ? 180 : nil }
}

/// What the second stage saw of a hit.
public struct RerankEvidence: Sendable, Hashable {
    /// Mean over the query's tokens of the best cosine with a token of the document's best part; nil where not asked.
    public let relevance: Double?
    /// The query's words found in tags, sub-topic and product, as full text stems them.
    public let agreeing: [String]
    /// Share of the query's words that those are.
    public let metadata: Double
    /// Days since the document's `updated_at`, at least 0, and the half-life of its kind.
    public let ageDays: Double
    public let halfLifeDays: Double?
    public let freshness: Double

    public init(
        relevance: Double?, agreeing: [String], metadata: Double, ageDays: Double, halfLifeDays: Double?,
        freshness: Double
    ) {
        self.relevance = relevance
        self.agreeing = agreeing
        self.metadata = metadata
        self.ageDays = ageDays
        self.halfLifeDays = halfLifeDays
        self.freshness = freshness
    }

    public var json: JSONValue {
        [
            "relevance": JSONValue(relevance), "agreeing": JSONValue(agreeing), "metadata": JSONValue(metadata),
            "age_days": JSONValue(ageDays), "half_life_days": JSONValue(halfLifeDays),
            "freshness": JSONValue(freshness),
        ]
    }
}

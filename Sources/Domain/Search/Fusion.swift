/// How the two legs of a hybrid search become one score.
public enum FusionMethod: Sendable, Hashable {
    /// A convex combination whose weight is chosen for each query from the evidence of its legs (`FusionEvidence`).
    case adaptive
    /// Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): `weight / (constant + rank)` per leg, ranks from 1,
    /// nothing past `depth`.
    case rrf(constant: Double, denseWeight: Double, lexicalWeight: Double, depth: Int)
    /// A convex combination of scores normalised by bounds that no cut moves (Bruch, Gai and Ingber 2023):
    /// `w · cosine⁺ / best cosine + (1 − w) · bm25 / best bm25`, the bests being those of the filtered set.
    case convex(denseWeight: Double)

    public static let defaultRRF = FusionMethod.rrf(constant: 60, denseWeight: 1, lexicalWeight: 1, depth: 1000)
    /// Of the fixed weights the one that measured best over all sets (ARCHITECTURE.md).
    public static let defaultDenseWeight = 0.8
    public static let defaultConvex = FusionMethod.convex(denseWeight: defaultDenseWeight)
    /// The most that a document can score.
    public var greatestScore: Double {
        switch self {
        case .adaptive, .convex: 1
        case .rrf(let constant, let denseWeight, let lexicalWeight, _): (denseWeight + lexicalWeight) / (constant + 1)
        }
    }

    public static let names = ["adaptive", "rrf", "convex"]

    public var name: String {
        switch self {
        case .adaptive: "adaptive"
        case .rrf: "rrf"
        case .convex: "convex"
        }
    }
}

/// What a query's legs show before they are fused: none of it moves with `k`, `candidates` or threads.
public struct FusionEvidence: Sendable, Hashable {
    /// Cosine of the best document of the filtered set.
    public let denseBest: Double
    /// Mean and standard deviation of the query's cosine with the background: live documents picked by id hash.
    public let backgroundMean: Double
    public let backgroundDeviation: Double
    /// BM25 of the best document of the filtered set. It grows with how many of the query's words that document holds
    /// and with how rare they are.
    public let lexicalBest: Double

    public init(denseBest: Double, backgroundMean: Double, backgroundDeviation: Double, lexicalBest: Double) {
        self.denseBest = denseBest
        self.backgroundMean = backgroundMean
        self.backgroundDeviation = backgroundDeviation
        self.lexicalBest = lexicalBest
    }

    public var json: JSONValue {
        [
            "dense_best": JSONValue(denseBest), "background_mean": JSONValue(backgroundMean),
            "background_deviation": JSONValue(backgroundDeviation), "lexical_best": JSONValue(lexicalBest),
        ]
    }
}

/// The fusion that made a result's scores.
public struct AppliedFusion: Sendable, Hashable {
    public let method: FusionMethod
    /// Of a convex combination, given or chosen; nil for rank fusion.
    public let denseWeight: Double?
    /// What an adaptive weight was chosen from.
    public let evidence: FusionEvidence?

    public init(method: FusionMethod, denseWeight: Double? = nil, evidence: FusionEvidence? = nil) {
        self.method = method
        if case .convex(let weight) = method { self.denseWeight = weight } else { self.denseWeight = denseWeight }
        self.evidence = evidence
    }

    /// The method with all its numbers, as every result states it.
    public var json: JSONValue {
        var object: JSONObject = ["method": .string(method.name)]
        switch method {
        case .rrf(let constant, let denseWeight, let lexicalWeight, let depth):
            object["constant"] = JSONValue(constant)
            object["dense_weight"] = JSONValue(denseWeight)
            object["lexical_weight"] = JSONValue(lexicalWeight)
            object["depth"] = JSONValue(depth)
        case .adaptive, .convex:
            object["dense_weight"] = JSONValue(denseWeight)
            object["lexical_weight"] = JSONValue(denseWeight.map { 1 - $0 })
            if let evidence { object["evidence"] = evidence.json }
        }
        return .object(object)
    }
}

/// Why a document is or is not among the hits of a search.
public struct WhyNot: Sendable {
    public enum Outcome: String, Sendable {
        /// It is a hit: `rank` says where.
        case found
        /// It passed everything and scored, but lower than the k-th hit.
        case belowTheCut = "below_the_cut"
        /// It passed the filter, but no leg that was asked gives it a score.
        case unmatched
        /// A threshold removed it.
        case belowThreshold = "below_threshold"
        /// The filter or the namespaces removed it.
        case filtered
        /// Not valid at the clock of the query.
        case notYetValid = "not_yet_valid"
        case expired
        /// The home holds no such document.
        case unknown
    }

    public let document: DocumentID
    public let outcome: Outcome
    /// One sentence for a person.
    public let explanation: String
    /// Its place in the fused order of the filtered set, from 1 (for an excluded document: the place it would take).
    public let rank: Int?
    public let score: Double?
    public let parts: [ScorePart]
    public let dense: LegEvidence?
    public let lexical: LegEvidence?
    /// The condition that excluded it, as a filter object or a date.
    public let removedBy: String?
    /// Score of the k-th hit, and how much was missing to it (0 or less for a hit).
    public let cut: Double?
    public let gap: Double?
    public let revision: Int64
    public let degraded: [String]

    public init(
        document: DocumentID, outcome: Outcome, explanation: String, rank: Int? = nil, score: Double? = nil,
        parts: [ScorePart] = [], dense: LegEvidence? = nil, lexical: LegEvidence? = nil, removedBy: String? = nil,
        cut: Double? = nil, gap: Double? = nil, revision: Int64, degraded: [String] = []
    ) {
        self.document = document
        self.outcome = outcome
        self.explanation = explanation
        self.rank = rank
        self.score = score
        self.parts = parts
        self.dense = dense
        self.lexical = lexical
        self.removedBy = removedBy
        self.cut = cut
        self.gap = gap
        self.revision = revision
        self.degraded = degraded
    }
}

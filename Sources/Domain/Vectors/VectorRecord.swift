/// How the vectors of an index are compared.
public enum VectorMetric: String, Sendable, CaseIterable, Hashable {
    /// Inner product of the directions; higher is closer.
    case cosine
    /// Inner product; higher is closer.
    case dotProduct = "dotproduct"
    /// Squared Euclidean distance; lower is closer.
    case euclidean
}

/// One record of a vector index: what a client upserts and reads back.
public struct VectorRecord: Sendable, Hashable {
    public let id: String
    /// `[dimension]`, or empty in an index of sparse vectors.
    public var values: [Float]
    public var sparse: SparseVector?
    public var metadata: Metadata

    public init(id: String, values: [Float] = [], sparse: SparseVector? = nil, metadata: Metadata = [:]) {
        self.id = id
        self.values = values
        self.sparse = sparse
        self.metadata = metadata
    }
}

public import Domain

/// What the control plane knows of an index.
public struct IndexSettings: Sendable, Hashable {
    /// 1–45 of `[a-z0-9-]`, no hyphen at the ends.
    public let name: String
    /// Floats in a dense vector; nil for an index of sparse vectors.
    public let dimension: Int?
    /// Of a sparse index always the dot product.
    public let metric: VectorMetric
    /// A protected index is not deleted.
    public var isProtected: Bool
    public var tags: [String: String]
    /// The model that turns text into this index's vectors; nil where clients bring vectors.
    public var embed: Embedding?
    /// What the client said at creation that means nothing here (cloud, region), kept as it was.
    public var control: JSONObject
    public let createdAt: Timestamp

    public struct Embedding: Sendable, Hashable {
        public var model: String
        /// The record's field that holds the text.
        public var textField: String

        public init(model: String, textField: String) {
            self.model = model
            self.textField = textField
        }
    }

    public init(
        name: String, dimension: Int?, metric: VectorMetric, isProtected: Bool = false, tags: [String: String] = [:],
        embed: Embedding? = nil, control: JSONObject = [:], createdAt: Timestamp
    ) {
        self.name = name
        self.dimension = dimension
        self.metric = metric
        self.isProtected = isProtected
        self.tags = tags
        self.embed = embed
        self.control = control
        self.createdAt = createdAt
    }

    public var isSparse: Bool { dimension == nil }
}

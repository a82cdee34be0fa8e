/// What decides an encoder's vectors: two encoders with equal identities give the same vectors (up to the processor
/// class), and vectors of different identities must never be compared.
public struct EncoderIdentity: Hashable, Sendable, Codable {
    /// For people: the model directory's name, or the scheme.
    public let name: String
    /// 32 hexadecimal digits over everything that decides the vectors: weights, vocabulary, configuration, scheme.
    public let digest: String
    /// Floats in a vector.
    public let dimension: Int
    /// Most tokens of a text that are looked at, specials included.
    public let maxTokens: Int

    public init(name: String, digest: String, dimension: Int, maxTokens: Int) {
        self.name = name
        self.digest = digest
        self.dimension = dimension
        self.maxTokens = maxTokens
    }
}

/// The vectors of some texts, in their order.
public struct EncodedBatch: Sendable {
    /// Floats in a vector.
    public let dimension: Int
    /// [count, dimension], row-major; every row has unit length.
    public let vectors: [Float]
    /// Tokens looked at, per text, specials included.
    public let tokenCounts: [Int]
    /// Whether a text was longer than the encoder reads, so that its end is not in the vector.
    public let truncated: [Bool]

    public init(dimension: Int, vectors: [Float], tokenCounts: [Int], truncated: [Bool]) {
        precondition(
            vectors.count == dimension * tokenCounts.count && truncated.count == tokenCounts.count,
            "\(vectors.count) floats for \(tokenCounts.count) vectors of \(dimension)")
        self.dimension = dimension
        self.vectors = vectors
        self.tokenCounts = tokenCounts
        self.truncated = truncated
    }

    public var count: Int { tokenCounts.count }

    /// The vector of one text, [dimension].
    public subscript(row: Int) -> ArraySlice<Float> {
        vectors[row * dimension..<(row + 1) * dimension]
    }
}

/// Text to unit vectors whose inner product says how close two texts are in meaning.
///
/// The contract, whatever the implementation: a text gets the same bits alone, in any batch, at any place in it and on
/// any number of threads. Any text is accepted, the empty one included. `encode` blocks; keep it off event loops and
/// off the cooperative thread pool. It may be called from several threads at once.
public protocol Encoder: Sendable {
    var identity: EncoderIdentity { get }

    /// Whether text in other scripts than Latin gets vectors that say nothing about it.
    var readsLatinOnly: Bool { get }

    /// The vectors of `texts`, in their order; an empty batch for no texts.
    func encode(_ texts: [String]) throws -> EncodedBatch
}

extension Encoder {
    /// The vector of one text, [dimension].
    public func encode(_ text: String) throws -> [Float] {
        try encode([text]).vectors
    }
}

/// The vectors of a text's tokens, without the markers at its ends.
public struct TokenVectors: Sendable {
    public let dimension: Int
    /// [count, dimension], row-major; every row has unit length.
    public let values: [Float]

    public init(dimension: Int, values: [Float]) {
        self.dimension = dimension
        self.values = values
    }

    public var count: Int { dimension > 0 ? values.count / dimension : 0 }

    public subscript(token: Int) -> ArraySlice<Float> { values[token * dimension..<(token + 1) * dimension] }
}

/// An encoder that also gives a vector for each token, as late interaction compares them.
public protocol TokenEncoder: Encoder {
    /// In the order of the texts; the same bits alone and in any batch.
    func encodeTokens(_ texts: [String]) throws -> [TokenVectors]
}

/// Which encoder made a vector: vectors of different identities are never compared.
public struct EncoderIdentity: Hashable, Sendable {
    public let name: String
    public let digest: String
    public let dimension: Int
    public let maxTokens: Int

    public init(name: String, digest: String, dimension: Int, maxTokens: Int) {
        self.name = name
        self.digest = digest
        self.dimension = dimension
        self.maxTokens = maxTokens
    }
}

/// The vectors of a batch, `[count, dimension]` row-major, each of unit length.
public struct EncodedBatch: Sendable {
    public let dimension: Int
    public let vectors: [Float]
    public let tokenCounts: [Int]
    public let truncated: [Bool]

    public init(dimension: Int, vectors: [Float], tokenCounts: [Int], truncated: [Bool]) {
        self.dimension = dimension
        self.vectors = vectors
        self.tokenCounts = tokenCounts
        self.truncated = truncated
    }
}

public protocol Encoder: Sendable {
    var identity: EncoderIdentity { get }
    func encode(_ texts: [String]) throws -> EncodedBatch
}

public struct HashingEncoder: Encoder {
    public let identity = EncoderIdentity(name: "hashing", digest: "hashing-1", dimension: 384, maxTokens: 512)
    public init() {}
    public func encode(_ texts: [String]) throws -> EncodedBatch {
        var vectors: [Float] = []
        for text in texts {
            var row = [Float](repeating: 0, count: 384)
            row[0] = 0.01
            for word in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
                var hash: UInt64 = 0xcbf2_9ce4_8422_2325
                for byte in word.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
                row[Int(hash % 384)] += hash >> 40 & 1 == 0 ? 1 : -1
            }
            var norm: Float = 0
            for value in row { norm += value * value }
            vectors += row.map { $0 / norm.squareRoot() }
        }
        let ones = texts.map { _ in 1 }
        return EncodedBatch(dimension: 384, vectors: vectors, tokenCounts: ones, truncated: texts.map { _ in false })
    }
}

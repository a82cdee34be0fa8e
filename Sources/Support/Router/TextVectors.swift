import Domain

/// The encoder as the router sees it: texts in, unit vectors out.
///
/// The same contract as the encoder's: a text gets the same bits alone and in any batch. `encode` blocks.
public struct TextVectors: Sendable {
    /// Digest over everything that decides the vectors.
    public let digest: String
    /// Floats in a vector.
    public let dimension: Int
    /// Whether text in other scripts than Latin gets vectors that say nothing about it.
    public let readsLatinOnly: Bool
    /// [texts, dimension], row-major.
    let encode: @Sendable ([String]) throws -> [Float]

    public init(
        digest: String, dimension: Int, readsLatinOnly: Bool,
        encode: @escaping @Sendable (_ texts: [String]) throws -> [Float]
    ) {
        self.digest = digest
        self.dimension = dimension
        self.readsLatinOnly = readsLatinOnly
        self.encode = encode
    }

    /// Texts that are encoded in one call, so that progress can be told and memory stays bounded.
    static let batch = 512

    /// [texts, dimension]; rows of zeros for texts that the encoder cannot read.
    func rows(_ texts: [String], progress: (@Sendable (Int) -> Void)? = nil) throws -> [Float] {
        let readable = texts.indices.filter { reads(texts[$0]) }
        var rows = [Float](repeating: 0, count: texts.count * dimension)
        var done = 0
        while done < readable.count {
            let part = readable[done..<min(readable.count, done + TextVectors.batch)]
            let encoded = try encode(part.map { texts[$0] })
            guard encoded.count == part.count * dimension else {
                throw AlmanacError(
                    .internalError, "the encoder gave \(encoded.count) numbers for \(part.count) texts",
                    hint: "report this")
            }
            for (place, row) in part.enumerated() {
                rows.replaceSubrange(
                    row * dimension..<(row + 1) * dimension, with: encoded[place * dimension..<(place + 1) * dimension])
            }
            done += part.count
            progress?(done)
        }
        return rows
    }

    func reads(_ text: String) -> Bool { !readsLatinOnly || MessageLanguage.isMostlyLatin(text) }
}

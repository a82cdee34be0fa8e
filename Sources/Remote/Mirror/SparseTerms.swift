import Crypto
public import Domain
import Foundation

/// BM25 (Robertson and Zaragoza 2009) cut in two, so that an inner product of sparse vectors is the score: a document
/// carries the saturated frequency of its terms, a query their inverse document frequency.
///
/// A term is the first four bytes, big-endian, of the SHA-256 of its UTF-8. Terms that fall on the same number add up.
public enum SparseTerms {
    static let k1 = 1.2
    static let b = 0.75
    /// The most terms that a vector carries: Pinecone's limit. The heaviest stay.
    static let limit = 1000

    public static func index(of term: String) -> UInt32 {
        SHA256.hash(data: Data(term.utf8)).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// - Parameters:
    ///   - terms: the text's terms with repeats, as full text has them.
    ///   - averageLength: of all texts, in terms; frozen in the mirror's manifest.
    /// - Returns: nil for a text without terms.
    public static func document(_ terms: [String], averageLength: Double) -> (vector: SparseVector, dropped: Int)? {
        guard !terms.isEmpty, averageLength > 0 else { return nil }
        let norm = k1 * (1 - b + b * Double(terms.count) / averageLength)
        var frequencies: [UInt32: Double] = [:]
        for term in terms { frequencies[index(of: term), default: 0] += 1 }
        let weights = frequencies.map { ($0.key, Float($0.value * (k1 + 1) / ($0.value + norm))) }
        let kept = weights.sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(limit)
        guard let vector = SparseVector(indices: kept.map(\.0), values: kept.map(\.1)) else { return nil }
        return (vector, weights.count - kept.count)
    }
}

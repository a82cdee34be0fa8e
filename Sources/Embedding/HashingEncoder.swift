import CKernels

/// A weightless encoder: signed feature hashing (Weinberger et al. 2009) of words, word pairs and character n-grams.
///
/// It knows wording, not meaning: texts that share words, stems or spellings come out close, in any script. For tests,
/// for the time before weights are installed, and as a baseline. No files, no state; the same bits everywhere.
///
/// The scheme, `hashing-1`: scalars are folded as an uncased BERT tokenizer does (lower case, accents stripped), and
/// words are runs of what is neither white space nor punctuation, ideographs standing alone. Per word, with weight
/// w = √n · min(1, length / 6) for n occurrences (short words are mostly function words):
/// - the word itself, weight w;
/// - its n-grams of 3 and 4 scalars with a boundary mark at both ends, weight w / √(number of its n-grams) each;
/// - each pair of neighbouring words once, weight 0.5 · √(product of the two length factors).
///
/// A feature's FNV-1a hash gives its component (remainder) and sign (top bit). The sum is scaled to unit length; a text
/// without words, the empty one included, is the first unit vector.
public struct HashingEncoder: Encoder {
    public let identity: EncoderIdentity
    /// Words of any script are features as they stand.
    public let readsLatinOnly = false
    private let characters: CharacterTable

    /// Words of a text that are looked at.
    public static let maxWords = 4_096

    /// - Parameter dimension: floats in a vector, at least 2.
    public init(dimension: Int = 384) {
        precondition(dimension >= 2, "a dimension of \(dimension) leaves nothing to hash into")
        identity = EncoderIdentity(
            name: "hashing", digest: Self.digest("almanac hashing-1; \(dimension)"), dimension: dimension,
            maxTokens: Self.maxWords)
        characters = CharacterTable(lowercase: true, stripAccents: true, spaceIdeographs: true)
    }

    private static func digest(_ text: String) -> String {
        var digest = ContentDigest()
        digest.add(text)
        return digest.hex
    }

    public func encode(_ texts: [String]) throws -> EncodedBatch {
        var vectors: [Float] = []
        vectors.reserveCapacity(texts.count * identity.dimension)
        var counts: [Int] = []
        var truncated: [Bool] = []
        for text in texts {
            let all = words(text, limit: Self.maxWords + 1)
            let used = all.prefix(Self.maxWords)
            vectors += vector(used)
            counts.append(used.count)
            truncated.append(all.count > used.count)
        }
        return EncodedBatch(dimension: identity.dimension, vectors: vectors, tokenCounts: counts, truncated: truncated)
    }

    // MARK: Words

    private typealias Flags = CharacterTable.Flags

    /// Folded words as scalars, at most `limit`.
    private func words(_ text: String, limit: Int) -> [[UInt32]] {
        var words: [[UInt32]] = []
        var word: [UInt32] = []
        func end() {
            if !word.isEmpty { words.append(word) }
            word.removeAll(keepingCapacity: true)
        }
        for scalar in text.unicodeScalars where words.count < limit {
            let entry = characters[scalar.value]
            if entry & (Flags.removed | Flags.mark) != 0 { continue }
            if entry & (Flags.space | Flags.punctuation) != 0 {
                end()
            } else if entry & Flags.ideograph != 0 {
                end()
                word = [scalar.value]
                end()
            } else {
                let replacement = entry & Flags.sequence == 0 ? entry & CharacterTable.scalarMask : 0
                word.append(replacement == 0 ? scalar.value : replacement)
            }
        }
        if words.count < limit { end() }
        return words
    }

    // MARK: Features

    private func vector(_ words: ArraySlice<[UInt32]>) -> [Float] {
        // Sums are double and in the order of the words, so that a text has one result.
        var sums = [Double](repeating: 0, count: identity.dimension)
        func add(_ hash: UInt64, _ weight: Double) {
            // FNV's low bits are weak: fold the high half in before taking the remainder.
            let mixed = (hash ^ hash >> 29) &* 0xBF58_476D_1CE4_E5B9
            let component = Int((mixed >> 20) % UInt64(sums.count))
            sums[component] += mixed >> 63 == 0 ? weight : -weight
        }
        var occurrences: [[UInt32]: Int] = [:]
        for word in words { occurrences[word, default: 0] += 1 }
        var pairs: Set<UInt64> = []
        var previous: [UInt32]?
        for word in words {
            if let count = occurrences.removeValue(forKey: word) { addWord(word, count, add) }
            if let previous {
                let hash = Self.hash(word[...], Self.hash([0x20], Self.hash(previous[...], Self.start(2))))
                let weight = 0.5 * (Self.lengthFactor(previous) * Self.lengthFactor(word)).squareRoot()
                if pairs.insert(hash).inserted { add(hash, weight) }
            }
            previous = word
        }
        return Self.unit(sums)
    }

    private func addWord(_ word: [UInt32], _ count: Int, _ add: (UInt64, Double) -> Void) {
        let weight = Double(count).squareRoot() * Self.lengthFactor(word)
        add(Self.hash(word[...], Self.start(1)), weight)
        let marked = [0x02] + word + [0x03]
        let grams = [3, 4].flatMap { size in
            marked.count < size ? [] : (0...marked.count - size).map { marked[$0..<$0 + size] }
        }
        for gram in grams { add(Self.hash(gram, Self.start(3)), weight / Double(grams.count).squareRoot()) }
    }

    /// 1 from six scalars on. An ideograph is a word's worth of meaning by itself.
    private static func lengthFactor(_ word: [UInt32]) -> Double {
        word.count == 1 && word[0] >= 0x2E80 ? 1 : min(1, Double(word.count) / 6)
    }

    private static func start(_ kind: UInt64) -> UInt64 { 0xCBF2_9CE4_8422_2325 ^ kind << 56 }

    private static func hash(_ scalars: ArraySlice<UInt32>, _ start: UInt64) -> UInt64 {
        scalars.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    private static func unit(_ sums: [Double]) -> [Float] {
        let length = sums.reduce(0) { $0 + $1 * $1 }.squareRoot()
        // Features of opposite sign can cancel; what is then left to scale is nothing, as without words.
        guard length > 1e-9 else { return [1] + [Float](repeating: 0, count: sums.count - 1) }
        return sums.map { Float($0 / length) }
    }
}

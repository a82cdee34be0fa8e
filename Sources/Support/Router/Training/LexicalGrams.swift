import Domain

/// Words, pairs of words and runs of characters of a text as hashed features with their counts.
///
/// Words are those of full text (`SearchText`), lower case. A word gram is `w` + word, or `b` + two neighbours with a
/// space between; a character gram is `c` + every run of 3, 4 and 5 scalars of ` word `. A gram's bucket is the low
/// bits of its FNV-1a hash after the finaliser of splitmix64 (FNV's own low bits are weak).
package struct LexicalGrams: Sendable {
    /// Buckets of one kind of gram.
    static let buckets = 1 << 15
    /// Words of a text that are looked at: a message longer than that says the same thing again.
    static let maxWords = 1_000
    /// Scalars of a word that are looked at.
    static let maxWordLength = 40

    /// Bucket and count, in the order of the buckets.
    let words: [(bucket: Int, count: Int)]
    let characters: [(bucket: Int, count: Int)]

    init(_ text: String) {
        let words = LexicalGrams.words(of: text)
        var wordCounts: [Int: Int] = [:]
        var characterCounts: [Int: Int] = [:]
        var previous: String?
        for word in words {
            wordCounts[LexicalGrams.bucket("w\(word)".utf8), default: 0] += 1
            if let previous { wordCounts[LexicalGrams.bucket("b\(previous) \(word)".utf8), default: 0] += 1 }
            previous = word
            LexicalGrams.runs(of: word) { characterCounts[$0, default: 0] += 1 }
        }
        self.words = LexicalGrams.sorted(wordCounts)
        self.characters = LexicalGrams.sorted(characterCounts)
    }

    /// The words that features are made of. Only so much of a very long text is read.
    package static func words(of text: String) -> [String] {
        SearchText.words(of: LexicalText.head(text)).prefix(maxWords).map { word in
            let lower = word.lowercased()
            return lower.unicodeScalars.count <= maxWordLength
                ? lower : String(String.UnicodeScalarView(lower.unicodeScalars.prefix(maxWordLength)))
        }
    }

    package static func bucket(_ bytes: some Sequence<UInt8>) -> Int { Int(mixedHash(bytes) & UInt64(buckets - 1)) }

    static func mixedHash(_ bytes: some Sequence<UInt8>) -> UInt64 { mixed(hash(bytes, from: offset)) }

    private static func sorted(_ counts: [Int: Int]) -> [(bucket: Int, count: Int)] {
        counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The buckets of the runs of 3, 4 and 5 scalars of the word between two spaces.
    private static func runs(of word: String, _ take: (Int) -> Void) {
        var bytes: [UInt8] = [0x20]
        // Where each scalar begins, and the end.
        var starts = [0, 1]
        for scalar in word.unicodeScalars {
            bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            starts.append(bytes.count)
        }
        bytes.append(0x20)
        starts.append(bytes.count)
        let scalars = starts.count - 1
        let first = hash(CollectionOfOne(UInt8(ascii: "c")), from: offset)
        for begin in 0..<scalars {
            for length in 3...5 where begin + length <= scalars {
                let code = hash(bytes[starts[begin]..<starts[begin + length]], from: first)
                take(Int(mixed(code) & UInt64(buckets - 1)))
            }
        }
    }

    private static let offset: UInt64 = 0xCBF2_9CE4_8422_2325

    private static func hash(_ bytes: some Sequence<UInt8>, from start: UInt64) -> UInt64 {
        bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The finaliser of splitmix64 (Steele, Lea and Flood 2014).
    private static func mixed(_ value: UInt64) -> UInt64 {
        var value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

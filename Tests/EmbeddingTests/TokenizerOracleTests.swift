import Embedding
import Foundation
import Testing

/// Ids against those of the original tokenizer, recorded by Recording/record_tokens.py.
@Suite("Tokenizer against the original", .enabled(if: TestFiles.hasModel, "needs the model's vocabulary"))
struct TokenizerOracleTests {
    struct Record: Decodable {
        struct Random: Decodable {
            let seed: UInt64
            let blockSize: Int
            let blocks: [String]
        }
        struct Case: Decodable {
            let text: String
            let ids: [Int32]
        }
        let blockSize: Int
        let blocks: [String]
        let random: Random
        let cases: [Case]
    }

    let record: Record
    let tokenizer: WordPieceTokenizer

    init() throws {
        record = try JSONDecoder().decode(Record.self, from: TestFiles.fixture("tokens.json"))
        let vocabulary = try Data(contentsOf: TestFiles.model.appending(path: "vocab.txt"))
        tokenizer = try WordPieceTokenizer(vocabulary: [UInt8](vocabulary))
    }

    @Test("every scalar, inside a word and alone")
    func everyScalar() {
        #expect(record.blocks.count * record.blockSize == 0x110000)
        var wrong: [String] = []
        for (block, expected) in record.blocks.enumerated() {
            let first = block * record.blockSize
            let texts = (first..<first + record.blockSize).lazy.compactMap { Unicode.Scalar(UInt32($0)) }
                .map { "x\($0)y \($0)" }
            if digest(texts) != expected { wrong.append("U+" + String(first, radix: 16, uppercase: true)) }
        }
        #expect(wrong.isEmpty, "blocks of \(record.blockSize) scalars that differ start at \(wrong)")
    }

    @Test("10,000 random texts")
    func randomTexts() {
        var source = RandomText(random: SplitMix64(seed: record.random.seed))
        #expect(record.random.blocks.count * record.random.blockSize == 10_000)
        for (block, expected) in record.random.blocks.enumerated() {
            let texts = (0..<record.random.blockSize).map { _ in source.next() }
            #expect(digest(texts) == expected, "seed \(record.random.seed), texts from \(block * texts.count)")
        }
    }

    @Test("literal texts")
    func literals() {
        #expect(record.cases.count >= 300)
        for item in record.cases {
            #expect(tokenizer.tokenize(item.text).ids == item.ids, "\(item.text.debugDescription)")
        }
    }

    @Test("a limit keeps the first ids and says so", arguments: [2, 3, 5, 8, 64, 256])
    func limits(limit: Int) {
        for item in record.cases {
            let (ids, truncated) = tokenizer.tokenize(item.text, limit: limit)
            #expect(truncated == (item.ids.count > limit), "\(item.text.debugDescription)")
            let expected = truncated ? item.ids.prefix(limit - 1) + [item.ids[item.ids.count - 1]] : item.ids[...]
            #expect(ids[...] == expected, "\(item.text.debugDescription)")
        }
    }

    /// FNV-1a over count and ids of each text, 4 little-endian bytes each.
    private func digest(_ texts: some Sequence<String>) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ value: UInt32) {
            for shift in stride(from: UInt32(0), to: 32, by: 8) {
                hash = (hash ^ UInt64(value >> shift & 0xFF)) &* 0x100_0000_01B3
            }
        }
        for text in texts {
            let ids = tokenizer.tokenize(text).ids
            add(UInt32(ids.count))
            for id in ids { add(UInt32(bitPattern: id)) }
        }
        let digits = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

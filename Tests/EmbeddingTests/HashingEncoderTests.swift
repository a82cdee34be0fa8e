import Embedding
import Foundation
import Testing

@Suite("Hashing encoder")
struct HashingEncoderTests {
    let encoder = HashingEncoder()

    @Test("unit length, alone as in a batch, the same in every process")
    func determinism() throws {
        var source = RandomText(random: SplitMix64(seed: 5))
        let texts = (0..<200).map { _ in source.next() } + ["", "box"]
        let batch = try encoder.encode(texts)
        #expect(batch.dimension == 384 && batch.count == texts.count)
        for (row, text) in texts.enumerated() {
            #expect(try sameBits(batch[row], encoder.encode(text)))
            #expect(abs(batch[row].reduce(0.0) { $0 + Double($1) * Double($1) } - 1) < 1e-6)
        }
        // A golden value: a change of the scheme must change the name in the digest with it.
        let vector = try encoder.encode("Where is my box?")
        let hash = vector.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01B3 }
        #expect(hash == 4_102_080_419_813_657_112)
        #expect(encoder.identity.digest == "dc64033a5efcdbf27da06e80aa06ac86")
    }

    @Test("empty texts are one fixed vector")
    func empty() throws {
        let first = [1] + [Float](repeating: 0, count: 383)
        for text in ["", "  \n", "?!", "\u{200B}"] { #expect(try encoder.encode(text) == first) }
        #expect(try encoder.encode([]).count == 0)
    }

    @Test("near wording ranks first")
    func nearWording() throws {
        let documents = [
            "How do I cancel my subscription?", "Where is my parcel?", "I was charged twice this month",
            "The ring arrived broken", "Can I change my delivery address?", "Do you ship to Canada?",
            "היכן החבילה שלי", "Где моя посылка?",
        ]
        let queries = [
            ("please cancel the subscription", 0), ("where's my parcel now", 1), ("charged two times this month", 2),
            ("my ring is broken", 3), ("changing the delivery adress", 4), ("shipping to canada", 5),
            ("איפה החבילה שלי", 6), ("где же моя посылка", 7),
        ]
        let rows = try encoder.encode(documents)
        for (query, expected) in queries {
            let vector = try encoder.encode(query)
            let scores = documents.indices.map { cosine(vector, rows[$0]) }
            #expect(scores.indices.max { scores[$0] < scores[$1] } == expected, "\(query): \(scores)")
        }
    }

    @Test("case and accents do not matter, words beyond the limit are reported")
    func folding() throws {
        #expect(try encoder.encode("CAFÉ Noir") == encoder.encode("cafe\u{301} noir"))
        let batch = try encoder.encode([String(repeating: "a ", count: HashingEncoder.maxWords + 1), "a b"])
        #expect(batch.truncated == [true, false] && batch.tokenCounts == [HashingEncoder.maxWords, 2])
    }
}

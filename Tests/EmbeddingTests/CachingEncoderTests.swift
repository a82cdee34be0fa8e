import Embedding
import Foundation
import Testing

@Suite("Caching encoder")
struct CachingEncoderTests {
    let base = HashingEncoder(dimension: 64)

    @Test("the same bits, found the second time")
    func hits() throws {
        let encoder = CachingEncoder(base, capacity: 3)
        let texts = ["one", "two", "one", "three", "two"]
        let first = try encoder.encode(texts)
        #expect(try sameBits(first.vectors, base.encode(texts).vectors))
        #expect(encoder.statistics == CachingEncoder.Statistics(hits: 0, misses: 5, entries: 3))
        let second = try encoder.encode(texts)
        #expect(sameBits(second.vectors, first.vectors) && second.tokenCounts == first.tokenCounts)
        #expect(encoder.statistics == CachingEncoder.Statistics(hits: 5, misses: 5, entries: 3))
        #expect(encoder.identity == base.identity)
    }

    /// Against a list kept by hand.
    @Test("the least recently used goes first", arguments: [1, 2, 3, 7], [1, 2, 3] as [UInt64])
    func eviction(capacity: Int, seed: UInt64) throws {
        let encoder = CachingEncoder(base, capacity: capacity)
        var random = SplitMix64(seed: seed)
        var recent: [String] = []
        var hits = 0
        for turn in 0..<400 {
            let text = "text \(random.below(capacity + 3))"
            if recent.contains(text) { hits += 1 }
            recent = ([text] + recent.filter { $0 != text }).prefix(capacity).map { $0 }
            _ = try encoder.encode(text)
            #expect(encoder.statistics.hits == hits, "seed \(seed), turn \(turn)")
            #expect(encoder.statistics.entries == recent.count)
        }
    }

    @Test("texts that Swift calls equal are kept apart")
    func canonicalEquivalence() throws {
        let encoder = CachingEncoder(base, capacity: 4)
        _ = try encoder.encode(["caf\u{E9}", "cafe\u{301}"])
        #expect(encoder.statistics.entries == 2)
    }

    @Test("long texts pass by")
    func longTexts() throws {
        let encoder = CachingEncoder(base, capacity: 4)
        let long = String(repeating: "x", count: CachingEncoder.maxTextBytes + 1)
        _ = try encoder.encode([long, long])
        #expect(encoder.statistics.entries == 0)
        #expect(try encoder.encode([]).count == 0)
    }
}

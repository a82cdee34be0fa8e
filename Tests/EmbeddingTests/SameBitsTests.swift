import Embedding
import Foundation
import Testing

/// A text has the same bits alone, in any batch, in any order, on any number of threads.
@Suite("Same bits in any company")
struct SameBitsTests {
    static let seeds: [UInt64] = [1, 2, 3]

    /// Texts of very different lengths, some of them empty, some cut.
    static func texts(_ random: inout SplitMix64, count: Int) -> [String] {
        let words = "where is my box order late please cancel the a refund ring size not here today thanks x y z".split(
            separator: " ")
        return (0..<count).map { _ in
            let length = [0, 1, 3, 7, 20, 41, 90, 300][random.below(8)]
            return (0..<length).map { _ in String(words[random.below(words.count)]) }.joined(separator: " ")
        }
    }

    static func check(_ encoders: [TransformerEncoder], count: Int, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let texts = texts(&random, count: count)
        let alone = try texts.map { try encoders[0].encode($0) }
        for encoder in encoders {
            for round in 0..<4 {
                let order = texts.indices.shuffled(using: &random)
                let size = [texts.count, 1 + random.below(texts.count), 2, 1][round]
                for start in stride(from: 0, to: order.count, by: size) {
                    let part = order[start..<min(order.count, start + size)]
                    let batch = try encoder.encode(part.map { texts[$0] })
                    for (row, index) in part.enumerated() {
                        #expect(
                            sameBits(batch[row], alone[index]),
                            "seed \(seed), \(encoder.workers) workers, batches of \(size), text \(index)")
                    }
                }
            }
        }
    }

    @Test("small models", arguments: ["cls-12", "mean-6"], seeds)
    func small(name: String, seed: UInt64) throws {
        try TestFiles.withDirectory { directory in
            try TinyModel(name).write(to: directory)
            let encoders = try [1, 2, 3].map { try TransformerEncoder(directory: directory, workers: $0) }
            try Self.check(encoders, count: 40, seed: seed)
            try Self.check([TransformerEncoder(portableAt: directory, workers: 2)], count: 20, seed: seed)
        }
    }

    @Test("the published model", .enabled(if: TestFiles.hasModel, "needs the model's weights"))
    func published() throws {
        let one = try TransformerEncoder(directory: TestFiles.model, workers: 1)
        #expect(try one.identity == PublishedModel.encoder.get().identity)
        try Self.check([one, PublishedModel.encoder.get()], count: 40, seed: 20_240_607)
    }

    @Test("calls at the same time", .enabled(if: TestFiles.hasModel, "needs the model's weights"))
    func concurrentCalls() throws {
        let encoder = try PublishedModel.encoder.get()
        var random = SplitMix64(seed: 9)
        let texts = Self.texts(&random, count: 12)
        let expected = try encoder.encode(texts).vectors
        DispatchQueue.concurrentPerform(iterations: 6) { turn in
            let got = turn % 2 == 0 ? try? encoder.encode(texts).vectors : try? texts.flatMap { try encoder.encode($0) }
            #expect(got.map { sameBits($0, expected) } == true, "call \(turn)")
        }
    }

    @Test("unit length, counts and truncation", .enabled(if: TestFiles.hasModel, "needs the model's weights"))
    func shape() throws {
        let encoder = try PublishedModel.encoder.get()
        let batch = try encoder.encode([
            "", "one two", String(repeating: "word ", count: 254), String(repeating: "word ", count: 255),
        ])
        #expect(batch.tokenCounts == [2, 4, 256, 256])
        #expect(batch.truncated == [false, false, false, true])
        for row in 0..<batch.count {
            let length = batch[row].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
            #expect(abs(length - 1) < 1e-6)
        }
        #expect(sameBits(batch[2], batch[3]), "only what was cut differs")
        let none = try encoder.encode([])
        #expect(none.count == 0 && none.vectors.isEmpty && none.dimension == 384)
    }

    @Test("more texts than are tokenised ahead")
    func slabs() throws {
        try TestFiles.withDirectory { directory in
            try TinyModel("mean-6").write(to: directory)
            let encoder = try TransformerEncoder(directory: directory, workers: 2)
            let texts = (0..<4_100).map { "box \($0 % 7)" }
            let batch = try encoder.encode(texts)
            let few = try encoder.encode(Array(texts[..<7]))
            #expect(batch.count == texts.count)
            for row in 0..<batch.count where !sameBits(batch[row], few[row % 7]) {
                Issue.record("text \(row)")
            }
        }
    }
}

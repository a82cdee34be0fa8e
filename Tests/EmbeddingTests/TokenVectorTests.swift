import Embedding
import Foundation
import Testing

/// Token vectors: one of unit length for each token, the same bits in any batch, and the sentence vector is their sum's
/// direction (over all tokens, the markers at the ends included).
@Suite("Token vectors")
struct TokenVectorTests {
    @Test("same bits alone, in a batch and on any number of threads", arguments: [UInt64(1), 2])
    func inAnyCompany(seed: UInt64) throws {
        try TestFiles.withDirectory { directory in
            try TinyModel("mean-6").write(to: directory)
            var random = SplitMix64(seed: seed)
            let texts = SameBitsTests.texts(&random, count: 30)
            let encoders = try [1, 3].map { try TransformerEncoder(directory: directory, workers: $0) }
            let alone = try texts.map { try encoders[0].encodeTokens([$0])[0] }
            for encoder in encoders {
                let together = try encoder.encodeTokens(texts)
                #expect(together.count == texts.count)
                for (one, other) in zip(alone, together) {
                    #expect(one.count == other.count && sameBits(one.values[...], other.values[...]), "seed \(seed)")
                }
            }
        }
    }

    @Test("one of unit length for each token but the markers")
    func countAndLength() throws {
        try TestFiles.withDirectory { directory in
            try TinyModel("mean-6").write(to: directory)
            let encoder = try TransformerEncoder(directory: directory, workers: 1)
            let texts = ["", "where", "where is my box"]
            let counts = try encoder.encode(texts).tokenCounts
            let vectors = try encoder.encodeTokens(texts)
            #expect(vectors.map(\.count) == counts.map { $0 - 2 })
            for matrix in vectors {
                for token in 0..<matrix.count {
                    let length = matrix[token].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
                    #expect(abs(length - 1) < 1e-6)
                }
            }
        }
    }

    @Test("their place in a text changes them")
    func context() throws {
        try TestFiles.withDirectory { directory in
            try TinyModel("mean-6").write(to: directory)
            let encoder = try TransformerEncoder(directory: directory, workers: 1)
            let vectors = try encoder.encodeTokens(["where is my box", "my box is where"])
            #expect(vectors[0].values != vectors[1].values)
        }
    }
}

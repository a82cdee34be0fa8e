import Embedding
import Foundation
import Testing

/// Vectors against those of the reference implementation, recorded by Recording/record_vectors.py.
@Suite("Vectors against the reference", .enabled(if: TestFiles.hasModel, "needs the model's weights"))
struct VectorOracleTests {
    @Test("cosine at least 0.99999, same token counts")
    func recorded() throws {
        let recorded = try TestFiles.lines(RecordedVector.self, "vectors.jsonl")
        #expect(recorded.count >= 200)
        let encoder = try PublishedModel.encoder.get()
        let batch = try encoder.encode(recorded.map(\.text))
        var (worst, largest) = (1.0, Float(0))
        for (row, item) in recorded.enumerated() {
            let similarity = cosine(batch[row], item.floats)
            #expect(similarity >= 0.99999, "\(item.text.prefix(60).debugDescription)")
            #expect(batch.tokenCounts[row] == item.tokens, "\(item.text.prefix(60).debugDescription)")
            worst = min(worst, similarity)
            largest = zip(batch[row], item.floats).map { abs($0 - $1) }.reduce(largest, max)
        }
        print(
            "vectors against the reference: \(recorded.count) texts, least cosine 1 - \(1 - worst),",
            "largest difference of a component \(largest)")
        #expect(largest < 2e-6)
    }
}

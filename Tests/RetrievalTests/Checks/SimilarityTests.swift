import Domain
import Embedding
import Foundation
import Retrieval
import TestSupport
import Testing

/// The pairs that a check finds are exactly those that comparing everything with everything would find.
@Suite struct SimilarityTests {
    /// Random questions of few words, so that many pairs lie on both sides of the threshold.
    @Test(arguments: [UInt64(1), 2, 3]) func everyPairAboveTheThresholdIsFound(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let words = (0..<12).map { "word\($0)" }
        let questions = (0..<700).map { _ in generator.text(of: words, count: generator.int(in: 4...9)) }
        let home = try TemporaryHome()
        let encoder = HashingEncoder()
        let knowledge = try KnowledgeBase(home: home.url, encoder: encoder)
        let records = questions.enumerated().map { number, question -> JSONValue in
            [
                "id": .string("q\(10_000 + number)"), "namespace": "faq", "question": .string(question),
                "answer": .string("answer number \(number)"),
            ]
        }
        _ = try knowledge.ingest(records: records, options: IngestOptions())
        let options = CheckOptions(minCosine: 0.93, minOverlap: 0.6)
        let report = try knowledge.check(options)
        // One pair a couple of different wordings, as the check has it.
        var found: Set<[String]> = []
        for finding in report.findings where finding.kind == .nearDuplicate && finding.documents.count == 2 {
            let texts = finding.documents.map { questions[(Int($0.id.dropFirst()) ?? 0) - 10_000] }.sorted()
            if texts[0] != texts[1] { found.insert(texts) }
        }
        let unique = Array(Set(questions)).sorted()
        let vectors = try unique.map { try encoder.encode($0).map(Double.init) }
        let grams = unique.map { text -> Set<String> in
            let words = text.split(separator: " ").map(String.init)
            return Set((0...(words.count - 3)).map { words[$0..<$0 + 3].joined(separator: " ") })
        }
        var expected: Set<[String]> = []
        for left in unique.indices {
            for right in unique.indices where right > left {
                let cosine = zip(vectors[left], vectors[right]).reduce(0) { $0 + $1.0 * $1.1 }
                let shared = grams[left].intersection(grams[right]).count
                let overlap = Double(shared) / Double(grams[left].union(grams[right]).count)
                // Sums in another order may differ in the last bits.
                guard abs(cosine - options.minCosine) > 1e-9 else { continue }
                if cosine >= options.minCosine || overlap >= options.minOverlap {
                    expected.insert([unique[left], unique[right]])
                }
            }
        }
        let listed = report.unlisted
        #expect(listed == 0 && expected.count > 20, "seed \(seed): \(expected.count) pairs, \(listed) unlisted")
        #expect(found == expected, "seed \(seed): \(found.symmetricDifference(expected).prefix(3))")
    }
}

import Domain
import Evaluation
import Foundation
import TestSupport
import Testing

@Suite struct RetrievalMetricsTests {
    private func id(_ name: String) -> DocumentID { DocumentID(namespace: "faq", id: name) }

    /// Worked by hand: gains 3, 0, 2 against the best order 3, 2, 1.
    @Test func ndcgOfAWorkedExample() {
        let judgements = [id("a"): 3, id("b"): 2, id("c"): 1]
        let ranked = [id("a"), id("x"), id("b")]
        let expected = (3 + 2 / log2(4.0)) / (3 + 2 / log2(3.0) + 1 / log2(4.0))
        #expect(abs(RetrievalMetrics.ndcg(ranked, judgements, k: 10) - expected) < 1e-15)
        #expect(RetrievalMetrics.ndcg([id("a"), id("b"), id("c")], judgements, k: 10) == 1)
        #expect(RetrievalMetrics.ndcg([], judgements, k: 10) == 0)
        #expect(RetrievalMetrics.ndcg(ranked, [:], k: 10) == 0)
    }

    @Test func recallAndReciprocalRankStopAtTheCut() {
        let judgements = [id("a"): 1, id("b"): 1, id("zero"): 0]
        let ranked = [id("zero"), id("x"), id("a"), id("b")]
        #expect(RetrievalMetrics.recall(ranked, judgements, k: 3) == 0.5)
        #expect(RetrievalMetrics.recall(ranked, judgements, k: 4) == 1)
        #expect(RetrievalMetrics.reciprocalRank(ranked, judgements, k: 10) == 1 / 3.0)
        #expect(RetrievalMetrics.reciprocalRank(ranked, judgements, k: 2) == 0)
    }

    @Test func brokenGoldenLinesNameTheirLine() throws {
        let home = try TemporaryHome()
        let file = home.url.appending(path: "golden.jsonl")
        try Data("{\"id\":\"1\",\"query\":\"q\",\"relevant\":{\"faq/a\":2}}\n\n{\"id\":\"2\"}\n".utf8).write(to: file)
        let error = #expect(throws: AlmanacError.self) { try GoldenSet.read(file: file) }
        #expect(error?.code == .invalidInput && error?.message.contains("golden.jsonl:3:") == true)
    }
}

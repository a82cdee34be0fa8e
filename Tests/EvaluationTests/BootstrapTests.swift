import Domain
import Evaluation
import Foundation
import TestSupport
import Testing

@Suite struct BootstrapTests {
    /// For many values the interval is that of the normal approximation: mean ± 1.96 deviations of the mean.
    @Test func agreesWithTheNormalApproximation() throws {
        var generator = SeededGenerator(seed: 3)
        let values = (0..<400).map { _ in Double.random(in: 0..<1, using: &generator) }
        let mean = values.reduce(0, +) / 400
        let variance = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 399
        let error = 1.96 * (variance / 400).squareRoot()
        let interval = try #require(Bootstrap().interval(values))
        #expect(abs(interval.low - (mean - error)) < 0.1 * error && abs(interval.high - (mean + error)) < 0.1 * error)
        #expect(Bootstrap().interval(values) == interval)
    }

    @Test func noSpreadIsNoInterval() {
        #expect(Bootstrap().interval([0.5, 0.5, 0.5]) == Bootstrap.Interval(low: 0.5, high: 0.5))
        #expect(Bootstrap().interval([1]) == nil && Bootstrap().interval([]) == nil)
    }

    @Test func aReportKeepsWhatEachQueryGot() {
        func id(_ name: String) -> DocumentID { DocumentID(namespace: "faq", id: name) }
        let golden = GoldenSet(
            name: "g",
            queries: [
                GoldenQuery(id: "1", query: "a", relevant: [id("a"): 3], style: "direct"),
                GoldenQuery(id: "2", query: "b", relevant: [id("b"): 1], style: "typo"),
                GoldenQuery(id: "3", query: "c", relevant: [:], style: "typo"),
            ])
        let report = RetrievalReport(name: "r", golden: golden) { query in
            [id("a"), id(query.query + query.query), id("b")]
        }
        #expect(report.queries.map(\.id) == ["1", "2"])
        #expect(report.values(.mrr) == [1, 1.0 / 3] && report.mean(.recall) == 1)
        #expect(report.filtered { $0.style == "typo" }.values(.mrr) == [1.0 / 3])
    }
}

@Suite struct WilsonTests {
    /// Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29.
    @Test(arguments: [
        (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611), (1, 29, 0.0061, 0.1718),
        (20, 20, 0.8389, 1),
    ])
    func agreesWithThePublishedTable(part: Int, whole: Int, low: Double, high: Double) throws {
        let interval = try #require(Wilson.interval(part, of: whole))
        #expect(abs(interval.low - low) < 0.00006 && abs(interval.high - high) < 0.00006, "\(interval)")
    }

    @Test func nothingTriedIsNoInterval() {
        #expect(Wilson.interval(0, of: 0) == nil && Wilson.interval(3, of: 2) == nil)
    }
}

import Evaluation
import Testing

/// Figures worked out by hand.
@Suite struct ClassificationMetricsTests {
    private let pairs = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("b", "a"), ("c", "b")].map {
        (truth: $0.0, said: $0.1)
    }

    @Test func labelsHaveTheirFigures() throws {
        let figures = ClassificationMetrics.byLabel(pairs)
        #expect(figures.map(\.label) == ["a", "b", "c"])
        #expect(figures.map(\.support) == [3, 2, 1] && figures.map(\.predicted) == [3, 3, 0])
        #expect(figures[0].precision == 2.0 / 3 && figures[0].recall == 2.0 / 3 && figures[0].f1 == 2.0 / 3)
        #expect(figures[1].f1 == 2.0 / 5 && figures[2].f1 == 0 && figures[2].precision == 0)
        #expect(abs(ClassificationMetrics.macroF1(pairs) - (2.0 / 3 + 2.0 / 5) / 3) < 1e-12)
    }

    @Test func calibrationErrorIsTheDistanceWithinBins() {
        let items = [(0.95, true), (0.95, false), (0.15, false), (0.12, true)].map {
            (confidence: $0.0, isCorrect: $0.1)
        }
        // Bins of a tenth: 0.95 against 0.5 over two, 0.135 against 0.5 over two.
        #expect(abs(ClassificationMetrics.calibrationError(items, bins: 10) - (0.45 / 2 + 0.365 / 2)) < 1e-12)
        #expect(ClassificationMetrics.calibrationError([(1, true), (0, false)]) == 0)
        #expect(ClassificationMetrics.calibrationError([]).isNaN)
    }

    @Test func aurocCountsPairs() {
        #expect(ClassificationMetrics.auroc(inside: [3, 2], outside: [1, 0]) == 1)
        #expect(ClassificationMetrics.auroc(inside: [0, 1], outside: [3, 2]) == 0)
        #expect(ClassificationMetrics.auroc(inside: [1, 1], outside: [1, 1, 1]) == 0.5)
        #expect(ClassificationMetrics.auroc(inside: [2, 1], outside: [1, 0]) == 3.5 / 4)
        #expect(ClassificationMetrics.auroc(inside: [], outside: [1]).isNaN)
    }

    @Test func riskGrowsFromTheSurest() {
        let items = [(0.9, true), (0.8, true), (0.7, false), (0.6, true)].map { (confidence: $0.0, isCorrect: $0.1) }
        let curve = ClassificationMetrics.riskCoverage(items, at: [0.5, 0.75, 1])
        #expect(curve.map(\.risk) == [0, 1.0 / 3, 0.25] && curve.map(\.threshold) == [0.8, 0.7, 0.6])
        #expect(ClassificationMetrics.riskCoverage([], at: [1]).isEmpty)
    }

    @Test func aReportTellsInsideFromOutside() {
        func outcome(
            _ truth: String?, _ ranked: [String], _ confidence: Double, second: (String?, String?) = (nil, nil)
        )
            -> RoutingReport.Outcome
        {
            RoutingReport.Outcome(
                truth: truth, secondary: second.0, ranked: ranked, confidence: confidence, saidSecondary: second.1,
                familiarity: confidence, groups: ["writer": truth ?? "nobody"])
        }
        let report = RoutingReport(
            name: "r",
            outcomes: [
                outcome("a", ["a", "b"], 0.9), outcome("a", ["b", "a"], 0.5, second: ("b", "a")),
                outcome("b", ["c", "a"], 0.7, second: (nil, "a")), outcome(nil, ["a", "b"], 0.3),
            ])
        #expect(report.inside.count == 3 && report.outside.count == 1)
        #expect(report.accuracy == 1.0 / 3 && report.amongTwo == [1, 1, 0] && report.outsideAUROC == 1)
        #expect(report.above(0.6).share == 2.0 / 3 && report.above(0.6).accuracy == 0.5)
        let seconds = report.secondIntents
        #expect(seconds.labelled == 1 && seconds.said == 2 && seconds.right == 1)
        #expect(report.groups(by: "writer").map(\.value) == ["a", "b", "nobody"])
        #expect(report.json["accuracy_interval"]?.array?.count == 2)
    }
}

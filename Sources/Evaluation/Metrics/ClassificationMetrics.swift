import Foundation

/// Metrics over labelled items and what was said about them. An empty set has no metric: NaN, which reports print as a
/// dash.
public enum ClassificationMetrics {
    /// What was said of a label against what is true.
    public struct LabelFigures: Sendable, Hashable {
        public let label: String
        /// Items that have it.
        public let support: Int
        /// Items that were given it.
        public let predicted: Int
        public let correct: Int

        /// Share of those that were given it that have it; 0 where none was.
        public var precision: Double { predicted == 0 ? 0 : Double(correct) / Double(predicted) }
        /// Share of those that have it that were given it; 0 where none has.
        public var recall: Double { support == 0 ? 0 : Double(correct) / Double(support) }
        /// `2 · correct / (support + predicted)`.
        public var f1: Double {
            support + predicted == 0 ? 0 : 2 * Double(correct) / Double(support + predicted)
        }
    }

    /// Figures of every label that is true or said of an item, by name.
    public static func byLabel(_ pairs: [(truth: String, said: String)]) -> [LabelFigures] {
        var support: [String: Int] = [:]
        var predicted: [String: Int] = [:]
        var correct: [String: Int] = [:]
        for (truth, said) in pairs {
            support[truth, default: 0] += 1
            predicted[said, default: 0] += 1
            if truth == said { correct[truth, default: 0] += 1 }
        }
        return Set(support.keys).union(predicted.keys).sorted().map {
            LabelFigures(
                label: $0, support: support[$0] ?? 0, predicted: predicted[$0] ?? 0, correct: correct[$0] ?? 0)
        }
    }

    /// Mean F1 over the labels that are true of an item.
    public static func macroF1(_ pairs: [(truth: String, said: String)]) -> Double {
        let figures = byLabel(pairs).filter { $0.support > 0 }
        return mean(figures.map(\.f1))
    }

    /// Expected calibration error: over `bins` equal bins of confidence, the distance of mean confidence from accuracy,
    /// weighted by the share of items (Naeini et al. 2015; Guo et al. 2017).
    public static func calibrationError(_ items: [(confidence: Double, isCorrect: Bool)], bins: Int = 15) -> Double {
        guard !items.isEmpty, bins > 0 else { return .nan }
        var sums = [(count: Int, confidence: Double, correct: Int)](repeating: (0, 0, 0), count: bins)
        for item in items {
            let bin = min(bins - 1, max(0, Int((item.confidence * Double(bins)).rounded(.up)) - 1))
            sums[bin].count += 1
            sums[bin].confidence += item.confidence
            sums[bin].correct += item.isCorrect ? 1 : 0
        }
        return sums.filter { $0.count > 0 }.reduce(0) {
            $0 + abs($1.confidence - Double($1.correct)) / Double(items.count)
        }
    }

    /// The probability that an item of `inside` has the higher score than one of `outside`, ties counting half: the area
    /// under the ROC curve (Mann and Whitney 1947). NaN where one is empty.
    public static func auroc(inside: [Double], outside: [Double]) -> Double {
        guard !inside.isEmpty, !outside.isEmpty else { return .nan }
        let all = (inside.map { ($0, true) } + outside.map { ($0, false) }).sorted { $0.0 < $1.0 }
        var ranks = 0.0
        var place = 0
        while place < all.count {
            var end = place
            while end < all.count, all[end].0 == all[place].0 { end += 1 }
            // Ranks from 1; equal scores share their mean.
            let rank = Double(place + 1 + end) / 2
            ranks += rank * Double(all[place..<end].count { $0.1 })
            place = end
        }
        let (n, m) = (Double(inside.count), Double(outside.count))
        return (ranks - n * (n + 1) / 2) / (n * m)
    }

    /// A point of the risk-coverage curve.
    public struct RiskPoint: Sendable, Hashable {
        /// Least confidence of an item that is taken.
        public let threshold: Double
        /// Share of the items that are taken.
        public let coverage: Double
        /// Share of the taken ones that are wrong.
        public let risk: Double
    }

    /// Share of errors when only the surest items are taken, at each coverage asked for (El-Yaniv and Wiener 2010).
    public static func riskCoverage(
        _ items: [(confidence: Double, isCorrect: Bool)],
        at coverages: [Double] = [0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
    ) -> [RiskPoint] {
        let ordered = items.sorted { ($0.confidence, $0.isCorrect ? 0 : 1) > ($1.confidence, $1.isCorrect ? 0 : 1) }
        guard !ordered.isEmpty else { return [] }
        return coverages.map { coverage in
            let count = min(ordered.count, max(1, Int((coverage * Double(ordered.count)).rounded())))
            let taken = ordered[..<count]
            return RiskPoint(
                threshold: taken.last?.confidence ?? 0, coverage: Double(count) / Double(ordered.count),
                risk: Double(taken.count { !$0.isCorrect }) / Double(count))
        }
    }

    static func mean(_ values: [Double]) -> Double {
        values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }
}

import Domain
import Evaluation
import Foundation

/// A measured router as a person reads it: figures are shares, intervals cover 95 % of resampled messages.
struct RoutingReportText {
    let report: RoutingReport
    let stream: Console.Stream

    /// - Parameter labels: whether the table of labels is shown.
    func text(labels: Bool) -> String {
        var lines = [
            stream.style.bold("\(report.name): \(Figures.count(report.inside.count, "message"))"),
            "  accuracy           \(share(report.accuracy))\(interval(report.correct))",
            "  among first two    \(share(mean(report.amongTwo)))\(interval(report.amongTwo))",
            "  macro F1           \(share(report.macroF1))",
            "  calibration error  \(share(report.calibrationError))",
        ]
        let sure = report.above(Classification.floor)
        lines.append(
            "  at \(Classification.floor) or surer     \(share(sure.share)) of them, \(share(sure.accuracy)) right")
        if !report.outside.isEmpty {
            lines.append(
                "  outside AUROC      \(share(report.outsideAUROC)), \(Figures.count(report.outside.count, "message"))")
        }
        let seconds = report.secondIntents
        if seconds.labelled > 0 {
            lines.append(
                "  second intents     \(seconds.labelled) labelled, \(seconds.said) said, \(seconds.right) of those right"
            )
        }
        for field in report.sideFields {
            lines.append("  \(TextWidth.pad(field.name, to: 19))\(share(field.share))")
        }
        lines.append("")
        lines.append(riskTable)
        if labels {
            lines.append("")
            lines.append(labelTable)
        }
        return lines.joined(separator: "\n")
    }

    /// Accuracy of the messages of each value of a field.
    func groups(by field: String) -> String {
        let rows = report.groups(by: field).filter { !$0.report.inside.isEmpty }.map { value, report in
            [
                value.isEmpty ? "(none)" : value, String(report.inside.count), share(report.accuracy),
                share(report.macroF1),
            ]
        }
        return Table(
            header: [field, "messages", "accuracy", "macro F1"], rows: rows, stream: stream, rightAligned: [1, 2, 3]
        ).text
    }

    private var riskTable: String {
        Table(
            header: ["surest", "confidence", "wrong"],
            rows: report.riskCoverage.map {
                ["\(Int(($0.coverage * 100).rounded())) %", share($0.threshold), share($0.risk)]
            }, stream: stream, rightAligned: [0, 1, 2]
        ).text
    }

    private var labelTable: String {
        Table(
            header: ["label", "messages", "precision", "recall", "F1"],
            rows: report.byLabel.map {
                [$0.label, String($0.support), share($0.precision), share($0.recall), share($0.f1)]
            }, stream: stream, rightAligned: [1, 2, 3, 4]
        ).text
    }

    private func share(_ value: Double) -> String { Figures.decimal(value, 3) }

    private func mean(_ values: [Double]) -> Double {
        values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
    }

    private func interval(_ values: [Double]) -> String {
        Bootstrap().interval(values).map { " (\(share($0.low))–\(share($0.high)))" } ?? ""
    }
}

import Domain
import Evaluation

/// A pipeline's figures as a person reads them; intervals cover 95 % (Wilson).
struct PipelineReportText {
    let report: PipelineReport
    let stream: Console.Stream

    func text(misses: Bool) -> String {
        let rows: [(String, (PipelineReport) -> PipelineReport.Share)] = [
            ("decision as expected", \.decided), ("category as expected", \.category),
            ("information sent", \.information), ("other answers sent", \.others),
            ("sent, not held", \.overSent), ("escalated", \.escalated),
        ]
        var lines = [stream.style.bold("\(report.name): \(Figures.count(report.outcomes.count, "message"))")]
        lines.append(
            Table(
                header: ["", "of", "", "share"],
                rows: rows.map { name, share in row(name, share(report)) }, stream: stream, rightAligned: [1, 2]
            ).text)
        lines.append("unsafe             \(report.unsafe.count)")
        for outcome in report.unsafe {
            lines.append("  \(outcome.id): \(outcome.unsafe.joined(separator: ", "))")
        }
        lines.append(
            "time               p50 \(Figures.decimal(report.milliseconds(0.5), 1)) ms, "
                + "p95 \(Figures.decimal(report.milliseconds(0.95), 1)) ms")
        if report.writers.count > 1 {
            lines.append("")
            lines.append(
                Table(
                    header: ["writer", "messages", "decision", "category", "information sent"],
                    rows: report.writers.map { writer in
                        let part = report.filtered { $0.example.writer == writer }
                        return [writer, "\(part.outcomes.count)"]
                            + [part.decided, part.category, part.information].map(percent)
                    }, stream: stream, rightAligned: [1]
                ).text)
        }
        if misses {
            lines.append("")
            for outcome in report.outcomes where outcome.decision != outcome.expected.decision {
                lines.append(
                    "\(outcome.id)  \(outcome.expected.decision.rawValue) → \(outcome.decision.rawValue)  "
                        + "\(outcome.expected.category) → \(outcome.category)  "
                        + outcome.reasons.joined(separator: " "))
            }
        }
        return lines.joined(separator: "\n")
    }

    private func row(_ name: String, _ share: PipelineReport.Share) -> [String] {
        [name, "\(share.whole)", "\(share.part)", percent(share)]
    }

    private func percent(_ share: PipelineReport.Share) -> String {
        guard let interval = Wilson.interval(share.part, of: share.whole) else { return "" }
        func points(_ value: Double) -> String { Figures.decimal(100 * value, 1) }
        return "\(points(Double(share.part) / Double(share.whole))) (\(points(interval.low))–\(points(interval.high)))"
    }
}

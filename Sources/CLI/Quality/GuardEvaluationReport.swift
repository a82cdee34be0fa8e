import Domain
import Evaluation

/// A guard's figures as a person reads them: shares in percent, intervals cover 95 % (Wilson).
struct GuardEvaluationReport {
    let report: GuardReport
    let stream: Console.Stream

    func text(misses: Bool, byWriter: Bool = false) -> String {
        let title =
            "\(report.name): \(Figures.count(report.outcomes.count, "item")), \(report.wanted.count) to be found"
        var rows = [row("all", report)]
        if report.languages.count > 1 {
            rows += report.languages.map { name in row(name, report.filtered { $0.language == name }) }
        }
        if byWriter { rows += report.writers.map { name in row(name, report.filtered { $0.writer == name }) } }
        rows += report.labels.map { name in row(name, report.filtered { $0.labels.contains(name) }) }
        let table = Table(
            header: ["", "of", "found", "missed", "share", "named", "harmless", "alarms", "share"], rows: rows,
            stream: stream, rightAligned: [1, 2, 3, 5, 6, 7])
        var parts = [stream.style.bold(title), table.text]
        if misses { parts += list("missed", report.missed) + list("false alarm", report.falseAlarms) }
        return parts.joined(separator: "\n")
    }

    private func row(_ name: String, _ part: GuardReport) -> [String] {
        let isHarmless = !part.harmless.isEmpty
        return [
            name, "\(part.wanted.count)", "\(part.found)", "\(part.missed.count)", share(part.found, part.wanted.count),
            "\(part.named)", isHarmless ? "\(part.harmless.count)" : "", isHarmless ? "\(part.falseAlarms.count)" : "",
            isHarmless ? share(part.falseAlarms.count, part.harmless.count) : "",
        ]
    }

    private func share(_ part: Int, _ whole: Int) -> String {
        guard let interval = Wilson.interval(part, of: whole) else { return "" }
        return "\(points(Double(part) / Double(whole))) (\(points(interval.low))–\(points(interval.high)))"
    }

    private func list(_ word: String, _ outcomes: [GuardReport.Outcome]) -> [String] {
        outcomes.map { outcome in
            let labels = outcome.example.labels.isEmpty ? outcome.found : outcome.example.labels
            return "\(word)  \(outcome.example.id)  \(outcome.example.language)  \(labels.joined(separator: ", "))"
        }
    }

    private func points(_ value: Double) -> String { Figures.decimal(100 * value, 1) }
}

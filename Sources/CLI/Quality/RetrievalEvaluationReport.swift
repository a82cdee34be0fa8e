import Domain
import Evaluation

/// Evaluations as a person reads them: points are hundredths, intervals cover 95 % of resampled query sets.
struct RetrievalEvaluationReport {
    let evaluation: RetrievalEvaluation
    let stream: Console.Stream

    func text(title: String? = nil) -> String {
        let queries = evaluation.reports.first?.report.queries.count ?? 0
        let name = title ?? evaluation.golden.name
        let head =
            "\(name): \(queries) \(queries == 1 ? "query" : "queries"), "
            + "\(Figures.count(evaluation.documents, "document")), \(evaluation.encoder)"
        let rows = evaluation.reports.map { _, report in
            [report.name, value(report, .ndcg), value(report, .recall), value(report, .mrr), gain(report)]
        }
        let leg = evaluation.betterLeg?.name ?? "no leg"
        let table = Table(
            header: ["", "nDCG@10", "recall@10", "MRR@10", "nDCG@10 against \(leg)"], rows: rows, stream: stream)
        return stream.style.bold(head) + "\n" + table.text
    }

    /// nDCG@10 of the legs, the fused and the reranked order for each group of queries.
    func groups(by field: String, _ key: (GoldenQuery) -> String) -> String? {
        let shown = evaluation.reports.filter { $0.way.role != .ablation }
        let names = Set(evaluation.golden.queries.map(key)).subtracting([""]).sorted()
        guard names.count > 1 else { return nil }
        let rows = names.map { name in
            let reports = shown.map { $0.report.filtered { key($0) == name } }
            return [name, "\(reports.first?.queries.count ?? 0)"] + reports.map { points($0.mean(.ndcg)) }
        }
        return Table(
            header: ["by \(field)", "queries"] + shown.map(\.report.name), rows: rows, stream: stream
        ).text
    }

    private func value(_ report: RetrievalReport, _ metric: RetrievalReport.Metric) -> String {
        let interval = Bootstrap().interval(report.values(metric))
        let range = interval.map { " (\(points($0.low))–\(points($0.high)))" } ?? ""
        return points(report.mean(metric)) + range
    }

    private func gain(_ report: RetrievalReport) -> String {
        guard let gain = evaluation.gain(report), report.name != evaluation.betterLeg?.name else { return "" }
        let range = gain.interval.map { " (\(signed($0.low)) to \(signed($0.high)))" } ?? ""
        return signed(gain.mean) + range
    }

    private func points(_ value: Double) -> String { Figures.decimal(100 * value, 1) }

    private func signed(_ value: Double) -> String { (value < 0 ? "−" : "+") + Figures.decimal(abs(100 * value), 1) }
}

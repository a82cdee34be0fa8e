import Domain
import Evaluation
import Foundation
import Retrieval

/// What every way of searching finds on one golden set.
struct RetrievalEvaluation {
    let golden: GoldenSet
    let encoder: String
    let documents: Int
    let reports: [(way: SearchWay, report: RetrievalReport)]

    /// - Parameters:
    ///   - now: the clock of every query; nil for the knowledge base's.
    ///   - filter: limits the search; judgements of other documents must be gone from `golden`.
    init(
        _ golden: GoldenSet, _ knowledge: KnowledgeBase, encoder: String, ways: [SearchWay], now: Timestamp?,
        filter: Filter? = nil, progress: (String) -> Void = { _ in }
    ) throws {
        self.golden = golden
        self.encoder = encoder
        documents = try knowledge.status().documents
        reports = try ways.map { way in
            progress("\(golden.name): \(way.name)")
            let report = try RetrievalReport(name: way.name, golden: golden) { query in
                var request = way.request
                request.query = query.query
                request.now = now
                request.filter = filter
                return try knowledge.search(request).hits.map(\.document)
            }
            return (way, report)
        }
    }

    /// The leg with the higher nDCG@10.
    var betterLeg: RetrievalReport? {
        reports.filter { $0.way.role == .leg }.map(\.report).max { $0.mean(.ndcg) < $1.mean(.ndcg) }
    }

    /// A report's nDCG@10 less the better leg's, over the same queries.
    func gain(_ report: RetrievalReport) -> (mean: Double, interval: Bootstrap.Interval?)? {
        guard let leg = betterLeg else { return nil }
        let differences = zip(report.values(.ndcg), leg.values(.ndcg)).map { $0 - $1 }
        guard !differences.isEmpty else { return nil }
        return (differences.reduce(0, +) / Double(differences.count), Bootstrap().interval(differences))
    }
}

extension RetrievalEvaluation {
    var json: JSONValue {
        func interval(_ interval: Bootstrap.Interval?) -> JSONValue {
            interval.map { .array([JSONValue($0.low), JSONValue($0.high)]) } ?? .null
        }
        return [
            "set": .string(golden.name), "queries": JSONValue(reports.first?.report.queries.count ?? 0),
            "documents": JSONValue(documents), "encoder": .string(encoder),
            "better_leg": JSONValue(betterLeg?.name),
            "results": .array(
                reports.map { _, report in
                    let gain = gain(report)
                    var object: JSONObject = ["name": .string(report.name)]
                    for metric in RetrievalReport.Metric.allCases {
                        object[metric.rawValue] = JSONValue(report.mean(metric))
                        object["\(metric.rawValue)_interval"] = interval(Bootstrap().interval(report.values(metric)))
                    }
                    object["gain"] = JSONValue(gain?.mean)
                    object["gain_interval"] = interval(gain?.interval)
                    return .object(object)
                }),
        ]
    }
}

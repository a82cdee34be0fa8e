import ArgumentParser
import Domain
import Embedding
import Evaluation
import Foundation
import Retrieval

/// `bench quality`: what each leg and each fusion finds, on the shipped golden sets or on a BEIR folder.
struct QualityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quality",
        abstract: "Measure nDCG@10, recall@10 and MRR@10 of each leg and of their fusion.",
        discussion: """
            Without --beir the shipped corpus and its development queries are measured; the test queries are for
            reports, never for tuning (--test).
            """)

    @OptionGroup var places: BenchPlaces

    @Option(help: ArgumentHelp("A folder with corpus.jsonl, queries.jsonl and qrels/test.tsv.", valueName: "folder"))
    var beir: [String] = []

    @Flag(help: "Use the golden test queries of the shipped corpus.")
    var test = false

    @Flag(help: "Use the weightless encoder.")
    var hashing = false

    @Flag(help: "Print one JSON object.")
    var json = false

    func run() throws {
        let encoder: any Encoder = hashing ? HashingEncoder() : try BenchPlaces.sentenceEncoder()
        var sets: [JSONValue] = []
        for (golden, knowledge, now) in try inputs(encoder) {
            let reports = try ways.map { name, request in
                try RetrievalReport(name: name, golden: golden) { query in
                    var request = request
                    request.query = query.query
                    request.now = now
                    return try knowledge.search(request).hits.map(\.document)
                }
            }
            sets.append(["set": .string(golden.name), "results": .array(reports.map(\.json))])
            if !json {
                print("\(golden.name): \(reports.first?.queries ?? 0) queries, encoder \(encoder.identity.name)")
                for report in reports { print("  " + report.text) }
            }
        }
        if json { print(JSONValue.object(["quality": .array(sets)]).prettyText) }
    }

    private var ways: [(String, SearchRequest)] {
        func request(_ mode: SearchMode, _ fusion: FusionMethod = .defaultConvex) -> SearchRequest {
            SearchRequest(query: "", k: RetrievalReport.k, mode: mode, fusion: fusion)
        }
        return [("lexical", request(.lexical)), ("dense", request(.dense)), ("rrf", request(.hybrid, .defaultRRF))]
            + [0.5, 0.6, 0.7, 0.8, 0.9].map { ("convex \($0)", request(.hybrid, .convex(denseWeight: $0))) }
    }

    private func inputs(_ encoder: any Encoder) throws -> [(GoldenSet, KnowledgeBase, now: Timestamp?)] {
        let home = { (name: String) in
            places.workFolder.appending(path: "quality-\(encoder.identity.name)-\(name)")
        }
        if beir.isEmpty {
            let company = places.corpusFolder.appending(path: "company")
            let knowledge = try KnowledgeBase(home: home("corpus"), company: company, encoder: encoder)
            _ = try knowledge.ingest(
                paths: [places.corpusFolder.appending(path: "documents")], options: IngestOptions())
            let split = test ? "test" : "dev"
            let golden = try GoldenSet.read(
                file: places.corpusFolder.appending(path: "golden/retrieval.\(split).jsonl"))
            return [(golden, knowledge, try asOf(company))]
        }
        return try beir.map { path in
            let folder = URL(fileURLWithPath: path)
            let knowledge = try KnowledgeBase(home: home(folder.lastPathComponent), encoder: encoder)
            _ = try knowledge.ingest(
                paths: [folder.appending(path: "corpus.jsonl")],
                options: IngestOptions(namespace: "faq", allowPersonal: true))
            return (try GoldenSet.readBEIR(folder: folder, namespace: "faq"), knowledge, nil)
        }
    }

    /// The clock that the corpus is judged at, from `company.yml`.
    private func asOf(_ company: URL) throws -> Timestamp? {
        let text = try String(contentsOf: company.appending(path: "company.yml"), encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix("as_of: ") }
        return line.flatMap { Timestamp(iso: String($0.dropFirst(7))) }
    }
}

extension RetrievalReport {
    fileprivate var json: JSONValue {
        [
            "name": .string(name), "queries": JSONValue(queries), "ndcg": JSONValue(ndcg), "recall": JSONValue(recall),
            "mrr": JSONValue(reciprocalRank),
        ]
    }

    fileprivate var text: String {
        func percent(_ value: Double) -> String { String((value * 1000).rounded() / 10) }
        let padded = name + String(repeating: " ", count: max(0, 12 - name.count))
        return "\(padded) nDCG@10 \(percent(ndcg))  recall@10 \(percent(recall))  MRR@10 \(percent(reciprocalRank))"
    }
}

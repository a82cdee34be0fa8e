import ArgumentParser
import Domain
import Embedding
import Foundation
import Retrieval

/// `bench search`: latency by stage and mode, ingest rate and memory at several sizes.
struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Measure both legs, their fusion, filters and ingest on synthetic documents.")

    @OptionGroup var places: BenchPlaces

    @Option(help: ArgumentHelp("How many chunks; may be given several times.", valueName: "n"))
    var chunks: [Int] = [10_000, 100_000]

    @Option(help: ArgumentHelp("How many distinct queries.", valueName: "n"))
    var queries = 100

    @Flag(help: "Print one JSON object.")
    var json = false

    func validate() throws {
        guard chunks.allSatisfy({ (100...2_000_000).contains($0) }), queries > 0 else {
            throw ValidationError("--chunks must lie in 100…2000000 and --queries be positive.")
        }
    }

    func run() throws {
        let corpus = try SyntheticCorpus(documents: places.corpusFolder.appending(path: "documents"))
        var reports: [JSONValue] = []
        if !json { print("\(Machine.description)\n") }
        for count in chunks {
            let report = try SearchBench(corpus: corpus, chunks: count, queries: queries, work: places.workFolder).run()
            reports.append(report.json)
            if !json { print(report.text) }
        }
        if json {
            let object: JSONValue = ["machine": .string(Machine.description), "search": .array(reports)]
            print(object.prettyText)
        }
    }
}

/// One size.
private struct SearchBench {
    let corpus: SyntheticCorpus
    let chunks: Int
    let queries: Int
    let work: URL

    struct Report {
        let documents: Int
        let ingestPerSecond: Double?
        let openMilliseconds: Double
        let rows: [(name: String, total: Sample, stages: [(stage: String, sample: Sample)])]
        let memory: ProcessMemory
    }

    func run() throws -> Report {
        let home = work.appending(path: "search-\(chunks)")
        let encoder = HashingEncoder()
        var knowledge = try KnowledgeBase(home: home, encoder: encoder)
        let ingested = try fill(knowledge)
        // Opened anew, so that loading the catalogue is part of the first query and is measured.
        knowledge = try KnowledgeBase(home: home, encoder: encoder)
        let texts = corpus.queries(queries + 1)
        let open = try milliseconds { _ = try knowledge.search(SearchRequest(query: texts[queries], k: 10)) }
        let narrow = Filter.compare(field: "price", .equal(.number(7)))
        let ways: [(String, (String) -> SearchRequest)] = [
            ("dense", { SearchRequest(query: $0, k: 10, mode: .dense) }),
            ("lexical", { SearchRequest(query: $0, k: 10, mode: .lexical) }),
            ("hybrid adaptive", { SearchRequest(query: $0, k: 10) }),
            ("hybrid rrf", { SearchRequest(query: $0, k: 10, fusion: .defaultRRF) }),
            ("hybrid, 1 % filter", { SearchRequest(query: $0, filter: narrow, k: 10) }),
            ("dense, 1 % filter", { SearchRequest(query: $0, filter: narrow, k: 10, mode: .dense) }),
            ("hybrid, explained", { SearchRequest(query: $0, k: 10, explain: true) }),
        ]
        var totals = [[Double]](repeating: [], count: ways.count)
        var stages = [[String: [Double]]](repeating: [:], count: ways.count)
        // Interleaved, so that a slow moment of the machine falls on every way alike.
        for text in texts.prefix(queries) {
            for (way, request) in ways.enumerated() {
                let result = try knowledge.search(request.1(text))
                for timing in result.timings {
                    if timing.stage == "total" {
                        totals[way].append(timing.milliseconds)
                    } else {
                        stages[way][timing.stage, default: []].append(timing.milliseconds)
                    }
                }
            }
        }
        let rows = ways.indices.map { way in
            (
                name: ways[way].0, total: Sample(totals[way]),
                stages: stages[way].sorted { $0.key < $1.key }.map { (stage: $0.key, sample: Sample($0.value)) }
            )
        }
        return Report(
            documents: chunks, ingestPerSecond: ingested, openMilliseconds: open, rows: rows, memory: ProcessMemory())
    }

    /// Documents per second, or nil where the home stood already.
    private func fill(_ knowledge: KnowledgeBase) throws -> Double? {
        let present = try knowledge.status().documents
        guard present != chunks else { return nil }
        guard present == 0 else {
            throw AlmanacError(
                .conflict, "the home for \(chunks) chunks holds \(present) documents",
                hint: "remove \(work.path) and run again")
        }
        let records = corpus.records(0..<chunks)
        let spent = try milliseconds {
            _ = try knowledge.ingest(records: records, options: IngestOptions(allowPersonal: true))
        }
        return Double(chunks) / spent * 1000
    }
}

extension SearchBench.Report {
    var json: JSONValue {
        [
            "chunks": JSONValue(documents), "ingest_documents_per_second": JSONValue(ingestPerSecond),
            "first_query_ms": JSONValue(openMilliseconds), "memory_mib": JSONValue(memory.anonymous),
            "mapped_mib": JSONValue(memory.mapped),
            "ways": .array(
                rows.map { row in
                    [
                        "name": .string(row.name), "total_ms": row.total.json,
                        "stages_ms": .object(JSONObject(row.stages.map { ($0.stage, $0.sample.json) })),
                    ]
                }),
        ]
    }

    var text: String {
        var lines = ["\(documents) chunks (hashing encoder, 384 dimensions, k 10)"]
        let ingest = ingestPerSecond.map { "\(Int($0)) documents/s ingested, encoding included; " } ?? ""
        lines.append(
            "  \(ingest)first query \(fixed(openMilliseconds)) ms; "
                + "memory \(Int(memory.anonymous)) MiB and \(Int(memory.mapped)) MiB mapped")
        for row in rows {
            let stages = row.stages.map { "\($0.stage) \(fixed($0.sample.median))" }.joined(separator: ", ")
            let name = row.name + String(repeating: " ", count: max(0, 20 - row.name.count))
            lines.append(
                "  \(name) p50 \(fixed(row.total.median)) ms  p95 \(fixed(row.total.percentile(0.95))) ms   (\(stages))"
            )
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func fixed(_ value: Double) -> String {
        String((value * 100).rounded() / 100)
    }
}

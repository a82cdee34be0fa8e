import Domain
import Embedding
import Store

/// Answers queries: one read transaction each, on the catalog of the revision that it sees.
final class Searcher: Sendable {
    /// Weights of title, question and body in BM25.
    static let columnWeights = ColumnWeights(title: 2, question: 1.5, body: 1)

    private let store: KnowledgeStore
    private let catalogs: CatalogCache
    private let encoder: (any Encoder)?
    private let sources: SourceStates

    init(store: KnowledgeStore, catalogs: CatalogCache, encoder: (any Encoder)?, sources: SourceStates) {
        self.store = store
        self.catalogs = catalogs
        self.encoder = encoder
        self.sources = sources
    }

    func search(_ request: SearchRequest, now: Timestamp) throws -> SearchResult {
        var clock = StageClock()
        let query = try encoded(request, clock: &clock)
        return try store.read { reader in
            let catalog = try catalogs.current(reader)
            clock.mark("catalog")
            let selection = try Selection(request, now: now, in: catalog, reader: reader)
            clock.mark("filter")
            let run = try ranking(request, query, selection, catalog, reader, clock: &clock)
            let top = run.ranking.top(request.k, candidates: request.candidates)
            clock.mark("fuse")
            let hits = try HitBuilder(
                ranking: run.ranking, catalog: catalog, lexicalQuery: query.lexical, explain: request.explain,
                reader: reader, sources: sources
            ).hits(top)
            clock.mark("fetch")
            return SearchResult(
                hits: hits, revision: catalog.revision, mode: request.mode, fusion: run.ranking.method,
                degraded: run.degraded, timings: clock.finish(), searched: selection.count)
        }
    }

    func whyNot(_ id: DocumentID, _ request: SearchRequest, now: Timestamp) throws -> WhyNot {
        var clock = StageClock()
        let query = try encoded(request, clock: &clock)
        return try store.read { reader in
            let catalog = try catalogs.current(reader)
            guard let stored = try reader.document(id), let row = try reader.row(of: id),
                let ordinal = catalog.ordinal(ofRow: row)
            else {
                return WhyNot(
                    document: id, outcome: .unknown,
                    explanation: "revision \(catalog.revision) holds no document \(id)", revision: catalog.revision)
            }
            var selection = try Selection(request, now: now, in: catalog, reader: reader)
            let actual = try ranking(request, query, selection, catalog, reader, clock: &clock)
            let selected = selection.contains[ordinal]
            selection.insert(ordinal)
            let supposed = selected ? actual : try ranking(request, query, selection, catalog, reader, clock: &clock)
            let explainer = WhyNotExplainer(
                request: request, now: now, stored: stored, ordinal: ordinal, revision: catalog.revision,
                selected: selected, actual: actual.ranking, supposed: supposed.ranking, degraded: actual.degraded)
            let evidence = try HitBuilder(
                ranking: supposed.ranking, catalog: catalog, lexicalQuery: query.lexical, explain: true, reader: reader,
                sources: sources
            ).evidence(of: ordinal)
            return explainer.explain(evidence: evidence)
        }
    }

    /// What a query looks like to each leg.
    private struct Query {
        let vector: [Float]?
        let lexical: LexicalQuery
        let degraded: [String]
    }

    private func encoded(_ request: SearchRequest, clock: inout StageClock) throws -> Query {
        let lexical = LexicalQuery(request.query)
        guard request.mode != .lexical else { return Query(vector: nil, lexical: lexical, degraded: []) }
        guard let encoder else { return Query(vector: nil, lexical: lexical, degraded: ["encoder"]) }
        guard QueryLanguage.isRead(request.query, by: encoder) else {
            return Query(vector: nil, lexical: lexical, degraded: ["language"])
        }
        let vector = try encoder.encode([request.query]).vectors
        clock.mark("encode")
        return Query(vector: vector, lexical: lexical, degraded: [])
    }

    private func ranking(
        _ request: SearchRequest, _ query: Query, _ selection: Selection, _ catalog: Catalog, _ reader: KnowledgeReader,
        clock: inout StageClock
    ) throws -> (ranking: Ranking, degraded: [String]) {
        var degraded = query.degraded
        var dense: Leg?
        if let vector = query.vector {
            if let vectors = catalog.vectors, vectors.dimension == vector.count {
                dense = denseLeg(vector, vectors, selection, catalog)
            } else if catalog.documentCount > 0 {
                degraded.append("encoder")
            }
            clock.mark("dense")
        }
        // Words stand in where vectors cannot be had, so that a dense search without an encoder still answers.
        var lexical: Leg?
        if request.mode != .dense || dense == nil {
            lexical = try lexicalLeg(query.lexical, selection, catalog, reader)
            clock.mark("lexical")
        }
        let ranking = Ranking(
            dense: dense, lexical: lexical, method: request.fusion, thresholds: request.thresholds)
        return (ranking, degraded)
    }

    private func denseLeg(_ query: [Float], _ vectors: VectorIndex, _ selection: Selection, _ catalog: Catalog) -> Leg {
        let chunks = selection.chunks(in: catalog).filter { vectors.hasVector(Int($0)) }
        var leg = Leg(documentCount: catalog.documentCount)
        for (chunk, score) in zip(chunks, vectors.scores(of: chunks, query: query)) {
            leg.add(document: Int(catalog.rows.chunkDocuments[Int(chunk)]), chunk: chunk, score: score)
        }
        return leg
    }

    private func lexicalLeg(
        _ query: LexicalQuery, _ selection: Selection, _ catalog: Catalog, _ reader: KnowledgeReader
    ) throws -> Leg {
        var leg = Leg(documentCount: catalog.documentCount)
        guard !query.isEmpty else { return leg }
        let chunkRows = catalog.rows.chunkRows
        try reader.lexicalScores(query, weights: Searcher.columnWeights) { row, score in
            let chunk = chunkRows.partitionPoint { $0 >= row }
            guard chunk < chunkRows.count, chunkRows[chunk] == row else { return }
            let document = Int(catalog.rows.chunkDocuments[chunk])
            guard selection.contains[document] else { return }
            leg.add(document: document, chunk: Int32(chunk), score: score)
        }
        return leg
    }
}

/// Milliseconds by stage, in the order in which the stages ended.
struct StageClock {
    private let start = ContinuousClock.now
    private var last = ContinuousClock.now
    private var stages: [(stage: String, milliseconds: Double)] = []

    /// Ends a stage that began where the last one ended.
    mutating func mark(_ stage: String) {
        let now = ContinuousClock.now
        let spent = (now - last) / .milliseconds(1)
        last = now
        if let offset = stages.firstIndex(where: { $0.stage == stage }) {
            stages[offset].milliseconds += spent
        } else {
            stages.append((stage, spent))
        }
    }

    func finish() -> [(stage: String, milliseconds: Double)] {
        stages + [("total", (ContinuousClock.now - start) / .milliseconds(1))]
    }
}

import Domain
import Embedding
import Store

/// Answers queries: one read transaction each, on the catalog of the revision that it sees.
final class Searcher: Sendable {
    /// Weights of title, question and body in BM25.
    static let columnWeights = ColumnWeights(title: 2, question: 1.5, body: 1)

    private let store: KnowledgeStore
    private let catalogs: CatalogCache
    /// With a cache of queries in front.
    private let encoder: CachingEncoder?
    private let tokens: (any TokenEncoder)?
    private let sources: SourceStates
    private let vocabularies = VocabularyCache()

    init(store: KnowledgeStore, catalogs: CatalogCache, encoder: (any Encoder)?, sources: SourceStates) {
        self.store = store
        self.catalogs = catalogs
        self.encoder = encoder.map { $0 as? CachingEncoder ?? CachingEncoder($0) }
        tokens = encoder as? any TokenEncoder ?? (encoder as? CachingEncoder)?.tokens
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
            let spelled = try spelled(query, request, catalog, reader)
            let order = try order(request, spelled, now: now, selection, catalog, reader, clock: &clock)
            let top = order.top(request.k, candidates: request.candidates)
            clock.mark("fuse")
            let hits = try HitBuilder(
                ranking: order.ranking, catalog: catalog, lexicalQuery: spelled.lexical, explain: request.explain,
                reader: reader, sources: sources
            ).hits(top)
            clock.mark("fetch")
            return SearchResult(
                hits: hits, revision: catalog.revision, mode: request.mode, fusion: order.ranking.applied,
                rerank: order.reranking, corrections: order.ranking.lexical == nil ? [] : spelled.corrections,
                degraded: order.degraded, timings: clock.finish(), searched: selection.count)
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
            let query = try spelled(query, request, catalog, reader)
            var selection = try Selection(request, now: now, in: catalog, reader: reader)
            let actual = try order(request, query, now: now, selection, catalog, reader, clock: &clock)
            let selected = selection.contains[ordinal]
            selection.insert(ordinal)
            let supposed =
                selected ? actual : try order(request, query, now: now, selection, catalog, reader, clock: &clock)
            let explainer = WhyNotExplainer(
                request: request, now: now, stored: stored, ordinal: ordinal, revision: catalog.revision,
                selected: selected, actual: actual, supposed: supposed)
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
        /// Words of the query that the index does not know, and what stands in for them in `lexical`.
        var corrections: [Correction] = []
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

    /// The query with the words that the index does not know replaced; as it is where words are not asked for.
    private func spelled(
        _ query: Query, _ request: SearchRequest, _ catalog: Catalog, _ reader: KnowledgeReader
    ) throws -> Query {
        guard request.spelling, request.mode != .dense || query.vector == nil else { return query }
        let spelled = try reader.spelled(query.lexical) {
            try vocabularies.current(reader, revision: catalog.revision)
        }
        return Query(
            vector: query.vector, lexical: spelled.query, degraded: query.degraded, corrections: spelled.corrections)
    }

    /// The order of one query's documents with both stages.
    private func order(
        _ request: SearchRequest, _ query: Query, now: Timestamp, _ selection: Selection, _ catalog: Catalog,
        _ reader: KnowledgeReader, clock: inout StageClock
    ) throws -> FinalOrder {
        var degraded = query.degraded
        var dense: Leg?
        var background: () -> [Double] = { [] }
        if let vector = query.vector {
            if let vectors = catalog.vectors, vectors.dimension == vector.count {
                dense = denseLeg(vector, vectors, selection.chunks(in: catalog), catalog)
                background = { self.background(vector, vectors, catalog) }
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
            dense: dense, lexical: lexical, method: request.fusion, thresholds: request.thresholds,
            background: background)
        guard let rerank = request.rerank, let applied = ranking.applied else {
            return FinalOrder(ranking, lowest: request.thresholds.rerank, degraded: degraded)
        }
        if rerank.relevance > 0, tokens == nil { degraded.append("rerank") }
        clock.mark("fuse")
        let reranker = Reranker(
            options: rerank, unit: applied.method.greatestScore, query: request.query, now: now, tokens: tokens,
            reader: reader)
        let order = try FinalOrder(
            ranking, reranker: reranker, catalog: catalog, lowest: request.thresholds.rerank, degraded: degraded)
        clock.mark("rerank")
        return order
    }

    private func denseLeg(_ query: [Float], _ vectors: VectorIndex, _ asked: [Int32], _ catalog: Catalog) -> Leg {
        let chunks = asked.filter { vectors.hasVector(Int($0)) }
        var leg = Leg(documentCount: catalog.documentCount)
        for (chunk, score) in zip(chunks, vectors.scores(of: chunks, query: query)) {
            leg.add(document: Int(catalog.rows.chunkDocuments[Int(chunk)]), chunk: chunk, score: score)
        }
        return leg
    }

    /// The query's cosine with each document of the background, in the order of their ids.
    private func background(_ query: [Float], _ vectors: VectorIndex, _ catalog: Catalog) -> [Double] {
        let chunks = catalog.background.flatMap { catalog.chunks(of: Int($0)) }.sorted()
        let leg = denseLeg(query, vectors, chunks, catalog)
        return catalog.background.compactMap { leg.score(of: Int($0)) }
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

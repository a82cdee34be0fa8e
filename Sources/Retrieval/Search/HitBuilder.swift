import Domain
import Store

/// Turns ranked documents into hits: fetches their words and says what each leg found.
struct HitBuilder {
    let ranking: Ranking
    let catalog: Catalog
    let lexicalQuery: LexicalQuery
    let explain: Bool
    let reader: KnowledgeReader
    let sources: SourceStates

    func hits(_ top: [RankedDocument]) throws -> [Hit] {
        let documents = try reader.documents(rows: top.map { catalog.rows.documentRows[$0.document] })
        let chunks = try chunks(of: top.map(\.document))
        let shares = try termShares(top.map(\.document))
        let stale = try sources.stale(documents.map(\.document.id), reader)
        guard documents.count == top.count else { throw missing() }
        return try top.enumerated().map { place, ranked in
            let ordinal = ranked.document
            guard let best = ranking.bestChunk(of: ordinal), let chunk = chunks[catalog.rows.chunkRows[best]] else {
                throw missing()
            }
            let stored = documents[place]
            let document = stored.document
            return Hit(
                id: Chunk.id(of: document.id, role: chunk.role, ordinal: chunk.ordinal), document: document.id,
                kind: document.kind, title: document.title, text: chunk.text, question: document.content.question,
                answer: document.content.answer, parts: ranked.parts,
                dense: evidence(ranking.dense, ordinal, document.id, chunks),
                lexical: evidence(ranking.lexical, ordinal, document.id, chunks, terms: shares[place]),
                rerank: ranked.evidence, metadata: document.metadata, source: document.source,
                updatedAt: stored.updatedAt, stale: stale[document.id])
        }
    }

    /// Both legs' evidence for one document, whether or not it is a hit.
    func evidence(of ordinal: Int) throws -> (dense: LegEvidence?, lexical: LegEvidence?) {
        let chunks = try chunks(of: [ordinal])
        guard let stored = try reader.documents(rows: [catalog.rows.documentRows[ordinal]]).first else {
            throw missing()
        }
        return (
            evidence(ranking.dense, ordinal, stored.document.id, chunks),
            evidence(ranking.lexical, ordinal, stored.document.id, chunks, terms: try termShares([ordinal])[0])
        )
    }

    /// The chunks, by row, that either leg names for these documents.
    private func chunks(of ordinals: [Int]) throws -> [Int64: Chunk] {
        let best = ordinals.flatMap { [ranking.dense?.bestChunk(of: $0), ranking.lexical?.bestChunk(of: $0)] }
        let rows = Set(best.compactMap { $0 }).map { catalog.rows.chunkRows[$0] }.sorted()
        let stored = try reader.chunks(rows: rows)
        return Dictionary(stored.map { ($0.row, $0.chunk) }, uniquingKeysWith: { first, _ in first })
    }

    private func missing() -> AlmanacError {
        AlmanacError(
            .corrupt, "a document of revision \(catalog.revision) is in the catalog and not in the database",
            hint: "run: almanac doctor")
    }

    private func evidence(
        _ leg: Leg?, _ ordinal: Int, _ id: DocumentID, _ chunks: [Int64: Chunk], terms: [ScorePart] = []
    ) -> LegEvidence? {
        guard let leg else { return nil }
        guard let score = leg.score(of: ordinal), let best = leg.bestChunk(of: ordinal) else {
            return LegEvidence(rank: nil, score: 0, part: nil)
        }
        let part = chunks[catalog.rows.chunkRows[best]].map { Chunk.id(of: id, role: $0.role, ordinal: $0.ordinal) }
        return LegEvidence(rank: explain ? leg.rank(of: ordinal) : nil, score: score, part: part, terms: terms)
    }

    /// For each document what every term gave to its best chunk; empty lists without `explain`.
    private func termShares(_ documents: [Int]) throws -> [[ScorePart]] {
        guard explain, let lexical = ranking.lexical else { return documents.map { _ in [] } }
        let best = documents.map { lexical.bestChunk(of: $0).map { catalog.rows.chunkRows[$0] } }
        let rows = best.compactMap { $0 }
        guard !rows.isEmpty else { return documents.map { _ in [] } }
        let shares = try reader.lexicalShares(lexicalQuery, weights: Searcher.columnWeights, rows: rows)
        let byRow = Dictionary(zip(rows, shares), uniquingKeysWith: { first, _ in first })
        return best.map { row in
            guard let row, let values = byRow[row] else { return [] }
            return zip(lexicalQuery.terms, values).map { ScorePart($0, $1) }
        }
    }
}

import Domain
import Embedding
import Foundation
import Store

/// A document with the parts of the score that it ends with.
struct RankedDocument: Sendable {
    /// Ordinal in the catalog.
    let document: Int
    let parts: [ScorePart]
    /// Nil past the depth of the second stage, and where there was none.
    let evidence: RerankEvidence?

    var scored: Scored { Scored(document: document, score: ScorePart.sum(parts)) }
}

/// The second stage: looks at the best fused documents again, each by itself, and adds to their scores.
///
/// What it adds depends on the query, its clock and the document alone, save for how the query's tokens are weighed
/// against each other, which depends on the candidates; these are the same whatever `k` is.
struct Reranker {
    let options: Reranking
    /// The most that the first stage can give, which the weights are shares of.
    let unit: Double
    let query: String
    let now: Timestamp
    let tokens: (any TokenEncoder)?
    let reader: KnowledgeReader

    /// The candidates with their new parts, in their new order.
    func rerank(_ candidates: [RankedDocument], catalog: Catalog, bestChunk: (Int) -> Int?) throws -> [RankedDocument] {
        let documents = try reader.documents(rows: candidates.map { catalog.rows.documentRows[$0.document] })
        guard documents.count == candidates.count else {
            throw AlmanacError(
                .corrupt, "a document of revision \(catalog.revision) is in the catalog and not in the database",
                hint: "run: almanac doctor")
        }
        let relevance = try relevance(candidates, documents, catalog: catalog, bestChunk: bestChunk)
        let words = try telling(query)
        let reranked = try candidates.enumerated().map { place, candidate in
            let stored = documents[place]
            let agreeing = try agreement(of: stored.document, with: words)
            let share = words.isEmpty ? 0 : Double(agreeing.count) / Double(words.count)
            let age = max(0, Double(now.milliseconds - stored.updatedAt.milliseconds) / 86_400_000)
            let halfLife = stored.document.kind.halfLifeDays
            let freshness = halfLife.map { exp2(-age / $0) } ?? 1
            var parts = candidate.parts
            if let relevance { parts.append(ScorePart("relevance", unit * options.relevance * relevance[place])) }
            parts.append(ScorePart("metadata", unit * options.metadata * share))
            parts.append(ScorePart("freshness", unit * options.freshness * freshness))
            return RankedDocument(
                document: candidate.document, parts: parts,
                evidence: RerankEvidence(
                    relevance: relevance?[place], agreeing: agreeing, metadata: share, ageDays: age,
                    halfLifeDays: halfLife, freshness: freshness))
        }
        return reranked.sorted { Scored.precedes($0.scored, $1.scored) }
    }

    // MARK: - Metadata

    /// The fields whose words a query may share; category names are the router's, not the customer's.
    private static let fields = ["tags", "sub_topic", "product"]

    private func telling(_ text: String) throws -> [String] {
        var seen: Set<String> = []
        return try LexicalQuery(text).terms.flatMap { try reader.terms(of: $0) }.filter { seen.insert($0).inserted }
    }

    /// The query's words that stand in the document's fields, in the query's order.
    private func agreement(of document: Document, with words: [String]) throws -> [String] {
        var text: [String] = []
        for field in Reranker.fields {
            switch document.metadata[field] {
            case .string(let value): text.append(value.replacing("_", with: " "))
            case .list(let values): text += values.map { $0.replacing("_", with: " ") }
            default: break
            }
        }
        guard !text.isEmpty, !words.isEmpty else { return [] }
        let own = Set(try reader.terms(of: text.joined(separator: " ")))
        return words.filter(own.contains)
    }

    // MARK: - Late interaction

    /// Each candidate's late interaction with the query, 0…1; nil where it is not asked for or cannot be had.
    private func relevance(
        _ candidates: [RankedDocument], _ documents: [StoredDocument], catalog: Catalog, bestChunk: (Int) -> Int?
    ) throws -> [Double]? {
        guard options.relevance > 0, let tokens else { return nil }
        let rows = candidates.map { bestChunk($0.document).map { catalog.rows.chunkRows[$0] } }
        let chunks = Dictionary(
            try reader.chunks(rows: rows.compactMap { $0 }.sorted()).map { ($0.row, $0.chunk) },
            uniquingKeysWith: { first, _ in first })
        let texts = zip(rows, documents).map { row, stored in
            let chunk = row.flatMap { chunks[$0] }
            return [stored.document.title, chunk?.heading ?? "", chunk?.text ?? ""]
                .filter { !$0.isEmpty }.joined(separator: "\n")
        }
        let matrices = try tokens.encodeTokens([query] + texts)
        guard let asked = matrices.first else { return nil }
        return LateInteraction.scores(query: asked, documents: Array(matrices.dropFirst()))
    }
}

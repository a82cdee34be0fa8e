import Domain
import Embedding
import Foundation

/// The whole search written once more in the plainest way: every document scored on both legs by loops, then sorted.
struct BruteForce {
    struct Entry {
        let id: DocumentID
        let metadata: Metadata
        let validFrom: Timestamp?
        let validTo: Timestamp?
        /// What has a vector.
        let vectors: [[Float]]
        /// Title, question and body words of the full-text row; one row, as these documents are short.
        let columns: [[String]]
        let isExample: Bool
        let updatedAt: Timestamp
    }

    let entries: [Entry]
    private let encoder = HashingEncoder()

    init(_ records: [JSONValue]) throws {
        let encoder = HashingEncoder()
        entries = try records.map { record in
            func field(_ name: String) -> String { record[name]?.string ?? "" }
            var metadata: Metadata = ["price": .number(record["price"]?.double ?? 0)]
            metadata["public"] = record["public"]?.bool.map(MetadataValue.bool)
            metadata["tags"] = record["tags"].flatMap(MetadataValue.init)
            let isAnswer = record["answer"] != nil
            let texts = isAnswer ? [field("question"), field("answer")] : [field("title") + "\n" + field("text")]
            let body = isAnswer ? field("answer") : field("text")
            return Entry(
                id: DocumentID(namespace: field("namespace"), id: field("id")), metadata: metadata,
                validFrom: Timestamp(iso: field("valid_from")), validTo: Timestamp(iso: field("valid_to")),
                vectors: try texts.map { try encoder.encode([$0]).vectors },
                columns: [field("title"), isAnswer ? field("question") : "", body].map {
                    $0.split(separator: " ").map(String.init)
                },
                isExample: field("kind") == "example",
                updatedAt: Timestamp(iso: field("updated_at")) ?? Timestamp(milliseconds: 0))
        }
    }

    /// Cosine of the best part, in the canonical order of sums written as a loop.
    func dense(_ query: String) throws -> [Double] {
        let vector = try encoder.encode([query]).vectors
        return entries.map { entry in
            entry.vectors.map { row in
                var lanes = [Double](repeating: 0, count: 16)
                for i in row.indices { lanes[i % 16] += Double(row[i]) * Double(vector[i]) }
                for step in [8, 4, 2, 1] { for lane in 0..<step { lanes[lane] += lanes[lane + step] } }
                return lanes[0]
            }.max() ?? 0
        }
    }

    /// BM25 with k1 = 1.2 and b = 0.75 over all documents, as FTS5 defines it; nil where no term occurs.
    func lexical(_ query: String) -> [Double?] {
        var terms: [String] = []
        for word in query.split(separator: " ").map(String.init) where !terms.contains(word) { terms.append(word) }
        let lengths = entries.map { Double($0.columns.reduce(0) { $0 + $1.count }) }
        let averageLength = lengths.reduce(0, +) / Double(entries.count)
        let frequencies: [[Double]] = terms.map { term in
            entries.map { entry in
                var frequency = 0.0
                for (column, weight) in zip(entry.columns, [2, 1.5, 1.0]) {
                    frequency += Double(column.count { $0 == term }) * weight
                }
                return frequency
            }
        }
        let total = Double(entries.count)
        return entries.indices.map { (entry: Int) -> Double? in
            guard frequencies.contains(where: { $0[entry] > 0 }) else { return nil }
            var sum = 0.0
            for frequency in frequencies {
                let holding = Double(frequency.count { $0 > 0 })
                let idf = log((total - holding + 0.5) / (holding + 0.5))
                let f = frequency[entry]
                let norm = 1.2 * (0.25 + 0.75 * lengths[entry] / averageLength)
                sum += (idf > 0 ? idf : 1e-6) * f * 2.2 / (f + norm)
            }
            return sum
        }
    }

    /// All documents that the search may return, best first, with their scores.
    ///
    /// - Parameter words: BM25 as FTS5 rounds it, where ties must fall as there; nil for the formula.
    func search(_ request: SearchRequest, now: Timestamp, words: [Double?]? = nil) throws -> [(
        id: DocumentID, score: Double
    )] {
        let allowed = entries.indices.filter { number in
            let entry = entries[number]
            var metadata = entry.metadata
            metadata["namespace"] = .string(entry.id.namespace)
            return request.namespaces?.contains(entry.id.namespace) ?? true
                && request.filter?.matches(metadata) ?? true
                && entry.validFrom.map { $0 <= now } ?? true && entry.validTo.map { now < $0 } ?? true
        }
        func leg(_ scores: [Double?], _ threshold: Double?) -> [(number: Int, score: Double)] {
            allowed.compactMap { number in scores[number].map { (number, $0) } }
                .filter { threshold == nil || $0.1 >= threshold ?? 0 }
                .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : entries[$0.0].id < entries[$1.0].id }
        }
        let dense = leg(try self.dense(request.query), request.thresholds.dense)
        let lexical = leg(words ?? self.lexical(request.query), request.thresholds.lexical)
        let adaptive = adaptiveWeight(
            bestCosine: dense.first?.score ?? 0, bestWords: lexical.first?.score ?? 0,
            background: try self.dense(request.query))
        var scores: [Int: Double] = [:]
        switch request.mode {
        case .dense: for hit in dense { scores[hit.number] = hit.score }
        case .lexical: for hit in lexical { scores[hit.number] = hit.score }
        case .hybrid:
            for (list, isDense) in [(dense, true), (lexical, false)] {
                for (place, hit) in list.enumerated() {
                    let share: Double
                    switch request.fusion {
                    case .rrf(let constant, let denseWeight, let lexicalWeight, _):
                        share = (isDense ? denseWeight : lexicalWeight) / (constant + Double(place + 1))
                    case .adaptive, .convex:
                        var weight = adaptive
                        if case .convex(let given) = request.fusion { weight = given }
                        let best = list[0].score
                        share = (isDense ? weight : 1 - weight) * (best > 0 ? max(0, hit.score) / best : 0)
                    }
                    scores[hit.number, default: 0] += share
                }
            }
        }
        func ordered(_ hits: [(number: Int, score: Double)]) -> [(number: Int, score: Double)] {
            hits.sorted { $0.score != $1.score ? $0.score > $1.score : entries[$0.number].id < entries[$1.number].id }
        }
        var hits = ordered(
            scores.map { (number: $0.key, score: $0.value) }
                .filter { request.thresholds.fused == nil || $0.score >= request.thresholds.fused ?? 0 })
        if let stage = request.rerank, request.mode == .hybrid {
            var unit = 1.0
            if case .rrf(let constant, let dense, let lexical, _) = request.fusion {
                unit = (dense + lexical) / (constant + 1)
            }
            let first = hits.prefix(stage.depth).map { hit in
                (number: hit.number, score: hit.score + unit * second(stage, hit.number, request.query, now))
            }
            hits = ordered(first) + hits.dropFirst(stage.depth)
        }
        return hits.map { (id: entries[$0.number].id, score: $0.score) }
            .filter { request.thresholds.rerank == nil || $0.score >= request.thresholds.rerank ?? 0 }
    }

    /// All documents are background here, as there are fewer than its size.
    private func adaptiveWeight(bestCosine: Double, bestWords: Double, background: [Double]) -> Double {
        let count = Double(background.count)
        let mean = background.reduce(0, +) / count
        let squares = background.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        let deviation = ((squares + 16 * 0.11 * 0.11) / (count + 16)).squareRoot()
        let meaning = max(0, bestCosine) / deviation
        let words = bestWords * 0.095 * exp(3 * (0.64 - bestCosine))
        return meaning + words > 0 ? meaning / (meaning + words) : 1
    }

    private func second(_ stage: Reranking, _ number: Int, _ query: String, _ now: Timestamp) -> Double {
        let entry = entries[number]
        let words = Set(query.split(separator: " ").map(String.init))
        var tags: [String] = []
        if case .list(let list)? = entry.metadata["tags"] { tags = list }
        let share = Double(words.count { tags.contains($0) }) / Double(words.count)
        let days = max(0, Double(now.milliseconds - entry.updatedAt.milliseconds) / 86_400_000)
        return stage.metadata * share + stage.freshness * (entry.isExample ? pow(0.5, days / 180) : 1)
    }
}

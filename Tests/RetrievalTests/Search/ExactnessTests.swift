import Domain
import Embedding
import Foundation
import Retrieval
import TestSupport
import Testing

/// Invariants 6 and 7: exact over the filtered set, independent of everything but the query and the documents.
@Suite struct ExactnessTests {
    static let now = Timestamp(milliseconds: 1_793_000_000_000)

    private func randomRequest(_ generator: inout SeededGenerator) -> SearchRequest {
        var request = SearchRequest(query: SearchFixture.query(&generator))
        request.k = [1, 3, 5, 17, 60, 1000].randomElement(using: &generator) ?? 5
        request.candidates = [1, 2, 10, 1000].randomElement(using: &generator) ?? 100
        request.mode = [.hybrid, .hybrid, .dense, .lexical].randomElement(using: &generator) ?? .hybrid
        request.fusion =
            [
                .adaptive, .adaptive, .defaultRRF, .rrf(constant: 0, denseWeight: 0.3, lexicalWeight: 2, depth: 1000),
                .defaultConvex, .convex(denseWeight: 0), .convex(denseWeight: 1), .convex(denseWeight: 0.35),
            ].randomElement(using: &generator) ?? .defaultRRF
        request.rerank =
            [nil, Reranking(), Reranking(depth: 7, metadata: 0.4, freshness: 0.3), Reranking(depth: 1000)]
            .randomElement(using: &generator) ?? nil
        if Bool.random(using: &generator) {
            request.namespaces = Array(SearchFixture.namespaces.shuffled(using: &generator).prefix(2))
        }
        let filters: [Filter?] = [
            nil, nil, .compare(field: "price", .greaterOrEqual(3)), .compare(field: "tags", .equal(.string("winter"))),
            .any([.compare(field: "price", .equal(.number(1))), .compare(field: "public", .notEqual(.bool(true)))]),
            .compare(field: "price", .within([.number(99)])),
        ]
        request.filter = filters.randomElement(using: &generator) ?? nil
        request.thresholds =
            [
                SearchThresholds(), SearchThresholds(), SearchThresholds(dense: 0), SearchThresholds(dense: -0.2),
                SearchThresholds(dense: 0.3, lexical: 0.5), SearchThresholds(fused: 0.01), SearchThresholds(fused: 0),
                SearchThresholds(fused: 0.2, rerank: 0.4),
            ].randomElement(using: &generator) ?? SearchThresholds()
        return request
    }

    @Test(arguments: [UInt64(1), 2, 3])
    func agreesWithBruteForce(seed: UInt64) throws {
        let home = try TemporaryHome()
        let fixture = SearchFixture(seed: seed, count: 150)
        let knowledge = try fixture.knowledge(home: home.url)
        let oracle = try BruteForce(fixture.records)
        var generator = SeededGenerator(seed: seed &+ 1000)
        for number in 0..<150 {
            let request = randomRequest(&generator)
            let hits = try knowledge.search(request).hits
            let expected = try oracle.search(
                request, now: ExactnessTests.now, words: try roundedWords(request.query, oracle, knowledge))
            let label: Comment = "seed \(seed), query \(number): \(request)"
            #expect(hits.count == min(request.k, expected.count), label)
            let expectedScores = Dictionary(uniqueKeysWithValues: expected.map { ($0.id, $0.score) })
            for (place, hit) in hits.enumerated() where place < expected.count {
                // Rounding differs between the oracle's formula and FTS5's, so ties may swap; scores may not.
                #expect(abs(hit.score - expected[place].score) < 1e-9, label)
                #expect(abs(hit.score - (expectedScores[hit.document] ?? .infinity)) < 1e-9, label)
                if request.mode == .dense { #expect(hit.score == expected[place].score, label) }
            }
            for (left, right) in zip(hits, hits.dropFirst()) {
                #expect(
                    left.score > right.score || (left.score == right.score && left.document < right.document), label)
            }
        }
    }

    /// BM25 of every document with the bits of FTS5, held against the formula: sums of the same figures in another
    /// order are not ties there, which ranks and so rank fusion depend on.
    private func roundedWords(_ query: String, _ oracle: BruteForce, _ knowledge: KnowledgeBase) throws -> [Double?] {
        var found: [DocumentID: Double] = [:]
        for moment in [ExactnessTests.now, Timestamp(iso: "2026-05-01"), Timestamp(iso: "2026-12-15")] {
            let request = SearchRequest(query: query, k: 1000, mode: .lexical, now: moment)
            for hit in try knowledge.search(request).hits { found[hit.document] = hit.score }
        }
        return zip(oracle.entries, oracle.lexical(query)).map { entry, score in
            guard let bits = found[entry.id] else { return score }
            #expect(abs(bits - (score ?? .infinity)) < 1e-9, "\(query) in \(entry.id)")
            return bits
        }
    }

    @Test func topOfKIsAPrefixAndCandidatesChangeNothing() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 7, count: 120).knowledge(home: home.url)
        var generator = SeededGenerator(seed: 8)
        for number in 0..<40 {
            var request = randomRequest(&generator)
            request.explain = true
            request.k = 1000
            request.candidates = 1000
            let all = try knowledge.search(request).hits
            for k in [1, 2, 3, 10, 50] {
                for candidates in [1, 7, 200] {
                    request.k = k
                    request.candidates = candidates
                    let hits = try knowledge.search(request).hits
                    #expect(hits == Array(all.prefix(k)), "query \(number), k \(k), candidates \(candidates)")
                }
            }
        }
    }

    /// The same documents in another order, and over many revisions with their own cache segments, give the same bits.
    @Test func insertionOrderChangesNothing() throws {
        let fixture = SearchFixture(seed: 21, count: 90)
        var generator = SeededGenerator(seed: 22)
        let first = try TemporaryHome()
        let second = try TemporaryHome()
        let together = try fixture.knowledge(home: first.url)
        let order = Array(0..<90).shuffled(using: &generator)
        let apart = try fixture.knowledge(home: second.url, order: order, revisions: 9)
        for number in 0..<60 {
            var request = randomRequest(&generator)
            request.explain = true
            #expect(
                try together.search(request).hits == apart.search(request).hits, "query \(number): \(request)")
        }
    }

    @Test func threadsChangeNothing() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 31, count: 100).knowledge(home: home.url)
        var generator = SeededGenerator(seed: 32)
        let requests = (0..<64).map { _ in randomRequest(&generator) }
        let alone = try requests.map { try knowledge.search($0).hits }
        let lock = NSLock()
        nonisolated(unsafe) var together: [Int: [Hit]] = [:]
        DispatchQueue.concurrentPerform(iterations: requests.count) { number in
            let hits = try? knowledge.search(requests[number]).hits
            lock.withLock { together[number] = hits }
        }
        for number in requests.indices { #expect(together[number] == alone[number], "query \(number)") }
    }

    /// Invariant 7: a score is the left-to-right sum of its parts, and BM25 that of its terms, to the bit.
    @Test func partsAddUpInEveryMode() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 41, count: 80).knowledge(home: home.url)
        var generator = SeededGenerator(seed: 42)
        var explained = 0
        for _ in 0..<60 {
            var request = randomRequest(&generator)
            request.explain = true
            for hit in try knowledge.search(request).hits {
                var sum = 0.0
                for part in hit.parts { sum += part.value }
                #expect(sum.bitPattern == hit.score.bitPattern, "\(request)")
                #expect(!hit.parts.isEmpty)
                guard let lexical = hit.lexical, lexical.score > 0 else { continue }
                var terms = 0.0
                for term in lexical.terms { terms += term.value }
                #expect(terms.bitPattern == lexical.score.bitPattern, "\(request)")
                explained += 1
            }
        }
        #expect(explained > 100)
    }

    /// What is printed is enough: the sum of the printed parts is the printed score.
    @Test func printedPartsAddUp() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 51, count: 40).knowledge(home: home.url)
        let result = try knowledge.search(SearchRequest(query: "kubazoago kubbzobgo", k: 40, explain: true))
        let printed = try JSONParser.parse(result.json(explain: true).text)
        let hits = try #require(printed["hits"]?.array)
        #expect(hits.count > 10)
        for hit in hits {
            let parts = try #require(hit["parts"]?.array).compactMap { $0["value"]?.double }
            #expect(parts.reduce(0, +) == hit["score"]?.double)
        }
    }
}

import Domain
import Embedding
import Foundation
import Retrieval
import TestSupport
import Testing

/// The second stage, the adaptive weight and the trigram fallback, as someone who searches sees them.
@Suite struct SecondStageTests {
    private static let now = Timestamp(milliseconds: 1_793_000_000_000)

    private func knowledge(_ home: TemporaryHome, _ records: [JSONValue]) throws -> KnowledgeBase {
        let knowledge = try KnowledgeBase(home: home.url, encoder: HashingEncoder(), clock: { SecondStageTests.now })
        _ = try knowledge.ingest(records: records, options: IngestOptions())
        return knowledge
    }

    private func record(_ id: String, _ text: String, _ fields: JSONObject = [:]) -> JSONValue {
        var object: JSONObject = [
            "id": .string(id), "namespace": "faq", "text": .string(text), "updated_at": "2026-01-01",
        ]
        for member in fields.members { object[member.key] = member.value }
        return .object(object)
    }

    @Test func theFresherOfTwoEqualExamplesComesFirst() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(
            home,
            [
                record("a-old", "the box arrives in two weeks", ["kind": "example", "updated_at": "2025-01-01"]),
                record("z-new", "the box arrives in two weeks", ["kind": "example", "updated_at": "2026-09-01"]),
            ])
        let hits = try knowledge.search(SearchRequest(query: "when does the box arrive", explain: true)).hits
        #expect(hits.map(\.document.id) == ["z-new", "a-old"])
        let fresh = try #require(hits.first?.rerank)
        let days = Double(SecondStageTests.now.milliseconds - 1_788_220_800_000) / 86_400_000
        #expect(fresh.halfLifeDays == 180 && abs(fresh.ageDays - days) < 1e-9)
        #expect(abs(fresh.freshness - pow(0.5, days / 180)) < 1e-12)
        let off = try knowledge.search(SearchRequest(query: "when does the box arrive", rerank: nil)).hits
        #expect(off.map(\.document.id) == ["a-old", "z-new"])
    }

    @Test func whatIsGovernedByValidityDoesNotAge() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(
            home, [record("p", "the box arrives in two weeks", ["kind": "policy", "updated_at": "2020-01-01"])])
        let hit = try knowledge.search(SearchRequest(query: "box")).hits.first
        #expect(hit?.rerank?.freshness == 1 && hit?.rerank?.halfLifeDays == nil)
    }

    @Test func wordsInTagsCountThoughFullTextDoesNotHoldThem() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(
            home,
            [
                record("a", "write to us and we look"), record("b", "write to us and we look", ["tags": ["customs"]]),
            ])
        let hits = try knowledge.search(SearchRequest(query: "write about custom fees", explain: true)).hits
        #expect(hits.first?.document.id == "b")
        #expect(hits.first?.rerank?.agreeing == ["custom"])
        #expect(hits.last?.rerank?.metadata == 0)
    }

    /// Past the depth nothing is added, so the order there is the fused one and scores go on falling.
    @Test func pastTheDepthTheFusedOrderGoesOn() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 5, count: 80).knowledge(home: home.url)
        var request = SearchRequest(query: "kubazoago kubbzobgo", k: 80, rerank: nil)
        let fused = try knowledge.search(request).hits
        request.rerank = Reranking(depth: 10, metadata: 1, freshness: 1)
        let hits = try knowledge.search(request).hits
        #expect(Set(hits.prefix(10).map(\.id)) == Set(fused.prefix(10).map(\.id)))
        #expect(hits.dropFirst(10).map(\.id) == fused.dropFirst(10).map(\.id))
        #expect(hits.dropFirst(10).allSatisfy { $0.rerank == nil && $0.parts.count == 2 })
        #expect(zip(hits, hits.dropFirst()).allSatisfy { $0.score >= $1.score })
    }

    @Test func whyNotSpeaksOfTheFinalOrder() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 6, count: 60).knowledge(home: home.url)
        var request = SearchRequest(
            query: "kubazoago kubbzobgo", k: 60, rerank: Reranking(depth: 20, freshness: 0.8))
        let hits = try knowledge.search(request).hits
        request.k = 3
        for (place, hit) in hits.enumerated() {
            let answer = try knowledge.whyNot(hit.document, request)
            #expect(answer.rank == place + 1 && answer.score == hit.score && answer.parts == hit.parts)
            #expect(answer.outcome == (place < 3 ? .found : .belowTheCut))
        }
        request.thresholds.rerank = hits[1].score
        #expect(try knowledge.search(request).hits.count == 2)
        let below = try knowledge.whyNot(hits[2].document, request)
        #expect(below.outcome == .belowThreshold && below.removedBy?.hasPrefix("min_rerank") == true)
    }

    @Test func tokenVectorsThatCannotBeHadAreAMark() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(home, [record("a", "olive oil")])
        let result = try knowledge.search(SearchRequest(query: "oil", rerank: .late))
        #expect(result.degraded == ["rerank"] && result.hits.count == 1)
    }

    @Test func badNumbersOfTheSecondStageAreNamed() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(home, [record("a", "olive oil")])
        for stage in [
            Reranking(depth: 0), Reranking(depth: 1001), Reranking(metadata: -1), Reranking(freshness: .nan),
            Reranking(relevance: .infinity),
        ] {
            #expect(throws: AlmanacError.self) {
                try knowledge.search(SearchRequest(query: "oil", rerank: stage))
            }
        }
    }

    // MARK: - The adaptive weight

    @Test func theWeightIsToldWithItsEvidence() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 9, count: 60).knowledge(home: home.url)
        var request = SearchRequest(query: "kubazoago")
        let applied = try #require(try knowledge.search(request).fusion)
        let weight = try #require(applied.denseWeight)
        let evidence = try #require(applied.evidence)
        #expect(applied.method == .adaptive && weight > 0 && weight < 1)
        #expect(evidence.lexicalBest > 0 && evidence.backgroundDeviation > 0)
        // Neither how many are asked for nor how deep the legs are read moves it.
        for (k, candidates) in [(1, 1), (60, 1000)] {
            (request.k, request.candidates) = (k, candidates)
            #expect(try knowledge.search(request).fusion == applied)
        }
        // The same order as the convex combination with that weight.
        let convex = SearchRequest(query: "kubazoago", k: 60, fusion: .convex(denseWeight: weight))
        request.k = 60
        #expect(try knowledge.search(convex).hits == knowledge.search(request).hits)
    }

    /// The background is all live documents of a small home, whatever the filter.
    @Test func aFilterLeavesTheBackgroundAlone() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 10, count: 60).knowledge(home: home.url)
        var request = SearchRequest(query: "kubazoago")
        let all = try knowledge.search(request).fusion?.evidence
        request.namespaces = ["policies"]
        let some = try knowledge.search(request).fusion?.evidence
        #expect(all?.backgroundMean == some?.backgroundMean && all?.backgroundDeviation == some?.backgroundDeviation)
    }

    @Test func unknownWordsLeaveTheWeightToMeaning() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 11, count: 60).knowledge(home: home.url)
        #expect(try knowledge.search(SearchRequest(query: "zzyzx qqq")).fusion?.denseWeight == 1)
    }

    // MARK: - The trigram fallback

    private static let shop = [
        ("pomegranate", "Pomegranate syrup comes from the north."), ("returns", "Returns are free for thirty days."),
        ("ceramics", "The ceramic bowl is made by hand."), ("shipping", "Shipping takes three weeks."),
    ]

    @Test(arguments: [
        ("pomegrenate", "pomegranate"), ("pomegranite", "pomegranate"), ("pomgranate", "pomegranate"),
        ("cermaic", "ceramics"), ("xeramic", "ceramics"), ("shpping", "shipping"), ("retunrs", "returns"),
    ])
    func aMisspeltRareWordFindsItsDocument(word: String, id: String) throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(home, SecondStageTests.shop.map { record($0.0, $0.1) })
        var request = SearchRequest(query: word, mode: .lexical, explain: true)
        let result = try knowledge.search(request)
        #expect(result.hits.map(\.document.id) == [id])
        #expect(result.corrections.map(\.word) == [word] && result.corrections.first?.terms.isEmpty == false)
        let lexical = try #require(result.hits.first?.lexical)
        #expect(ScorePart.sum(lexical.terms) == lexical.score && lexical.score > 0)
        request.spelling = false
        let asTyped = try knowledge.search(request)
        #expect(asTyped.hits.isEmpty && asTyped.corrections.isEmpty)
    }

    @Test func knownShortAndForeignWordsAreLeftAlone() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(home, SecondStageTests.shop.map { record($0.0, $0.1) })
        for query in ["ceramic bowl", "bwl", "telephone", "TB-20418x", "fret", "booze"] {
            #expect(try knowledge.search(SearchRequest(query: query)).corrections.isEmpty, "\(query)")
        }
    }

    /// A word that is not in the filtered documents but in others is known.
    @Test func whatOtherDocumentsHoldIsNoMisspelling() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(
            home,
            SecondStageTests.shop.map { record($0.0, $0.1) } + [
                record("other", "A shiping label", ["namespace": "policies"])
            ])
        let result = try knowledge.search(
            SearchRequest(query: "shiping", namespaces: ["faq"], mode: .lexical))
        #expect(result.hits.isEmpty && result.corrections.isEmpty)
    }
}

import Domain
import Embedding
import Foundation
import Retrieval
import TestSupport
import Testing

/// A way of searching: a mode, and for both legs together a fusion.
struct SearchWay: Sendable, CustomTestStringConvertible {
    let name: String
    let mode: SearchMode
    let fusion: FusionMethod

    var testDescription: String { name }

    /// Every mode, and every fusion of the two legs with whatever stands as the default.
    static let all = [
        SearchWay(name: "dense", mode: .dense, fusion: .defaultConvex),
        SearchWay(name: "lexical", mode: .lexical, fusion: .defaultConvex),
        SearchWay(name: "hybrid", mode: .hybrid, fusion: SearchRequest(query: "").fusion),
        SearchWay(name: "hybrid rrf", mode: .hybrid, fusion: .defaultRRF),
        SearchWay(name: "hybrid convex", mode: .hybrid, fusion: .convex(denseWeight: 0.5)),
    ]

    func request(_ query: String, k: Int = 1000, filter: Filter? = nil, explain: Bool = false) -> SearchRequest {
        SearchRequest(query: query, filter: filter, k: k, mode: mode, fusion: fusion, explain: explain)
    }
}

/// Mistakes that other search systems have made and shipped, each in every mode and fusion.
@Suite struct RegressionTests {
    private static let clock = Timestamp(milliseconds: 1_793_000_000_000)

    private func base(_ home: TemporaryHome, _ records: [JSONValue]) throws -> KnowledgeBase {
        let knowledge = try KnowledgeBase(
            home: home.url, encoder: HashingEncoder(), clock: { RegressionTests.clock })
        if !records.isEmpty { _ = try knowledge.ingest(records: records, options: IngestOptions()) }
        return knowledge
    }

    private func record(_ id: String, _ text: String, title: String? = nil, price: Int = 1) -> JSONValue {
        [
            "id": .string(id), "namespace": "faq", "title": .string(title ?? "title of \(id)"), "text": .string(text),
            "price": JSONValue(price), "updated_at": "2026-01-01",
        ]
    }

    private func ids(_ knowledge: KnowledgeBase, _ request: SearchRequest) throws -> [String] {
        try knowledge.search(request).hits.map(\.document.id)
    }

    private static let query = "kubazoago kubbzobgo kubczocgo"

    /// A threshold of 0 was taken for "none", a negative one for 0.
    @Test(arguments: SearchWay.all) func thresholdsAreValues(way: SearchWay) throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 61, count: 60).knowledge(home: home.url)
        let all = try knowledge.search(way.request(RegressionTests.query)).hits
        #expect(all.count > 10)
        let middle = all[all.count / 2].score
        for bound in [0, 0.0, -0.0, -0.2, -1, middle, middle.nextUp, 1e300, .infinity, -.infinity] {
            var request = way.request(RegressionTests.query)
            let expected = all.filter { $0.score >= bound }
            request.thresholds = SearchThresholds(rerank: bound)
            #expect(try knowledge.search(request).hits == expected, "rerank \(bound)")
            request.rerank = nil
            request.thresholds = SearchThresholds()
            let fused = try knowledge.search(request).hits.filter { $0.score >= bound }
            request.thresholds = SearchThresholds(fused: bound)
            #expect(try knowledge.search(request).hits == fused, "fused \(bound)")
            switch way.mode {
            case .dense: request.thresholds = SearchThresholds(dense: bound)
            case .lexical: request.thresholds = SearchThresholds(lexical: bound)
            case .hybrid: continue
            }
            #expect(try knowledge.search(request).hits == expected, "leg \(bound)")
        }
        for thresholds in [
            SearchThresholds(dense: .nan), SearchThresholds(lexical: .nan), SearchThresholds(fused: .nan),
        ] {
            var request = way.request(RegressionTests.query)
            request.thresholds = thresholds
            let error = #expect(throws: AlmanacError.self) { try knowledge.search(request) }
            #expect(error?.code == .invalidParams)
        }
    }

    /// A leg or a filter without a result failed, or let everything through.
    @Test(arguments: SearchWay.all) func nothingInALegOrBehindAFilter(way: SearchWay) throws {
        let home = try TemporaryHome()
        let knowledge = try base(home, [record("a", "olive oil"), record("b", "soap"), record("c", "date honey")])
        let nothing = Filter.compare(field: "price", .equal(.number(99)))
        let filtered = try knowledge.search(way.request("olive", filter: nothing))
        #expect(filtered.hits.isEmpty && filtered.searched == 0 && filtered.degraded.isEmpty)
        // No word of the base: the lexical leg is empty, meaning alone decides.
        let unknown = try ids(knowledge, way.request("zyxwvut"))
        let dense = try ids(knowledge, SearchWay.all[0].request("zyxwvut"))
        #expect(unknown == (way.mode == .lexical ? [] : dense))
        #expect(dense.count == 3)
        let empty = try TemporaryHome()
        #expect(try ids(base(empty, []), way.request("olive")).isEmpty)
    }

    /// One result alone divided by a spread of nothing.
    @Test(arguments: SearchWay.all) func oneResultIsFound(way: SearchWay) throws {
        let home = try TemporaryHome()
        let knowledge = try base(
            home, [record("a", "pomegranate", price: 7), record("b", "soap"), record("c", "soap and honey")])
        for filter in [nil, Filter.compare(field: "price", .equal(.number(7)))] {
            let result = try knowledge.search(way.request("pomegranate", filter: filter, explain: true))
            #expect(result.hits.first?.document.id == "a")
            for hit in result.hits {
                #expect(hit.score.isFinite && hit.parts.allSatisfy { $0.value.isFinite })
            }
            if filter != nil { #expect(result.hits.count == 1 && result.hits[0].score > 0) }
        }
    }

    /// The first k changed with k.
    @Test(arguments: SearchWay.all) func theTopIsAPrefixOfALongerOne(way: SearchWay) throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 62, count: 50).knowledge(home: home.url)
        let all = try knowledge.search(way.request(RegressionTests.query, explain: true)).hits
        for k in 1...60 {
            let some = try knowledge.search(way.request(RegressionTests.query, k: k, explain: true)).hits
            #expect(some == Array(all.prefix(k)), "k \(k)")
        }
    }

    /// The order of ingest, or of the legs, broke ties and moved scores.
    @Test(arguments: SearchWay.all) func orderOfComingInChangesNothing(way: SearchWay) throws {
        let fixture = SearchFixture(seed: 63, count: 40)
        let homes = try [TemporaryHome(), TemporaryHome(), TemporaryHome()]
        let orders = [nil, Array((0..<40).reversed()), (0..<40).map { $0 * 7 % 40 }]
        let bases = try zip(homes, orders).enumerated().map { number, pair in
            try fixture.knowledge(home: pair.0.url, order: pair.1, revisions: number + 1)
        }
        let hits = try bases.map { try $0.search(way.request(RegressionTests.query, explain: true)).hits }
        #expect(hits[0].count > 5)
        #expect(hits[1] == hits[0] && hits[2] == hits[0])
    }

    /// A weight of nothing still let the other leg in; the legs were taken for one another.
    @Test func aWeightOfOneIsThatLegAlone() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 64, count: 50).knowledge(home: home.url)
        func order(_ mode: SearchMode, _ fusion: FusionMethod) throws -> [DocumentID] {
            let request = SearchRequest(query: RegressionTests.query, k: 10, mode: mode, fusion: fusion, rerank: nil)
            return try knowledge.search(request).hits.map(\.document)
        }
        let dense = try order(.dense, .defaultConvex)
        let lexical = try order(.lexical, .defaultConvex)
        #expect(dense != lexical)
        #expect(try order(.hybrid, .convex(denseWeight: 1)) == dense)
        #expect(try order(.hybrid, .convex(denseWeight: 0)) == lexical)
        let one = FusionMethod.rrf(constant: 60, denseWeight: 1, lexicalWeight: 0, depth: 1000)
        let other = FusionMethod.rrf(constant: 60, denseWeight: 0, lexicalWeight: 1, depth: 1000)
        #expect(try order(.hybrid, one) == dense)
        #expect(try order(.hybrid, other) == lexical)
    }

    /// A filter held in one leg only, or was applied to the first hits instead of to all documents.
    @Test(arguments: SearchWay.all) func filtersAreStrictInBothLegs(way: SearchWay) throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 65, count: 80).knowledge(home: home.url)
        let all = try knowledge.search(way.request(RegressionTests.query)).hits
        for price in 0..<5 {
            let filter = Filter.compare(field: "price", .equal(.number(Double(price))))
            let hits = try knowledge.search(way.request(RegressionTests.query, filter: filter)).hits
            #expect(hits.allSatisfy { $0.metadata["price"] == .number(Double(price)) }, "price \(price)")
            let expected = Set(all.filter { $0.metadata["price"] == .number(Double(price)) }.map(\.document))
            #expect(Set(hits.map(\.document)) == expected && !hits.isEmpty, "price \(price)")
            let first = try knowledge.search(way.request(RegressionTests.query, k: 1, filter: filter)).hits
            #expect(first == Array(hits.prefix(1)), "price \(price)")
        }
    }

    /// Deleted text was still found, a changed one by its old words, a re-added id not at all; counts drifted apart.
    @Test(arguments: SearchWay.all) func whatIsDeletedChangedAndAddedAgain(way: SearchWay) throws {
        let home = try TemporaryHome()
        let knowledge = try base(home, [])
        func agree(_ count: Int, revision: Int64, _ step: Comment) throws {
            let status = try knowledge.status()
            #expect(status.isConsistent && status.documents == count && status.revision == revision, step)
            #expect(try knowledge.documents().count == count, step)
            #expect(try knowledge.search(way.request("ceramic bowl")).searched == count, step)
        }
        func put(_ records: [JSONValue]) throws {
            _ = try knowledge.ingest(records: records, options: IngestOptions())
        }
        func first(_ query: String) throws -> String? { try ids(knowledge, way.request(query)).first }
        let honey = record("b", "date honey in a jar")
        try put([record("a", "ceramic bowl"), honey])
        try agree(2, revision: 1, "added")
        #expect(try first("ceramic bowl") == "a")
        try put([record("a", "woven basket")])
        try agree(2, revision: 2, "changed")
        #expect(try first("woven basket") == "a")
        #expect(try ids(knowledge, SearchWay.all[1].request("ceramic")).isEmpty)
        let deleted = DocumentID(namespace: "faq", id: "a")
        _ = try knowledge.delete([deleted], author: "me", reason: "test")
        try agree(1, revision: 3, "deleted")
        #expect(try !ids(knowledge, way.request("woven basket ceramic bowl honey")).contains("a"))
        try put([record("a", "ceramic bowl")])
        try agree(2, revision: 4, "added again")
        #expect(try first("ceramic bowl") == "a")
        try put([record("a", "ceramic bowl")])
        try agree(2, revision: 4, "unchanged")
        // The same text under two ids: both are found, the smaller id first, and one goes without the other.
        try put([record("c", "ceramic bowl", title: "title of a")])
        try agree(3, revision: 5, "the same text twice")
        let both = try knowledge.search(way.request("ceramic bowl", k: 2)).hits
        #expect(both.map(\.document.id) == ["a", "c"])
        if !isRanked(way) { #expect(both.first?.score == both.last?.score) }
        _ = try knowledge.delete([deleted], author: "me", reason: "test")
        try agree(2, revision: 6, "one of them deleted")
        #expect(try first("ceramic bowl") == "c")
    }

    private func isRanked(_ way: SearchWay) -> Bool {
        if way.mode == .hybrid, case .rrf = way.fusion { return true }
        return false
    }

    /// The words of a title were indexed for one leg only, or for none.
    @Test(arguments: SearchWay.all) func aTitleAloneFindsItsDocument(way: SearchWay) throws {
        let home = try TemporaryHome()
        let knowledge = try base(
            home,
            [
                record("x", "nothing of the kind", title: "Pomegranate syrup"), record("y", "other words"),
                [
                    "id": "z", "namespace": "faq", "title": "Lighthouse", "question": "And this one?",
                    "answer": "It is something else.", "updated_at": "2026-01-01",
                ],
            ])
        #expect(try ids(knowledge, way.request("pomegranate syrup")).first == "x")
        // A question with its answer has its own vectors; its title is for words.
        if way.mode != .dense { #expect(try ids(knowledge, way.request("lighthouse")).first == "z") }
    }

    /// The account of a score was missing in the simpler modes.
    @Test(arguments: SearchWay.all) func everyHitIsExplained(way: SearchWay) throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 66, count: 30).knowledge(home: home.url)
        let hits = try knowledge.search(way.request(RegressionTests.query, explain: true)).hits
        #expect(!hits.isEmpty)
        for hit in hits {
            #expect(!hit.parts.isEmpty && ScorePart.sum(hit.parts).bitPattern == hit.score.bitPattern)
            #expect((hit.dense != nil) == (way.mode != .lexical) && (hit.lexical != nil) == (way.mode != .dense))
            #expect(hit.dense?.rank != nil || hit.lexical?.rank != nil)
            if let lexical = hit.lexical, lexical.score > 0 { #expect(!lexical.terms.isEmpty) }
        }
    }

    /// Without its model a search failed, or answered by words without saying so.
    @Test(arguments: SearchWay.all) func withoutTheEncoderWordsAnswerAndSaySo(way: SearchWay) throws {
        let home = try TemporaryHome()
        _ = try base(home, [record("a", "olive oil"), record("b", "soap")])
        let words = try KnowledgeBase(home: home.url, encoder: nil, clock: { RegressionTests.clock })
        let result = try words.search(way.request("olive", explain: true))
        #expect(result.hits.map(\.document.id) == ["a"])
        #expect(result.degraded == (way.mode == .lexical ? [] : ["encoder"]))
        #expect(result.hits.first?.parts.isEmpty == false && result.fusion == nil)
    }

    /// An update left the files of earlier versions behind.
    @Test(arguments: SearchWay.all) func aBaseOfTheFirstVersionOpens(way: SearchWay) throws {
        let home = try TemporaryHome()
        try FirstVersion.write(to: home.knowledge, encoder: HashingEncoder())
        let knowledge = try base(home, [])
        #expect(try knowledge.status().isConsistent && knowledge.status().documents == 2)
        #expect(try ids(knowledge, way.request("ceramic bowl")).first == "bowl")
        #expect(try ids(knowledge, way.request("date honey")).first == "honey")
        _ = try knowledge.ingest(records: [record("new", "woven basket")], options: IngestOptions())
        #expect(try ids(knowledge, way.request("woven basket")).first == "new")
        let status = try knowledge.status()
        #expect(status.isConsistent && status.documents == 3 && status.revision == 2)
    }
}

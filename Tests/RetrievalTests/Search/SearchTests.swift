import Domain
import Embedding
import Foundation
import Retrieval
import TestSupport
import Testing

@Suite struct SearchTests {
    private func record(_ id: String, _ text: String, _ fields: JSONObject = [:]) -> JSONValue {
        var object: JSONObject = [
            "id": .string(id), "namespace": "faq", "title": .string(id), "text": .string(text),
            "updated_at": "2026-01-01",
        ]
        for member in fields.members { object[member.key] = member.value }
        return .object(object)
    }

    private func code(_ body: () throws -> Void) -> ErrorCode? {
        do {
            try body()
            return nil
        } catch {
            return (error as? AlmanacError)?.code
        }
    }

    private func knowledge(_ home: TemporaryHome, _ records: [JSONValue]) throws -> KnowledgeBase {
        let knowledge = try KnowledgeBase(
            home: home.url, encoder: HashingEncoder(), clock: { Timestamp(milliseconds: 1_793_000_000_000) })
        _ = try knowledge.ingest(records: records, options: IngestOptions())
        return knowledge
    }

    @Test func badRequestsNameTheField() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(home, [record("a", "olive oil from the north")])
        #expect(code { _ = try knowledge.search(SearchRequest(query: " \n ")) } == .invalidParams)
        #expect(code { _ = try knowledge.search(SearchRequest(query: "oil", k: 0)) } == .invalidParams)
        #expect(code { _ = try knowledge.search(SearchRequest(query: "oil", k: 1001)) } == .invalidParams)
        #expect(code { _ = try knowledge.search(SearchRequest(query: "oil", candidates: 0)) } == .invalidParams)
        #expect(
            code { _ = try knowledge.search(SearchRequest(query: "oil", namespaces: ["nowhere"])) }
                == .unknownNamespace)
        #expect(
            code { _ = try knowledge.search(SearchRequest(query: "oil", thresholds: SearchThresholds(dense: .nan))) }
                == .invalidParams)
        #expect(
            code { _ = try knowledge.search(SearchRequest(query: "oil", fusion: .convex(denseWeight: 1.1))) }
                == .invalidParams)
    }

    @Test func emptyHomeAnswersWithNothing() throws {
        let home = try TemporaryHome()
        let knowledge = try KnowledgeBase(home: home.url, encoder: HashingEncoder())
        let result = try knowledge.search(SearchRequest(query: "anything"))
        #expect(result.hits.isEmpty && result.revision == 0 && result.degraded.isEmpty)
    }

    @Test func punctuationAloneFindsByMeaningOnly() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(home, [record("a", "olive oil"), record("b", "soap")])
        #expect(try knowledge.search(SearchRequest(query: "?!", mode: .lexical)).hits.isEmpty)
        #expect(try knowledge.search(SearchRequest(query: "?!")).hits.count == 2)
        #expect(try knowledge.search(SearchRequest(query: "\"oil\" AND (NOT *", mode: .lexical)).hits.count == 1)
    }

    @Test func titleAloneFindsTheDocument() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(
            home, [record("x", "nothing of the kind", ["title": "Pomegranate syrup"]), record("y", "other words")])
        for mode in SearchMode.allCases {
            let hits = try knowledge.search(SearchRequest(query: "pomegranate", mode: mode)).hits
            #expect(hits.first?.document.id == "x", "\(mode)")
        }
    }

    @Test func validityFollowsTheClockOfTheQuery() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(
            home,
            [
                record("old", "holiday cut-off dates", ["valid_to": "2026-01-01"]),
                record("new", "holiday cut-off dates", ["valid_from": "2026-01-01"]),
            ])
        func found(_ iso: String) throws -> [String] {
            try knowledge.search(SearchRequest(query: "holiday", now: Timestamp(iso: iso))).hits.map(\.document.id)
        }
        #expect(try found("2025-12-31T23:59:59.999Z") == ["old"])
        #expect(try found("2026-01-01T00:00:00Z") == ["new"])
    }

    @Test func missingEncoderAnswersByWordsAndSaysSo() throws {
        let home = try TemporaryHome()
        _ = try knowledge(home, [record("a", "olive oil"), record("b", "soap")])
        let wordsOnly = try KnowledgeBase(home: home.url, encoder: nil)
        for mode in [SearchMode.hybrid, .dense] {
            let result = try wordsOnly.search(SearchRequest(query: "olive", mode: mode, explain: true))
            #expect(result.degraded == ["encoder"] && result.hits.map(\.document.id) == ["a"], "\(mode)")
            #expect(result.hits.first?.dense == nil && result.hits.first?.parts.isEmpty == false)
        }
        #expect(
            code { _ = try wordsOnly.ingest(records: [record("c", "x")], options: IngestOptions()) } == .modelMissing)
    }

    @Test func anotherEncoderIsRefused() throws {
        let home = try TemporaryHome()
        _ = try knowledge(home, [record("a", "olive oil")])
        struct Other: Encoder {
            let identity = EncoderIdentity(name: "other", digest: "0", dimension: 8, maxTokens: 8)
            let readsLatinOnly = false
            func encode(_ texts: [String]) throws -> EncodedBatch {
                EncodedBatch(dimension: 8, vectors: [], tokenCounts: [], truncated: [])
            }
        }
        #expect(code { _ = try KnowledgeBase(home: home.url, encoder: Other()) } == .encoderMismatch)
    }

    @Test func whyNotNamesTheReason() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(
            home,
            [
                record("best", "pause a subscription for two months"),
                record("second", "pause and other words that are longer than the first one by far"),
                record("expired", "pause a subscription for two months", ["valid_to": "2026-01-01"]),
                record("future", "pause a subscription for two months", ["valid_from": "2027-06-01"]),
                record("internal", "pause a subscription for two months", ["risk": "internal"]),
                record("elsewhere", "pause", ["namespace": "policies"]),
                record("silent", "nothing shared"),
            ])
        var request = SearchRequest(query: "pause subscription", namespaces: ["faq"], k: 1, mode: .lexical)
        request.filter = .all([
            .compare(field: "kind", .equal(.string("faq"))),
            .any([.compare(field: "risk", .exists(false)), .compare(field: "risk", .notEqual(.string("internal")))]),
        ])
        func outcome(_ id: String, in namespace: String = "faq") throws -> WhyNot {
            try knowledge.whyNot(DocumentID(namespace: namespace, id: id), request)
        }
        let best = try outcome("best")
        #expect(best.outcome == .found && best.rank == 1 && best.gap == 0)
        let second = try outcome("second")
        #expect(second.outcome == .belowTheCut && second.rank == 2)
        #expect(second.gap.map { $0 > 0 } == true && second.cut == best.score)
        #expect(try outcome("expired").outcome == .expired)
        #expect(try outcome("future").outcome == .notYetValid)
        let filtered = try outcome("internal")
        #expect(filtered.outcome == .filtered && filtered.removedBy?.contains("risk") == true)
        #expect(filtered.rank != nil && filtered.score != nil)
        #expect(try outcome("elsewhere", in: "policies").outcome == .filtered)
        #expect(try outcome("silent").outcome == .unmatched)
        #expect(try outcome("nobody").outcome == .unknown)
        request.thresholds.fused = 100
        #expect(try outcome("best").outcome == .belowThreshold)
        request.thresholds = SearchThresholds(lexical: 100)
        #expect(try outcome("best").outcome == .belowThreshold)
    }

    @Test func changedAndDeletedTextIsGoneFromBothLegs() throws {
        let home = try TemporaryHome()
        let knowledge = try knowledge(home, [record("a", "ceramic bowl"), record("b", "date honey")])
        _ = try knowledge.ingest(records: [record("a", "woven basket")], options: IngestOptions())
        #expect(try knowledge.search(SearchRequest(query: "ceramic", mode: .lexical)).hits.isEmpty)
        #expect(try knowledge.search(SearchRequest(query: "woven basket")).hits.first?.document.id == "a")
        _ = try knowledge.delete([DocumentID(namespace: "faq", id: "a")], author: "me", reason: "test")
        for mode in SearchMode.allCases {
            #expect(
                try knowledge.search(SearchRequest(query: "woven basket honey", mode: mode)).hits.map(\.document.id)
                    == ["b"], "\(mode)")
        }
        _ = try knowledge.ingest(records: [record("a", "ceramic bowl")], options: IngestOptions())
        #expect(try knowledge.search(SearchRequest(query: "ceramic")).hits.first?.document.id == "a")
        #expect(try knowledge.status().isConsistent)
    }
}

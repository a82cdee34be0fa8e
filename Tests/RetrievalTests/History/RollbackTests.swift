import Domain
import Embedding
import Foundation
import Retrieval
import Store
import TestSupport
import Testing

@Suite struct RollbackTests {
    private let request = SearchRequest(
        query: "words about parcels and boxes", k: 20, now: HistoryBench.queryClock, explain: true)

    /// Texts, metadata, validity and times are as they were, and so are all answers.
    @Test func everythingIsAsItWas() throws {
        let bench = try HistoryBench()
        try bench.put([
            record("a", "words about parcels", ["category": "x", "valid_to": "2030-01-01"]), record("b", "boxes"),
            record("c", "other words", ["updated_at": "2026-01-01"]),
        ])
        let before = (try bench.documents(), try bench.updatedAt(), try bench.knowledge.search(request).hits)
        try bench.put([record("a", "words about nothing"), record("d", "new words about boxes")])
        try bench.delete("faq/b")
        let dry = try bench.knowledge.rollback(to: 1, author: "ann", reason: "", dryRun: true)
        #expect(try bench.knowledge.revisions().first?.number == 3)
        let rollback = try bench.knowledge.rollback(to: 1, author: "bob", reason: "the prices were wrong")
        #expect(rollback.changes.added.map(\.description) == ["faq/b"])
        #expect(rollback.changes.changed.map(\.description) == ["faq/a"])
        #expect(rollback.changes.removed.map(\.description) == ["faq/d"])
        #expect(dry.changes.added == rollback.changes.added && dry.changes.revision == nil)
        #expect(rollback.changes.revision == 4)
        #expect(rollback.changes.encoded == 0, "the vectors were still there")
        #expect(try bench.documents() == before.0)
        #expect(try bench.updatedAt() == before.1)
        for knowledge in [bench.knowledge, try bench.reopened()] {
            #expect(try knowledge.search(request).hits == before.2)
            #expect(try knowledge.status().isConsistent)
        }
        let revision = try #require(try bench.knowledge.revisions().first)
        #expect((revision.kind, revision.restores, revision.author) == (.rollback, 1, "bob"))
        #expect(revision.reason == "the prices were wrong")
        #expect((revision.added, revision.changed, revision.removed) == (1, 1, 1))
        #expect(try bench.knowledge.diff(1, 4).isEmpty)
        // A rollback is a revision like any other: going back behind it is one more.
        _ = try bench.knowledge.rollback(to: 3, author: "bob", reason: "")
        #expect(try bench.knowledge.diff(3, 5).isEmpty)
        #expect(try bench.documents().map(\.id.id) == ["a", "c", "d"])
    }

    @Test func goingBackToWhatIsChangesNothing() throws {
        let bench = try HistoryBench()
        try bench.put([record("a", "words")])
        #expect(try bench.knowledge.rollback(to: 1, author: "ann", reason: "").changes.revision == nil)
        #expect(try bench.knowledge.revisions().count == 1)
        for unknown in [0, 2, -1, .max] as [Int64] {
            #expect(
                try code { _ = try bench.knowledge.rollback(to: unknown, author: "a", reason: "") } == .notFound)
        }
    }

    @Test func withoutAnEncoderOnlyRemovingWorks() throws {
        let bench = try HistoryBench()
        try bench.put([record("a", "words")])
        try bench.put([record("b", "more words")])
        try bench.delete("faq/a")
        let blind = try bench.reopened(encoder: nil)
        #expect(try code { _ = try blind.rollback(to: 2, author: "a", reason: "") } == .modelMissing)
        #expect(try blind.rollback(to: 2, author: "a", reason: "", dryRun: true).changes.added.count == 1)
        #expect(try blind.revisions().count == 3)
        try bench.put([record("c", "c")])
        #expect(try blind.rollback(to: 3, author: "a", reason: "").changes.removed.map(\.id) == ["c"])
    }

    /// After the encoder changed, the old vectors are gone: what comes back is encoded with the new one.
    @Test func behindAChangeOfTheEncoder() throws {
        let bench = try HistoryBench()
        try bench.put([record("a", "words about parcels"), record("b", "boxes")])
        try bench.delete("faq/a")
        let other = HashingEncoder(dimension: 64)
        _ = try KnowledgeBase.reembed(home: bench.home.url, encoder: other, author: "ann", reason: "")
        let knowledge = try bench.reopened(encoder: other)
        let rollback = try knowledge.rollback(to: 1, author: "ann", reason: "")
        #expect(rollback.changes.added.map(\.id) == ["a"])
        #expect(rollback.changes.encoded == 1)
        #expect(try knowledge.status().isConsistent)
        #expect(try knowledge.search(request).hits.first?.document.id == "a")
    }

    /// Random histories: going back to any revision gives its documents, through all that lies between.
    @Test(arguments: [21, 22, 23] as [UInt64]) func anyRevisionComesBack(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bench = try HistoryBench()
        var states: [Int64: [Document]] = [:]
        for _ in 0..<12 {
            let live = try bench.documents().map(\.id)
            if generator.chance(0.3), let id = live.randomElement(using: &generator) {
                try bench.delete("\(id)")
            } else {
                let words = generator.text(of: SearchFixture.words, count: 5)
                try bench.put([record("d\(generator.int(in: 0...4))", words)])
            }
            let newest = try #require(try bench.knowledge.revisions(limit: 1).first?.number)
            states[newest] = try bench.documents()
            if generator.chance(0.4), let target = states.keys.sorted().randomElement(using: &generator) {
                _ = try bench.knowledge.rollback(to: target, author: "ann", reason: "")
                #expect(try bench.documents() == states[target], "seed \(seed), back to \(target)")
                let newest = try #require(try bench.knowledge.revisions(limit: 1).first?.number)
                states[newest] = try bench.documents()
            }
            // The knowledge base that lived through it answers as one that reads everything anew.
            let words = SearchRequest(
                query: SearchFixture.query(&generator), k: 10, now: HistoryBench.queryClock, explain: true)
            #expect(try bench.knowledge.search(words).hits == bench.reopened().search(words).hits, "seed \(seed)")
        }
    }
}

import Domain
import Embedding
import Foundation
import Retrieval
import Store
import TestSupport
import Testing

@Suite struct ReembedTests {
    private let other = HashingEncoder(dimension: 64)
    private let request = SearchRequest(
        query: "kubazoago kubbzobgo", k: 30, now: HistoryBench.queryClock, explain: true)

    private func filled(_ seed: UInt64) throws -> HistoryBench {
        let bench = try HistoryBench()
        try bench.put(SearchFixture(seed: seed, count: 60).records)
        return bench
    }

    /// The home answers as one that was made with the new encoder.
    @Test func theIndexIsThatOfTheNewEncoder() throws {
        let bench = try filled(41)
        let before = try bench.documents()
        let dry = try KnowledgeBase.reembed(
            home: bench.home.url, encoder: other, author: "ann", reason: "", dryRun: true)
        #expect((dry.documents, dry.revision) == (60, nil))
        #expect(dry.encoded > 60)
        #expect(try bench.reopened().search(request).degraded == [])
        let done = try KnowledgeBase.reembed(home: bench.home.url, encoder: other, author: "ann", reason: "")
        #expect((done.revision, done.encoded, done.removedVectors) == (2, dry.encoded, dry.encoded))
        let revision = try #require(try bench.knowledge.revisions().first)
        #expect((revision.kind, revision.reason) == (.reembedding, "re-embedded with hashing"))

        let knowledge = try bench.reopened(encoder: other)
        let fresh = try HistoryBench(encoder: other)
        try fresh.put(SearchFixture(seed: 41, count: 60).records)
        #expect(try knowledge.search(request).hits == fresh.knowledge.search(request).hits)
        #expect(try knowledge.documents(limit: 100).map(\.document) == before)
        #expect(try knowledge.status().isConsistent)
        #expect(try knowledge.diff(1, 2).isEmpty)
        // Nothing is left to do.
        let again = try KnowledgeBase.reembed(home: bench.home.url, encoder: other, author: "ann", reason: "")
        #expect((again.revision, again.encoded, again.removedVectors) == (nil, 0, 0))
    }

    @Test func anotherEncoderIsRefusedWithTheCommand() throws {
        let bench = try filled(42)
        let error = try #require(throws: AlmanacError.self) { try bench.reopened(encoder: other) }
        #expect(error.code == .encoderMismatch)
        #expect(error.hint?.contains("almanac reembed --encoder hashing") == true)
        #expect(
            try code {
                _ = try KnowledgeBase.reembed(home: HistoryBench().home.url, encoder: other, author: "a", reason: "")
            } == .notFound)
    }

    /// A process that runs with the old encoder never compares its queries with the new vectors, even where both have
    /// the same number of dimensions.
    @Test func aRunningProcessGoesOnByWords() throws {
        let bench = try filled(43)
        #expect(try bench.knowledge.search(request).degraded == [])
        let same = CountingEncoder(digest: "another, as long")
        _ = try KnowledgeBase.reembed(home: bench.home.url, encoder: same, author: "ann", reason: "")
        let result = try bench.knowledge.search(request)
        #expect(result.degraded == ["encoder"])
        #expect(result.revision == 2)
        var words = request
        words.mode = .lexical
        #expect(result.hits == (try bench.knowledge.search(words).hits))
        #expect(!result.hits.isEmpty)
        #expect(try code { try bench.put([record("new", "words")]) } == .encoderMismatch)
        #expect(try bench.knowledge.revisions().count == 2)
        #expect(try bench.reopened(encoder: same).search(request).degraded == [])
    }

    /// The old index answers while the new one is made, and an interrupted run goes on where it was.
    @Test func anInterruptedRunGoesOn() throws {
        let home = try TemporaryHome()
        let records = (0..<1_200).map { record("k\($0)", "text number \($0)") }
        let knowledge = try KnowledgeBase(home: home.url, encoder: HashingEncoder())
        _ = try knowledge.ingest(records: records, options: IngestOptions(namespace: "faq"))
        let encoder = CountingEncoder()
        encoder.fail(after: 700)
        #expect(throws: AlmanacError.self) {
            try KnowledgeBase.reembed(
                home: home.url, encoder: encoder, author: "ann", reason: "",
                progress: { _ in #expect((try? knowledge.search(request))?.degraded == []) })
        }
        #expect(try knowledge.revisions().count == 1)
        #expect(try knowledge.search(request).degraded == [])
        // What was ingested meanwhile is encoded too.
        _ = try knowledge.ingest(records: [record("new", "new text")], options: IngestOptions(namespace: "faq"))
        encoder.fail(after: .max)
        let done = try KnowledgeBase.reembed(home: home.url, encoder: encoder, author: "ann", reason: "again")
        #expect(done.documents == 1_201)
        #expect(done.encoded <= 1_201 - 512, "\(done.encoded) encoded")
        let reopened = try KnowledgeBase(home: home.url, encoder: encoder)
        #expect(try reopened.status().isConsistent)
        #expect(try reopened.search(SearchRequest(query: "new text")).hits.first?.document.id == "new")
    }

    /// An ingest between the reading and the swap is not lost.
    @Test func anIngestMeanwhileIsTakenIn() throws {
        let bench = try filled(44)
        nonisolated(unsafe) var isDone = false
        let done = try KnowledgeBase.reembed(
            home: bench.home.url, encoder: other, author: "ann", reason: "",
            progress: { _ in
                guard !isDone else { return }
                isDone = true
                #expect((try? bench.put([record("late", "late words")])) == 2)
            })
        #expect(done.revision == 3)
        let knowledge = try bench.reopened(encoder: other)
        #expect(try knowledge.status().isConsistent)
        #expect(try knowledge.search(SearchRequest(query: "late words", k: 1)).hits.first?.document.id == "late")
    }

    /// An index that an earlier version of this program cut or normalised is refused, and brought up to date.
    @Test(arguments: [(0, 1), (1, 0)]) func otherVersionsOfTheProgram(text: Int, chunker: Int) throws {
        let bench = try filled(45)
        let hits = try bench.knowledge.search(request).hits
        let store = try KnowledgeStore(file: bench.home.knowledge)
        try store.write { writer in
            let index = try #require(try writer.reader.manifest().index)
            try writer.setIndex(Manifest.Index(encoder: index.encoder, textVersion: text, chunkerVersion: chunker))
        }
        let error = try #require(throws: AlmanacError.self) { try bench.reopened() }
        #expect(error.code == .versionMismatch)
        #expect(error.hint?.contains("almanac reembed --encoder hashing") == true)
        #expect(try code { try bench.put([record("new", "words")]) } == .versionMismatch)
        if text == 0 {
            #expect(try code { _ = try bench.reopened(encoder: nil).search(request) } == .versionMismatch)
        }
        let done = try KnowledgeBase.reembed(
            home: bench.home.url, encoder: HashingEncoder(), author: "ann", reason: "")
        #expect(done.rechunked == (text == 0 ? 60 : 0))
        #expect((done.encoded, done.removedVectors) == (0, 0))
        #expect(try bench.reopened().search(request).hits == hits)
        #expect(try bench.knowledge.diff(1, 2).isEmpty)
        #expect(try bench.knowledge.status().isConsistent)
    }
}

import Domain
import Embedding
import Foundation
import Retrieval
import Store
import Synchronization
import TestSupport
import Testing

/// Erasing on request: no byte is left in any file of the home.
@Suite struct ErasureTests {
    /// Every 64 bytes of a vector that are telling.
    private func pieces(ofVector vector: [Float]) -> [[UInt8]] {
        let bytes = vector.withUnsafeBytes { Array($0) }
        return stride(from: 0, to: bytes.count, by: 64).map { Array(bytes[$0..<$0 + 64]) }
            .filter { piece in piece.count { $0 != 0 } > 16 }
    }

    /// How many of the pieces stand in any file below the folder. Each has at least six bytes; one pass over the files
    /// looks for all of them.
    private func found(_ pieces: [[UInt8]], in home: TemporaryHome) throws -> Int {
        func key(_ bytes: some Collection<UInt8>) -> UInt64 { bytes.prefix(6).reduce(0) { $0 << 8 | UInt64($1) } }
        let byBeginning = Dictionary(grouping: pieces.indices) { key(pieces[$0]) }
        let walk = FileManager.default.enumerator(at: home.url, includingPropertiesForKeys: nil)
        var found: Set<Int> = []
        for file in (walk?.compactMap { $0 as? URL } ?? []) where !file.hasDirectoryPath {
            let bytes = [UInt8](try Data(contentsOf: file))
            var window: UInt64 = 0
            for (end, byte) in bytes.enumerated() {
                window = (window << 8 | UInt64(byte)) & 0xFFFF_FFFF_FFFF
                guard end >= 5, let candidates = byBeginning[window] else { continue }
                for piece in candidates where bytes[(end - 5)...].starts(with: pieces[piece]) { found.insert(piece) }
            }
        }
        return found.count
    }

    @Test(arguments: [31, 32] as [UInt64]) func noByteIsLeft(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let (first, second, name, others) = (
            Secret(&generator), Secret(&generator), Secret(&generator), Secret(&generator)
        )
        let id = name.words[0]
        let bench = try HistoryBench()
        try bench.put((0..<50).map { record("k\($0)", "plain words number \($0) \(others.words[$0 % 8])") })
        let metadata: JSONObject = ["tags": .array([.string(name.words[1])]), "title": .string(name.words[2])]
        try bench.put([record(id, first.text, metadata)], reason: "adds faq/\(id)")
        try bench.put([record(id, second.text, metadata), record("other", "says \(others.text)")])
        _ = try bench.knowledge.search(SearchRequest(query: second.text))
        try bench.delete("faq/\(id)")
        _ = try bench.knowledge.rollback(to: 3, author: "ann", reason: "")
        _ = try bench.knowledge.search(SearchRequest(query: second.text))
        // What a killed process left: a text encoded ahead that was never stored, and a cache half-written.
        let lost = Secret(&generator)
        let encoder = HashingEncoder()
        let store = try KnowledgeStore(file: bench.home.knowledge)
        try store.saveEmbeddings(
            encoder: encoder.identity.digest, dimension: 384,
            rows: [("digest of \(lost.text)", try encoder.encode(lost.text)[...])])
        try bench.home.write(second.text, to: "caches/vectors/1-2.vectors.partial-1")

        let texts = [first.text, second.text].map { "\(name.words[2])\n\($0)" }
        let vectors = try (texts + [lost.text]).flatMap { pieces(ofVector: try encoder.encode($0)) }
        let secrets = first.pieces + second.pieces + name.words[0...2].flatMap { Secret(words: [$0]).pieces }
        #expect(vectors.count > 20)
        #expect(try found(secrets, in: bench.home) > secrets.count / 2, "the scan finds nothing")
        #expect(try found(vectors, in: bench.home) == vectors.count, "the scan finds no vectors")
        let kept = try found(others.pieces, in: bench.home)

        let erasure = try bench.knowledge.erase(
            [DocumentID(namespace: "faq", id: id)], author: "ann", reason: "asked for by faq/\(id)")
        #expect(erasure.scrubbed)
        #expect(erasure.erased.map(\.versions) == [3])
        #expect(try found(secrets, in: bench.home) == 0, "seed \(seed)")
        #expect(try found(vectors, in: bench.home) == 0, "seed \(seed)")
        #expect(try found(others.pieces, in: bench.home) == kept, "what others say is there as before")

        // Answers and counts are right, here and in a process that starts now, and so are the next caches.
        let request = SearchRequest(
            query: "plain words \(others.words[3])", k: 60, now: HistoryBench.queryClock, explain: true)
        #expect(try bench.knowledge.search(request).hits == bench.reopened().search(request).hits)
        #expect(try bench.knowledge.search(request).hits.count == 51)
        #expect(try bench.knowledge.status().isConsistent)
        #expect(try bench.knowledge.damage().isEmpty)
        #expect(try found(secrets + vectors, in: bench.home) == 0, "seed \(seed), after a search")
    }

    @Test func theGapIsVisible() throws {
        let bench = try HistoryBench()
        try bench.put([record("a", "words"), record("b", "more")])
        try bench.put([record("a", "other words")])
        let erasure = try bench.knowledge.erase([DocumentID(namespace: "faq", id: "a")], author: "ann", reason: "r 17")
        let hash = try #require(erasure.erased.first?.hash)
        #expect(hash.count == 64 && !hash.contains("a/"))
        let revisions = try bench.knowledge.revisions()
        #expect(revisions.map(\.kind) == [.erasure, .change, .change])
        #expect(revisions.map(\.erased) == [0, 1, 1])
        #expect((revisions[0].author, revisions[0].reason, revisions[0].removed) == ("ann", "r 17", 1))
        #expect(try bench.knowledge.diff(1, 2).erased == [ErasedDocument(hash: hash, revision: 3)])
        #expect(try bench.knowledge.diff(1, 2).changed.isEmpty)
        // Another home has another hash for the same name.
        let other = try HistoryBench()
        try other.put([record("a", "words")])
        let elsewhere = try other.knowledge.erase([DocumentID(namespace: "faq", id: "a")], author: "a", reason: "")
        #expect(elsewhere.erased.first?.hash != hash)
    }

    @Test func aRollbackLeavesItOut() throws {
        let bench = try HistoryBench()
        try bench.put([record("a", "words"), record("b", "more")])
        try bench.delete("faq/b")
        _ = try bench.knowledge.erase([DocumentID(namespace: "faq", id: "a")], author: "ann", reason: "")
        #expect(try code { _ = try bench.knowledge.rollback(to: 1, author: "ann", reason: "") } == .conflict)
        #expect(try bench.documents().isEmpty)
        let rollback = try bench.knowledge.rollback(to: 1, author: "ann", reason: "", leavingOutErased: true)
        #expect(rollback.leftOut.count == 1)
        #expect(try bench.documents().map(\.id.id) == ["b"])
        // The same id may come again, and then has a history of its own.
        try bench.put([record("a", "new words")])
        #expect(try bench.documents().map(\.id.id) == ["a", "b"])
        #expect(try bench.knowledge.erase([DocumentID(namespace: "faq", id: "a")], author: "a", reason: "").scrubbed)
    }

    @Test func whatNeverWasIsNotErased() throws {
        let bench = try HistoryBench()
        try bench.put([record("a", "words")])
        let both = ["faq/a", "faq/never"].compactMap(DocumentID.init)
        #expect(try code { _ = try bench.knowledge.erase(both, author: "ann", reason: "") } == .notFound)
        #expect(try bench.documents().count == 1)
        #expect(try code { _ = try bench.knowledge.erase([], author: "ann", reason: "") } == .invalidInput)
        let dry = try bench.knowledge.erase([both[0]], author: "ann", reason: "", dryRun: true)
        #expect(dry.erased.first?.wasLive == true && !dry.scrubbed)
        #expect(try bench.documents().count == 1)
        // Asking twice is no mistake.
        _ = try bench.knowledge.erase([both[0]], author: "ann", reason: "")
        let again = try bench.knowledge.erase([both[0]], author: "ann", reason: "")
        #expect(again.alreadyErased == [both[0]] && again.revision == nil && again.scrubbed)
    }

    /// A reader that looks at an old revision keeps its pages in the log: the erasure says so and is finished later.
    @Test func aReaderInTheWayIsSaid() async throws {
        var generator = SeededGenerator(seed: 33)
        let secret = Secret(&generator)
        let bench = try HistoryBench()
        try bench.put([record("a", secret.text), record("b", "more")])
        let id = DocumentID(namespace: "faq", id: "a")
        let other = try KnowledgeStore(file: bench.home.knowledge)
        try other.read { reader throws in
            _ = try reader.revision()
            #expect(try code { _ = try bench.knowledge.erase([id], author: "ann", reason: "") } == .locked)
        }
        #expect(try bench.documents().map(\.id.id) == ["b"])
        #expect(try bench.knowledge.unfinishedErasures() == 1)
        let copy = bench.home.url.appending(path: "copy.sqlite")
        #expect(try code { try bench.knowledge.export(to: copy) } == .conflict)
        #expect(try bench.knowledge.erase([], author: "ann", reason: "").scrubbed)
        #expect(try bench.knowledge.unfinishedErasures() == 0)
        #expect(try found(secret.pieces, in: bench.home) == 0)
        #expect(try bench.knowledge.revisions().count == 2)
    }
}

/// Six-letter pieces of words that nothing else holds, so that full text, which keeps words without the beginning
/// they share with their neighbours, cannot hide them.
private struct Secret {
    let words: [String]
    var text: String { words.joined(separator: " ") }
    var pieces: [[UInt8]] {
        words.flatMap { word in
            let bytes = Array(word.utf8)
            return stride(from: 0, through: bytes.count - 6, by: 6).map { Array(bytes[$0..<$0 + 6]) }
        }
    }

    init(_ generator: inout SeededGenerator) {
        words = (0..<8).map { _ in
            String(
                decoding: (0..<12).map { _ in UInt8(97 + Int.random(in: 0..<26, using: &generator)) },
                as: UTF8.self)
        }
    }

    init(words: [String]) { self.words = words }
}

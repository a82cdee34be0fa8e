import Domain
import Foundation
import Retrieval
import TestSupport
import Testing

@Suite struct DiffTests {
    private func ids(_ diff: RevisionDiff) -> [[String]] {
        [diff.added.map(\.description), diff.changed.map(\.document.description), diff.removed.map(\.description)]
    }

    @Test func addedChangedAndRemoved() throws {
        let bench = try HistoryBench()
        try bench.put([record("a", "one\ntwo\nthree"), record("b", "stays"), record("c", "goes")])
        try bench.put([record("a", "one\n2\nthree", ["category": "x"]), record("d", "comes")])
        try bench.delete("faq/c")
        let diff = try bench.knowledge.diff(1)
        #expect((diff.from, diff.to) == (1, 3))
        #expect(ids(diff) == [["faq/d"], ["faq/a"], ["faq/c"]])
        let change = try #require(diff.changed.first)
        // Without a field of its own, a document is dated by the revision that changed it.
        #expect(change.fields.map(\.name) == ["metadata.category", "updated_at", "text"])
        #expect(change.fields.first?.before == .null && change.fields.first?.after == "x")
        #expect(change.lines.map(\.text) == ["one", "two", "2", "three"])
        #expect(change.lines.map(\.kind) == [.same, .removed, .added, .same])
        #expect(change.lines.map(\.before) == [1, 2, nil, 3])
        #expect(change.lines.map(\.after) == [1, nil, 2, 3])
        // The other way round it is the opposite.
        let back = try bench.knowledge.diff(3, 1)
        #expect(ids(back) == [["faq/c"], ["faq/a"], ["faq/d"]])
        #expect(ids(try bench.knowledge.diff(2, 3)) == [[], [], ["faq/c"]])
        #expect(try bench.knowledge.diff(2, 2).isEmpty)
        #expect(ids(try bench.knowledge.diff(0, 1)) == [["faq/a", "faq/b", "faq/c"], [], []])
        let one = try bench.knowledge.diff(1, 3, document: DocumentID(namespace: "faq", id: "a"))
        #expect(ids(one) == [[], ["faq/a"], []])
    }

    @Test func aDocumentThatCameBackIsTheSame() throws {
        let bench = try HistoryBench()
        let same = record("a", "words", ["updated_at": "2026-01-01"])
        try bench.put([same])
        try bench.delete("faq/a")
        try bench.put([same])
        #expect(try bench.knowledge.diff(1, 3).isEmpty)
        #expect(try bench.knowledge.diff(1, 2).removed.count == 1)
    }

    @Test func unknownRevisionsAreSaid() throws {
        let bench = try HistoryBench()
        #expect(try code { _ = try bench.knowledge.diff(1) } == .notFound)
        try bench.put([record("a", "words")])
        for (first, second) in [(2, nil), (1, 2), (-1, 1), (1, -1)] as [(Int64, Int64?)] {
            #expect(try code { _ = try bench.knowledge.diff(first, second) } == .notFound)
        }
    }

    /// Lines of the one, then of the other, in order: applying the change gives the new text.
    @Test(arguments: [11, 12, 13] as [UInt64]) func linesLeadFromOneTextToTheOther(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let bench = try HistoryBench()
        var texts: [[String]] = []
        for _ in 0..<8 {
            texts.append((0..<generator.int(in: 1...30)).map { _ in generator.pick(["x", "y", "z", "w"]) })
            try bench.put([record("a", (["begin"] + (texts.last ?? []) + ["end"]).joined(separator: "\n"))])
        }
        for (number, (old, new)) in zip(texts, texts.dropFirst()).enumerated() where old != new {
            let first = Int64(1 + number)
            // Where two neighbours are equal no revision was made; then the pair is another one.
            guard let lines = try? bench.knowledge.diff(first, first + 1).changed.first?.lines else { continue }
            let (was, now) = (try text(bench, first), try text(bench, first + 1))
            for line in lines {
                if let before = line.before { #expect(was[before - 1] == line.text, "seed \(seed)") }
                if let after = line.after { #expect(now[after - 1] == line.text, "seed \(seed)") }
            }
            let removed = lines.count { $0.kind == .removed }
            let added = lines.count { $0.kind == .added }
            #expect(was.count - removed == now.count - added, "seed \(seed)")
        }
    }

    /// The lines of the document at a revision, by way of a rollback.
    private func text(_ bench: HistoryBench, _ revision: Int64) throws -> [String] {
        _ = try bench.knowledge.rollback(to: revision, author: "ann", reason: "")
        let body = try #require(try bench.documents().first?.content.body)
        return body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
}

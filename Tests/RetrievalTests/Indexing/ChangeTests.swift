import Domain
import Foundation
import Retrieval
import Store
import TestSupport
import Testing

/// Unchanged, changed, renamed and removed documents.
@Suite struct ChangeTests {
    let bench: IngestBench

    init() throws { bench = try IngestBench() }

    @Test func onlyNewTextIsEncoded() throws {
        try bench.write("---\nquestion: When?\n---\nSoon.", to: "faq/a.md")
        _ = try bench.ingest()
        try bench.write("---\nquestion: When?\n---\nLater.", to: "faq/a.md")
        let changes = try bench.ingest()
        #expect(changes.changed.map(\.description) == ["faq/a"])
        #expect((changes.chunks, changes.encoded, changes.revision) == (2, 1, 2))
        #expect(try bench.document("faq/a")?.revision == 2)
        #expect(try bench.store.read { try $0.fullText().map(\.body) } == ["Later"])
        #expect(try bench.store.read { try $0.status() }.isConsistent)
    }

    @Test func theTimeOfAChangeIsThatOfTheContent() throws {
        try bench.write("---\ntags: [a]\n---\nText.", to: "faq/a.md")
        _ = try bench.ingest(at: 10)
        try bench.write("---\ntags: [b]\n---\nText.", to: "faq/a.md")
        #expect(try bench.ingest(at: 20).changed.count == 1)
        #expect(try bench.document("faq/a")?.updatedAt.milliseconds == 10)
        try bench.write("---\ntags: [b]\n---\nNew text.", to: "faq/a.md")
        _ = try bench.ingest(at: 30)
        #expect(try bench.document("faq/a")?.updatedAt.milliseconds == 30)
        try bench.write("---\ntags: [b]\nupdated_at: 5\n---\nNew text.", to: "faq/a.md")
        _ = try bench.ingest(at: 40)
        #expect(try bench.document("faq/a")?.updatedAt.milliseconds == 5)
    }

    @Test func aRenamedFileKeepsItsID() throws {
        try bench.write("Some text.", to: "faq/old.md")
        _ = try bench.ingest()
        try bench.remove("faq/old.md")
        try bench.write("Some text.", to: "faq/sub/new.md")
        let changes = try bench.ingest()
        #expect(changes.renamed.map(\.description) == ["faq/old"])
        #expect(changes.added.isEmpty)
        #expect(changes.encoded == 0)
        #expect(try bench.document("faq/old")?.document.source == "faq/sub/new.md")
        // It keeps it from then on, also when the text changes.
        #expect(try bench.ingest().isEmpty)
        try bench.write("Other text.", to: "faq/sub/new.md")
        #expect(try bench.ingest().changed.map(\.description) == ["faq/old"])
        #expect(try bench.ids() == ["faq/old"])
    }

    @Test func aNamedIDIsNotGivenToARenamedFile() throws {
        try bench.write("Some text.", to: "faq/old.md")
        _ = try bench.ingest()
        try bench.remove("faq/old.md")
        try bench.write("Some text.", to: "faq/a.md")
        try bench.write("---\nid: old\n---\nNew text.", to: "faq/z.md")
        let changes = try bench.ingest()
        #expect(changes.added.map(\.description) == ["faq/a"])
        #expect(changes.changed.map(\.description) == ["faq/old"])
    }

    @Test func aCopyIsNoRename() throws {
        try bench.write("Some text.", to: "faq/old.md")
        _ = try bench.ingest()
        try bench.write("Some text.", to: "faq/copy.md")
        #expect(try bench.ingest().added.map(\.description) == ["faq/copy"])
    }

    @Test func aRenameAcrossNamespacesIsNone() throws {
        try bench.write("---\nkind: faq\n---\nSome text.", to: "faq/old.md")
        _ = try bench.ingest()
        try bench.remove("faq/old.md")
        try bench.write("---\nkind: faq\n---\nSome text.", to: "policies/old.md")
        #expect(try bench.ingest().added.map(\.description) == ["policies/old"])
    }

    @Test func anOldNameIsNotTakenFromARenamedFile() throws {
        try bench.write("Some text.", to: "faq/old.md")
        _ = try bench.ingest()
        try bench.remove("faq/old.md")
        try bench.write("Some text.", to: "faq/new.md")
        _ = try bench.ingest()
        try bench.write("Another text.", to: "faq/old.md")
        let error = try #require(throws: AlmanacError.self) { try bench.ingest() }
        #expect(error.code == .duplicateID)
        #expect(error.message.contains("faq/old.md") && error.message.contains("faq/new.md"))
    }

    @Test func twoFilesThatSwapNamesAreChanged() throws {
        try bench.write("One.", to: "faq/a.md")
        try bench.write("Two.", to: "faq/b.md")
        _ = try bench.ingest()
        try bench.write("Two.", to: "faq/a.md")
        try bench.write("One.", to: "faq/b.md")
        #expect(try bench.ingest().changed.count == 2)
        #expect(try bench.document("faq/a")?.document.content == .text("Two."))
    }

    @Test func theSameFilesFromAFolderFurtherDown() throws {
        try bench.write("Some text.", to: "policies/a.md")
        _ = try bench.ingest()
        let changes = try bench.ingester.ingest(
            paths: [bench.documents.appending(path: "policies")], options: IngestOptions(namespace: "policies"))
        #expect(changes.isEmpty)
        #expect(changes.unchanged == 1)
    }

    @Test func whatIsNotInTheBatchStays() throws {
        try bench.write("One.", to: "faq/a.md")
        _ = try bench.ingest()
        try bench.remove("faq/a.md")
        try bench.write("Two.", to: "faq/b.md")
        _ = try bench.ingest()
        #expect(try bench.ids() == ["faq/a", "faq/b"])
    }

    @Test func deletionIsARevision() throws {
        try bench.write("One.", to: "faq/a.md")
        try bench.write("Two.", to: "faq/b.md")
        _ = try bench.ingest()
        let a = DocumentID(namespace: "faq", id: "a")
        let missing = DocumentID(namespace: "faq", id: "x")
        let error = try #require(throws: AlmanacError.self) {
            try bench.ingester.delete([a, missing], author: "ann", reason: "")
        }
        #expect(error.code == .notFound)
        #expect(try bench.ids().count == 2)
        #expect(try bench.ingester.delete([a], author: "ann", reason: "", dryRun: true).removed == [a])
        #expect(try bench.ids().count == 2)
        let changes = try bench.ingester.delete([a, a], author: "ann", reason: "old")
        #expect((changes.revision, changes.removed) == (2, [a]))
        #expect(try bench.ids() == ["faq/b"])
        let status = try bench.store.read { try $0.status() }
        #expect(status.isConsistent)
        #expect((status.chunks, status.fullTextRows) == (1, 1))
        // The same text comes back without being encoded again, in a new row.
        #expect(try bench.ingest().encoded == 0)
        #expect(try bench.store.read { try $0.catalog().documentRows }.max() == 3)
    }

    @Test func aKilledIngestResumes() throws {
        for number in 0..<600 { try bench.write("Text number \(number).", to: "faq/\(number).md") }
        bench.encoder.fail(after: 300)
        #expect(throws: AlmanacError.self) { try bench.ingest() }
        #expect(try bench.revision() == 0)
        #expect(try bench.ids().isEmpty)
        bench.encoder.fail(after: .max)
        // One batch was stored ahead.
        #expect(try bench.ingest().encoded == 600 - Ingester.encodingBatch)
        #expect(try bench.store.read { try $0.status() }.isConsistent)
    }

    @Test func anotherEncoderIsRefused() throws {
        try bench.write("Text.", to: "faq/a.md")
        _ = try bench.ingest()
        let other = Ingester(
            store: bench.store, company: .builtIn, encoder: CountingEncoder(digest: "another")
        ) { Timestamp(milliseconds: 1) }
        let error = try #require(throws: AlmanacError.self) {
            try other.ingest(paths: [bench.documents], options: IngestOptions())
        }
        #expect(error.code == .encoderMismatch)
        #expect(error.hint?.contains("almanac reembed --encoder counting") == true)
    }

    /// Two ingests that read the same revision: the second starts over on what the first has written.
    @Test func anIngestThatWasOvertakenStartsOver() throws {
        try bench.write("Text.", to: "faq/a.md")
        let overtaker = try IngestBench()
        try overtaker.write("Other.", to: "faq/b.md")
        let store = bench.store
        nonisolated(unsafe) var done = false
        let changes = try bench.ingester.ingest(paths: [bench.documents], options: IngestOptions()) { progress in
            guard progress.stage == .encoding, !done else { return }
            done = true
            let second = Ingester(store: store, company: .builtIn, encoder: CountingEncoder()) {
                Timestamp(milliseconds: 1)
            }
            _ = try? second.ingest(paths: [overtaker.documents], options: IngestOptions())
        }
        #expect(changes.revision == 2)
        #expect(changes.encoded == 1)
        #expect(try bench.ids() == ["faq/a", "faq/b"])
    }
}

import Domain
import Foundation
import Retrieval
import Store
import TestSupport
import Testing

/// What a prune removes, and what it leaves alone.
@Suite struct PruneTests {
    let bench: IngestBench

    init() throws { bench = try IngestBench() }

    private func prune(
        _ path: String = "", namespace: String? = nil, dryRun: Bool = false, skipInvalid: Bool = false
    ) throws -> ChangeSet {
        try bench.ingester.ingest(
            paths: [path.isEmpty ? bench.documents : bench.documents.appending(path: path)],
            options: IngestOptions(namespace: namespace, dryRun: dryRun, skipInvalid: skipInvalid, prune: true))
    }

    private func removed(_ changes: ChangeSet) -> [String] { changes.removed.map(\.description) }

    @Test func whatLeftTheFolderIsRemovedInTheSameRevision() throws {
        try bench.write("One.", to: "faq/a.md")
        try bench.write("Two.", to: "faq/b.md")
        try bench.write("Three.", to: "policies/c.md")
        _ = try bench.ingest()
        try bench.remove("faq/b.md")
        try bench.remove("policies")
        try bench.write("Four.", to: "faq/d.md")
        let dry = try prune(dryRun: true)
        #expect(removed(dry) == ["faq/b", "policies/c"])
        #expect(try bench.ids().count == 3)
        let changes = try prune()
        #expect(removed(changes) == ["faq/b", "policies/c"])
        #expect(changes.added.map(\.description) == ["faq/d"])
        #expect(changes.revision == 2)
        #expect(try bench.ids() == ["faq/a", "faq/d"])
        let revision = try #require(try bench.store.read { try $0.revisions(limit: 1) }.first)
        #expect((revision.added, revision.removed) == (1, 2))
        #expect(try bench.store.read { try $0.status() }.isConsistent)
        #expect(try prune().isEmpty)
    }

    @Test func withoutItNothingIsRemoved() throws {
        try bench.write("One.", to: "faq/a.md")
        try bench.write("Two.", to: "faq/b.md")
        _ = try bench.ingest()
        try bench.remove("faq/b.md")
        #expect(try bench.ingest().removed.isEmpty)
        #expect(try bench.ids().count == 2)
    }

    @Test func aRecordThatLeftItsFile() throws {
        func write(_ ids: [String]) throws {
            try bench.write(
                ids.map { #"{"id": "\#($0)", "text": "Text \#($0)."}"# }.joined(separator: "\n"), to: "faq/a.jsonl")
        }
        try write(["x", "y", "z"])
        try bench.write("Stays.", to: "faq/b.md")
        _ = try bench.ingest()
        try write(["x", "z"])
        // Given by itself the file can lose no more than its own records.
        #expect(removed(try prune("faq/a.jsonl", namespace: "faq", dryRun: true)) == ["faq/y"])
        #expect(removed(try prune()) == ["faq/y"])
        #expect(try bench.ids() == ["faq/b", "faq/x", "faq/z"])
    }

    @Test func whatCameFromElsewhereStays() throws {
        try bench.write("One.", to: "faq/a.md")
        try bench.write("Two.", to: "policies/b.md")
        try bench.home.write("Three.", to: "other/faq/c.md")
        _ = try bench.ingest()
        _ = try bench.ingester.ingest(paths: [bench.home.url.appending(path: "other")], options: IngestOptions())
        _ = try bench.ingester.ingest(
            records: [["id": "d", "namespace": "faq", "text": "Four."]], options: IngestOptions())
        try bench.remove("policies/b.md")
        try FileManager.default.removeItem(at: bench.home.url.appending(path: "other/faq/c.md"))
        #expect(try prune("faq", namespace: "faq").isEmpty)
        #expect(removed(try prune()) == ["policies/b"])
        #expect(try bench.ids() == ["faq/a", "faq/c", "faq/d"])
    }

    /// The same folder may be taken into two namespaces.
    @Test func anotherChoiceOfNamespaceStays() throws {
        try bench.write("One.", to: "a.md")
        try bench.write("Two.", to: "b.md")
        _ = try bench.ingest(IngestOptions(namespace: "faq"))
        _ = try bench.ingest(IngestOptions(namespace: "policies"))
        try bench.remove("b.md")
        #expect(removed(try prune(namespace: "policies")) == ["policies/b"])
        #expect(try bench.ids() == ["faq/a", "faq/b", "policies/a"])
    }

    @Test func aFileThatMovedToAnotherNamespace() throws {
        try bench.write("One.", to: "faq/a.md")
        try bench.write("Two.", to: "faq/b.md")
        _ = try bench.ingest()
        try bench.remove("faq/a.md")
        try bench.write("One.", to: "policies/a.md")
        let changes = try prune()
        #expect(changes.added.map(\.description) == ["policies/a"])
        #expect(removed(changes) == ["faq/a"])
        #expect(changes.encoded == 0)
    }

    @Test func aRenamedFileIsNotGone() throws {
        try bench.write("One.", to: "faq/a.md")
        _ = try bench.ingest()
        try bench.remove("faq/a.md")
        try bench.write("One.", to: "faq/sub/b.md")
        let changes = try prune()
        #expect(changes.renamed.map(\.description) == ["faq/a"])
        #expect(changes.removed.isEmpty)
        try bench.remove("faq/sub/b.md")
        try bench.write("Other.", to: "faq/c.md")
        #expect(removed(try prune()) == ["faq/a"])
    }

    @Test func theFolderMayBeGivenFromFurtherUpOrDown() throws {
        try bench.write("One.", to: "policies/a.md")
        try bench.write("Two.", to: "policies/b.md")
        _ = try bench.ingest()
        #expect(try prune("policies", namespace: "policies").isEmpty)
        try bench.remove("policies/b.md")
        #expect(removed(try prune()) == ["policies/b"])
    }

    // MARK: - Refusals

    @Test func aRefusedFileDoesNotCountAsGone() throws {
        try bench.write("One.", to: "faq/a.md")
        try bench.write("Two.", to: "faq/b.md")
        _ = try bench.ingest()
        try bench.write("---\nkind: essay\n---\nTwo.", to: "faq/b.md")
        let changes = try prune(skipInvalid: true)
        #expect(changes.removed.isEmpty && changes.invalid.count == 1)
        #expect(try bench.ids().count == 2)
    }

    @Test func besideARefusedDocumentNothingIsPruned() throws {
        try bench.write("One.", to: "faq/a.md")
        try bench.write("Two.", to: "faq/b.md")
        _ = try bench.ingest()
        try bench.remove("faq/b.md")
        try bench.write("---\nkind: essay\n---\nTwo.", to: "faq/c.md")
        for dryRun in [true, false] {
            let error = try #require(throws: AlmanacError.self) { try prune(dryRun: dryRun, skipInvalid: true) }
            #expect(error.code == .conflict)
            #expect(error.message.contains("faq/b") && error.message.contains("faq/c.md"), "\(error.message)")
        }
        #expect(try #require(throws: AlmanacError.self) { try prune() }.code == .invalidDocument)
        #expect(try bench.ids().count == 2)
    }

    @Test func anEmptyFolderRemovesNothing() throws {
        try bench.write("One.", to: "faq/a.md")
        _ = try bench.ingest()
        try bench.remove("faq/a.md")
        #expect(try #require(throws: AlmanacError.self) { try prune() }.code == .invalidInput)
        #expect(try bench.ids().count == 1)
    }

    @Test func aFileThatIsThereAndNotReadIsNotGone() throws {
        try bench.write("One.", to: "faq/a.md")
        try bench.write("Two.", to: "faq/b.md")
        _ = try bench.ingest()
        try bench.remove("faq/b.md")
        try bench.write("Now a folder.", to: "faq/b.md/inside.md")
        // It is a folder now, and what is inside is another document.
        #expect(try prune().removed.isEmpty)
    }

    @Test func recordsGivenInlineHaveNoFolder() throws {
        let error = try #require(throws: AlmanacError.self) {
            try bench.ingester.ingest(
                records: [["id": "a", "namespace": "faq", "text": "x"]], options: IngestOptions(prune: true))
        }
        #expect(error.code == .invalidParams)
        #expect(try bench.revision() == 0)
    }
}

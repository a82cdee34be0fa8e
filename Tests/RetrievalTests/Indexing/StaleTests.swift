import Domain
import Embedding
import Foundation
import Retrieval
import TestSupport
import Testing

/// Whether a document's file is still as it was, as searches and lists tell it.
@Suite struct StaleTests {
    let home: TemporaryHome
    let knowledge: KnowledgeBase

    init() throws {
        home = try TemporaryHome()
        knowledge = try KnowledgeBase(home: home.url.appending(path: "home"), encoder: HashingEncoder())
        try home.write("Boxes arrive on Thursday.", to: "documents/faq/box.md")
        try home.write(
            #"{"id": "jar", "text": "A broken jar."}"# + "\n" + #"{"id": "cup", "text": "A broken cup."}"#,
            to: "documents/faq/more.jsonl")
        try ingest()
        _ = try knowledge.ingest(
            records: [["id": "inline", "namespace": "faq", "text": "A broken plate."]], options: IngestOptions())
    }

    private var documents: URL { home.url.appending(path: "documents") }

    @discardableResult
    private func ingest() throws -> ChangeSet { try knowledge.ingest(paths: [documents], options: IngestOptions()) }

    /// As `list` tells it, with the same from `show` and `search`.
    private func stale() throws -> [String: String] {
        let listed = try knowledge.documents()
        for document in listed {
            #expect(try knowledge.document(document.document.id).stale == document.stale)
        }
        let hits = try knowledge.search(SearchRequest(query: "broken boxes thursday", k: 10, mode: .lexical)).hits
        #expect(hits.count == 4)
        for hit in hits { #expect(hit.stale == listed.first { $0.document.id == hit.document }?.stale) }
        return Dictionary(uniqueKeysWithValues: listed.map { ($0.document.id.id, word($0.stale)) })
    }

    private func word(_ stale: Bool?) -> String { stale.map { $0 ? "stale" : "same" } ?? "unknown" }

    /// Makes a file's time old enough to be trusted.
    private func age(_ path: String, to time: TimeInterval) throws {
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSince1970: time)], ofItemAtPath: documents.appending(path: path).path)
    }

    @Test func aChangeIsNoticedAndMended() throws {
        let fresh = ["box": "same", "jar": "same", "cup": "same", "inline": "unknown"]
        #expect(try stale() == fresh)
        try home.write("Boxes arrive on Thursday or later.", to: "documents/faq/box.md")
        #expect(try stale() == ["box": "stale", "jar": "same", "cup": "same", "inline": "unknown"])
        try home.write(#"{"id": "jar", "text": "A broken jug."}"#, to: "documents/faq/more.jsonl")
        #expect(try stale() == ["box": "stale", "jar": "stale", "cup": "stale", "inline": "unknown"])
        try home.write("Boxes arrive on Thursday.", to: "documents/faq/box.md")
        #expect(try stale()["box"] == "same")
        try home.write("Boxes arrive on Thursday or later, broken.", to: "documents/faq/box.md")
        try ingest()
        #expect(try stale()["box"] == "same")
    }

    /// A change that keeps the size, made right after the ingest, when the file's time may be the same.
    @Test func aQuickChangeOfTheSameSize() throws {
        for text in ["Boxes arrive on Saturday", "Boxes arrive on Thirsday."] {
            try home.write(text, to: "documents/faq/box.md")
            #expect(try stale()["box"] == "stale")
        }
    }

    @Test func aNewTimeAloneIsNoChange() throws {
        try age("faq/box.md", to: 1_000_000_000)
        #expect(try stale()["box"] == "same")
        // The time is stored without a revision, so that the bytes need not be read again.
        #expect(try ingest().revision == nil)
        try age("faq/box.md", to: 1_100_000_000)
        #expect(try stale()["box"] == "same")
        try home.write("Boxes arrive on thursday.", to: "documents/faq/box.md")
        try age("faq/box.md", to: 1_200_000_000)
        #expect(try stale()["box"] == "stale")
    }

    @Test func aFileThatIsNotHereSaysNothing() throws {
        try FileManager.default.removeItem(at: documents.appending(path: "faq/box.md"))
        #expect(try stale()["box"] == "unknown")
        try FileManager.default.createDirectory(
            at: documents.appending(path: "faq/box.md"), withIntermediateDirectories: true)
        #expect(try stale()["box"] == "unknown")
    }

    @Test func aDocumentTakenOverInlineHasNoFile() throws {
        _ = try knowledge.ingest(
            records: [["id": "box", "namespace": "faq", "text": "Boxes arrive broken."]], options: IngestOptions())
        #expect(try stale()["box"] == "unknown")
        try ingest()
        #expect(try stale()["box"] == "same")
    }

    /// In a server a search never looks itself.
    @Test func theBackgroundLookDecides() throws {
        try knowledge.lookAtSources()
        try home.write("Boxes arrive on Thursday or later.", to: "documents/faq/box.md")
        #expect(try stale()["box"] == "same")
        try knowledge.lookAtSources()
        #expect(try stale()["box"] == "stale")
        // What was just ingested is as it was read, before anyone looks again.
        try ingest()
        #expect(try stale()["box"] == "same")
        try knowledge.lookAtSources()
        #expect(try stale()["box"] == "same")
    }

    @Test func aNameThatIsNotComposed() throws {
        try home.write("Déjà vu, thursday, broken.", to: "documents/faq/de\u{301}ja.md")
        try FileManager.default.removeItem(at: documents.appending(path: "faq/box.md"))
        try ingest()
        let document = try #require(try knowledge.documents().first { $0.document.id.id == "d\u{E9}ja" })
        #expect(document.document.source.unicodeScalars.count == "faq/déja.md".unicodeScalars.count)
        #expect(document.stale == false)
    }
}

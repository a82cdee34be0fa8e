import Domain
import Embedding
import Foundation
import Retrieval
import TestSupport
import Testing

/// Trying a document before it is stored.
@Suite struct PreviewTests {
    private func base(_ home: TemporaryHome) throws -> KnowledgeBase {
        let knowledge = try KnowledgeBase(
            home: home.url, encoder: HashingEncoder(), clock: { Timestamp(milliseconds: 1_793_000_000_000) })
        let texts = [
            "olive oil from the north of the country", "soap made of olive oil", "date honey in a jar",
            "a bowl of olive wood", "olive leaves for tea",
        ]
        _ = try knowledge.ingest(
            records: texts.enumerated().map { number, text in
                ["id": .string("d\(number)"), "namespace": "faq", "text": .string(text), "updated_at": "2026-01-01"]
            }, options: IngestOptions())
        return knowledge
    }

    private func preview(_ home: TemporaryHome, _ folder: TemporaryHome) throws -> KnowledgePreview {
        try KnowledgePreview(
            PrivateCopy(of: home.url, in: folder.url), company: nil, encoder: HashingEncoder(),
            clock: { Timestamp(milliseconds: 1_793_000_000_000) })
    }

    /// What the preview says is what an ingest then does, to the bit.
    @Test func thePreviewIsTheSearchAfterTheIngest() throws {
        let home = try TemporaryHome()
        let scratch = try TemporaryHome()
        let knowledge = try base(home)
        let file = try scratch.write(
            "{\"id\": \"new\", \"namespace\": \"faq\", \"text\": \"olive oil olive\", \"updated_at\": \"2026-02-01\"}\n",
            to: "in/new.jsonl")
        for mode in SearchMode.allCases {
            let request = SearchRequest(query: "olive oil", k: 2, mode: mode, explain: true)
            let before = try knowledge.search(request)
            let folder = try TemporaryHome()
            let preview = try preview(home, folder).search(request, with: [(file, nil)])
            #expect(preview.before.hits == before.hits)
            #expect(preview.changes.added.map(\.id) == ["new"])
            #expect(preview.arrivals.map(\.verdict.outcome) == [.found])
            // Only the later searches of this loop see the document.
            let other = try TemporaryHome()
            let real = try base(other)
            _ = try real.ingest(paths: [file], options: IngestOptions())
            #expect(preview.after.hits == (try real.search(request).hits), "\(mode)")
            let pushed = try #require(preview.pushedOut.first)
            #expect(before.hits.last?.document == pushed.document && pushed.before == 2)
            #expect(pushed.after.map { $0 > 2 } == true)
            #expect(try knowledge.status().documents == 5)
        }
    }

    @Test func aChangedDocumentMoves() throws {
        let home = try TemporaryHome()
        let scratch = try TemporaryHome()
        _ = try base(home)
        let file = try scratch.write(
            "{\"id\": \"d2\", \"namespace\": \"faq\", \"text\": \"olive oil\", \"updated_at\": \"2026-02-01\"}\n",
            to: "in/edit.jsonl")
        let request = SearchRequest(query: "olive oil", k: 3, mode: .lexical)
        let folder = try TemporaryHome()
        let preview = try preview(home, folder).search(request, with: [(file, nil)])
        #expect(preview.arrivals.map(\.change) == ["changed"])
        let move = try #require(preview.moves.first { $0.document.id == "d2" })
        #expect(move.before == nil && move.after == 1)
        #expect(preview.after.hits.first?.document.id == "d2")
    }

    @Test func nothingOfTheHomeChanges() throws {
        let home = try TemporaryHome()
        let scratch = try TemporaryHome()
        var knowledge: KnowledgeBase? = try base(home)
        _ = try knowledge?.search(SearchRequest(query: "olive"))
        let file = try scratch.write("# Olive\n\nolive oil in a tin\n", to: "in/tin.md")
        knowledge = nil
        let before = try contents(of: home.url)
        #expect(before.keys.contains { $0.hasSuffix(".vectors") } && before.count >= 3)
        let folder = try TemporaryHome()
        let tried = try preview(home, folder)
        let request = SearchRequest(query: "olive")
        #expect(try tried.search(request, with: [(file, "faq")]).arrivals.count == 1)
        let refused = try scratch.write("{\"id\": \"x\"}\n", to: "in/bad.jsonl")
        #expect(throws: AlmanacError.self) { try tried.search(request, with: [(refused, "faq")]) }
        #expect(try contents(of: home.url) == before)
    }

    /// Every file below a folder with its bytes.
    private func contents(of folder: URL) throws -> [String: Data] {
        var contents: [String: Data] = [:]
        let files = FileManager.default.enumerator(atPath: folder.path)
        while let path = files?.nextObject() as? String {
            let file = folder.appending(path: path)
            var isFolder: ObjCBool = false
            _ = FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
            if !isFolder.boolValue { contents[path] = try Data(contentsOf: file) }
        }
        return contents
    }
}

import Domain
import Store
import TestSupport
import Testing

/// A revision is stored whole or not at all, and a reader sees one revision.
@Suite struct TransactionTests {
    let home: TemporaryHome
    let store: KnowledgeStore

    init() throws {
        home = try TemporaryHome()
        store = try KnowledgeStore(file: home.knowledge)
    }

    private struct Stop: Error {}

    @Test func aThrowInTheMiddleStoresNothing() throws {
        try store.add([makeDocument("a", body: "old words", metadata: ["x": .number(1)])])
        #expect(throws: Stop.self) {
            try store.write { writer in
                let revision = try writer.appendRevision(
                    at: Timestamp(milliseconds: 2), author: "t", reason: "", added: 1, changed: 1, removed: 0)
                try writer.retire(document: 1, revision: revision)
                try writer.insert(makeDocument("a", body: "new words"), revision: revision)
                try writer.insert(makeDocument("b", body: "more words"), revision: revision)
                throw Stop()
            }
        }
        try store.read { reader throws in
            #expect(try reader.revision() == 1)
            #expect(try reader.liveDigests().map(\.id.id) == ["a"])
            #expect(try reader.fullText().map(\.body) == ["old words"])
            let filter = Filter.compare(field: "x", .equal(.number(1)))
            #expect(try reader.documentRows(matching: filter) == [1])
            #expect(try reader.status().isConsistent == false)  // no vectors were given
        }
    }

    @Test func vectorsWrittenAheadOutliveAFailedRevision() throws {
        try store.saveEmbeddings(encoder: "e", dimension: 2, rows: [("d", [1, 0])])
        #expect(throws: Stop.self) { try store.write { _ in throw Stop() } }
        #expect(try store.read { try $0.embeddedDigests(encoder: "e", among: ["d"]) } == ["d"])
    }

    @Test func anotherConnectionNeverSeesHalf() throws {
        let other = try KnowledgeStore(file: home.knowledge)
        try store.add([makeDocument("a", body: "old")])
        try store.write { writer in
            let revision = try writer.appendRevision(
                at: Timestamp(milliseconds: 2), author: "t", reason: "", added: 1, changed: 0, removed: 1)
            try writer.retire(document: 1, revision: revision)
            try other.read { reader throws in
                #expect(try reader.revision() == 1)
                #expect(try reader.fullText().map(\.body) == ["old"])
            }
            try writer.insert(makeDocument("b", body: "new"), revision: revision)
        }
        try other.read { reader throws in
            #expect(try reader.revision() == 2)
            #expect(try reader.fullText().map(\.body) == ["new"])
        }
    }

    @Test func aReaderKeepsItsRevision() throws {
        let other = try KnowledgeStore(file: home.knowledge)
        try store.add([makeDocument("a", body: "old")])
        try store.read { reader throws in
            #expect(try reader.revision() == 1)
            try other.add([makeDocument("a", body: "new")])
            #expect(try reader.revision() == 1)
            #expect(try reader.document(DocumentID(namespace: "faq", id: "a"))?.document.content == .text("old"))
        }
        #expect(try store.read { try $0.revision() } == 2)
    }

    @Test func aVersionEndsOnce() throws {
        try store.add([makeDocument("a", body: "old")])
        try store.add([makeDocument("a", body: "new")])
        #expect {
            try store.write { writer in
                let revision = try writer.appendRevision(
                    at: Timestamp(milliseconds: 2), author: "t", reason: "", added: 0, changed: 0, removed: 1)
                try writer.retire(document: 1, revision: revision)
            }
        } throws: {
            ($0 as? AlmanacError)?.code == .conflict
        }
        #expect(try store.read { try $0.revision() } == 2)
    }

    @Test func revisionsAreListedNewestFirst() throws {
        try store.add([makeDocument("a", body: "x")], at: 10)
        try store.add([makeDocument("b", body: "y")], at: 20)
        let revisions = try store.read { try $0.revisions(limit: 50) }
        #expect(revisions.map(\.number) == [2, 1])
        #expect(revisions.map(\.createdAt.milliseconds) == [20, 10])
        #expect(revisions[0].author == "test")
        #expect(try store.read { try $0.revisions(limit: 1) }.map(\.number) == [2])
    }

    @Test func rowsAreNeverUsedAgain() throws {
        try store.add([makeDocument("a", body: "x")])
        let rows = try store.add([makeDocument("a", body: "y")])
        #expect(rows == 2)
        let catalog = try store.read { try $0.catalog() }
        #expect(catalog.documentRows == [2])
        #expect(catalog.chunkRows == [2])
        // The earlier version is still there by its row.
        #expect(try store.read { try $0.documents(rows: [1]) }.map(\.document.content) == [.text("x")])
        #expect(try store.read { try $0.chunks(rows: [1]) }.map(\.chunk.text) == ["x"])
    }
}

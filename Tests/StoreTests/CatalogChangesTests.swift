import Domain
import Store
import TestSupport
import Testing

/// The catalogue that is made from the one before it is the one that is read from end to end.
@Suite struct CatalogChangesTests {
    let home: TemporaryHome
    let store: KnowledgeStore

    init() throws {
        home = try TemporaryHome()
        store = try KnowledgeStore(file: home.knowledge)
    }

    private func expectSame(after held: (revision: Int64, rows: CatalogRows), _ comment: String) throws {
        try store.read { reader throws in
            let changes = try #require(try reader.catalogChanges(since: held.revision, limit: 1_000), "\(comment)")
            #expect(try held.rows.applying(changes) == reader.catalog(), "\(comment)")
        }
    }

    private func current() throws -> (revision: Int64, rows: CatalogRows) {
        try store.read { (try $0.revision(), try $0.catalog()) }
    }

    /// Adds, replaces and removes at random, in namespaces that come and go, and looks back over several revisions.
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func agreesWithReadingAll(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var history = [try current()]
        for step in 0..<40 {
            try store.write { writer in
                let revision = try writer.appendRevision(
                    at: Timestamp(milliseconds: 1), author: "t", reason: "", added: 0, changed: 0, removed: 0)
                for _ in 0..<generator.int(in: 1...6) {
                    let namespace = generator.pick(["b", "a", "ä", "c"])
                    let id = DocumentID(namespace: namespace, id: "\(generator.int(in: 0...12))")
                    let old = try writer.reader.row(of: id)
                    // A version that this revision brought cannot end in it.
                    if let old, try writer.reader.documents(rows: [old]).first?.revision == revision { continue }
                    if let old { try writer.retire(document: old, revision: revision) }
                    guard old == nil || generator.chance(0.5) else { continue }
                    try writer.insert(
                        makeDocument(
                            id.id, namespace: namespace, question: generator.chance(0.5) ? "q" : nil,
                            body: "words \(step)", validTo: generator.chance(0.3) ? 9 : nil), revision: revision)
                }
            }
            for held in history.suffix(4) { try expectSame(after: held, "seed \(seed), step \(step)") }
            history.append(try current())
        }
    }

    @Test func manyChangesAreReadFromEndToEnd() throws {
        let held = try current()
        try store.add((0..<10).map { makeDocument("\($0)", body: "words") })
        #expect(try store.read { try $0.catalogChanges(since: held.revision, limit: 9) } == nil)
        #expect(try store.read { try $0.catalogChanges(since: held.revision, limit: 10) } != nil)
        let full = try current()
        try store.write { writer in
            let revision = try writer.appendRevision(
                at: Timestamp(milliseconds: 1), author: "t", reason: "", added: 0, changed: 0, removed: 10)
            for row in full.rows.documentRows { try writer.retire(document: row, revision: revision) }
        }
        #expect(try store.read { try $0.catalogChanges(since: full.revision, limit: 9) } == nil)
        try expectSame(after: full, "all removed")
    }

    /// Erased rows leave nothing that a look at changes could find.
    @Test func anErasureIsReadFromEndToEnd() throws {
        try store.add([makeDocument("a", body: "words"), makeDocument("b", body: "more")])
        let held = try current()
        try store.write { writer in
            let revision = try writer.appendRevision(
                at: Timestamp(milliseconds: 1), author: "t", reason: "", added: 0, changed: 0, removed: 1,
                kind: .erasure)
            let documents = try writer.reader.versions(of: [DocumentID(namespace: "faq", id: "a")])
            try writer.erase(documents, revision: revision) { "hash of \($0)" }
        }
        #expect(try store.read { try $0.catalogChanges(since: held.revision, limit: 100) } == nil)
        #expect(try current().rows.documentRows == [2])
    }
}

import Domain
import Store
import TestSupport
import Testing

/// The full-text table holds exactly the live answer and text chunks, whatever was added, changed and removed.
@Suite struct FullTextTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func itFollowsEveryChange(seed: UInt64) throws {
        let home = try TemporaryHome()
        let store = try KnowledgeStore(file: home.knowledge)
        var random = SeededGenerator(seed: seed)
        let words = ["parcel", "Box", "naïve", "שלום", "הבית", "ёлка", "don't", "late", "2027"]
        var live: [String: NewDocument] = [:]
        for round in 1...30 {
            try store.write { writer in
                let revision = try writer.appendRevision(
                    at: Timestamp(milliseconds: Int64(round)), author: "t", reason: "", added: 0, changed: 0,
                    removed: 0)
                for _ in 0..<random.int(in: 1...4) {
                    let id = "\(random.int(in: 1...8))"
                    let row = try writer.reader.row(of: DocumentID(namespace: "faq", id: id))
                    #expect((row != nil) == (live[id] != nil), "seed \(seed), round \(round)")
                    if let row { try writer.retire(document: row, revision: revision) }
                    live[id] = nil
                    // A version that begins and ends in one revision would never have been live.
                    if row != nil || random.chance(0.8) {
                        if row != nil, random.chance(0.4) { continue }
                        let document = makeDocument(
                            id, title: random.text(of: words, count: 2),
                            question: random.chance(0.5) ? random.text(of: words, count: 3) : nil,
                            body: random.text(of: words, count: random.int(in: 1...12)))
                        try writer.insert(document, revision: revision)
                        live[id] = document
                    }
                    break
                }
            }
            try check(store, live, "seed \(seed), round \(round)")
        }
    }

    private func check(_ store: KnowledgeStore, _ live: [String: NewDocument], _ comment: Comment) throws {
        try store.read { reader throws in
            let found = Set(try reader.fullText().map { [$0.title, $0.question, $0.body] })
            let wanted = live.values.flatMap(\.chunks).compactMap(\.fullText).map {
                [$0.title, $0.question, $0.body].map(SearchText.indexed)
            }
            #expect(found == Set(wanted), comment)
            let catalog = try reader.catalog()
            let expected = zip(catalog.chunkRows, catalog.chunkRoles).filter { $1 != ChunkRole.question.code }
            #expect(try reader.fullText().map(\.chunk) == expected.map(\.0), comment)
            let status = try reader.status()
            #expect(status.fullTextRows == status.fullTextExpected, comment)
            #expect(status.documents == live.count, comment)
            // Every word of every live chunk is found in it, and nowhere else.
            for document in live.values {
                var rows: Set<Int64> = []
                let query = LexicalQuery(document.document.content.body)
                try reader.lexicalScores(query, weights: .equal) { row, _ in rows.insert(row) }
                #expect(rows.isSubset(of: catalog.chunkRows), comment)
                #expect(!rows.isEmpty || query.isEmpty, comment)
            }
        }
    }
}

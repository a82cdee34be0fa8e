import Domain
import Store
import TestSupport
import Testing

@Suite struct KnowledgeStoreTests {
    let home: TemporaryHome
    let store: KnowledgeStore

    init() throws {
        home = try TemporaryHome()
        store = try KnowledgeStore(file: home.knowledge)
    }

    @Test func aNewStoreIsEmpty() throws {
        try store.read { reader throws in
            #expect(try reader.revision() == 0)
            #expect(try reader.manifest().index == nil)
            #expect(try reader.catalog().documentRows.isEmpty)
            #expect(try reader.status().isConsistent)
        }
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let new = makeDocument(
            "a/ß 1", title: "Títle", question: "Wo?", body: "Dort.\u{0}End",
            metadata: ["tags": .list(["x", "y"]), "n": .number(1.5), "b": .bool(true), "s": .string("t\u{0}u")],
            updatedAt: 5, validFrom: -3, validTo: 9)
        let revision = try store.add([new])
        try store.read { reader throws in
            let stored = try #require(try reader.document(new.document.id))
            #expect(stored.document == new.document)
            #expect(stored.updatedAt.milliseconds == 5)
            #expect(stored.digest == new.digest)
            #expect(stored.revision == revision)
            #expect(stored.chunkCount == 2)
            let catalog = try reader.catalog()
            #expect(catalog.namespaces == ["faq"])
            #expect(catalog.validFrom == [-3])
            #expect(catalog.validTo == [9])
            #expect(catalog.chunkDocuments == [0, 0])
            #expect(catalog.chunkRoles.compactMap(ChunkRole.init(code:)) == [.question, .answer])
            let chunks = try reader.chunks(rows: catalog.chunkRows)
            #expect(chunks.map(\.chunk) == new.chunks.map(\.chunk))
            #expect(chunks.allSatisfy { $0.document == catalog.documentRows[0] })
        }
    }

    @Test func vectorsComeBackBitForBit() throws {
        try store.write {
            try $0.setIndex(
                Manifest.Index(
                    encoder: Manifest.Encoder(name: "e", digest: "e1", dimension: 3), textVersion: 1,
                    chunkerVersion: 1))
        }
        try store.add([makeDocument("a", body: "one"), makeDocument("b", body: "two")])
        #expect(try store.read { try $0.status().chunksWithoutVector } == 2)
        let vector: [Float] = [0.25, -0.0, .leastNonzeroMagnitude]
        try store.saveEmbeddings(encoder: "e1", dimension: 3, rows: [("digest of two", vector[...])])
        try store.saveEmbeddings(encoder: "e1", dimension: 3, rows: [("digest of two", [1, 1, 1])])
        try store.read { reader throws in
            var rows: [Int64] = []
            try reader.vectors(encoder: "e1") { row, found in
                rows.append(row)
                #expect(found.map(\.bitPattern) == vector.map(\.bitPattern))
            }
            #expect(rows == [2])
            #expect(try reader.status().chunksWithoutVector == 1)
            #expect(try reader.embeddedDigests(encoder: "e1", among: ["digest of two", "x"]) == ["digest of two"])
        }
    }

    @Test func aSearchFindsWords() throws {
        try store.add([makeDocument("a", title: "Parcels", body: "late parcel"), makeDocument("b", body: "a box")])
        try store.read { reader throws in
            let query = LexicalQuery("Where is my parcel or \"box\" NEAR(")
            var found: [Int64: Double] = [:]
            try reader.lexicalScores(query, weights: .equal) { found[$0] = $1 }
            #expect(Set(found.keys) == [1, 2])
            let shares = try reader.lexicalShares(query, weights: .equal, rows: [2, 1])
            #expect(shares.map { $0.reduce(0, +) } == [found[2], found[1]])
        }
    }
}

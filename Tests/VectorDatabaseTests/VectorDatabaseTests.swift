import Domain
import Foundation
import TestSupport
import Testing
import VectorDatabase

@Suite struct VectorDatabaseTests {
    private let home: TemporaryHome
    private let database: VectorDatabase

    init() throws {
        home = try TemporaryHome()
        database = try VectorDatabase(file: home.url.appending(path: "vectors.sqlite"), durable: false)
    }

    private func refusal(_ body: () throws -> Void) -> ErrorCode? {
        do {
            try body()
            return nil
        } catch {
            return (error as? AlmanacError)?.code
        }
    }

    @Test func indexesAreMadeChangedAndDeleted() throws {
        var settings = IndexSettings.test("one", dimension: 3, metric: .cosine)
        settings.tags = ["team": "a"]
        settings.embed = IndexSettings.Embedding(model: "m", textField: "t")
        settings.control = ["spec": ["serverless": ["region": "x"]]]
        try database.create(settings)
        #expect(refusal { try database.create(settings) } == .conflict)
        #expect(try database.index("one").settings == settings)
        let changed = try database.configure("one") { $0.isProtected = true }
        #expect(changed.isProtected)
        #expect(try database.index("one").settings.isProtected)
        #expect(refusal { try database.delete("one") } == .forbidden)
        _ = try database.configure("one") { $0.isProtected = false }
        try database.delete("one")
        #expect(refusal { _ = try database.index("one") } == .notFound)
        #expect(try database.indexes().isEmpty)
    }

    @Test(arguments: ["", "A", "-a", "a-", "a_b", String(repeating: "a", count: 46)])
    func namesAreChecked(name: String) {
        #expect(refusal { try database.create(.test(name, dimension: 3, metric: .cosine)) } == .invalidInput)
    }

    @Test func nothingOfARefusedWriteIsStored() throws {
        try database.create(.test("i", dimension: 2, metric: .cosine))
        let index = try database.index("i")
        let good = VectorRecord(id: "good", values: [1, 2])
        let bad: [VectorRecord] = [
            VectorRecord(id: "", values: [1, 2]), VectorRecord(id: "é", values: [1, 2]),
            VectorRecord(id: String(repeating: "a", count: 513), values: [1, 2]), VectorRecord(id: "x", values: [1]),
            VectorRecord(id: "x", values: [0, 0]), VectorRecord(id: "x", values: [.infinity, 0]),
            VectorRecord(id: "x", values: [1, 2], sparse: SparseVector(indices: [1], values: [1])),
            VectorRecord(id: "x", values: [1, 2], metadata: ["t": .string(String(repeating: "a", count: 41_000))]),
        ]
        for record in bad {
            #expect(refusal { _ = try index.upsert([good, record], namespace: "n") } == .invalidInput)
        }
        #expect(refusal { _ = try index.upsert([good], namespace: "ä") } == .invalidInput)
        #expect(try index.namespaces(prefix: "", limit: 10, after: nil).total == 0)
        #expect(refusal { _ = try index.query(VectorQuery(topK: 0, values: [1, 2])) } == .invalidInput)
        #expect(refusal { _ = try index.query(VectorQuery(topK: 10_001, values: [1, 2])) } == .invalidInput)
        #expect(refusal { _ = try index.query(VectorQuery(topK: 1)) } == .invalidInput)
        #expect(refusal { _ = try index.query(VectorQuery(topK: 1, values: [1, 2], id: "a")) } == .invalidInput)
    }

    @Test func writesAreNumberedAndNumbersGoOnAfterANamespaceIsGone() throws {
        try database.create(.test("i", dimension: 2, metric: .cosine))
        let index = try database.index("i")
        let first = try index.upsert([VectorRecord(id: "a", values: [1, 2])], namespace: "n")
        let second = try index.update(id: "a", VectorChange(metadata: ["x": .number(1)]), namespace: "n")
        let third = try index.deleteAll(namespace: "n")
        let fourth = try index.upsert([VectorRecord(id: "a", values: [1, 2])], namespace: "n")
        #expect([first, second, third, fourth] == [1, 2, 3, 4])
        #expect(try index.indexedLSN(namespace: "n") == 4)
        #expect(refusal { _ = try index.delete(ids: ["a"], namespace: "nowhere") } == .notFound)
        #expect(try index.indexedLSN(namespace: "n") == 4)
        try database.close()
        let again = try VectorDatabase(file: home.url.appending(path: "vectors.sqlite"), durable: false).index("i")
        #expect(try again.indexedLSN(namespace: "n") == 4)
    }

    @Test func idsAndNamespacesComeInPages() throws {
        try database.create(.test("i", dimension: 1, metric: .dotProduct))
        let index = try database.index("i")
        let ids = (0..<57).map { "doc\($0 % 3)#\($0)" }
        _ = try index.upsert(ids.map { VectorRecord(id: $0, values: [1]) }, namespace: "b")
        var listed: [String] = []
        var after: String?
        repeat {
            let page = try index.list(prefix: "", namespace: "b", limit: 10, after: after)
            #expect(page.ids.count <= 10)
            listed += page.ids
            after = page.next
        } while after != nil
        #expect(listed == ids.sorted())
        let some = try index.list(prefix: "doc1", namespace: "b", limit: 100, after: nil)
        #expect(some.ids == ids.filter { $0.hasPrefix("doc1") }.sorted())
        for name in ["", "a", "c"] { _ = try index.upsert([VectorRecord(id: "x", values: [1])], namespace: name) }
        let first = try index.namespaces(prefix: "", limit: 3, after: nil)
        #expect(first.namespaces.map(\.name) == ["", "a", "b"])
        #expect(first.namespaces.map(\.count) == [1, 1, 57])
        let rest = try index.namespaces(prefix: "", limit: 3, after: first.next)
        #expect(rest.namespaces.map(\.name) == ["c"])
        #expect(rest.next == nil)
    }

    /// Counts and searches from the file alone, also after writes to a namespace that nobody has looked into.
    @Test func countsAreRightBeforeANamespaceIsRead() throws {
        try database.create(.test("i", dimension: 1, metric: .dotProduct))
        _ = try database.index("i").upsert(
            (0..<5).map { VectorRecord(id: "r\($0)", values: [1]) }, namespace: "n")
        try database.close()
        let index = try VectorDatabase(file: home.url.appending(path: "vectors.sqlite"), durable: false).index("i")
        #expect(try index.namespace("n").count == 5)
        _ = try index.upsert([VectorRecord(id: "r5", values: [9])], namespace: "n")
        _ = try index.delete(ids: ["r0"], namespace: "n")
        #expect(try index.namespace("n").count == 5)
        #expect(try index.query(VectorQuery(topK: 1, values: [1], namespace: "n")).first?.record.id == "r5")
        #expect(try index.fetch(ids: ["r0", "r5", "r1"], namespace: "n").map(\.id) == ["r5", "r1"])
    }

    /// A reader sees each write whole: every batch moves all records together.
    @Test func readersSeeWholeWrites() async throws {
        try database.create(.test("i", dimension: 2, metric: .dotProduct))
        let index = try database.index("i")
        func batch(_ round: Int) -> [VectorRecord] {
            (0..<50).map {
                VectorRecord(
                    id: "r\($0)", values: [Float(round + 1), 1], metadata: ["round": .number(Double(round))])
            }
        }
        _ = try index.upsert(batch(0), namespace: "")
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 1...40 { _ = try? index.upsert(batch(round), namespace: "") }
            }
            for _ in 0..<2 {
                group.addTask {
                    for _ in 0..<60 {
                        let query = VectorQuery(topK: 50, values: [1, 0], includeMetadata: true)
                        let found = (try? index.query(query)) ?? []
                        #expect(found.count == 50)
                        #expect(Set(found.map(\.score)).count == 1)
                        let rounds = Set(found.map(\.record.metadata["round"]))
                        #expect(rounds == [.number((found.first?.score ?? 0) - 1)])
                    }
                }
            }
        }
    }

    @Test func aReadOnlyIndexRefusesEveryWrite() throws {
        let index = try InMemoryIndex(
            settings: .test("k", dimension: 1, metric: .cosine),
            namespaces: ["n": [VectorRecord(id: "a", values: [1])]])
        #expect(refusal { _ = try index.upsert([VectorRecord(id: "b", values: [1])], namespace: "n") } == .forbidden)
        #expect(refusal { _ = try index.delete(ids: ["a"], namespace: "n") } == .forbidden)
        #expect(refusal { _ = try index.deleteAll(namespace: "n") } == .forbidden)
        #expect(try index.fetch(ids: ["a"], namespace: "n").count == 1)
    }
}

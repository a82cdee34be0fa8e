import Domain
import Embedding
import Foundation
import Retrieval
import TestSupport
import Testing

/// The caches are derived: whatever happens to them, answers stay the same.
@Suite struct VectorCacheTests {
    private let request = SearchRequest(query: "kubazoago kubbzobgo kubczocgo", k: 50, explain: true)

    private func files(_ home: TemporaryHome) throws -> [URL] {
        try FileManager.default.contentsOfDirectory(
            at: home.url.appending(path: "caches/vectors"), includingPropertiesForKeys: nil
        ).filter { $0.pathExtension == "vectors" }.sorted { $0.path < $1.path }
    }

    private func reopened(_ home: TemporaryHome) throws -> [Hit] {
        try KnowledgeBase(
            home: home.url, encoder: HashingEncoder(), clock: { Timestamp(milliseconds: 1_793_000_000_000) }
        ).search(request).hits
    }

    @Test func damagedCachesAreMadeAgain() throws {
        let home = try TemporaryHome()
        let expected = try SearchFixture(seed: 61, count: 60).knowledge(home: home.url).search(request).hits
        let file = try #require(try files(home).first)
        let whole = try Data(contentsOf: file)

        try whole.prefix(whole.count - 5).write(to: file)
        #expect(try reopened(home) == expected, "cut short")
        #expect(try Data(contentsOf: file) == whole, "written again")

        var header = whole
        header[0] ^= 1
        try header.write(to: file)
        #expect(try reopened(home) == expected, "another magic")

        var rows = whole
        rows[64] ^= 1
        try rows.write(to: file)
        #expect(try reopened(home) == expected, "a changed row id")

        try FileManager.default.removeItem(at: file)
        #expect(try reopened(home) == expected, "a missing segment")

        try Data("{".utf8).write(to: home.url.appending(path: "caches/vectors/manifest.json"))
        #expect(try reopened(home) == expected, "a broken manifest")

        try FileManager.default.removeItem(at: home.url.appending(path: "caches"))
        #expect(try reopened(home) == expected, "no caches at all")
    }

    @Test func unwritableCachesAreHeldInMemory() throws {
        let home = try TemporaryHome()
        let expected = try SearchFixture(seed: 62, count: 40).knowledge(home: home.url).search(request).hits
        try FileManager.default.removeItem(at: home.url.appending(path: "caches"))
        try Data().write(to: home.url.appending(path: "caches"))
        #expect(try reopened(home) == expected)
    }

    /// An addition is one new segment; what is there is not written again.
    @Test func additionsAppend() throws {
        let home = try TemporaryHome()
        let fixture = SearchFixture(seed: 63, count: 60)
        let knowledge = try fixture.knowledge(home: home.url)
        _ = try knowledge.search(request)
        let before = try files(home)
        let inode = try FileManager.default.attributesOfItem(atPath: before[0].path)[.systemFileNumber] as? Int
        _ = try knowledge.ingest(
            records: [["id": "later", "namespace": "faq", "title": "kubazoago", "text": "kubbzobgo"]],
            options: IngestOptions())
        let hits = try knowledge.search(request).hits
        #expect(hits.contains { $0.document.id == "later" })
        #expect(try files(home).count == before.count + 1)
        #expect(
            try FileManager.default.attributesOfItem(atPath: before[0].path)[.systemFileNumber] as? Int == inode)
        #expect(try reopened(home) == hits)
    }

    @Test func manySmallRevisionsAreWrittenIntoOneSegment() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 64, count: 10).knowledge(home: home.url)
        for number in 0..<24 {
            _ = try knowledge.ingest(
                records: [
                    ["id": .string("n\(number)"), "namespace": "faq", "title": "kubazoago", "text": "kubbzobgo"]
                ],
                options: IngestOptions())
            _ = try knowledge.search(request)
        }
        #expect(try files(home).count <= 16)
        #expect(try knowledge.search(request).hits == reopened(home))
    }

    /// Many additions never write the large segment again, and answers stay those of a home that was made at once.
    @Test func additionsJoinSmallSegmentsOnly() throws {
        let home = try TemporaryHome()
        let fixture = SearchFixture(seed: 65, count: 400)
        let knowledge = try KnowledgeBase(
            home: home.url, encoder: HashingEncoder(), clock: { Timestamp(milliseconds: 1_793_000_000_000) })
        _ = try knowledge.ingest(records: Array(fixture.records[..<340]), options: IngestOptions())
        _ = try knowledge.search(request)
        let large = try #require(try files(home).first)
        let before = try FileManager.default.attributesOfItem(atPath: large.path)[.systemFileNumber] as? Int
        for record in fixture.records[340...] {
            _ = try knowledge.ingest(records: [record], options: IngestOptions())
            _ = try knowledge.search(request)
            #expect(try files(home).count <= 17)
        }
        let after = try FileManager.default.attributesOfItem(atPath: large.path)[.systemFileNumber] as? Int
        #expect(before == after, "the large segment was written again")
        let whole = try fixture.knowledge(home: TemporaryHome().url).search(request).hits
        #expect(try knowledge.search(request).hits == whole)
        #expect(try reopened(home) == whole)
    }

    @Test func aFlippedBitIsFound() throws {
        let home = try TemporaryHome()
        let knowledge = try SearchFixture(seed: 66, count: 60).knowledge(home: home.url)
        _ = try knowledge.search(request)
        let whole = try knowledge.compareVectorCache(sample: nil)
        #expect(whole.compared > 60 && whole.differing == [])
        #expect(try knowledge.compareVectorCache(sample: 10).compared < 20)
        let file = try #require(try files(home).first)
        var data = try Data(contentsOf: file)
        data[data.count - 100] ^= 4
        try data.write(to: file)
        #expect(try knowledge.compareVectorCache(sample: nil).differing.count == 1)
    }
}

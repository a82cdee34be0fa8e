import Domain
import Foundation
import Store
import TestSupport
import Testing

@Suite struct SchemaTests {
    /// Comments and spacing apart, every object of a migrated file is as `knowledge.sql` has it.
    @Test func migratingGivesTheDescribedSchema() throws {
        let home = try TemporaryHome()
        _ = try KnowledgeStore(file: home.knowledge)
        let described = try RawDatabase(home.url.appending(path: "described.sqlite").path)
        try described.run(KnowledgeSchema.sql)
        let migrated = try RawDatabase(home.knowledge.path).schema()
        #expect(try migrated == described.schema())
        #expect(migrated.count > 15)
    }

    @Test func theMigrationsAreRecorded() throws {
        let home = try TemporaryHome()
        _ = try KnowledgeStore(file: home.knowledge)
        let raw = try RawDatabase(home.knowledge.path)
        #expect(
            try raw.strings("SELECT number || ' ' || name FROM migration ORDER BY number") == [
                "1 m001_initial", "2 m002_sources", "3 m003_history",
            ])
    }

    @Test func openingAgainKeepsEverything() throws {
        let home = try TemporaryHome()
        let first = try KnowledgeStore(file: home.knowledge)
        try first.add([makeDocument("a", body: "words")])
        let homeID = try first.read { try $0.manifest().homeID }
        try first.close()
        let second = try KnowledgeStore(file: home.knowledge)
        #expect(try second.read { try $0.manifest().homeID } == homeID)
        #expect(try second.read { try $0.status().documents } == 1)
    }

    @Test func twoHomesHaveTwoIDs() throws {
        let homes = try [TemporaryHome(), TemporaryHome()]
        let ids = try homes.map { try KnowledgeStore(file: $0.knowledge).read { try $0.manifest().homeID } }
        #expect(Set(ids).count == 2)
        #expect(ids.allSatisfy { UUID(uuidString: $0) != nil })
    }

    @Test func fileAndFolderAreTheOwnersAlone() throws {
        let home = try TemporaryHome()
        let file = home.url.appending(path: "new/home/knowledge.sqlite")
        let store = try KnowledgeStore(file: file)
        try store.add([makeDocument("a", body: "words")])
        func mode(_ url: URL) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
        }
        #expect(try mode(file.deletingLastPathComponent()) == 0o700)
        #expect(try mode(file) == 0o600)
        #expect(try mode(URL(filePath: file.path + "-wal")) == 0o600)
    }

    /// Whoever comes second waits for the first to make the tables.
    @Test func aNewHomeIsOpenedByManyAtOnce() async throws {
        let home = try TemporaryHome()
        let file = home.knowledge
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask { try KnowledgeStore(file: file).read { try $0.manifest().homeID } }
            }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
    }
}

import Domain
import Foundation
import Store
import TestSupport
import Testing

@Suite struct SupportSchemaTests {
    /// Comments and spacing apart, every object of a migrated file is as `support.sql` has it.
    @Test func migratingGivesTheDescribedSchema() throws {
        let fixture = try SupportFixture()
        let described = try RawDatabase(fixture.home.url.appending(path: "described.sqlite").path)
        try described.run(SupportSchema.sql)
        let migrated = try fixture.raw().schema()
        #expect(try migrated == described.schema())
        #expect(migrated.count > 40)
    }

    @Test(arguments: ["event", "audit"], ["UPDATE % SET at = 2", "DELETE FROM %"])
    func recordsAreAppendOnly(table: String, change: String) throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account)
        let outcome = try fixture.store.write {
            try $0.apply(
                .requestPhotos(Sample.claim), key: "k", for: Actor(customer: Sample.number, verifiedBy: .code),
                at: Timestamp(milliseconds: 5))
        }
        #expect(outcome == .executed)
        let raw = try fixture.raw()
        let before = try raw.dump()
        #expect(throws: (any Error).self) { try raw.run(change.replacing("%", with: table)) }
        #expect(try raw.dump() == before)
    }

    @Test func aNewerFileIsRefused() throws {
        let fixture = try SupportFixture()
        try fixture.store.close()
        try fixture.raw().run("INSERT INTO migration VALUES (99, 'm099_of_the_future')")
        let error = try supportFailure { _ = try fixture.another() }
        #expect(error.code == .versionMismatch)
    }

    @Test func aKnowledgeBaseIsNoSupportDatabase() throws {
        let home = try TemporaryHome()
        _ = try KnowledgeStore(file: home.knowledge)
        let error = try supportFailure { _ = try SupportStore(file: home.knowledge) }
        #expect(error.code == .corrupt)
    }

    @Test func fileAndFolderAreTheOwnersAlone() throws {
        let home = try TemporaryHome()
        let file = home.url.appending(path: "new/home/support.sqlite")
        let store = try SupportStore(file: file)
        try store.write { _ = try $0.put(Sample.account, at: Timestamp(milliseconds: 1)) }
        func mode(_ url: URL) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
        }
        #expect(try mode(file.deletingLastPathComponent()) == 0o700)
        #expect(try mode(file) == 0o600)
        #expect(try mode(URL(filePath: file.path + "-wal")) == 0o600)
    }

    /// Whoever comes second waits for the first to make the tables, and the keys of homes differ.
    @Test func aNewHomeIsOpenedByManyAtOnce() async throws {
        let home = try TemporaryHome()
        let file = home.url.appending(path: "support.sqlite")
        let manifests = try await withThrowingTaskGroup(of: SupportManifest.self) { group in
            for _ in 0..<8 { group.addTask { try SupportStore(file: file).read { try $0.manifest() } } }
            return try await group.reduce(into: Set<SupportManifest>()) { $0.insert($1) }
        }
        #expect(manifests.count == 1)
        let manifest = try #require(manifests.first)
        #expect(UUID(uuidString: manifest.homeID) != nil)
        #expect(manifest.homeKey.count == 32)
        #expect(Set(manifest.homeKey).count > 8)
        let other = try SupportFixture()
        #expect(try other.store.read { try $0.manifest().homeKey } != manifest.homeKey)
    }

    @Test func thePrintedManifestHoldsNoKey() throws {
        let fixture = try SupportFixture()
        let manifest = try fixture.store.read { try $0.manifest() }
        var dumped = ""
        dump(manifest, to: &dumped)
        for text in ["\(manifest)", String(reflecting: manifest), dumped] {
            #expect(text.contains(manifest.homeID))
            #expect(!text.contains("homeKey"))
            #expect(!text.contains("\(manifest.homeKey)"))
        }
    }

    @Test func openingAgainKeepsEverything() throws {
        let fixture = try SupportFixture()
        try fixture.put(Sample.account)
        try fixture.store.write { try $0.setGenerated(["seed": 7]) }
        let manifest = try fixture.store.read { try $0.manifest() }
        try fixture.store.close()
        let again = try fixture.another()
        #expect(try again.read { try $0.manifest() } == manifest)
        #expect(manifest.generated == ["seed": 7])
        #expect(try again.read { try $0.account(Sample.number) } == Sample.account)
        try again.write { try $0.setGenerated(nil) }
        #expect(try again.read { try $0.manifest().generated } == nil)
    }
}

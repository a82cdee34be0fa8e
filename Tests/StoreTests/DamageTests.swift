import Domain
import Foundation
import Store
import TestSupport
import Testing

/// What goes wrong with a file, and what the operator is told.
@Suite struct DamageTests {
    let home: TemporaryHome

    init() throws { home = try TemporaryHome() }

    /// The code of the error, which must have a hint and name the file.
    private func code(_ body: () throws -> Void) -> ErrorCode? {
        do {
            try body()
            return nil
        } catch let error as AlmanacError {
            #expect(error.hint != nil)
            #expect(error.message.contains(home.url.lastPathComponent))
            return error.code
        } catch {
            Issue.record("not an AlmanacError: \(error)")
            return nil
        }
    }

    private func makeStore() throws {
        let store = try KnowledgeStore(file: home.knowledge)
        try store.add((0..<200).map { makeDocument("\($0)", body: "words of document \($0)") })
        try store.close()
    }

    @Test func aWriterThatHoldsTheLock() throws {
        let store = try KnowledgeStore(file: home.knowledge, busyTimeout: .milliseconds(50))
        let other = try RawDatabase(home.knowledge.path)
        try other.run("BEGIN EXCLUSIVE")
        #expect(code { _ = try store.add([makeDocument("a", body: "words")]) } == .locked)
        // Readers go on in the meantime.
        #expect(try store.read { try $0.revision() } == 0)
        try other.run("ROLLBACK")
        try store.add([makeDocument("a", body: "words")])
    }

    @Test func aLockedFileIsNotOpened() throws {
        try makeStore()
        let other = try RawDatabase(home.knowledge.path)
        try other.run("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; UPDATE manifest SET home_id = 'x'")
        #expect(code { _ = try KnowledgeStore(file: home.knowledge, busyTimeout: .milliseconds(50)) } == .locked)
    }

    @Test func anOverwrittenHeader() throws {
        try makeStore()
        try overwrite(at: 0, count: 100)
        #expect(code { _ = try KnowledgeStore(file: home.knowledge) } == .corrupt)
    }

    @Test func overwrittenPages() throws {
        try makeStore()
        let size = try Data(contentsOf: home.knowledge).count
        try overwrite(at: 4096, count: size - 4096)
        let found = code {
            let store = try KnowledgeStore(file: home.knowledge)
            _ = try store.read { try $0.catalog() }
        }
        #expect(found == .corrupt)
    }

    @Test func textThatIsNoDatabase() throws {
        try home.write("Just a text, and a long one at that. ", to: "knowledge.sqlite")
        #expect(code { _ = try KnowledgeStore(file: home.knowledge) } == .corrupt)
    }

    @Test func somebodyElsesDatabase() throws {
        try RawDatabase(home.knowledge.path).run("CREATE TABLE theirs (a)")
        #expect(code { _ = try KnowledgeStore(file: home.knowledge) } == .corrupt)
        #expect(try RawDatabase(home.knowledge.path).strings("SELECT name FROM sqlite_schema") == ["theirs"])
    }

    @Test func aNewerSchema() throws {
        try makeStore()
        try RawDatabase(home.knowledge.path).run("INSERT INTO migration VALUES (99, 'm099_of_the_future')")
        #expect(code { _ = try KnowledgeStore(file: home.knowledge) } == .versionMismatch)
    }

    @Test func aFolderInItsPlace() throws {
        try FileManager.default.createDirectory(at: home.knowledge, withIntermediateDirectories: true)
        #expect(code { _ = try KnowledgeStore(file: home.knowledge) } == .unavailable)
    }

    @Test func aFileInTheFoldersPlace() throws {
        let file = try home.write("", to: "file").appending(path: "knowledge.sqlite")
        #expect(code { _ = try KnowledgeStore(file: file) } == .unavailable)
    }

    @Test(.enabled(if: getuid() != 0, "root may write anywhere")) func aReadOnlyFolder() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: home.url.path)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: home.url.path) }
        #expect(code { _ = try KnowledgeStore(file: home.knowledge) } == .unavailable)
    }

    @Test func aFullDisk() throws {
        try makeStore()
        let store = try KnowledgeStore(file: home.knowledge)
        // A limit of pages answers as a full disk does.
        let found = code {
            try store.write { writer in
                try writer.limitPages(10)
                let revision = try writer.appendRevision(
                    at: Timestamp(milliseconds: 1), author: "t", reason: "", added: 1, changed: 0, removed: 0)
                let text = (0..<20_000).map { "word\($0)" }.joined(separator: " ")
                try writer.insert(makeDocument("big", body: text), revision: revision)
            }
        }
        #expect(found == .diskFull)
        #expect(try store.read { try $0.revision() } == 1)
    }

    private func overwrite(at offset: Int, count: Int) throws {
        let handle = try FileHandle(forWritingTo: home.knowledge)
        try handle.seek(toOffset: UInt64(offset))
        try handle.write(contentsOf: Data(repeating: 0xAB, count: count))
        try handle.close()
    }
}

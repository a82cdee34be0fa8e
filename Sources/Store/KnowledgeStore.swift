import Domain
public import Foundation
import GRDB
import Glibc

/// A home's `knowledge.sqlite`: one writing connection and a few reading ones.
///
/// Every call blocks its thread; all may be made at once from any threads. The file is in WAL mode, so readers see the
/// last committed revision while one writer works, in this process or another. Calls must not be nested.
///
/// SQLite's errors come out as `locked` (another process writes for longer than the busy timeout), `disk_full`,
/// `corrupt`, `unavailable` (permissions, disk) or `internal`, each with a hint.
public final class KnowledgeStore: Sendable {
    public let file: URL
    private let pool: DatabasePool

    /// Opens the file, or creates it (mode 0600) and its folder (mode 0700), and brings its schema up to date.
    ///
    /// Throws `version_mismatch` where the file was written by a newer program.
    public init(file: URL, readers: Int = 4, busyTimeout: Duration = .seconds(5)) throws {
        self.file = file
        let path = file.path
        try KnowledgeStore.createFile(file)
        var configuration = Configuration()
        configuration.maximumReaderCount = max(1, readers)
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.label = "knowledge"
        configuration.prepareDatabase { db in
            // 16 MiB of pages a connection: the upper levels of every tree, and the postings of common words.
            try db.execute(sql: "PRAGMA cache_size = -16384")
            try db.execute(sql: KnowledgeReader.createVocabulary)
        }
        let settled = configuration
        pool = try StoreFailure.mapped(file: path) {
            try KnowledgeStore.retryingWhileBusy(for: busyTimeout) {
                let pool = try DatabasePool(path: path, configuration: settled)
                try pool.writeWithoutTransaction { db in
                    // A revision that was reported as stored outlives a power cut: one fsync for each of the few
                    // commits of an ingest. FAST overwrites deleted text where that costs no writing of its own;
                    // erasing on request vacuums besides.
                    try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA secure_delete = FAST")
                    // After a large ingest the -wal file shrinks to 64 MiB again.
                    try db.execute(sql: "PRAGMA journal_size_limit = 67108864")
                    try KnowledgeSchema.history.migrate(db, file: path)
                }
                return pool
            }
        }
    }

    /// Runs `body` in one read transaction: all it reads is of one revision, whatever is written meanwhile.
    public func read<Value>(_ body: (KnowledgeReader) throws -> Value) throws -> Value {
        try StoreFailure.mapped(file: file.path) {
            try pool.read { db in try body(KnowledgeReader(db: db)) }
        }
    }

    /// Runs `body` in one write transaction, which is rolled back where it throws.
    public func write<Value>(_ body: (KnowledgeWriter) throws -> Value) throws -> Value {
        try StoreFailure.mapped(file: file.path) {
            var result: Value?
            try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    result = try body(KnowledgeWriter(db: db))
                    return .commit
                }
            }
            guard let result else { throw AlmanacError(.internalError, "a write transaction gave no result") }
            return result
        }
    }

    /// Runs `body` on the writing connection outside of a transaction, for statements that cannot be in one.
    ///
    /// - Parameter target: the file that errors speak of; the database where it is nil.
    func withoutTransaction(writing target: String? = nil, _ body: (Database) throws -> Void) throws {
        try StoreFailure.mapped(file: target ?? file.path) { try pool.writeWithoutTransaction(body) }
    }

    /// Stores vectors ahead of the revision that will need them; those that are there already stay as they are.
    ///
    /// - Parameters:
    ///   - encoder: digest of the encoder.
    ///   - rows: digest of the embedded text, and its unit vector of `dimension` floats.
    public func saveEmbeddings(
        encoder: String, dimension: Int, rows: [(digest: String, vector: ArraySlice<Float>)]
    ) throws {
        try write { writer in try writer.saveEmbeddings(encoder: encoder, dimension: dimension, rows: rows) }
    }

    /// Closes the connections; later calls throw `unavailable`.
    public func close() throws {
        try StoreFailure.mapped(file: file.path) { try pool.close() }
    }

    /// SQLite would create the file with the process's mask; its -wal and -shm files take the mode of the file.
    static func createFile(_ file: URL) throws {
        let manager = FileManager.default
        guard !manager.fileExists(atPath: file.path) else { return }
        let folder = file.deletingLastPathComponent()
        do {
            try manager.createDirectory(
                at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw AlmanacError(
                .unavailable, "the folder \(folder.path) cannot be created",
                hint: "check that you may write to the folder above it", underlying: error)
        }
        let descriptor = open(file.path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw AlmanacError(
                .unavailable, "\(file.path) cannot be created", hint: "check that you may write to its folder")
        }
        Glibc.close(descriptor)
    }

    /// Switching a new file to WAL mode answers "busy" at once, without waiting for the busy timeout.
    static func retryingWhileBusy<Value>(for time: Duration, _ body: () throws -> Value) throws -> Value {
        let deadline = ContinuousClock.now + time
        while true {
            do {
                return try body()
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_BUSY && ContinuousClock.now < deadline
            {
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
    }
}

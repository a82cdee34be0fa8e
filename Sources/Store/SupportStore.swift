import Domain
public import Foundation
import GRDB

/// A home's `support.sqlite`: customers, conversations and what was done. One writing connection and a few reading ones.
///
/// Every call blocks its thread; all may be made at once from any threads and processes. Calls must not be nested.
/// Errors are those of `KnowledgeStore`.
public final class SupportStore: Sendable {
    public let file: URL
    private let pool: DatabasePool

    /// Opens the file, or creates it (mode 0600) and its folder (mode 0700), and brings its schema up to date.
    ///
    /// Throws `version_mismatch` where the file was written by a newer program.
    ///
    /// - Parameter durable: whether a commit waits for the disk. Only a test that never loses power may do without.
    public init(
        file: URL, readers: Int = 4, busyTimeout: Duration = .seconds(5), durable: Bool = true
    ) throws {
        self.file = file
        let path = file.path
        try KnowledgeStore.createFile(file)
        var configuration = Configuration()
        configuration.maximumReaderCount = max(1, readers)
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.label = "support"
        let settled = configuration
        pool = try StoreFailure.mapped(file: path) {
            try KnowledgeStore.retryingWhileBusy(for: busyTimeout) {
                let pool = try DatabasePool(path: path, configuration: settled)
                try pool.writeWithoutTransaction { db in
                    // A change that was told to a customer outlives a power cut.
                    try db.execute(sql: "PRAGMA synchronous = \(durable ? "FULL" : "OFF"); PRAGMA secure_delete = ON")
                    // Without it, a REPLACE would pass by the triggers that keep events and audit.
                    try db.execute(sql: "PRAGMA journal_size_limit = 16777216; PRAGMA recursive_triggers = ON")
                    try SupportSchema.history.migrate(db, file: path)
                }
                return pool
            }
        }
    }

    /// Runs `body` in one read transaction.
    public func read<Value>(_ body: (SupportReader) throws -> Value) throws -> Value {
        try StoreFailure.mapped(file: file.path) { try pool.read { db in try body(SupportReader(db: db)) } }
    }

    /// Runs `body` in one write transaction, which is rolled back where it throws. Transactions of all processes stand
    /// in one row: what `body` reads, nobody changes before it commits.
    public func write<Value>(_ body: (SupportWriter) throws -> Value) throws -> Value {
        try StoreFailure.mapped(file: file.path) {
            var result: Value?
            try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    result = try body(SupportWriter(db: db))
                    return .commit
                }
            }
            guard let result else { throw AlmanacError(.internalError, "a write transaction gave no result") }
            return result
        }
    }

    /// Closes the connections; later calls throw `unavailable`.
    public func close() throws {
        try StoreFailure.mapped(file: file.path) { try pool.close() }
    }
}

/// One read transaction, valid inside `SupportStore.read` or `write` only.
public struct SupportReader {
    let db: Database
}

/// One write transaction, valid inside `SupportStore.write` only.
public struct SupportWriter {
    let db: Database

    /// Reads what this transaction sees, its own changes with it.
    public var reader: SupportReader { SupportReader(db: db) }
}

public import Domain
public import Foundation
import GRDB

/// A home's `vectors.sqlite`: indexes that clients of the Pinecone API made, with their records. One writing connection
/// and a few reading ones.
///
/// Every call blocks its thread; all may be made at once from any threads. Calls must not be nested. Errors are those
/// of `KnowledgeStore`.
public final class VectorStore: Sendable {
    public let file: URL
    private let pool: DatabasePool

    /// Opens the file, or creates it (mode 0600) and its folder (mode 0700), and brings its schema up to date.
    ///
    /// - Parameter durable: whether a commit waits for the disk. Only a test that never loses power may do without.
    public init(file: URL, readers: Int = 8, durable: Bool = true) throws {
        self.file = file
        let path = file.path
        try KnowledgeStore.createFile(file)
        var configuration = Configuration()
        configuration.maximumReaderCount = max(1, readers)
        configuration.busyMode = .timeout(5)
        configuration.label = "vectors"
        let settled = configuration
        pool = try StoreFailure.mapped(file: path) {
            try KnowledgeStore.retryingWhileBusy(for: .seconds(5)) {
                let pool = try DatabasePool(path: path, configuration: settled)
                try pool.writeWithoutTransaction { db in
                    // A write that was acknowledged outlives a power cut.
                    try db.execute(sql: "PRAGMA synchronous = \(durable ? "FULL" : "OFF"); PRAGMA secure_delete = OFF")
                    try db.execute(sql: "PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -65536")
                    try VectorSchema.history.migrate(db, file: path)
                }
                return pool
            }
        }
    }

    /// Runs `body` in one read transaction.
    public func read<Value>(_ body: (VectorReader) throws -> Value) throws -> Value {
        try StoreFailure.mapped(file: file.path) { try pool.read { db in try body(VectorReader(db: db)) } }
    }

    /// Runs `body` in one write transaction, which is rolled back where it throws.
    public func write<Value>(_ body: (VectorWriter) throws -> Value) throws -> Value {
        try StoreFailure.mapped(file: file.path) {
            var result: Value?
            try pool.writeWithoutTransaction { db in
                try db.inTransaction(.immediate) {
                    result = try body(VectorWriter(db: db))
                    return .commit
                }
            }
            guard let result else { throw AlmanacError(.internalError, "a write transaction gave no result") }
            return result
        }
    }

    /// Closes the connections; later calls throw `unavailable`.
    public func close() throws { try StoreFailure.mapped(file: file.path) { try pool.close() } }
}

/// A row of an index.
public struct VectorIndexRow: Sendable {
    public var row: Int64
    public var name: String
    public var dimension: Int?
    public var metric: VectorMetric
    public var isProtected: Bool
    public var tags: JSONObject
    public var model: String?
    public var textField: String?
    public var control: JSONObject
    public var createdAt: Timestamp
    public var lsn: Int64

    public init(
        row: Int64 = 0, name: String, dimension: Int?, metric: VectorMetric, isProtected: Bool, tags: JSONObject,
        model: String?, textField: String?, control: JSONObject, createdAt: Timestamp, lsn: Int64 = 0
    ) {
        self.row = row
        self.name = name
        self.dimension = dimension
        self.metric = metric
        self.isProtected = isProtected
        self.tags = tags
        self.model = model
        self.textField = textField
        self.control = control
        self.createdAt = createdAt
        self.lsn = lsn
    }
}

/// A row of a namespace.
public struct VectorNamespaceRow: Sendable {
    public let row: Int64
    public let name: String
    public let schema: JSONValue?
    public let count: Int
}

public import Domain

/// One index as its data plane speaks to it. The default namespace is `""`. Every call blocks; all may be made at once.
///
/// Writes return the number of the write (LSN), monotonic in its namespace; those of a read-only index throw
/// `forbidden`. A write is visible to every read that begins after it returned.
public protocol VectorIndex: Sendable {
    var settings: IndexSettings { get }

    /// Number of the last write that reads see; 0 for none.
    func indexedLSN(namespace: String) throws -> Int64

    /// Best first, equal scores in the byte order of ids. Empty for an `id` that is not there.
    func query(_ query: VectorQuery) throws -> [VectorMatch]

    /// In the order asked for; unknown ids are left out.
    func fetch(ids: [String], namespace: String) throws -> [VectorRecord]

    /// In the byte order of ids.
    func fetch(matching filter: Filter, namespace: String, limit: Int, after: String?) throws -> VectorPage

    /// In the byte order of ids.
    func list(prefix: String, namespace: String, limit: Int, after: String?) throws -> VectorIDs

    /// In the byte order of names; `total` counts those with the prefix.
    func namespaces(
        prefix: String, limit: Int, after: String?
    ) throws -> (namespaces: [NamespaceDescription], next: String?, total: Int)

    /// Throws `not_found`.
    func namespace(_ name: String) throws -> NamespaceDescription

    /// Overwrites whole records; the last of equal ids wins.
    func upsert(_ records: [VectorRecord], namespace: String) throws -> Int64

    /// An unknown id is no change and no error.
    func update(id: String, _ change: VectorChange, namespace: String) throws -> Int64

    /// Merges metadata into every record that matches; with `dryRun` only counts.
    func update(
        matching filter: Filter, metadata: Metadata, dryRun: Bool, namespace: String
    ) throws -> (matched: Int, lsn: Int64)

    /// Throws `not_found` where the namespace is missing; unknown ids are no error.
    func delete(ids: [String], namespace: String) throws -> Int64

    /// Throws `not_found` where the namespace is missing.
    func delete(matching filter: Filter, namespace: String) throws -> Int64

    /// The namespace goes too. Throws `not_found` where it is missing.
    func deleteAll(namespace: String) throws -> Int64

    /// Throws `conflict` where it is there.
    func createNamespace(_ name: String, schema: JSONValue?) throws -> NamespaceDescription

    /// Throws `not_found`.
    func deleteNamespace(_ name: String) throws
}

/// One question to an index: by a dense vector, a sparse one, both, or the id of a record.
public struct VectorQuery: Sendable {
    /// 1…10,000.
    public var topK: Int
    /// `[dimension]`.
    public var values: [Float]?
    public var sparse: SparseVector?
    public var id: String?
    public var filter: Filter?
    public var namespace: String
    public var includeValues: Bool
    public var includeMetadata: Bool

    public init(
        topK: Int, values: [Float]? = nil, sparse: SparseVector? = nil, id: String? = nil, filter: Filter? = nil,
        namespace: String = "", includeValues: Bool = false, includeMetadata: Bool = false
    ) {
        self.topK = topK
        self.values = values
        self.sparse = sparse
        self.id = id
        self.filter = filter
        self.namespace = namespace
        self.includeValues = includeValues
        self.includeMetadata = includeMetadata
    }
}

/// A record that a query found.
public struct VectorMatch: Sendable, Hashable {
    /// Cosine, inner product (higher is better) or squared distance (lower is better), by the index's metric.
    public let score: Double
    /// Without values and metadata where they were not asked for.
    public let record: VectorRecord

    public init(score: Double, record: VectorRecord) {
        self.score = score
        self.record = record
    }
}

/// A change to one record: what is nil stays, metadata merges.
public struct VectorChange: Sendable {
    public var values: [Float]?
    public var sparse: SparseVector?
    public var metadata: Metadata

    public init(values: [Float]? = nil, sparse: SparseVector? = nil, metadata: Metadata = [:]) {
        self.values = values
        self.sparse = sparse
        self.metadata = metadata
    }
}

public struct VectorPage: Sendable {
    public let records: [VectorRecord]
    /// The id to go on after; nil on the last page.
    public let next: String?

    public init(records: [VectorRecord], next: String?) {
        self.records = records
        self.next = next
    }
}

public struct VectorIDs: Sendable {
    public let ids: [String]
    /// The id to go on after; nil on the last page.
    public let next: String?

    public init(ids: [String], next: String?) {
        self.ids = ids
        self.next = next
    }
}

public struct NamespaceDescription: Sendable, Hashable {
    public let name: String
    public let count: Int
    /// As the client gave it at creation.
    public let schema: JSONValue?

    public init(name: String, count: Int, schema: JSONValue?) {
        self.name = name
        self.count = count
        self.schema = schema
    }
}

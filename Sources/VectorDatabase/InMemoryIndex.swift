public import Domain

/// An index that can only be read, made of records that something else owns; the same search as a stored one.
///
/// `@unchecked Sendable`. Proof: the tables are filled in `init` and never changed afterwards; every method only reads.
public final class InMemoryIndex: VectorIndex, @unchecked Sendable {
    public let settings: IndexSettings
    private struct Namespace {
        let table: NamespaceTable
        let records: [String: VectorRecord]
        /// In byte order.
        let ids: [String]
    }
    private let namespaces: [String: Namespace]

    /// Throws `invalid_input` for records that do not fit the settings.
    public init(settings: IndexSettings, namespaces: [String: [VectorRecord]]) throws {
        self.settings = settings
        self.namespaces = try namespaces.mapValues { records in
            let table = NamespaceTable(dimension: settings.dimension, metric: settings.metric)
            for record in records {
                try VectorLimits.check(record, in: settings)
                table.set(record)
            }
            return Namespace(
                table: table, records: Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { $1 }),
                ids: records.map(\.id).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
    }

    /// Nothing is written, so nothing is waited for.
    public func indexedLSN(namespace: String) throws -> Int64 { 0 }

    public func query(_ query: VectorQuery) throws -> [VectorMatch] {
        try VectorLimits.check(query, in: settings)
        guard let namespace = namespaces[query.namespace] else { return [] }
        return try namespace.table.matches(query).map { match in
            var record = match.record
            if query.includeMetadata { record.metadata = namespace.records[record.id]?.metadata ?? [:] }
            return VectorMatch(score: match.score, record: record)
        }
    }

    public func fetch(ids: [String], namespace: String) throws -> [VectorRecord] {
        ids.compactMap { namespaces[namespace]?.records[$0] }
    }

    public func fetch(matching filter: Filter, namespace: String, limit: Int, after: String?) throws -> VectorPage {
        guard let found = namespaces[namespace] else { return VectorPage(records: [], next: nil) }
        let (ids, next) = found.table.page(of: found.table.ids(passing: filter), after: after, limit: limit)
        return VectorPage(records: ids.compactMap { found.records[$0] }, next: next)
    }

    public func list(prefix: String, namespace: String, limit: Int, after: String?) throws -> VectorIDs {
        guard let found = namespaces[namespace] else { return VectorIDs(ids: [], next: nil) }
        let (ids, next) = found.table.page(of: found.ids.filter { $0.hasPrefix(prefix) }, after: after, limit: limit)
        return VectorIDs(ids: ids, next: next)
    }

    public func namespaces(
        prefix: String, limit: Int, after: String?
    ) throws -> (namespaces: [NamespaceDescription], next: String?, total: Int) {
        NamespaceDescription.page(
            namespaces.map { NamespaceDescription(name: $0, count: $1.ids.count, schema: nil) }, prefix: prefix,
            limit: limit, after: after)
    }

    public func namespace(_ name: String) throws -> NamespaceDescription {
        guard let found = namespaces[name] else { throw StoredIndex.missing(name) }
        return NamespaceDescription(name: name, count: found.ids.count, schema: nil)
    }

    // MARK: - Refused

    private var readOnly: AlmanacError {
        AlmanacError(.forbidden, "the index '\(settings.name)' can only be read")
    }

    public func upsert(_ records: [VectorRecord], namespace: String) throws -> Int64 { throw readOnly }
    public func update(id: String, _ change: VectorChange, namespace: String) throws -> Int64 { throw readOnly }
    public func update(
        matching filter: Filter, metadata: Metadata, dryRun: Bool, namespace: String
    ) throws -> (matched: Int, lsn: Int64) { throw readOnly }
    public func delete(ids: [String], namespace: String) throws -> Int64 { throw readOnly }
    public func delete(matching filter: Filter, namespace: String) throws -> Int64 { throw readOnly }
    public func deleteAll(namespace: String) throws -> Int64 { throw readOnly }
    public func createNamespace(_ name: String, schema: JSONValue?) throws -> NamespaceDescription { throw readOnly }
    public func deleteNamespace(_ name: String) throws { throw readOnly }
}

import Domain
import Store
import Synchronization

/// An index in the database, with the namespaces in use held in memory.
///
/// A write commits and then changes memory while readers wait, so a reader sees the database and memory at the same
/// write, whole.
final class StoredIndex: VectorIndex {
    struct Namespace {
        let row: Int64
        let schema: JSONValue?
        /// How many records the database had when the namespace was first seen.
        var stored: Int
        /// Nil until something is looked for in it.
        var table: NamespaceTable?

        var count: Int { table?.count ?? stored }
    }

    struct State {
        /// Nil until the first call.
        var namespaces: [String: Namespace]?
        var lsn: Int64
    }

    private let row: Int64
    let store: VectorStore
    private let current: Mutex<IndexSettings>
    private let state: ReadWriteGuarded<State>

    init(row: VectorIndexRow, store: VectorStore) {
        self.row = row.row
        self.store = store
        current = Mutex(IndexSettings(row))
        state = ReadWriteGuarded(State(namespaces: nil, lsn: row.lsn))
    }

    var settings: IndexSettings {
        get { current.withLock { $0 } }
        set { current.withLock { $0 = newValue } }
    }

    // MARK: - State

    private func loadNamespaces(_ state: inout State) throws {
        guard state.namespaces == nil else { return }
        var namespaces: [String: Namespace] = [:]
        for found in try store.read({ try $0.namespaces(ofIndex: row) }) {
            namespaces[found.name] = Namespace(row: found.row, schema: found.schema, stored: found.count, table: nil)
        }
        state.namespaces = namespaces
    }

    /// Runs `body` with the namespaces known.
    private func reading<Value>(_ body: ([String: Namespace]) throws -> Value) throws -> Value {
        if let value = try state.reading({ try $0.namespaces.map(body) }) { return value }
        try state.writing { try loadNamespaces(&$0) }
        return try state.reading { try body($0.namespaces ?? [:]) }
    }

    /// Runs `body` with a namespace's records in memory; nil where there is no such namespace.
    private func reading<Value>(
        _ name: String, _ body: (Namespace, NamespaceTable) throws -> Value
    ) throws -> Value? {
        // Another thread may drop the namespace between its load and the look at it; then it is missing.
        for _ in 0..<3 {
            let (isKnown, value) = try reading { namespaces -> (Bool, Value?) in
                guard let namespace = namespaces[name] else { return (false, nil) }
                return (true, try namespace.table.map { try body(namespace, $0) })
            }
            if let value { return value }
            guard isKnown else { return nil }
            _ = try state.writing { state in try store.read { try loaded(name, &state, $0) } }
        }
        return nil
    }

    /// The namespace's records, read from the database where they were not before; nil where there is none.
    private func loaded(
        _ name: String, _ state: inout State, _ reader: VectorReader
    ) throws -> (Namespace, NamespaceTable)? {
        guard var namespace = state.namespaces?[name] else { return nil }
        if let table = namespace.table { return (namespace, table) }
        let settings = settings
        let table = NamespaceTable(dimension: settings.dimension, metric: settings.metric)
        try reader.records(namespace: namespace.row) { table.set($0) }
        namespace.table = table
        state.namespaces?[name] = namespace
        return (namespace, table)
    }

    /// Commits `body` as one write and then publishes it by `publish`.
    private func write<Value>(
        _ body: (VectorWriter, inout State) throws -> Value, publish: (Value, inout State) -> Void
    ) throws -> (value: Value, lsn: Int64) {
        try state.writing { state in
            try loadNamespaces(&state)
            var draft = state
            let (value, lsn) = try store.write { writer in
                let lsn = try writer.nextLSN(ofIndex: row)
                return (try body(writer, &draft), lsn)
            }
            state = draft
            state.lsn = lsn
            publish(value, &state)
            return (value, lsn)
        }
    }

    func indexedLSN(namespace: String) throws -> Int64 { state.reading { $0.lsn } }

    // MARK: - Reads

    func query(_ query: VectorQuery) throws -> [VectorMatch] {
        try VectorLimits.check(query, in: settings)
        let found = try reading(query.namespace) { namespace, table -> [VectorMatch] in
            let matches = try table.matches(query)
            guard query.includeMetadata, !matches.isEmpty else { return matches }
            let metadata = try store.read { reader in
                try reader.metadata(ids: matches.map(\.record.id), namespace: namespace.row)
            }
            return zip(matches, metadata).map { match, metadata in
                var record = match.record
                record.metadata = metadata ?? [:]
                return VectorMatch(score: match.score, record: record)
            }
        }
        return found ?? []
    }

    func fetch(ids: [String], namespace: String) throws -> [VectorRecord] {
        try reading { namespaces in
            guard let row = namespaces[namespace]?.row else { return [] }
            return try store.read { try $0.records(ids: ids, namespace: row) }
        }
    }

    func fetch(matching filter: Filter, namespace: String, limit: Int, after: String?) throws -> VectorPage {
        let page = try reading(namespace) { namespace, table -> VectorPage in
            let (ids, next) = table.page(of: table.ids(passing: filter), after: after, limit: limit)
            return VectorPage(
                records: try store.read { try $0.records(ids: ids, namespace: namespace.row) }, next: next)
        }
        return page ?? VectorPage(records: [], next: nil)
    }

    func list(prefix: String, namespace: String, limit: Int, after: String?) throws -> VectorIDs {
        try reading { namespaces in
            guard let row = namespaces[namespace]?.row else { return VectorIDs(ids: [], next: nil) }
            let ids = try store.read { reader in
                try reader.ids(namespace: row, prefix: prefix, after: after, limit: limit + 1)
            }
            let page = Array(ids.prefix(limit))
            return VectorIDs(ids: page, next: ids.count > limit ? page.last : nil)
        }
    }

    func namespaces(
        prefix: String, limit: Int, after: String?
    ) throws -> (namespaces: [NamespaceDescription], next: String?, total: Int) {
        try reading { namespaces in
            NamespaceDescription.page(
                namespaces.map { NamespaceDescription(name: $0, count: $1.count, schema: $1.schema) },
                prefix: prefix, limit: limit, after: after)
        }
    }

    func namespace(_ name: String) throws -> NamespaceDescription {
        try reading { namespaces in
            guard let namespace = namespaces[name] else { throw StoredIndex.missing(name) }
            return NamespaceDescription(name: name, count: namespace.count, schema: namespace.schema)
        }
    }

    static func missing(_ namespace: String) -> AlmanacError {
        AlmanacError(.notFound, "Namespace not found: '\(namespace.isEmpty ? "__default__" : namespace)'")
    }

    // MARK: - Writes

    func upsert(_ records: [VectorRecord], namespace name: String) throws -> Int64 {
        let settings = settings
        try VectorLimits.check(namespace: name)
        for record in records { try VectorLimits.check(record, in: settings) }
        return try write { writer, state in
            let namespace = try existing(name, writer, &state)
            try writer.upsert(records, namespace: namespace.row)
        } publish: { _, state in
            guard let table = state.namespaces?[name]?.table else {
                // Not in memory: the count is asked of the database again.
                state.recount(name, store)
                return
            }
            for record in records { table.set(record) }
        }.lsn
    }

    /// The namespace's row, made where there is none. A new one is in memory from the start.
    private func existing(_ name: String, _ writer: VectorWriter, _ state: inout State) throws -> Namespace {
        if let namespace = state.namespaces?[name] { return namespace }
        let row = try writer.insertNamespace(name, schema: nil, index: row)
        let settings = settings
        let namespace = Namespace(
            row: row, schema: nil, stored: 0,
            table: NamespaceTable(dimension: settings.dimension, metric: settings.metric))
        state.namespaces?[name] = namespace
        return namespace
    }

    func update(id: String, _ change: VectorChange, namespace name: String) throws -> Int64 {
        let settings = settings
        try VectorLimits.check(id: id)
        return try write { writer, state -> VectorRecord? in
            guard let namespace = state.namespaces?[name],
                var record = try writer.reader.records(ids: [id], namespace: namespace.row).first
            else { return nil }
            if let values = change.values { record.values = values }
            if let sparse = change.sparse { record.sparse = sparse }
            record.metadata.merge(change.metadata) { _, new in new }
            try VectorLimits.check(record, in: settings)
            try writer.upsert([record], namespace: namespace.row)
            return record
        } publish: { record, state in
            if let record { state.namespaces?[name]?.table?.set(record) }
        }.lsn
    }

    func update(
        matching filter: Filter, metadata: Metadata, dryRun: Bool, namespace name: String
    ) throws -> (matched: Int, lsn: Int64) {
        guard let matched = try reading(name, { _, table in table.ids(passing: filter).count }) else { return (0, 0) }
        if dryRun { return (matched, try indexedLSN(namespace: name)) }
        let result = try write { writer, state -> [VectorRecord] in
            guard let (namespace, table) = try loaded(name, &state, writer.reader) else { return [] }
            var records = try writer.reader.records(ids: table.ids(passing: filter), namespace: namespace.row)
            for place in records.indices {
                records[place].metadata.merge(metadata) { _, new in new }
                try VectorLimits.check(records[place].metadata, of: records[place].id)
            }
            try writer.upsert(records, namespace: namespace.row)
            return records
        } publish: { records, state in
            for record in records { state.namespaces?[name]?.table?.setMetadata(record.metadata, of: record.id) }
        }
        return (result.value.count, result.lsn)
    }

    func delete(ids: [String], namespace name: String) throws -> Int64 {
        try write { writer, state in
            guard let namespace = state.namespaces?[name] else { throw StoredIndex.missing(name) }
            try writer.delete(ids: ids, namespace: namespace.row)
        } publish: { _, state in
            guard let table = state.namespaces?[name]?.table else {
                state.recount(name, store)
                return
            }
            for id in ids { table.remove(id) }
        }.lsn
    }

    func delete(matching filter: Filter, namespace name: String) throws -> Int64 {
        try write { writer, state -> [String] in
            guard let (namespace, table) = try loaded(name, &state, writer.reader) else {
                throw StoredIndex.missing(name)
            }
            let ids = table.ids(passing: filter)
            try writer.delete(ids: ids, namespace: namespace.row)
            return ids
        } publish: { ids, state in
            for id in ids { state.namespaces?[name]?.table?.remove(id) }
        }.lsn
    }

    func deleteAll(namespace name: String) throws -> Int64 {
        try write { writer, state in
            guard let namespace = state.namespaces?[name] else { throw StoredIndex.missing(name) }
            try writer.deleteNamespace(namespace.row)
        } publish: { _, state in
            state.namespaces?[name] = nil
        }.lsn
    }

    func createNamespace(_ name: String, schema: JSONValue?) throws -> NamespaceDescription {
        try VectorLimits.check(namespace: name)
        let settings = settings
        let row = try write { writer, state -> Int64 in
            guard state.namespaces?[name] == nil else {
                throw AlmanacError(.conflict, "the namespace '\(name)' exists already")
            }
            return try writer.insertNamespace(name, schema: schema, index: self.row)
        } publish: { row, state in
            state.namespaces?[name] = Namespace(
                row: row, schema: schema, stored: 0,
                table: NamespaceTable(dimension: settings.dimension, metric: settings.metric))
        }.value
        _ = row
        return NamespaceDescription(name: name, count: 0, schema: schema)
    }

    func deleteNamespace(_ name: String) throws { _ = try deleteAll(namespace: name) }
}

extension StoredIndex.State {
    /// What the database counts after a write to a namespace that is not in memory.
    fileprivate mutating func recount(_ name: String, _ store: VectorStore) {
        guard let namespace = namespaces?[name] else { return }
        let count = try? store.read { try $0.count(namespace: namespace.row) }
        if let count { namespaces?[name]?.stored = count }
    }
}

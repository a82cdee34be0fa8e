import Domain
public import Foundation
import Store
import Synchronization

/// The indexes that clients made, in a home's `vectors.sqlite`, searched exactly in memory.
///
/// A write is acknowledged after its commit, so a killed process loses none. Every call blocks; all may be made at
/// once from any threads. One process has the file at a time: what another one writes is not seen.
public final class VectorDatabase: Sendable {
    private let store: VectorStore
    private let open = Mutex<[String: StoredIndex]>([:])

    /// Opens or creates the file.
    ///
    /// - Parameter durable: whether a write waits for the disk. Only a test that never loses power may do without.
    public init(file: URL, durable: Bool = true) throws { store = try VectorStore(file: file, durable: durable) }

    /// By name.
    public func indexes() throws -> [IndexSettings] {
        try store.read { try $0.indexes() }.map(IndexSettings.init)
    }

    /// Throws `invalid_input`, and `conflict` where the name is taken.
    public func create(_ settings: IndexSettings) throws {
        try VectorLimits.check(settings)
        _ = try store.write { writer in
            guard try writer.reader.index(settings.name) == nil else {
                throw AlmanacError(.conflict, "the index '\(settings.name)' exists already")
            }
            return try writer.insert(settings.stored())
        }
    }

    /// Changes what may change: protection, tags, embedding, control. Throws `not_found`.
    public func configure(_ name: String, _ change: (inout IndexSettings) -> Void) throws -> IndexSettings {
        let changed = try store.write { writer in
            guard let row = try writer.reader.index(name) else { throw VectorDatabase.missing(name) }
            var settings = IndexSettings(row)
            change(&settings)
            try writer.update(settings.stored(row: row.row))
            return settings
        }
        open.withLock { $0[name]?.settings = changed }
        return changed
    }

    /// Throws `not_found`, and `forbidden` for a protected index.
    public func delete(_ name: String) throws {
        try open.withLock { open in
            try store.write { writer in
                guard let row = try writer.reader.index(name) else { throw VectorDatabase.missing(name) }
                guard !row.isProtected else {
                    throw AlmanacError(
                        .forbidden, "Deletion protection is enabled for the index '\(name)'",
                        hint: "disable it before deleting")
                }
                try writer.deleteIndex(row.row)
            }
            open[name] = nil
        }
    }

    /// Throws `not_found`.
    public func index(_ name: String) throws -> any VectorIndex {
        try open.withLock { open in
            if let index = open[name] { return index }
            guard let row = try store.read({ try $0.index(name) }) else { throw VectorDatabase.missing(name) }
            let index = StoredIndex(row: row, store: store)
            open[name] = index
            return index
        }
    }

    /// Closes the file; later calls throw `unavailable`.
    public func close() throws { try store.close() }

    private static func missing(_ name: String) -> AlmanacError {
        AlmanacError(.notFound, "there is no index '\(name.prefix(64))'")
    }
}

extension IndexSettings {
    init(_ row: VectorIndexRow) {
        let embed = row.model.flatMap { model in row.textField.map { Embedding(model: model, textField: $0) } }
        self.init(
            name: row.name, dimension: row.dimension, metric: row.metric, isProtected: row.isProtected,
            tags: Dictionary(
                row.tags.members.compactMap { key, value in value.string.map { (key, $0) } },
                uniquingKeysWith: { _, last in last }),
            embed: embed, control: row.control, createdAt: row.createdAt)
    }

    fileprivate func stored(row: Int64 = 0) -> VectorIndexRow {
        VectorIndexRow(
            row: row, name: name, dimension: dimension, metric: metric, isProtected: isProtected,
            tags: JSONObject(tags.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }),
            model: embed?.model, textField: embed?.textField, control: control, createdAt: createdAt)
    }
}

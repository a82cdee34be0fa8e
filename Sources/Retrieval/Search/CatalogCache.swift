import Domain
import Foundation
import Store
import Synchronization

/// The newest catalogs, each made once and shared by all searches of its revision.
///
/// The catalog of a new revision is the one before it with the documents that changed, so that an ingest beside a
/// running server costs the next search some milliseconds; only the first of all is read from end to end.
final class CatalogCache: Sendable {
    private let cacheFolder: URL
    /// Digest of the encoder that queries are turned into vectors with; nil where there is none.
    private let encoder: String?
    /// Newest first. The one before the newest serves the searches that began just before a change.
    private let held = Mutex<[Catalog]>([])
    /// Held while a catalog is made, so that many searches after a change make it once.
    private let loading = Mutex<Void>(())

    private static let heldRevisions = 2

    /// - Parameters:
    ///   - cacheFolder: the home's `caches`.
    ///   - encoder: vectors of another encoder are left out of every catalog, since they must never be compared with
    ///     those of this one; nil takes what the index has.
    init(cacheFolder: URL, encoder: String?) {
        self.cacheFolder = cacheFolder
        self.encoder = encoder
    }

    /// The catalog of the revision that this reader sees.
    ///
    /// Throws `version_mismatch` where the full text was made by another normalisation than that of this program.
    func current(_ reader: KnowledgeReader) throws -> Catalog {
        let revision = try reader.revision()
        if let catalog = held(revision) { return catalog }
        nonisolated(unsafe) let reader = reader
        return try loading.withLock { _ in
            if let catalog = held(revision) { return catalog }
            let catalog = try load(revision, reader)
            held.withLock { held in
                held.append(catalog)
                held.sort { $0.revision > $1.revision }
                held.removeLast(max(0, held.count - CatalogCache.heldRevisions))
            }
            return catalog
        }
    }

    private func held(_ revision: Int64) -> Catalog? {
        held.withLock { $0.first { $0.revision == revision } }
    }

    private func load(_ revision: Int64, _ reader: KnowledgeReader) throws -> Catalog {
        let manifest = try reader.manifest()
        if let index = manifest.index, index.textVersion != SearchText.version {
            throw IndexMismatch.ofVersions(index, encoder: index.encoder.name)
        }
        let before = held.withLock { $0.first { $0.revision < revision && $0.home == manifest.homeID } }
        let rows = try before.flatMap { try changed($0, reader) } ?? reader.catalog()
        let background = try reader.sampledDocuments(limit: AdaptiveWeight.backgroundSize)
        let made = manifest.index?.encoder
        guard let made, encoder == nil || encoder == made.digest else {
            return Catalog(
                home: manifest.homeID, revision: revision, rows: rows, encoder: made, vectors: nil,
                background: background)
        }
        let cache = VectorCache(folder: cacheFolder.appending(path: "vectors"), home: manifest.homeID, encoder: made)
        let segments = before.flatMap { $0.encoder == made ? $0.vectors?.segments : nil } ?? []
        let vectors = try cache.index(for: rows.chunkRows, in: reader, held: segments)
        return Catalog(
            home: manifest.homeID, revision: revision, rows: rows, encoder: made, vectors: vectors,
            background: background)
    }

    /// The rows of the reader's revision from those of an earlier one; nil where so much changed that reading all is
    /// as quick.
    private func changed(_ before: Catalog, _ reader: KnowledgeReader) throws -> CatalogRows? {
        let limit = 64 + before.documentCount / 8
        return try reader.catalogChanges(since: before.revision, limit: limit).flatMap { before.rows.applying($0) }
    }
}

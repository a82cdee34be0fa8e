import Domain
import Foundation
import Store
import Synchronization

/// The newest catalog, loaded once for each revision and shared by all searches.
final class CatalogCache: Sendable {
    private let cacheFolder: URL
    private let current = Mutex<Catalog?>(nil)
    /// Held while a catalog loads, so that many searches after a change load it once.
    private let loading = Mutex<Void>(())

    /// - Parameter cacheFolder: the home's `caches`.
    init(cacheFolder: URL) { self.cacheFolder = cacheFolder }

    /// The catalog of the revision that this reader sees.
    func current(_ reader: KnowledgeReader) throws -> Catalog {
        let revision = try reader.revision()
        if let catalog = held(revision) { return catalog }
        nonisolated(unsafe) let reader = reader
        return try loading.withLock { _ in
            if let catalog = held(revision) { return catalog }
            let catalog = try load(revision, reader)
            current.withLock { held in
                if held.map({ $0.revision < revision }) ?? true { held = catalog }
            }
            return catalog
        }
    }

    private func held(_ revision: Int64) -> Catalog? {
        current.withLock { $0?.revision == revision ? $0 : nil }
    }

    private func load(_ revision: Int64, _ reader: KnowledgeReader) throws -> Catalog {
        let rows = try reader.catalog()
        let background = try reader.sampledDocuments(limit: AdaptiveWeight.backgroundSize)
        let manifest = try reader.manifest()
        guard let encoder = manifest.index?.encoder else {
            return Catalog(revision: revision, rows: rows, vectors: nil, background: background)
        }
        let cache = VectorCache(folder: cacheFolder.appending(path: "vectors"), home: manifest.homeID, encoder: encoder)
        let vectors = try cache.index(for: rows.chunkRows, in: reader)
        return Catalog(revision: revision, rows: rows, vectors: vectors, background: background)
    }
}

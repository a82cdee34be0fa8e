import Domain
import Foundation
import Store

#if canImport(Glibc)
    import Glibc
#endif

/// The derived files under `caches/vectors`: vectors out of the database in row order, one segment per addition.
///
/// Row ids only grow, so what a revision adds lies behind all that is there and becomes a new segment; nothing is
/// rewritten until segments are many or half of their rows are dead. The manifest names home and encoder; one that
/// disagrees, or a segment that is not whole, means that everything is made again from the database.
struct VectorCache: Sendable {
    /// More segments than this are written into one.
    static let maximumSegments = 16
    /// Dead rows are tolerated up to this many, then up to half of all rows.
    static let toleratedDeadRows = 4096

    let folder: URL
    let home: String
    let encoder: Manifest.Encoder

    private struct CacheManifest: Codable, Equatable {
        var version = 1
        var home: String
        var encoder: String
        var dimension: Int
        var segments: [String] = []
    }

    /// The vectors of the live chunks that this reader sees. Where the folder cannot be written the vectors are held
    /// in memory instead; the answer is the same.
    func index(for chunkRows: [Int64], in reader: KnowledgeReader) throws -> VectorIndex {
        guard let lock = FolderLock(folder: folder) else {
            return try inMemory(chunkRows, reader)
        }
        defer { lock.release() }
        var manifest = readManifest()
        var segments: [VectorSegment] = []
        for name in manifest.segments {
            guard let segment = VectorSegment(file: folder.appending(path: name), dimension: encoder.dimension) else {
                manifest.segments = []
                segments = []
                break
            }
            segments.append(segment)
        }
        let lastRow = segments.compactMap(\.rows.last).max() ?? 0
        if (chunkRows.last ?? 0) > lastRow {
            guard let added = try append(after: lastRow, reader, to: &manifest) else {
                return try inMemory(chunkRows, reader)
            }
            segments += added
        }
        let index = VectorIndex(dimension: encoder.dimension, segments: segments, chunkRows: chunkRows)
        let dead = index.storedRows - (chunkRows.count - index.missing)
        let wasteful = dead > max(VectorCache.toleratedDeadRows, index.storedRows / 2)
        guard index.missing > 0 || segments.count > VectorCache.maximumSegments || wasteful else { return index }
        return try rewritten(chunkRows, reader, from: manifest) ?? index
    }

    private func readManifest() -> CacheManifest {
        let empty = CacheManifest(home: home, encoder: encoder.digest, dimension: encoder.dimension)
        guard let data = try? Data(contentsOf: manifestFile),
            let manifest = try? JSONDecoder().decode(CacheManifest.self, from: data), manifest.version == empty.version,
            manifest.home == home, manifest.encoder == encoder.digest, manifest.dimension == encoder.dimension,
            !manifest.segments.contains(where: { $0.contains("/") })
        else { return empty }
        return manifest
    }

    private var manifestFile: URL { folder.appending(path: "manifest.json") }

    private func publish(_ manifest: CacheManifest) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try encoder.encode(manifest).write(to: manifestFile, options: .atomic)
    }

    /// Writes what lies behind `lastRow` as a new segment; nil where that cannot be done, empty where there is nothing.
    private func append(
        after lastRow: Int64, _ reader: KnowledgeReader, to manifest: inout CacheManifest
    ) throws -> [VectorSegment]? {
        let (rows, vectors) = try collect(after: lastRow, reader)
        guard let first = rows.first, let last = rows.last else { return [] }
        let name = "\(first)-\(last).vectors"
        let file = folder.appending(path: name)
        var next = manifest
        next.segments.append(name)
        do {
            try VectorSegment.write(rows: rows, vectors: vectors, dimension: encoder.dimension, to: file)
            try publish(next)
        } catch {
            return nil
        }
        manifest = next
        return VectorSegment(file: file, dimension: encoder.dimension).map { [$0] }
    }

    /// One segment of live rows alone in place of all others; nil where it cannot be written.
    private func rewritten(_ chunkRows: [Int64], _ reader: KnowledgeReader, from old: CacheManifest) throws
        -> VectorIndex?
    {
        var manifest = CacheManifest(home: home, encoder: encoder.digest, dimension: encoder.dimension)
        guard let segments = try append(after: 0, reader, to: &manifest) else { return nil }
        for name in old.segments where !manifest.segments.contains(name) {
            unlink(folder.appending(path: name).path)
        }
        return VectorIndex(dimension: encoder.dimension, segments: segments, chunkRows: chunkRows)
    }

    private func inMemory(_ chunkRows: [Int64], _ reader: KnowledgeReader) throws -> VectorIndex {
        let (rows, vectors) = try collect(after: 0, reader)
        let segment = VectorSegment(rows: rows, vectors: vectors, dimension: encoder.dimension)
        return VectorIndex(dimension: encoder.dimension, segments: segment.map { [$0] } ?? [], chunkRows: chunkRows)
    }

    private func collect(after row: Int64, _ reader: KnowledgeReader) throws -> (rows: [Int64], vectors: [Float]) {
        var rows: [Int64] = []
        var vectors: [Float] = []
        try reader.vectors(encoder: encoder.digest, afterChunkRow: row) { row, vector in
            guard vector.count == encoder.dimension else { return }
            rows.append(row)
            vectors.append(contentsOf: vector)
        }
        return (rows, vectors)
    }
}

/// An exclusive lock on a cache folder, which it makes where it is missing.
private struct FolderLock {
    private let descriptor: Int32

    /// Nil where the folder cannot be made or written.
    init?(folder: URL) {
        try? FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        descriptor = open(folder.appending(path: "lock").path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX) == 0 else {
            close(descriptor)
            return nil
        }
    }

    func release() { close(descriptor) }
}

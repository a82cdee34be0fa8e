import Domain
import Foundation
import Store

#if canImport(Glibc)
    import Glibc
#endif

/// The derived files under `caches/vectors`: vectors out of the database in row order, one segment per addition.
///
/// Row ids only grow, so what a revision adds lies behind all that is there and becomes a new segment. Where segments
/// are many the small ones at the end become one, so that a row is written again only when as many others were added
/// behind it; all of it is written anew when half of its rows are dead. The manifest names home and encoder; one that
/// disagrees, or a segment that is not whole, means that everything is made again from the database.
struct VectorCache: Sendable {
    /// Of more segments than this the last ones are joined.
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
    ///
    /// - Parameter held: segments of this home and encoder that are mapped already, to be used again by their names.
    func index(for chunkRows: [Int64], in reader: KnowledgeReader, held: [VectorSegment] = []) throws -> VectorIndex {
        guard let lock = FolderLock(folder: folder) else {
            return try inMemory(chunkRows, reader)
        }
        defer { lock.release() }
        var manifest = readManifest()
        var segments = segments(of: manifest, held: held)
        if segments.count < manifest.segments.count {
            manifest.segments = []
            segments = []
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
        if index.missing > 0 || dead > max(VectorCache.toleratedDeadRows, index.storedRows / 2) {
            return try rewritten(chunkRows, reader) ?? index
        }
        guard segments.count > VectorCache.maximumSegments, let joined = joinedTail(of: segments, manifest) else {
            return index
        }
        return VectorIndex(dimension: encoder.dimension, segments: joined, chunkRows: chunkRows)
    }

    /// The manifest's segments in its order, ending before the first that is not whole.
    private func segments(of manifest: CacheManifest, held: [VectorSegment]) -> [VectorSegment] {
        var segments: [VectorSegment] = []
        for name in manifest.segments {
            let mapped = held.first { $0.name == name }
            guard
                let segment = mapped
                    ?? VectorSegment(file: folder.appending(path: name), dimension: encoder.dimension)
            else { break }
            segments.append(segment)
        }
        return segments
    }

    /// The segments with the last ones joined into one: from the end on as long as the next is not larger than twice
    /// what was taken. Nil where nothing can be written.
    private func joinedTail(of segments: [VectorSegment], _ manifest: CacheManifest) -> [VectorSegment]? {
        var first = segments.count - 1
        var taken = segments[first].count
        while first > 0, segments[first - 1].count <= 2 * taken {
            first -= 1
            taken += segments[first].count
        }
        // Ever larger ones to the left: then all become one.
        if first == segments.count - 1 { first = 0 }
        let tail = segments[first...]
        let rows = tail.flatMap { Array($0.rows) }
        let vectors = tail.flatMap { Array(UnsafeBufferPointer(start: $0.vectors, count: $0.count * $0.dimension)) }
        var next = manifest
        next.segments.removeSubrange(first...)
        guard let joined = try? add(rows: rows, vectors: vectors, to: &next) else { return nil }
        return segments[..<first] + [joined]
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

    /// Puts the manifest in place of the old one, and takes away what it does not name.
    private func publish(_ manifest: CacheManifest) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try encoder.encode(manifest).write(to: manifestFile, options: .atomic)
        for file in CacheFolder.files(in: folder)
        where file.pathExtension == "vectors" && !manifest.segments.contains(file.lastPathComponent) {
            unlink(file.path)
        }
    }

    /// Writes what lies behind `lastRow` as a new segment; nil where that cannot be done, empty where there is nothing.
    private func append(
        after lastRow: Int64, _ reader: KnowledgeReader, to manifest: inout CacheManifest
    ) throws -> [VectorSegment]? {
        let (rows, vectors) = try collect(after: lastRow, reader)
        if rows.isEmpty { return [] }
        return (try? add(rows: rows, vectors: vectors, to: &manifest)).map { [$0] }
    }

    /// Writes a segment and the manifest with it at its end.
    private func add(rows: [Int64], vectors: [Float], to manifest: inout CacheManifest) throws -> VectorSegment {
        let name = "\(rows.first ?? 0)-\(rows.last ?? 0).vectors"
        let file = folder.appending(path: name)
        var next = manifest
        next.segments.append(name)
        try VectorSegment.write(rows: rows, vectors: vectors, dimension: encoder.dimension, to: file)
        try publish(next)
        guard let segment = VectorSegment(file: file, dimension: encoder.dimension) else {
            throw CocoaError(.fileReadCorruptFile)
        }
        manifest = next
        return segment
    }

    /// One segment of live rows alone in place of all others; nil where it cannot be written.
    private func rewritten(_ chunkRows: [Int64], _ reader: KnowledgeReader) throws -> VectorIndex? {
        var manifest = CacheManifest(home: home, encoder: encoder.digest, dimension: encoder.dimension)
        guard let segments = try append(after: 0, reader, to: &manifest) else { return nil }
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

    /// Compares cached vectors with those of the database bit for bit.
    ///
    /// - Parameter sample: at most about so many, spread over all; nil for every one.
    /// - Returns: how many were compared, and the chunk rows whose vectors differ.
    func compare(sample: Int?, in reader: KnowledgeReader) throws -> (compared: Int, differing: [Int64]) {
        // Held so that no segment is replaced meanwhile.
        let lock = FolderLock(folder: folder)
        defer { lock?.release() }
        let segments = segments(of: readManifest(), held: [])
        let stored = segments.reduce(0) { $0 + $1.count }
        let stride = sample.map { max(1, stored / max(1, $0)) } ?? 1
        var wanted: [Int64] = []
        var number = 0
        for segment in segments {
            for row in segment.rows {
                if number % stride == 0 { wanted.append(row) }
                number += 1
            }
        }
        var compared = 0
        var differing: [Int64] = []
        try reader.vectors(encoder: encoder.digest, chunkRows: wanted) { row, vector in
            for segment in segments {
                guard let cached = segment.vector(ofRow: row) else { continue }
                compared += 1
                let same =
                    cached.count == vector.count && zip(cached, vector).allSatisfy { $0.bitPattern == $1.bitPattern }
                if !same { differing.append(row) }
            }
        }
        return (compared, differing)
    }
}

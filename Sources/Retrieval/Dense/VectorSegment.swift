import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// One immutable file of vectors in row order, mapped read-only.
///
/// Layout, little-endian: a header of 64 bytes (magic `ALMVEC01`, dimension, count), `count` row ids (Int64,
/// ascending), zeros up to a multiple of 64, then `count × dimension` float32. A wrong row id needs no check of its own:
/// the live chunk that should be there is then missing, which makes the cache anew. The file is derived
/// from the database: one that does not fit its own header is thrown away and written again.
///
/// `@unchecked Sendable`. Proof: the mapping is private, read-only and made in `init`; nothing changes a stored
/// property afterwards, and the memory is unmapped only by `deinit`, when no reference is left.
final class VectorSegment: @unchecked Sendable {
    static let headerBytes = 64
    private static let magic = Array("ALMVEC01".utf8)

    /// Of its file; nil for one in memory.
    let name: String?
    let dimension: Int
    let count: Int
    /// `[count]` ascending row ids.
    let rows: UnsafeBufferPointer<Int64>
    /// `[count, dimension]` row-major, unit length.
    let vectors: UnsafePointer<Float>
    private let mapping: UnsafeMutableRawPointer
    private let byteCount: Int

    /// Maps a file; nil where it is missing or not whole.
    init?(file: URL, dimension expected: Int) {
        let descriptor = open(file.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size >= VectorSegment.headerBytes else { return nil }
        let size = Int(status.st_size)
        guard let mapping = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), mapping != MAP_FAILED else {
            return nil
        }
        let header = UnsafeRawBufferPointer(start: mapping, count: VectorSegment.headerBytes)
        let dimension = Int(header.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
        let count = Int(exactly: header.loadUnaligned(fromByteOffset: 16, as: UInt64.self)) ?? -1
        guard header.prefix(8).elementsEqual(VectorSegment.magic), dimension == expected, count > 0,
            count < 1 << 40, size == VectorSegment.byteCount(count: count, dimension: dimension)
        else {
            munmap(mapping, size)
            return nil
        }
        let rows = UnsafeBufferPointer(
            start: (mapping + VectorSegment.headerBytes).assumingMemoryBound(to: Int64.self), count: count)
        self.name = file.lastPathComponent
        self.dimension = dimension
        self.count = count
        self.rows = rows
        self.vectors = UnsafeRawPointer(mapping + VectorSegment.vectorOffset(count: count))
            .assumingMemoryBound(to: Float.self)
        self.mapping = mapping
        self.byteCount = size
        madvise(mapping, size, MADV_WILLNEED)
    }

    /// A segment in anonymous memory, for a home whose caches cannot be written; nil where memory is short.
    init?(rows source: [Int64], vectors values: [Float], dimension: Int) {
        let size = VectorSegment.byteCount(count: source.count, dimension: dimension)
        guard !source.isEmpty, values.count == source.count * dimension,
            let mapping = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            mapping != MAP_FAILED
        else { return nil }
        let rowBase = mapping + VectorSegment.headerBytes
        let vectorBase = mapping + VectorSegment.vectorOffset(count: source.count)
        source.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: rowBase, count: $0.count).copyMemory(from: $0) }
        values.withUnsafeBytes {
            UnsafeMutableRawBufferPointer(start: vectorBase, count: $0.count).copyMemory(from: $0)
        }
        self.name = nil
        self.dimension = dimension
        self.count = source.count
        self.rows = UnsafeBufferPointer(start: rowBase.assumingMemoryBound(to: Int64.self), count: source.count)
        self.vectors = UnsafePointer(vectorBase.assumingMemoryBound(to: Float.self))
        self.mapping = mapping
        self.byteCount = size
    }

    deinit { munmap(mapping, byteCount) }

    /// The vector of a row, `[dimension]`, valid as long as the segment; nil where it is not here.
    func vector(ofRow row: Int64) -> UnsafeBufferPointer<Float>? {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if rows[middle] < row { low = middle + 1 } else { high = middle }
        }
        guard low < count, rows[low] == row else { return nil }
        return UnsafeBufferPointer(start: vectors + low * dimension, count: dimension)
    }

    /// Writes a segment beside its place and renames it, so that a reader sees a whole file or none.
    static func write(rows: [Int64], vectors: [Float], dimension: Int, to file: URL) throws {
        var header = [UInt8](repeating: 0, count: headerBytes)
        header.replaceSubrange(0..<8, with: magic)
        func put(_ value: UInt64, at offset: Int) {
            withUnsafeBytes(of: value.littleEndian) { header.replaceSubrange(offset..<offset + 8, with: $0) }
        }
        put(UInt64(dimension), at: 8)
        put(UInt64(rows.count), at: 16)
        let partial = file.appendingPathExtension("partial-\(getpid())")
        guard
            FileManager.default.createFile(atPath: partial.path, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw CocoaError(.fileWriteUnknown) }
        do {
            let handle = try FileHandle(forWritingTo: partial)
            defer { try? handle.close() }
            try handle.write(contentsOf: header)
            try rows.withUnsafeBytes { try handle.write(contentsOf: Data($0)) }
            let padding = vectorOffset(count: rows.count) - headerBytes - 8 * rows.count
            try handle.write(contentsOf: [UInt8](repeating: 0, count: padding))
            try vectors.withUnsafeBytes { bytes in
                guard let base = bytes.baseAddress else { return }
                try handle.write(
                    contentsOf: Data(
                        bytesNoCopy: UnsafeMutableRawPointer(mutating: base), count: bytes.count, deallocator: .none))
            }
            try handle.synchronize()
            guard rename(partial.path, file.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
        } catch {
            unlink(partial.path)
            throw error
        }
    }

    private static func vectorOffset(count: Int) -> Int { (headerBytes + 8 * count + 63) / 64 * 64 }

    private static func byteCount(count: Int, dimension: Int) -> Int {
        vectorOffset(count: count) + 4 * count * dimension
    }
}

import Crypto
import Domain
import Foundation
import Store

/// What the file system says of a file at one moment.
struct FileState: Equatable {
    /// Bytes.
    let size: Int64
    /// Nanoseconds since 1970; nil where the file is so young that a second change could bear the same time.
    let modifiedAt: Int64?
    let isRegular: Bool

    /// Links followed; nil where there is no such file, or none that may be looked at.
    init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        self.init(status)
    }

    init?(descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    private init(_ status: stat) {
        size = Int64(status.st_size)
        isRegular = status.st_mode & S_IFMT == S_IFREG
        let nanoseconds = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        // The clock of the machine, which file times are of: what time it is for the knowledge does not matter here.
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let age = Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec) - nanoseconds
        modifiedAt = age > FileState.settlingTime ? nanoseconds : nil
    }

    /// File systems tell times apart by up to two seconds (FAT).
    private static let settlingTime: Int64 = 2_000_000_000

    /// Whether the path surely leads nowhere; a folder that may not be entered proves nothing.
    static func isGone(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) != 0 && (errno == ENOENT || errno == ENOTDIR)
    }
}

/// A file's bytes, read once, and what tells that it is still the same later.
struct FileContent {
    let bytes: [UInt8]
    let state: FileState
    /// SHA-256 in hexadecimal.
    let digest: String

    /// Throws `Refusal`: `unavailable` for what may not be read, `too_large` for more than `limit` bytes.
    init(_ path: String, limit: Int) throws {
        // Without O_NONBLOCK a named pipe would wait for a writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileContent.unreadable(errno) }
        defer { close(descriptor) }
        // The state before the bytes: a change while they are read gives the file another time than is kept.
        guard let state = FileState(descriptor: descriptor) else { throw FileContent.unreadable(errno) }
        guard state.isRegular else { throw Refusal(.invalidDocument, line: nil, "this is not a regular file") }
        guard state.size <= limit else {
            throw Refusal(.tooLarge, line: nil, "it has \(state.size) bytes; at most \(limit) are taken")
        }
        self.state = state
        bytes = try FileContent.read(descriptor, expected: Int(state.size), limit: limit)
        digest = SHA256.hash(data: bytes).hexadecimal
    }

    private static func read(_ descriptor: Int32, expected: Int, limit: Int) throws -> [UInt8] {
        // One more than expected: the read that finds the end is then the second one, and there is no third.
        var capacity = expected + 1
        var bytes: [UInt8] = []
        while true {
            let part = try [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
                count = Foundation.read(descriptor, buffer.baseAddress, capacity)
                if count < 0 {
                    count = 0
                    throw unreadable(errno)
                }
            }
            if part.isEmpty { return bytes }
            if bytes.isEmpty { bytes = part } else { bytes += part }
            guard bytes.count <= limit else {
                throw Refusal(.tooLarge, line: nil, "it grows while it is read; at most \(limit) bytes are taken")
            }
            capacity = 1 << 16
        }
    }

    private static func unreadable(_ number: Int32) -> Refusal {
        Refusal(.unavailable, line: nil, "the file cannot be read: \(String(cString: strerror(number)))")
    }

    /// The digest of a file's bytes, read in parts; nil where it cannot be read.
    static func digest(of path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        guard FileState(descriptor: descriptor)?.isRegular == true else { return nil }
        var hash = SHA256()
        let part = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { part.deallocate() }
        while true {
            let count = Foundation.read(descriptor, part.baseAddress, part.count)
            if count < 0 { return nil }
            if count == 0 { return hash.finalize().hexadecimal }
            hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: part[..<count]))
        }
    }
}

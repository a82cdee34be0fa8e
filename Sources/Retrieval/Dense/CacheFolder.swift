import Domain
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The files of a home's `caches`, all derived from the database.
enum CacheFolder {
    /// Every regular file in the folder itself; none where there is no folder.
    static func files(in folder: URL) -> [URL] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().map { folder.appending(path: $0) }.filter { isFile($0) }
    }

    /// Takes every file away, those left half-written by a killed process among them, and keeps the locks.
    ///
    /// Throws `unavailable` where one cannot be removed.
    static func empty(_ folder: URL) throws {
        let lock = FolderLock(folder: folder.appending(path: "vectors"))
        defer { lock?.release() }
        guard let walk = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil) else { return }
        for case let file as URL in walk where file.lastPathComponent != FolderLock.name && isFile(file) {
            guard unlink(file.path) == 0 || errno == ENOENT else {
                throw AlmanacError(
                    .unavailable, "the cache file \(file.path) cannot be removed",
                    hint: "check its owner, or delete the folder \(folder.path)")
            }
        }
    }

    private static func isFile(_ file: URL) -> Bool {
        var status = stat()
        return lstat(file.path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
    }
}

/// An exclusive lock on a cache folder, which it makes where it is missing.
struct FolderLock {
    static let name = "lock"

    private let descriptor: Int32

    /// Nil where the folder cannot be made or written.
    init?(folder: URL) {
        try? FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        descriptor = open(folder.appending(path: FolderLock.name).path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_EX) == 0 else {
            close(descriptor)
            return nil
        }
    }

    func release() { close(descriptor) }
}

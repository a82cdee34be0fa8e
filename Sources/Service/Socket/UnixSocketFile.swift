import Domain
import Foundation
import NIOCore

/// The file of a Unix socket: born private, put into place in one step, taken away only by its owner.
struct UnixSocketFile: Sendable {
    /// `sockaddr_un.sun_path` has 108 bytes with the final NUL.
    static let maximumPathBytes = 107

    let path: String
    private let identity: Identity

    private struct Identity: Equatable {
        let device: UInt64
        let file: UInt64
    }

    /// Lets `bind` make the socket inside a folder of mode 0700, sets it to 0600 and moves it to `path`.
    ///
    /// A dead socket in that place is replaced. Throws `conflict` where a server answers there or something else than a
    /// socket is in the way, and `locked` where another server is starting in the same folder.
    static func create(
        path: String, bind: (_ temporaryPath: String) async throws -> any Channel
    ) async throws -> (UnixSocketFile, any Channel) {
        let folder = (path as NSString).deletingLastPathComponent
        let lock = try await FolderLock(folder.isEmpty ? "." : folder)
        defer { lock.release() }
        try checkPlace(path)
        let nest = try privateFolder(beside: path)
        defer { rmdir(nest) }
        let temporary = nest + "/s"
        guard temporary.utf8.count <= maximumPathBytes, path.utf8.count <= maximumPathBytes else {
            throw AlmanacError(
                .invalidInput, "the socket path has \(path.utf8.count) bytes; the system takes about 90",
                hint: "choose a shorter path")
        }
        let channel = try await bind(temporary)
        do {
            guard chmod(temporary, 0o600) == 0, let identity = identity(of: temporary), rename(temporary, path) == 0
            else { throw failure("cannot put the socket into place") }
            return (UnixSocketFile(path: path, identity: identity), channel)
        } catch {
            unlink(temporary)
            try? await channel.close()
            throw error
        }
    }

    /// Removes the file unless another server has put its own there.
    func remove() {
        if UnixSocketFile.identity(of: path) == identity { unlink(path) }
    }

    private static func checkPlace(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw AlmanacError(
                .conflict, "\(path) is in the way: it is not a socket", hint: "move it away or choose another path")
        }
        guard try !isAlive(path) else {
            throw AlmanacError(
                .conflict, "a server already listens on \(path)", hint: "stop it, or choose another path or home")
        }
    }

    /// Whether something accepts connections there.
    private static func isAlive(_ path: String) throws -> Bool {
        let descriptor = socket(
            AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failure("cannot look at \(path)") }
        defer { Foundation.close(descriptor) }
        return try SocketAddress(unixDomainSocketPath: path).withSockAddr { address, size in
            if connect(descriptor, address, socklen_t(size)) == 0 { return true }
            // A full backlog or a missing right also means that somebody is there.
            return errno != ECONNREFUSED && errno != ENOENT
        }
    }

    private static func privateFolder(beside path: String) throws -> String {
        let folder = (path as NSString).deletingLastPathComponent
        var template = Array(((folder.isEmpty ? "." : folder) + "/.aXXXXXX").utf8CString)
        guard mkdtemp(&template) != nil else { throw failure("cannot make a folder beside the socket") }
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func identity(of path: String) -> Identity? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), file: UInt64(status.st_ino))
    }

    fileprivate static func failure(_ message: String) -> AlmanacError {
        AlmanacError(
            .unavailable, "\(message): \(String(cString: strerror(errno)))",
            hint: "look at the folder's owner and rights")
    }
}

/// Keeps two servers from starting in one folder at the same moment. Held only while a socket is put into place.
private struct FolderLock {
    private let descriptor: Int32

    init(_ folder: String) async throws {
        descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw UnixSocketFile.failure("cannot open the socket's folder \(folder)") }
        for _ in 0..<40 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            try? await Task.sleep(for: .milliseconds(50))
        }
        close(descriptor)
        throw AlmanacError(.locked, "another server is starting in \(folder)", hint: "try again in a moment")
    }

    func release() { close(descriptor) }
}

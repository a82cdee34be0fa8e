import Domain
import Foundation

/// One `serve` per home: an advisory lock on a file in it, gone with the process however that ends.
struct HomeLock: ~Copyable {
    private let descriptor: Int32

    /// Throws `conflict` where another server holds it.
    init(_ home: Home) throws {
        let path = HomeLock.file(home)
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw AlmanacError(
                .unavailable, "\(path) cannot be opened: \(String(cString: strerror(errno)))",
                hint: "check the owner of the home")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw AlmanacError(
                .conflict, "another server already serves \(home.path)",
                hint: "stop it, or serve another home with --home; almanac call ping asks who is there")
        }
    }

    deinit { close(descriptor) }

    /// Whether a server holds the lock now.
    static func isHeld(_ home: Home) -> Bool {
        let descriptor = open(file(home), O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }

    private static func file(_ home: Home) -> String { home.path + "/serve.lock" }
}

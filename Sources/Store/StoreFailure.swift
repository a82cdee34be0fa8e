import Domain
import GRDB
import Glibc

/// What an SQLite result means to the person at the keyboard. The one place that maps them.
enum StoreFailure {
    /// Runs `body`, turning SQLite's errors into ours and letting all others pass.
    static func mapped<Value>(file: String, _ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as DatabaseError {
            throw almanacError(error, file: file)
        }
    }

    static func almanacError(_ error: DatabaseError, file: String) -> AlmanacError {
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            AlmanacError(
                .locked, "\(file) is in use by another process",
                hint: "wait until the other command has finished, then try again", underlying: error)
        case .SQLITE_FULL:
            AlmanacError(
                .diskFull, "no space left to write \(file)",
                hint: "free some space on its disk and try again; nothing of this change was stored",
                underlying: error)
        case .SQLITE_IOERR where isFull(folderOf: file), .SQLITE_CANTOPEN where isFull(folderOf: file):
            almanacError(DatabaseError(resultCode: .SQLITE_FULL, message: error.message), file: file)
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            AlmanacError(
                .corrupt, "\(file) is damaged or not a knowledge base",
                hint: "restore it from a backup, or move it away and ingest again", underlying: error)
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            AlmanacError(
                .unavailable, "\(file) cannot be opened or written",
                hint: "check that its folder exists and that you may write to both", underlying: error)
        case .SQLITE_IOERR, .SQLITE_NOMEM, .SQLITE_PROTOCOL:
            AlmanacError(
                .unavailable, "reading or writing \(file) failed",
                hint: "check the disk and the memory of this machine, then try again", underlying: error)
        default:
            AlmanacError(
                .internalError, "an operation on \(file) failed",
                hint: "nothing of it was stored; run `almanac doctor` and report this", underlying: error)
        }
    }

    /// Whether the disk takes nothing more. SQLite says "full" of a failed write only; a failed sync, a file that cannot
    /// grow or be cut are plain I/O errors to it, so the disk is asked again, with a small file beside the database.
    private static func isFull(folderOf file: String) -> Bool {
        let probe = "\(file).probe-\(getpid())"
        let descriptor = open(probe, O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return errno == ENOSPC || errno == EDQUOT }
        defer {
            close(descriptor)
            unlink(probe)
        }
        let bytes = [UInt8](repeating: 0, count: 64 << 10)
        let isTaken = write(descriptor, bytes, bytes.count) == bytes.count && fsync(descriptor) == 0
        return !isTaken && (errno == ENOSPC || errno == EDQUOT)
    }
}

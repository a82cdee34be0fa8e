import Domain
public import Foundation
import GRDB
import Glibc

/// What is done to the file as a whole, outside of any transaction of ours.
extension KnowledgeStore {
    /// Leaves no byte of what was deleted in the database file or its write-ahead log. May be repeated at will.
    ///
    /// FTS5 keeps a deleted row's terms in its segments until they are merged into one, free pages keep what was on
    /// them until the file is written anew, and the log keeps old pages until it is cut off: hence the three steps.
    /// Writes the whole file; as long as a vacuum takes no other process can write, reading goes on.
    ///
    /// Throws `locked` where another process writes, or reads an old revision, for longer than the busy timeout.
    public func scrub() throws {
        try withoutTransaction { db in
            try db.execute(sql: "INSERT INTO chunk_text (chunk_text) VALUES ('optimize')")
            try db.execute(sql: "VACUUM")
            _ = try db.checkpoint(.truncate)
        }
    }

    /// Writes a whole copy, free pages and the log folded in, as a file of mode 0600 that appears at once or not at
    /// all. Reads one revision; other processes go on reading and writing.
    ///
    /// Throws `conflict` where the file is there already, `disk_full` and `unavailable`.
    public func export(to target: URL) throws {
        let path = target.path(percentEncoded: false)
        let partial = "\(path).partial-\(getpid())"
        unlink(partial)
        let descriptor = open(partial, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw KnowledgeStore.cannotWrite(path, errno) }
        defer {
            Glibc.close(descriptor)
            unlink(partial)
        }
        try withoutTransaction(writing: path) { db in
            try db.execute(sql: "VACUUM INTO ?", arguments: [partial])
        }
        try StoreFailure.mapped(file: partial) { try KnowledgeStore.forgetSources(of: partial) }
        guard fsync(descriptor) == 0 else { throw KnowledgeStore.cannotWrite(path, errno) }
        // A link never replaces what is there, as a rename would.
        guard link(partial, path) == 0 else { throw KnowledgeStore.cannotWrite(path, errno) }
        let folder = open(target.deletingLastPathComponent().path(percentEncoded: false), O_RDONLY | O_CLOEXEC)
        if folder >= 0 {
            fsync(folder)
            Glibc.close(folder)
        }
    }

    /// Where the documents were read from is this machine's business: absolute paths do not travel.
    private static func forgetSources(of file: String) throws {
        let copy = try DatabaseQueue(path: file)
        try copy.writeWithoutTransaction { db in
            try db.execute(
                sql: "PRAGMA secure_delete = ON; BEGIN; DELETE FROM document_source; DELETE FROM source_file; COMMIT")
        }
        try copy.close()
    }

    private static func cannotWrite(_ path: String, _ code: Int32) -> AlmanacError {
        switch code {
        case EEXIST:
            AlmanacError(.conflict, "\(path) is there already", hint: "name another file; nothing is overwritten")
        case ENOSPC, EDQUOT:
            AlmanacError(.diskFull, "no space left to write \(path)", hint: "free some space and try again")
        default:
            AlmanacError(
                .unavailable, "\(path) cannot be written: \(String(cString: strerror(code)))",
                hint: "check that its folder exists and that you may write to it")
        }
    }
}

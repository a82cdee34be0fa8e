package import Foundation
import GRDB

extension KnowledgeStore {
    /// Copies a knowledge base, whether or not somebody has it open, into a new file (mode 0600) by SQLite's online
    /// backup. One read transaction: whoever writes meanwhile is neither held up nor half in the copy.
    ///
    /// The source is only read. Not through a pool: opening one writes to the file's header (GRDB makes and drops a table
    /// to be sure of its WAL file).
    package static func copy(_ source: URL, to target: URL, busyTimeout: Duration = .seconds(5)) throws {
        try createFile(target)
        var configuration = Configuration()
        configuration.busyMode = .timeout(busyTimeout / .seconds(1))
        configuration.label = "copy"
        let settled = configuration
        let original = try StoreFailure.mapped(file: source.path) {
            try DatabaseQueue(path: source.path, configuration: settled)
        }
        try StoreFailure.mapped(file: target.path) {
            let copy = try DatabaseQueue(path: target.path)
            try original.backup(to: copy)
            try copy.close()
        }
        try StoreFailure.mapped(file: source.path) { try original.close() }
    }
}

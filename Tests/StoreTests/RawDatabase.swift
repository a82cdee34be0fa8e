import GRDB

/// A connection of its own to a file, past the store: for tests that look at, lock or damage it.
final class RawDatabase {
    let queue: DatabaseQueue

    init(_ path: String) throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        queue = try DatabaseQueue(path: path, configuration: configuration)
    }

    func run(_ sql: String) throws { try queue.writeWithoutTransaction { try $0.execute(sql: sql) } }

    func strings(_ sql: String) throws -> [String] {
        try queue.writeWithoutTransaction { try String.fetchAll($0, sql: sql) }
    }
}

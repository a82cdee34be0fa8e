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

extension RawDatabase {
    /// Every object of the schema, comments and spacing apart.
    func schema() throws -> [String] {
        try strings("SELECT type || ' ' || name || ': ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1")
            .map { text in
                text.split(separator: "\n")
                    .map { $0.replacing(/--.*/, with: "") }
                    .joined(separator: " ")
                    .replacing(/\s+/, with: " ")
                    // A column that a migration adds stands behind the comma and the space that SQLite puts there.
                    .replacing(/\s*([(),])\s*/) { $0.1 }
            }
    }

    /// Every value of every row of every table: two files with the same dump hold the same.
    func dump() throws -> [String] {
        var lines: [String] = []
        for table in try strings("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1") {
            let columns = try strings("SELECT 'quote(' || name || ')' FROM pragma_table_info('\(table)')")
            lines += try strings("SELECT '\(table): ' || \(columns.joined(separator: " || ' ' || ")) FROM \(table)")
        }
        return lines
    }
}

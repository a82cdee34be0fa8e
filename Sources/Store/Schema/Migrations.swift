import Domain
import GRDB

/// A numbered step that brings the schema of a file forward.
struct Migration: Sendable {
    /// From 1, ascending.
    let number: Int64
    /// `m001_initial` …
    let name: String
    let sql: String
}

/// How files of one kind come to their current schema.
struct SchemaHistory: Sendable {
    /// Marks a file as ours, in its header.
    let applicationID: Int64
    /// What such a file is, in an error message: `a knowledge base`.
    let kind: String
    let migrations: [Migration]
    /// What a new file gets besides its tables.
    let begin: @Sendable (Database) throws -> Void

    /// The number of the newest schema that this program knows.
    var newest: Int64 { migrations.last?.number ?? 0 }

    /// Brings a file to the current schema in one transaction; a file without tables gets all of it.
    ///
    /// Not GRDB's migrator: that one looks at what was applied before it locks, so two processes that open a new home
    /// at once would both create its tables.
    ///
    /// Throws `version_mismatch` where the file was made by a newer program, `corrupt` where it is not ours.
    func migrate(_ db: Database, file: String) throws {
        try db.inTransaction(.immediate) {
            let applied = try appliedMigrations(db, file: file)
            if let last = applied.max(), last > newest {
                throw AlmanacError(
                    .versionMismatch, "\(file) was written by a newer version (schema \(last))",
                    hint: "update this program, or use another home; it knows schema \(newest)")
            }
            for migration in migrations where !applied.contains(migration.number) {
                try db.execute(sql: migration.sql)
                try SQLStatement(db, "INSERT INTO migration (number, name) VALUES (?, ?)")
                    .run(.integer(migration.number), .text(migration.name))
            }
            if applied.isEmpty {
                try db.execute(sql: "PRAGMA application_id = \(applicationID)")
                try begin(db)
            }
            return .commit
        }
    }

    private func appliedMigrations(_ db: Database, file: String) throws -> Set<Int64> {
        let owner = try SQLStatement(db, "PRAGMA application_id").int64() ?? 0
        if owner == applicationID {
            var numbers: Set<Int64> = []
            try SQLStatement(db, "SELECT number FROM migration").scan { numbers.insert($0.int64(0)) }
            return numbers
        }
        let tables = try SQLStatement(db, "SELECT count(*) FROM sqlite_schema").int64() ?? 0
        guard owner == 0, tables == 0 else {
            throw AlmanacError(
                .corrupt, "\(file) is an SQLite file, but not \(kind)",
                hint: "move it away or choose another home")
        }
        return []
    }
}

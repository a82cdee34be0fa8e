import Domain
import Foundation
import GRDB

/// A numbered step that brings the schema of a file forward.
struct Migration: Sendable {
    /// From 1, ascending.
    let number: Int64
    /// `m001_initial` …
    let name: String
    let sql: String

    static let all = [m001, m002, m003]

    /// The number of the newest schema that this program knows.
    static var newest: Int64 { all.last?.number ?? 0 }
}

/// The schema of `knowledge.sqlite`.
public enum KnowledgeSchema {
    /// The current schema as `knowledge.sql` describes it.
    public static var sql: String { String(decoding: PackageResources.knowledge_sql, as: UTF8.self) }

    /// Marks the file as ours, in its header ("ALMK").
    static let applicationID: Int64 = 0x414C_4D4B

    /// Brings a file to the current schema in one transaction; a file without tables gets all of it.
    ///
    /// Not GRDB's migrator: that one looks at what was applied before it locks, so two processes that open a new home
    /// at once would both create its tables.
    ///
    /// Throws `version_mismatch` where the file was made by a newer program, `corrupt` where it is not ours.
    static func migrate(_ db: Database, file: String) throws {
        try db.inTransaction(.immediate) {
            let applied = try appliedMigrations(db, file: file)
            if let newest = applied.max(), newest > Migration.newest {
                throw AlmanacError(
                    .versionMismatch, "\(file) was written by a newer version (schema \(newest))",
                    hint: "update this program, or use another home; it knows schema \(Migration.newest)")
            }
            for migration in Migration.all where !applied.contains(migration.number) {
                try db.execute(sql: migration.sql)
                try SQLStatement(db, "INSERT INTO migration (number, name) VALUES (?, ?)")
                    .run(.integer(migration.number), .text(migration.name))
            }
            if applied.isEmpty {
                try db.execute(sql: "PRAGMA application_id = \(applicationID)")
                try SQLStatement(db, "INSERT INTO manifest (row, home_id) VALUES (1, ?)")
                    .run(.text(UUID().uuidString.lowercased()))
            }
            return .commit
        }
    }

    private static func appliedMigrations(_ db: Database, file: String) throws -> Set<Int64> {
        let owner = try SQLStatement(db, "PRAGMA application_id").int64() ?? 0
        if owner == applicationID {
            var numbers: Set<Int64> = []
            try SQLStatement(db, "SELECT number FROM migration").scan { numbers.insert($0.int64(0)) }
            return numbers
        }
        let tables = try SQLStatement(db, "SELECT count(*) FROM sqlite_schema").int64() ?? 0
        guard owner == 0, tables == 0 else {
            throw AlmanacError(
                .corrupt, "\(file) is an SQLite file, but not a knowledge base",
                hint: "move it away or choose another home")
        }
        return []
    }
}

import Foundation

/// The schema of `knowledge.sqlite`.
public enum KnowledgeSchema {
    /// The current schema as `knowledge.sql` describes it.
    public static var sql: String { String(decoding: PackageResources.knowledge_sql, as: UTF8.self) }

    /// "ALMK".
    static let history = SchemaHistory(
        applicationID: 0x414C_4D4B, kind: "a knowledge base",
        migrations: [Migration.m001, Migration.m002, Migration.m003]
    ) { db in
        try SQLStatement(db, "INSERT INTO manifest (row, home_id) VALUES (1, ?)")
            .run(.text(UUID().uuidString.lowercased()))
    }
}

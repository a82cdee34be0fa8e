import Foundation

/// The schema of `support.sqlite`.
public enum SupportSchema {
    /// The current schema as `support.sql` describes it.
    public static var sql: String { String(decoding: PackageResources.support_sql, as: UTF8.self) }

    /// "ALMS".
    static let history = SchemaHistory(
        applicationID: 0x414C_4D53, kind: "a support database",
        migrations: [Migration.support001, Migration.support002]
    ) { db in
        // The system's generator, which is a cryptographic one.
        var generator = SystemRandomNumberGenerator()
        let key = (0..<4).map { _ in generator.next() }.flatMap { number in
            (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
        }
        let statement = try SQLStatement(db, "INSERT INTO manifest (row, home_id, home_key) VALUES (1, ?, ?)")
        try statement.bind([.text(UUID().uuidString.lowercased()), .blob(key)])
        try statement.run()
    }
}

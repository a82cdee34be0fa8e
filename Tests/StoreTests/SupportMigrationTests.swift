import Domain
import Foundation
import Store
import TestSupport
import Testing

/// Homes that an earlier version made.
@Suite struct SupportMigrationTests {
    /// A file of the first version, with what that one put in besides.
    private func oldFile(_ rows: String = "") throws -> (home: TemporaryHome, file: URL) {
        let home = try TemporaryHome()
        let file = home.url.appending(path: "support.sqlite")
        let raw = try RawDatabase(file.path)
        try raw.run(supportSchemaM001)
        try raw.run(rows)
        return (home, file)
    }

    @Test func anOldFileComesToTheDescribedSchema() throws {
        let (home, file) = try oldFile()
        try SupportStore(file: file, durable: false).close()
        let described = try RawDatabase(home.url.appending(path: "described.sqlite").path)
        try described.run(SupportSchema.sql)
        let migrated = try RawDatabase(file.path)
        #expect(try migrated.schema() == described.schema())
        #expect(try migrated.strings("PRAGMA foreign_key_check") == [])
        #expect(try migrated.strings("PRAGMA integrity_check") == ["ok"])
        #expect(
            try migrated.strings("SELECT number || ' ' || name FROM migration ORDER BY number") == [
                "1 m001_initial", "2 m002_conversations",
            ])
    }

    /// Sessions and proposals were written by the first version; messages and decisions might have been.
    @Test func whatWasThereStays() throws {
        let (home, file) = try oldFile(
            """
            INSERT INTO session (id, channel, customer, identity, verified_by, status, created_at, updated_at)
            VALUES ('sess_1', 'widget', 'C-1', 'verified', 'login', 'escalated', 10, 20);
            INSERT INTO message (session, role, external_id, text, status, result, created_at)
            VALUES (1, 'customer', 'm1', 'hello', 'released', '{"a":1}', 11), (1, 'assistant', NULL, 'hi', 'released', NULL, 12);
            INSERT INTO decision (
                message, decision, reasons, category, confidence, urgency, sentiment, language, is_outstanding,
                created_at)
            VALUES (1, 'escalate', '[]', 'gratitude', 0.9, 'low', 'neutral', 'en', 0, 12);
            INSERT INTO evaluation (message, tier, attempt, findings, created_at) VALUES (1, 1, 1, '[]', 12);
            INSERT INTO span (message, name, attributes, status, started_at, duration_us)
            VALUES (1, 'route', '{}', 'ok', 11, 5);
            INSERT INTO span (message, parent, name, attributes, status, started_at, duration_us)
            VALUES (1, 1, 'vectors', '{}', 'ok', 11, 4);
            INSERT INTO proposal (
                id, session, customer, tool, subject, arguments, summary, consequence, created_at, expires_at, status)
            VALUES ('prop_1', 'sess_1', 'C-1', 'skip_month', 'subscription:S-1', '{}', 's', '{}', 10, 99, 'executed');
            """)
        let store = try SupportStore(file: file, durable: false)
        let session = try #require(try store.read { try $0.storedSession("sess_1") })
        #expect(session.messages == 1)
        #expect(session.answers == 1)
        #expect(session.escalations == 1)
        let messages = try store.read { try $0.messages(ofSession: session.row, limit: 10) }
        #expect(messages.map(\.text) == ["hello", "hi"])
        #expect(messages.map(\.role) == ["customer", "assistant"])
        #expect(messages.first?.result == ["a": 1])
        #expect(messages.allSatisfy { $0.id.hasPrefix("msg_") && $0.id.utf8.count == 36 })
        // The address was not kept with the message, so nobody is taken for its writer.
        #expect(messages.first?.identity == .anonymous)
        let row = try #require(messages.first?.row)
        let decision = try #require(try store.read { try $0.decision(onMessage: row) })
        #expect(decision.decision == .escalate)
        #expect(decision.classification.category == "gratitude")
        #expect(try store.read { try $0.proposal(ProposalID(rawValue: "prop_1")) }?.session == "sess_1")
        let raw = try RawDatabase(file.path)
        #expect(try raw.strings("SELECT name || coalesce(parent, '') FROM span ORDER BY row") == ["route", "vectors1"])
        #expect(try raw.strings("SELECT findings FROM evaluation") == ["[]"])
        withExtendedLifetime(home) {}
    }

    @Test func openingAMigratedFileAgainChangesNothing() throws {
        let (home, file) = try oldFile()
        try SupportStore(file: file, durable: false).close()
        let before = try RawDatabase(file.path).dump()
        try SupportStore(file: file, durable: false).close()
        #expect(try RawDatabase(file.path).dump() == before)
        withExtendedLifetime(home) {}
    }
}

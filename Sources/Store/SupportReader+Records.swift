public import Domain
import GRDB

extension SupportReader {
    /// What happened to a subject (`subscription:S-20417`): the newest `limit` events, oldest first.
    public func events(subject: String, limit: Int = 1000) throws -> [EventRecord] {
        try events(where: "subject = ?", .text(subject), limit: limit)
    }

    /// What happened to a customer: the newest `limit` events, oldest first.
    public func events(customer: CustomerNumber, limit: Int = 1000) throws -> [EventRecord] {
        try events(where: "customer = ?", .text(customer), limit: limit)
    }

    private func events(where condition: String, _ value: SQLValue, limit: Int) throws -> [EventRecord] {
        let sql = """
            SELECT row, at, kind, session, customer, subject, detail
            FROM event
            WHERE \(condition)
            ORDER BY row DESC
            LIMIT ?
            """
        var events: [EventRecord] = []
        try SQLStatement(db, sql).bind([value, .count(max(0, limit))]).scan { row in
            events.append(
                EventRecord(
                    row: row.int64(0), at: row.time(1), kind: row.text(2), session: row.optionalText(3),
                    customer: try row.optionalWord(4), subject: row.text(5), detail: try row.object(6)))
        }
        return events.reversed()
    }

    /// The changes of a customer's account: the newest `limit`, oldest first.
    public func audit(customer: CustomerNumber, limit: Int = 1000) throws -> [AuditRecord] {
        let sql = SupportReader.selectAudit + "\nWHERE customer = ?\nORDER BY row DESC\nLIMIT ?"
        var records: [AuditRecord] = []
        try SQLStatement(db, sql).bind([.text(customer), .count(max(0, limit))]).scan {
            records.append(try SupportReader.auditRecord($0))
        }
        return records.reversed()
    }

    /// The change that was made under a key; nil where none was.
    public func audit(key: String) throws -> AuditRecord? {
        let sql = SupportReader.selectAudit + "\nWHERE key = ?"
        return try SQLStatement(db, sql).bind([.text(key)]).first(SupportReader.auditRecord)
    }

    private static let selectAudit = """
        SELECT row, at, actor, verified_by, customer, operation, subject, key, before, after
        FROM audit
        """

    private static func auditRecord(_ row: SQLStatement) throws -> AuditRecord {
        AuditRecord(
            row: row.int64(0), at: row.time(1), actor: row.text(2), verifiedBy: try row.optionalWord(3),
            customer: CustomerNumber(rawValue: row.text(4)), operation: row.text(5), subject: row.text(6),
            key: row.text(7), before: try row.object(8), after: try row.object(9))
    }
}

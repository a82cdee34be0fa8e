public import Domain
import GRDB

extension SupportWriter {
    /// Appends an event.
    ///
    /// - Parameter subject: what it happened to: `subscription:S-20417`, a proposal's id …
    /// - Parameter detail: internal ids, days and figures; no addresses, no text of messages.
    public func append(
        event kind: String, session: String?, customer: CustomerNumber?, subject: String, detail: JSONObject,
        at time: Timestamp
    ) throws {
        let sql = """
            INSERT INTO event (at, kind, session, customer, subject, detail)
            VALUES (?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .time(time), .text(kind), .text(session), .text(customer?.rawValue), .text(subject), .json(detail))
    }

    func append(
        audit operation: Operation, key: String, for actor: Actor, before: JSONObject, after: JSONObject,
        at time: Timestamp
    ) throws {
        let sql = """
            INSERT INTO audit (at, actor, verified_by, customer, operation, subject, key, before, after)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try SQLStatement(db, sql).run(
            .time(time), .text(actor.name), .text(actor.verifiedBy?.rawValue), .text(actor.customer),
            .text(operation.name), .text(operation.subject), .text(key), .json(before), .json(after))
    }
}

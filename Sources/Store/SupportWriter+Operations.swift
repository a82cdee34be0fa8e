public import Domain
import GRDB

extension SupportWriter {
    /// Carries out one change of an account: the one place that does, besides imports.
    ///
    /// At most once for each key: a repeat answers `executed` and changes nothing. With the change go its audit row
    /// and its event, and a changed subscription's version grows by one. Where it answers `refused` nothing was
    /// changed. Codes: `key_used` (by another change), `not_executed` (the key was given up, see `giveUp`),
    /// `version_changed`, `subscription_cancelled`, `subscription_not_found`, `order_not_found`, `item_not_found`,
    /// `claim_exists`, `claim_not_found`, `claim_decided`, `photos_already_requested`. What is not the actor's
    /// customer's is not found.
    ///
    /// The rules of the business are not here: a caller has asked them in this transaction.
    public func apply(
        _ operation: Operation, key: String, for actor: Actor, at time: Timestamp
    ) throws -> OperationOutcome {
        if let record = try reader.audit(key: key) {
            guard record.operation == operation.name, record.customer == actor.customer else {
                return .refused(code: "key_used", text: "Another change was made under this key.")
            }
            return .executed
        }
        if try isGivenUp(key) { return SupportWriter.notExecuted }
        return try whole("the change \(key)") {
            do {
                let change =
                    switch operation {
                    case .createClaim(let claim): try create(claim, for: actor)
                    case .requestPhotos(let number): try requestPhotos(number, for: actor, at: time)
                    default: try changeSubscription(operation, for: actor, at: time)
                    }
                try append(
                    audit: operation, key: key, for: actor, before: change.before, after: change.after, at: time)
                try append(
                    event: change.event, session: actor.session, customer: actor.customer,
                    subject: operation.subject, detail: change.detail, at: time)
                return .executed
            } catch let refusal as OperationRefusal {
                // Thrown before anything was written.
                return .refused(code: refusal.code, text: refusal.text)
            }
        }
    }

    /// What became of a key, for good: where nothing was done under it, nothing ever will be.
    public func giveUp(key: String) throws -> OperationOutcome {
        if try reader.audit(key: key) != nil { return .executed }
        // The call has no clock; the newest event tells the time as far as this file knows it.
        let sql = """
            INSERT INTO request_key (key, method, digest, target, created_at)
            VALUES (?, '\(SupportWriter.givenUp)', '', 'refused',
                coalesce((SELECT at FROM event ORDER BY row DESC LIMIT 1), 0))
            ON CONFLICT DO NOTHING
            """
        try SQLStatement(db, sql).run(.text(key))
        return SupportWriter.notExecuted
    }

    private func isGivenUp(_ key: String) throws -> Bool {
        let sql = "SELECT 1 FROM request_key WHERE method = '\(SupportWriter.givenUp)' AND key = ?"
        return try SQLStatement(db, sql).bind([.text(key)]).int64() != nil
    }

    /// In `request_key.method`. No method of a protocol has a space in its name.
    private static let givenUp = "given up"

    private static let notExecuted = OperationOutcome.refused(
        code: "not_executed", text: "The change was not made, and will not be under this key.")
}

/// Why a change is not made. Never leaves this file's callers.
struct OperationRefusal: Error {
    let code: String
    let text: String

    static let subscriptionNotFound = OperationRefusal(
        code: "subscription_not_found", text: "There is no such subscription.")
    static let orderNotFound = OperationRefusal(code: "order_not_found", text: "There is no such order.")
    static let claimNotFound = OperationRefusal(code: "claim_not_found", text: "There is no such claim.")
}

/// A change that was made, for its audit row and event.
struct MadeChange {
    let event: String
    /// The fields that changed, as they were and as they are.
    let before: JSONObject
    let after: JSONObject
    let detail: JSONObject
}

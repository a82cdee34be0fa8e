/// Something that happened, as the append-only list of events has it.
public struct EventRecord: Sendable, Hashable {
    /// Grows from event to event.
    public var row: Int64
    public var at: Timestamp
    /// `subscription.paused`, `proposal.executed` …
    public var kind: String
    public var session: String?
    public var customer: CustomerNumber?
    /// What it happened to: `subscription:S-20417`, `claim:CLM-1A2B3C4D` …
    public var subject: String
    /// Internal ids, days and figures; no addresses and no text of messages.
    public var detail: JSONObject

    public init(
        row: Int64, at: Timestamp, kind: String, session: String?, customer: CustomerNumber?, subject: String,
        detail: JSONObject
    ) {
        (self.row, self.at, self.kind, self.session) = (row, at, kind, session)
        (self.customer, self.subject, self.detail) = (customer, subject, detail)
    }

    /// `{at, kind, session, customer, subject, detail}`; the time is ISO 8601.
    public var json: JSONValue {
        [
            "at": .string(at.iso), "kind": .string(kind), "session": JSONValue(session),
            "customer": JSONValue(customer?.rawValue), "subject": .string(subject), "detail": .object(detail),
        ]
    }
}

/// One change of an account: who made it, by what right, what was and what became.
public struct AuditRecord: Sendable, Hashable {
    /// Grows from change to change.
    public var row: Int64
    public var at: Timestamp
    /// `customer`, or the user id of a person of the company.
    public var actor: String
    public var verifiedBy: Identity.Verification?
    public var customer: CustomerNumber
    /// `Operation.name`.
    public var operation: String
    /// `Operation.subject`.
    public var subject: String
    /// The change happens once under it.
    public var key: String
    /// The fields that changed, as they were. May hold the fields of an address.
    public var before: JSONObject
    /// The same fields as they became.
    public var after: JSONObject

    public init(
        row: Int64, at: Timestamp, actor: String, verifiedBy: Identity.Verification?, customer: CustomerNumber,
        operation: String, subject: String, key: String, before: JSONObject, after: JSONObject
    ) {
        (self.row, self.at, self.actor, self.verifiedBy) = (row, at, actor, verifiedBy)
        (self.customer, self.operation, self.subject, self.key) = (customer, operation, subject, key)
        (self.before, self.after) = (before, after)
    }

    /// `{at, actor, verified_by, customer, operation, subject, key, before, after}`; the time is ISO 8601.
    public var json: JSONValue {
        [
            "at": .string(at.iso), "actor": .string(actor), "verified_by": JSONValue(verifiedBy?.rawValue),
            "customer": .string(customer.rawValue), "operation": .string(operation), "subject": .string(subject),
            "key": .string(key), "before": .object(before), "after": .object(after),
        ]
    }
}

extension Operation {
    /// What kind of change it is, as the audit and logs have it. A tool that leads to it has the same name.
    public var name: String {
        switch self {
        case .changeFrequency: "change_frequency"
        case .skip: "skip_month"
        case .pause: "pause_subscription"
        case .changeAddress: "change_address"
        case .createClaim: "create_damage_claim"
        case .requestPhotos: "request_photos"
        case .cancel: "cancel"
        }
    }

    /// What is changed: `subscription:S-20417`, `claim:CLM-1A2B3C4D`.
    public var subject: String {
        switch self {
        case .changeFrequency(let number, _, _, _), .skip(let number, _, _, _), .pause(let number, _, _, _),
            .changeAddress(let number, _, _), .cancel(let number, _, _):
            "subscription:\(number)"
        case .createClaim(let claim): "claim:\(claim.number)"
        case .requestPhotos(let number): "claim:\(number)"
        }
    }
}

public import Domain

/// An exceptional case that a person must handle.
public struct Outstanding: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        /// Always a draft or an escalation.
        case hard
        /// A stricter look.
        case soft
    }

    /// The rule's code, such as `second_cancel_request`.
    public let code: String
    public let kind: Kind
    /// For people.
    public let title: String
    /// The words that were matched, or the facts that held. May hold the writer's own words: never in a log.
    public let evidence: String
    /// 1 where records hold; else how surely the message means it, 0…1, or 1 where nothing was learned.
    public let confidence: Double

    /// Where the rules could not be tried: nobody knows, so a person looks.
    public static let failed = "detection_error"
}

/// What the company's records say of a message's writer. A fact that is absent is unknown, and holds nowhere.
public struct OutstandingFacts: Sendable, Hashable {
    /// Names as they stand in rules.
    public static let names = [
        "cancel_requests_180d", "charged_after_cancel", "claims_365d", "days_since_shipped", "tenure_months",
        "contacts_30d", "wants_to_cancel", "reports_damage",
    ]

    /// What the message's category says and not the records: for conditions of rules, and nothing to learn from, since
    /// labelled messages seldom say it.
    static let ofTheCategory: Set<String> = ["wants_to_cancel", "reports_damage"]

    /// Wishes to cancel in the last 180 days, this message not counted.
    public var cancelRequests: Int?
    /// Whether a charge came after such a wish.
    public var chargedAfterCancel: Bool?
    /// Damage claims in the last 365 days.
    public var claims: Int?
    /// Days since a parcel was dispatched that is not delivered.
    public var daysSinceShipped: Int?
    public var tenureMonths: Int?
    /// Contacts in the last 30 days.
    public var contacts: Int?
    /// By this message's category.
    public var wantsToCancel: Bool?
    public var reportsDamage: Bool?

    public init() {}

    /// The members of an object that are facts of the right type; others are ignored.
    public init(_ object: JSONObject) {
        cancelRequests = object["cancel_requests_180d"]?.int
        chargedAfterCancel = object["charged_after_cancel"]?.bool
        claims = object["claims_365d"]?.int
        daysSinceShipped = object["days_since_shipped"]?.int
        tenureMonths = object["tenure_months"]?.int
        contacts = object["contacts_30d"]?.int
        wantsToCancel = object["wants_to_cancel"]?.bool
        reportsDamage = object["reports_damage"]?.bool
    }

    func number(_ name: String) -> Int? {
        switch name {
        case "cancel_requests_180d": cancelRequests
        case "claims_365d": claims
        case "days_since_shipped": daysSinceShipped
        case "tenure_months": tenureMonths
        case "contacts_30d": contacts
        default: nil
        }
    }

    func flag(_ name: String) -> Bool? {
        switch name {
        case "charged_after_cancel": chargedAfterCancel
        case "wants_to_cancel": wantsToCancel
        case "reports_damage": reportsDamage
        default: nil
        }
    }
}

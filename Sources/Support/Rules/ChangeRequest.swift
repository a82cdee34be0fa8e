public import Domain

/// What a customer asks to have changed, as a tool's checked arguments say it. A nil subscription, order or claim means
/// the only one there is.
public enum ChangeRequest: Sendable, Hashable {
    case changeFrequency(SubscriptionNumber?, to: Frequency)
    /// A nil month is the next box.
    case skipMonth(SubscriptionNumber?, CalendarMonth?)
    case pause(SubscriptionNumber?, months: Int)
    case changeAddress(SubscriptionNumber?, PostalAddress)
    /// `item` is the line of an item in the box, or (part of) its name; nil for the whole box. `claim` is the number
    /// that the claim will have.
    case createClaim(
        OrderNumber?, item: String?, kind: DamageClaim.Kind, description: String, claim: ClaimNumber)
    case requestPhotos(ClaimNumber?)
}

/// A change that the rules allow, worked out to the last value.
public struct ChangePlan: Sendable, Hashable {
    /// The arguments with everything settled that was left open: the subscription's number, the month …
    public var arguments: JSONObject
    public var operation: Operation
    /// `subscription:S-20417`, `order:TB-30018`, `claim:CLM-1A2B3C4D`.
    public var subject: String
    /// The subscription's version that the plan rests on; nil where it is about none.
    public var version: Int?
    /// One sentence: what is going to be done.
    public var summary: String
    /// Facts that follow: days, months, amounts. Two plans with the same facts mean the same to the customer.
    public var consequence: JSONObject
    /// The facts as sentences, for the form's list of what will happen.
    public var effects: [String]

    public init(
        arguments: JSONObject, operation: Operation, subject: String, version: Int?, summary: String,
        consequence: JSONObject, effects: [String]
    ) {
        (self.arguments, self.operation, self.subject, self.version) = (arguments, operation, subject, version)
        (self.summary, self.consequence, self.effects) = (summary, consequence, effects)
    }
}

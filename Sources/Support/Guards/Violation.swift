public import Domain

/// Something in an answer that must not reach a customer.
public struct Violation: Sendable, Hashable {
    /// What was claimed, promised or shown.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case cancellationConfirmed = "cancellation_confirmed"
        case pauseConfirmed = "pause_confirmed"
        case skipConfirmed = "skip_confirmed"
        case frequencyConfirmed = "frequency_confirmed"
        case addressConfirmed = "address_confirmed"
        case claimConfirmed = "claim_confirmed"
        case otherDeed = "other_deed"
        case refundPromised = "refund_promised"
        case replacementPromised = "replacement_promised"
        case cardData = "card_data"
        case internalLeak = "internal_leak"
        case otherCustomerData = "other_customer_data"
    }

    public let kind: Kind
    /// The words of the answer, normalised and cut; digits of a card number are masked.
    public let evidence: String

    public init(kind: Kind, evidence: String) {
        self.kind = kind
        self.evidence = evidence
    }

    /// `{kind, evidence}`.
    public var json: JSONValue { ["kind": .string(kind.rawValue), "evidence": .string(evidence)] }
}

/// An operation of this conversation as an answer may report it.
public struct ExecutedAction: Sendable, Hashable {
    public let tool: String
    /// Only `executed` lets an answer say that it was done.
    public let status: String

    public init(tool: String, status: String) {
        self.tool = tool
        self.status = status
    }
}

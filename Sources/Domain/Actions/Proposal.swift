/// `prop_` and 32 hexadecimal digits.
public struct ProposalID: Sendable, Hashable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public var description: String { rawValue }
}

/// Where a proposal stands. The last six are final, but that a person settles `unknown`.
public enum ProposalStatus: String, Sendable, Hashable, CaseIterable {
    case pending = "pending_confirmation"
    /// Handed to a system elsewhere, whose answer is awaited.
    case executing
    case executed, declined, expired, superseded, failed, unknown

    public var isFinal: Bool { self != .pending && self != .executing }
}

/// A change that a customer may confirm: what, for whom, until when, and with which consequences as they were shown.
public struct Proposal: Sendable, Hashable {
    public var id: ProposalID
    /// The session that it was made in: nobody confirms it from another one.
    public var session: String
    public var customer: CustomerNumber
    public var tool: String
    /// What the change is about, `subscription:S-20417` or `order:TB-30018`; a newer proposal of the same tool and
    /// subject supersedes this one.
    public var subject: String
    /// As proposed; after execution `executed` has those that were carried out.
    public var arguments: JSONObject
    public var summary: String
    /// Facts that follow from the arguments, as the customer saw them: `next_charge_on`, `applies_from` …
    public var consequence: JSONObject
    /// The subscription's version that it was worked out for; nil where it is about none.
    public var version: Int?
    public var createdAt: Timestamp
    public var expiresAt: Timestamp
    public var status: ProposalStatus
    public var settledAt: Timestamp?
    /// Of an executed one: the arguments carried out and what they did. Of others why they ended so.
    public var result: JSONObject?
    public var supersededBy: ProposalID?

    public init(
        id: ProposalID, session: String, customer: CustomerNumber, tool: String, subject: String,
        arguments: JSONObject, summary: String, consequence: JSONObject, version: Int?, createdAt: Timestamp,
        expiresAt: Timestamp, status: ProposalStatus = .pending, settledAt: Timestamp? = nil,
        result: JSONObject? = nil, supersededBy: ProposalID? = nil
    ) {
        (self.id, self.session, self.customer, self.tool, self.subject) = (id, session, customer, tool, subject)
        (self.arguments, self.summary, self.consequence) = (arguments, summary, consequence)
        (self.version, self.createdAt, self.expiresAt) = (version, createdAt, expiresAt)
        (self.status, self.settledAt, self.result, self.supersededBy) = (status, settledAt, result, supersededBy)
    }
}

/// Why something may not be done, and what may be done instead. Not an error: the rules worked.
public struct Refusal: Sendable, Hashable, Error {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The identity does not suffice.
        case identityRequired = "identity_required"
        /// A verified address that no account has.
        case customerNotFound = "customer_not_found"
        /// An address and a number that do not belong together, or that nobody knows: the same words for both.
        case noMatch = "no_match"
        case notFound = "not_found"
        /// More than one subscription or item may be meant.
        case choiceRequired = "choice_required"
        /// Only the payer may.
        case payerOnly = "payer_only"
        case subscriptionCancelled = "subscription_cancelled"
        case subscriptionPaused = "subscription_paused"
        case noChange = "no_change"
        /// Too late for the coming box.
        case cutoffPassed = "cutoff_passed"
        case limitReached = "limit_reached"
        case outOfRange = "out_of_range"
        case alreadyDone = "already_done"
        case notDelivered = "not_delivered"
        case claimWindowClosed = "claim_window_closed"
        case noOpenClaim = "no_open_claim"
        case incompleteAddress = "incomplete_address"
        /// A person decides about this.
        case needsPerson = "needs_person"
        /// The system of record does not hold such data.
        case notAvailable = "not_available"
        /// There is no key for cancel links.
        case noKey = "no_key"
        // Of confirmations.
        case wrongToken = "wrong_token"
        case foreign
        case settled
    }

    /// Something that may be done instead: another call, or a person.
    public struct Alternative: Sendable, Hashable {
        /// A tool's name, or `person`.
        public var tool: String
        public var arguments: JSONObject
        public var text: String

        public init(tool: String, arguments: JSONObject = [:], text: String) {
            (self.tool, self.arguments, self.text) = (tool, arguments, text)
        }

        public static let person = Alternative(tool: "person", text: "A person can look into it.")
    }

    /// One of those that may be meant, in words that give nothing away to a stranger.
    public struct Choice: Sendable, Hashable {
        public var argument: String
        public var value: String
        public var label: String

        public init(argument: String, value: String, label: String) {
            (self.argument, self.value, self.label) = (argument, value, label)
        }
    }

    public var code: Code
    /// One or two sentences for whoever writes the answer; no personal data but what the caller gave.
    public var text: String
    public var alternatives: [Alternative]
    public var choices: [Choice]

    public init(_ code: Code, _ text: String, alternatives: [Alternative] = [], choices: [Choice] = []) {
        (self.code, self.text, self.alternatives, self.choices) = (code, text, alternatives, choices)
    }
}

extension Refusal {
    /// `{code, text, alternatives, choices}`.
    public var json: JSONValue {
        [
            "code": .string(code.rawValue), "text": .string(text),
            "alternatives": .array(
                alternatives.map {
                    ["tool": .string($0.tool), "arguments": .object($0.arguments), "text": .string($0.text)]
                }),
            "choices": .array(
                choices.map {
                    ["argument": .string($0.argument), "value": .string($0.value), "label": .string($0.label)]
                }),
        ]
    }
}

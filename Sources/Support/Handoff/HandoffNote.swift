public import Domain

/// Everything that a person needs who takes a conversation over.
///
/// It holds personal data and the customer's own words: for the people of the company, never for a log.
public struct HandoffNote: Sendable {
    /// Who is writing, as far as that is known.
    public struct Contact: Sendable, Hashable {
        public var name: String?
        public var number: CustomerNumber?
        public var email: String?
        public var level: Identity.Level
        public var verifiedBy: Identity.Verification?

        public init(
            name: String? = nil, number: CustomerNumber? = nil, email: String? = nil,
            level: Identity.Level = .anonymous, verifiedBy: Identity.Verification? = nil
        ) {
            (self.name, self.number, self.email) = (name, number, email)
            (self.level, self.verifiedBy) = (level, verifiedBy)
        }
    }

    public let session: String
    public let channel: ContactChannel
    public let at: Timestamp
    public let customer: Contact
    public let classification: Classification
    /// Of the classification or of a red line, whichever is higher.
    public let urgency: Urgency
    /// What was said so far, in short.
    public let summary: String
    /// Oldest first, the newest message too.
    public let history: [PastMessage]
    /// The answer that was not sent.
    public let attempted: String?
    public let reasons: [DecisionReason]
    public let tools: [ToolUse]
    public let proposals: [Proposal]
    /// The code of an exceptional case.
    public let outstanding: String?
    /// The code of a red line.
    public let redLine: String?
    /// A team or a person.
    public let assignee: String
    /// For the conversation; each once.
    public let labels: [String]
    /// Suggestions, the most urgent first.
    public let steps: [String]
    let linkHosts: Set<String>

    /// - Parameters:
    ///   - history: oldest first, the newest message too; it is kept whole in `json`.
    ///   - urgency: nil for that of the classification.
    public init(
        session: String, channel: ContactChannel, at: Timestamp, customer: Contact, classification: Classification,
        urgency: Urgency? = nil, summary: String, history: [PastMessage], attempted: String? = nil,
        reasons: [DecisionReason], tools: [ToolUse] = [], proposals: [Proposal] = [], outstanding: String? = nil,
        redLine: String? = nil, rules: HandoffRules
    ) {
        (self.session, self.channel, self.at, self.customer) = (session, channel, at, customer)
        (self.classification, self.summary, self.history) = (classification, summary, history)
        self.urgency = max(urgency ?? classification.urgency, classification.urgency)
        (self.attempted, self.reasons, self.tools, self.proposals) = (attempted, reasons, tools, proposals)
        (self.outstanding, self.redLine, linkHosts) = (outstanding, redLine, rules.linkHosts)
        let codes = reasons.map(\.code.rawValue)
        assignee = rules.assignee(
            category: classification.category, reasons: codes, redLine: redLine, outstanding: outstanding)
        steps = rules.steps(
            category: classification.category, reasons: codes, redLine: redLine, outstanding: outstanding)
        var labels: [String] = []
        for label in rules.labels + [
            classification.category, rules.sentimentLabel + classification.sentiment.rawValue,
        ] where !labels.contains(label) {
            labels.append(label)
        }
        self.labels = labels
    }

    /// All of it, the history complete and as it was written.
    public var json: JSONObject {
        [
            "session": .string(session), "channel": .string(channel.rawValue), "at": .string(at.iso),
            "customer": [
                "name": JSONValue(customer.name), "number": JSONValue(customer.number?.rawValue),
                "email": JSONValue(customer.email),
            ],
            "identity": [
                "level": .string(customer.level.rawValue), "verified_by": JSONValue(customer.verifiedBy?.rawValue),
            ],
            "category": .string(classification.category),
            "secondary_category": JSONValue(classification.secondaryCategory),
            "confidence": JSONValue(classification.confidence), "urgency": .string(urgency.rawValue),
            "sentiment": .string(classification.sentiment.rawValue), "language": .string(classification.language),
            "wants_human": .bool(classification.wantsHuman), "summary": .string(summary),
            "history": .array(history.map(\.handoffJSON)), "attempted_answer": JSONValue(attempted),
            "reasons": .array(reasons.map(\.json)), "tools": .array(tools.map(\.json)),
            "proposals": .array(
                proposals.map {
                    [
                        "id": .string($0.id.rawValue), "tool": .string($0.tool), "status": .string($0.status.rawValue),
                        "summary": .string($0.summary), "expires_at": .string($0.expiresAt.iso),
                    ]
                }),
            "outstanding": JSONValue(outstanding), "red_line": JSONValue(redLine), "next_steps": JSONValue(steps),
            "assignee": .string(assignee), "labels": JSONValue(labels),
        ]
    }
}

extension PastMessage {
    fileprivate var handoffJSON: JSONValue {
        var json: JSONObject = ["role": .string(role.rawValue), "at": .string(at.iso), "text": .string(text)]
        json["decision"] = decision.map { .string($0.rawValue) }
        json["category"] = category.map(JSONValue.string)
        json["sentiment"] = sentiment.map { .string($0.rawValue) }
        return .object(json)
    }
}

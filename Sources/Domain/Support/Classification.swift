/// How soon a person or a program should look at a message.
public enum Urgency: String, Sendable, Hashable, CaseIterable, Comparable {
    case low, medium, high, critical

    public static func < (left: Urgency, right: Urgency) -> Bool { left.level < right.level }

    private var level: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }
}

/// The feeling that a message shows. Frustration is anger, or trouble that goes on; it is common and alone no reason
/// to call a person.
public enum Sentiment: String, Sendable, Hashable, CaseIterable {
    case positive, neutral, negative, frustrated
}

/// What is known of a customer's earlier messages when a new one is routed. Nil means that nobody knows.
public struct RoutingHistory: Sendable, Hashable {
    /// Whether the customer wished to cancel within the days that the company's rules name (180).
    public var cancelWish: Bool?
    /// Whether the conversation was handed to a person before.
    public var escalatedBefore: Bool?
    /// Whether the customer's last message showed frustration.
    public var frustratedBefore: Bool?
    /// Answers of this conversation that did not help.
    public var failedAttempts: Int?

    public init(
        cancelWish: Bool? = nil, escalatedBefore: Bool? = nil, frustratedBefore: Bool? = nil, failedAttempts: Int? = nil
    ) {
        self.cancelWish = cancelWish
        self.escalatedBefore = escalatedBefore
        self.frustratedBefore = frustratedBefore
        self.failedAttempts = failedAttempts
    }
}

/// What the router says about a message.
public struct Classification: Sendable, Hashable {
    /// A category and how likely it is the right one.
    public struct Candidate: Sendable, Hashable {
        public let category: String
        /// 0…1; those of all candidates add up to 1.
        public let probability: Double

        public init(category: String, probability: Double) {
            self.category = category
            self.probability = probability
        }
    }

    public var category: String
    /// A second thing that the message asks for.
    public var secondaryCategory: String?
    /// The probability of `category`.
    public var confidence: Double
    /// Whether a person should look, whatever the category.
    public var lowConfidence: Bool
    public var urgency: Urgency
    public var sentiment: Sentiment
    /// `en`, `he`, `ru`, `de`, `es`, or `und`.
    public var language: String
    public var wantsHuman: Bool
    /// Whether something beside the category calls for a person.
    public var escalationSignal: Bool
    /// E-mail addresses in the text, lower case, in their order. They prove nothing about the sender.
    public var emails: [String]
    /// Order numbers in the text, upper case, in their order.
    public var orders: [String]
    /// Every category, the likeliest first.
    public var candidates: [Candidate]
    /// Digest of the router that decided.
    public var router: String
    /// What was missing while deciding, such as `language`.
    public var degraded: [String]

    public init(
        category: String, secondaryCategory: String? = nil, confidence: Double, lowConfidence: Bool,
        urgency: Urgency = .medium, sentiment: Sentiment = .neutral, language: String = "und",
        wantsHuman: Bool = false, escalationSignal: Bool = false, emails: [String] = [], orders: [String] = [],
        candidates: [Candidate] = [], router: String = "", degraded: [String] = []
    ) {
        self.category = category
        self.secondaryCategory = secondaryCategory
        self.confidence = confidence
        self.lowConfidence = lowConfidence
        self.urgency = urgency
        self.sentiment = sentiment
        self.language = language
        self.wantsHuman = wantsHuman
        self.escalationSignal = escalationSignal
        self.emails = emails
        self.orders = orders
        self.candidates = candidates
        self.router = router
        self.degraded = degraded
    }

    /// Below this a message is drafted, whatever else speaks for sending.
    public static let floor = 0.6

    /// The members of `support.classify`.
    public var json: JSONValue {
        var object: JSONObject = ["category": .string(category)]
        object["secondary_category"] = secondaryCategory.map(JSONValue.string)
        let rest: JSONObject = [
            "confidence": JSONValue(confidence), "low_confidence": .bool(lowConfidence),
            "urgency": .string(urgency.rawValue), "sentiment": .string(sentiment.rawValue),
            "language": .string(language), "wants_human": .bool(wantsHuman),
            "escalation_signal": .bool(escalationSignal), "emails": JSONValue(emails), "orders": JSONValue(orders),
            "candidates": .array(
                candidates.map {
                    ["category": .string($0.category), "probability": JSONValue($0.probability)]
                }),
            "router": .string(router), "degraded": JSONValue(degraded),
        ]
        for member in rest.members { object[member.key] = member.value }
        return .object(object)
    }
}

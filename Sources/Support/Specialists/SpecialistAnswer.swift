public import Domain

/// One paragraph of an answer, in the customer's language, and what it rests on.
public struct AnswerPart: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable {
        /// From approved knowledge; has citations.
        case knowledge
        /// From a tool's result.
        case fact
        /// A form was prepared.
        case form
        /// Something is asked of the customer.
        case question
        /// Something cannot be done, and why.
        case refusal
        /// A person takes this up.
        case handover
        /// The personal cancel link.
        case link
        /// A retention offer.
        case offer
        /// Something was done in this conversation.
        case executed
    }

    public var kind: Kind
    /// Plain text with a small Markdown: paragraphs, lists, bold, links to listed hosts.
    public var text: String
    public var citations: [Citation]
    /// What stands in the slots of an approved text: the company's own values and results of tools.
    public var values: [String]

    public init(_ kind: Kind, _ text: String, citations: [Citation] = [], values: [String] = []) {
        (self.kind, self.text, self.citations, self.values) = (kind, text, citations, values)
    }
}

/// A call of a tool during one turn, with what came of it.
public struct ToolRun: Sendable {
    public enum Outcome: Sendable {
        case result(JSONValue)
        case proposed(ProposalView)
        /// A tool without a form, done at once.
        case executed(JSONObject)
        case refused(Refusal)
        /// It broke; the code of the error.
        case failed(String)
    }

    public let tool: String
    public let arguments: JSONObject
    public let outcome: Outcome

    public init(tool: String, arguments: JSONObject, outcome: Outcome) {
        (self.tool, self.arguments, self.outcome) = (tool, arguments, outcome)
    }

    public var use: ToolUse {
        let status =
            switch outcome {
            case .result: "ok"
            case .proposed: "proposed"
            case .executed: "executed"
            case .refused: "refused"
            case .failed: "failed"
            }
        return ToolUse(name: tool, status: status)
    }

    /// Of a read that was answered.
    public var result: JSONValue? { if case .result(let result) = outcome { result } else { nil } }
    public var refusal: Refusal? { if case .refused(let refusal) = outcome { refusal } else { nil } }
}

/// What a specialist says to one intent of a message.
public struct SpecialistAnswer: Sendable {
    /// The category that it answers.
    public var category: String
    /// In their order; empty where it has nothing to say.
    public var parts: [AnswerPart]
    public var tools: [ToolRun]
    /// Codes of retention offers made in it.
    public var offers: [String]
    /// How likely the answer is about what was asked, 0…1.
    public var confidence: Double
    /// Whether anything in it comes from the customer's account.
    public var usesAccount: Bool
    /// What was asked and is not answered, in the customer's words, shortened.
    public var unanswered: [String]
    /// Whether opener and closer are the whole answer, as to plain thanks.
    public var needsNoBody = false
    /// Why it must not be sent as it is; empty where nothing speaks against it.
    public var objections: [DecisionReason]
    /// What the customer was asked, so that the next message can be taken for the answer.
    public var followUp: FollowUp?
    public var degraded: [String]

    public init(
        category: String, parts: [AnswerPart] = [], tools: [ToolRun] = [], offers: [String] = [],
        confidence: Double = 0, usesAccount: Bool = false, unanswered: [String] = [],
        objections: [DecisionReason] = [], followUp: FollowUp? = nil, degraded: [String] = []
    ) {
        (self.category, self.parts, self.tools, self.offers) = (category, parts, tools, offers)
        (self.confidence, self.usesAccount, self.unanswered) = (confidence, usesAccount, unanswered)
        (self.objections, self.followUp, self.degraded) = (objections, followUp, degraded)
    }

    public var citations: [Citation] { parts.flatMap(\.citations) }
    /// Figures for the trace.
    var attributes: JSONObject {
        [
            "category": .string(category), "parts": JSONValue(parts.map(\.kind.rawValue)),
            "tools": .array(tools.map(\.use.json)), "confidence": JSONValue(confidence),
            "unanswered": JSONValue(unanswered.count),
            "documents": JSONValue(citations.map(\.document.description)),
        ]
    }
    public var proposals: [ProposalView] {
        tools.compactMap { if case .proposed(let view) = $0.outcome { view } else { nil } }
    }
}

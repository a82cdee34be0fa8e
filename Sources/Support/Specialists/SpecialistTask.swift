public import Domain

/// What a conversation waits for: the customer was asked something so that a tool could be called.
public struct FollowUp: Sendable, Hashable {
    public var category: String
    public var tool: String
    /// Those known so far.
    public var arguments: JSONObject
    /// Keys of `ask` in the texts: `how_long` …
    public var asks: [String]

    public init(category: String, tool: String, arguments: JSONObject = [:], asks: [String] = []) {
        (self.category, self.tool, self.arguments, self.asks) = (category, tool, arguments, asks)
    }

    public var json: JSONObject {
        [
            "category": .string(category), "tool": .string(tool), "arguments": .object(arguments),
            "asks": JSONValue(asks),
        ]
    }

    public init?(json: JSONObject) {
        guard let category = json["category"]?.string, let tool = json["tool"]?.string else { return nil }
        self.init(
            category: category, tool: tool, arguments: json["arguments"]?.object ?? [:],
            asks: json["asks"]?.array?.compactMap(\.string) ?? [])
    }
}

/// One intent of a message, with everything that a specialist may use to answer it.
public struct SpecialistTask: Sendable {
    /// What it is about.
    public let category: Category
    /// The writer's own words about it: the whole message where it has one intent.
    public let words: String
    public let message: MessageText
    public let classification: Classification
    public let attachments: [Attachment]
    public let identity: Identity
    /// What the conversation waits for from the customer, where the message may be the answer to it.
    public let followUp: FollowUp?
    public let state: ConversationState
    /// Codes of rules for exceptional cases and of red lines that hold for the message.
    public let flags: Set<String>
    public let texts: LanguageTexts
    public let policy: ActionPolicy
    public let tools: any ToolDesk
    public let now: Timestamp

    public init(
        category: Category, words: String, message: MessageText, classification: Classification,
        attachments: [Attachment], identity: Identity, followUp: FollowUp?, state: ConversationState,
        flags: Set<String>, texts: LanguageTexts, policy: ActionPolicy, tools: any ToolDesk, now: Timestamp
    ) {
        (self.category, self.words, self.message) = (category, words, message)
        (self.classification, self.attachments, self.identity) = (classification, attachments, identity)
        (self.followUp, self.state, self.flags, self.texts) = (followUp, state, flags, texts)
        (self.policy, self.tools, self.now) = (policy, tools, now)
    }
}

/// The tools as one turn may use them: for its customer, in its session, recorded with it.
///
/// A read is made once in a turn; asking again gives the same answer. A dry run proposes nothing and makes no link:
/// such calls come back `refused` with `not_available`, a proposal as a view without a token.
public protocol ToolDesk: Sendable {
    /// Never throws: what breaks comes back as `failed`.
    func call(_ tool: String, _ arguments: JSONObject) -> ToolRun
}

/// Answers messages of its categories, without a language model or with one.
public protocol Specialist: Sendable {
    /// Throws only what makes any answer impossible; the message is then drafted.
    func answer(_ task: SpecialistTask) throws -> SpecialistAnswer
}

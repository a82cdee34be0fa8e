public import Domain

/// A passage of approved knowledge that may answer a question.
public struct KnowledgeAnswer: Sendable, Hashable {
    /// As it was approved; may hold `{{slots}}`.
    public var text: String
    /// The names of its slots.
    public var slots: [String]
    public var citation: Citation
    public var kind: DocumentKind
    public var subTopic: String?
    /// Whether it says nothing of any customer's account.
    public var isInformationOnly: Bool
    /// How likely it answers the question, calibrated, 0…1.
    public var relevance: Double

    public init(
        text: String, slots: [String] = [], citation: Citation, kind: DocumentKind, subTopic: String? = nil,
        isInformationOnly: Bool = true, relevance: Double
    ) {
        (self.text, self.slots, self.citation, self.kind) = (text, slots, citation, kind)
        (self.subTopic, self.isInformationOnly, self.relevance) = (subTopic, isInformationOnly, relevance)
    }
}

/// Finds approved knowledge that answers a question: public text for customers only, valid at `now`.
public protocol AnswerChoosing: Sendable {
    /// The best first; empty where nothing fits.
    ///
    /// Throws only where the knowledge cannot be searched at all.
    ///
    /// - Parameters:
    ///   - words: the question in the customer's words.
    ///   - likely: the router's probabilities of categories for the whole message.
    ///   - namespaces: where to look, in the order of their weight.
    ///   - language: of the answer: `en`.
    func candidates(
        for words: String, category: Category, likely: [Classification.Candidate], namespaces: [String],
        language: String, now: Timestamp
    ) throws -> [KnowledgeAnswer]
}

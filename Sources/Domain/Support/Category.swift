/// What a message can be about: a category of the company's `categories.yml`, which decides who answers and how.
public struct Category: Sendable, Hashable {
    /// `shipping_or_delivery_question`; unique in its company.
    public let name: String
    /// For people.
    public let title: String
    /// One sentence for people.
    public let definition: String
    /// Where its approved answers and rules are looked up, in that order.
    public let namespaces: [String]
    /// What customers ask within it, in the file's order.
    public let subTopics: [String]
    /// Those that are answered without any account data.
    public let informationOnlySubTopics: Set<String>

    public init(
        name: String, title: String, definition: String = "", namespaces: [String] = [], subTopics: [String] = [],
        informationOnlySubTopics: Set<String> = []
    ) {
        self.name = name
        self.title = title
        self.definition = definition
        self.namespaces = namespaces
        self.subTopics = subTopics
        self.informationOnlySubTopics = informationOnlySubTopics
    }
}

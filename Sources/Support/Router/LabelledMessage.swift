public import Domain

/// A message that somebody labelled, to train on or to measure with.
public struct LabelledMessage: Sendable, Hashable {
    public let text: String
    /// The category that must be answered first.
    public let label: String
    public let secondaryLabel: String?
    public let sentiment: Sentiment?
    public let urgency: Urgency?
    public let wantsHuman: Bool?
    /// Empty where nobody said.
    public let language: String
    /// Who wrote it; empty where nobody said.
    public let writer: String

    public init(
        text: String, label: String, secondaryLabel: String? = nil, sentiment: Sentiment? = nil,
        urgency: Urgency? = nil, wantsHuman: Bool? = nil, language: String = "", writer: String = ""
    ) {
        self.text = text
        self.label = label
        self.secondaryLabel = secondaryLabel
        self.sentiment = sentiment
        self.urgency = urgency
        self.wantsHuman = wantsHuman
        self.language = language
        self.writer = writer
    }

    /// Reads one line of a labelled file, `{"text", "label", …}`. The error is a sentence without file and line.
    public init(json: JSONValue) throws(Unreadable) {
        guard let text = json["text"]?.string, !text.allSatisfy(\.isWhitespace) else {
            throw Unreadable(reason: "a labelled message has a 'text' that is not empty")
        }
        guard let label = json["label"]?.string, !label.isEmpty else {
            throw Unreadable(reason: "a labelled message has a 'label'")
        }
        func word(_ name: String) throws(Unreadable) -> String? {
            guard let value = json[name], !value.isNull else { return nil }
            guard let word = value.string else { throw Unreadable(reason: "'\(name)' is not a word") }
            return word
        }
        let sentiment = try word("sentiment")
        let urgency = try word("urgency")
        if let sentiment, Sentiment(rawValue: sentiment) == nil {
            throw Unreadable(reason: "the sentiment '\(sentiment)' is none of \(Sentiment.allCases.map(\.rawValue))")
        }
        if let urgency, Urgency(rawValue: urgency) == nil {
            throw Unreadable(reason: "the urgency '\(urgency)' is none of \(Urgency.allCases.map(\.rawValue))")
        }
        self.init(
            text: text, label: label, secondaryLabel: try word("secondary_label"),
            sentiment: sentiment.flatMap(Sentiment.init), urgency: urgency.flatMap(Urgency.init),
            wantsHuman: json["wants_human"]?.bool, language: try word("language") ?? "",
            writer: try word("writer") ?? "")
    }

    /// Why a line is no labelled message.
    public struct Unreadable: Error, Sendable {
        public let reason: String
    }
}

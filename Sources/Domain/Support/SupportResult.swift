/// What becomes of an answer.
public enum SupportDecision: String, Sendable, Hashable, CaseIterable {
    /// The customer gets it.
    case send
    /// A person looks at it first.
    case draft
    /// A person answers.
    case escalate
}

/// Why a message was not simply answered, or on what ground it was.
public struct DecisionReason: Sendable, Hashable {
    public enum Code: String, Sendable, Hashable, CaseIterable {
        case lowConfidence = "low_confidence"
        case requestHuman = "request_human"
        case sentiment
        case redLine = "red_line"
        case outstanding
        case escalatedBefore = "escalated_before"
        case claim
        case policy
        case identity
        case language
        case error
    }

    public var code: Code
    /// One sentence for people; holds no text of the message.
    public var text: String

    public init(_ code: Code, _ text: String) { (self.code, self.text) = (code, text) }

    public var json: JSONValue { ["code": .string(code.rawValue), "text": .string(text)] }

    public init?(json: JSONValue) {
        guard let code = json["code"]?.string.flatMap(Code.init), let text = json["text"]?.string else { return nil }
        self.init(code, text)
    }
}

/// An answer in the forms that channels take.
public struct AnswerForms: Sendable, Hashable {
    /// Plain text with visible addresses.
    public var text: String
    /// For e-mail; everything in it is escaped.
    public var html: String?

    public init(text: String, html: String? = nil) { (self.text, self.html) = (text, html) }

    public var json: JSONValue {
        var object: JSONObject = ["text": .string(text)]
        if let html { object["html"] = .string(html) }
        return .object(object)
    }
}

/// What the gate found an answer to be worth, each 0…1.
public struct AnswerScores: Sendable, Hashable {
    public var safety: Double
    public var accuracy: Double
    public var tone: Double
    public var completeness: Double
    /// How sure the whole is.
    public var confidence: Double

    public init(safety: Double, accuracy: Double, tone: Double, completeness: Double, confidence: Double) {
        (self.safety, self.accuracy, self.tone) = (safety, accuracy, tone)
        (self.completeness, self.confidence) = (completeness, confidence)
    }

    /// Of a message that was not answered.
    public static let none = AnswerScores(safety: 1, accuracy: 0, tone: 0, completeness: 0, confidence: 0)

    public var json: JSONValue {
        [
            "safety": JSONValue(safety), "accuracy": JSONValue(accuracy), "tone": JSONValue(tone),
            "completeness": JSONValue(completeness), "confidence": JSONValue(confidence),
        ]
    }
}

/// What an answer rests on.
public struct Citation: Sendable, Hashable {
    public var document: DocumentID
    public var title: String
    public var score: Double

    public init(document: DocumentID, title: String, score: Double) {
        (self.document, self.title, self.score) = (document, title, score)
    }

    public var json: JSONValue {
        ["document": .string(document.description), "title": .string(title), "score": JSONValue(score)]
    }
}

/// A call of a tool while a message was worked on.
public struct ToolUse: Sendable, Hashable {
    public var name: String
    /// `ok`, `refused`, `proposed`, `executed` or `failed`.
    public var status: String

    public init(name: String, status: String) { (self.name, self.status) = (name, status) }

    public var json: JSONValue { ["name": .string(name), "status": .string(status)] }
}

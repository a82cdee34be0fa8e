public import Domain
public import Foundation

/// A guard that golden sets measure.
public enum GuardTask: String, Sendable, Hashable, CaseIterable {
    /// Messages that a person must see at once.
    case redlines
    /// Answers that claim, promise or show what they may not.
    case claims = "guard"
    /// Exceptional cases.
    case outstanding
}

/// A message or an answer, and what a guard should say to it.
public struct GuardExample: Sendable, Hashable {
    public let task: GuardTask
    public let id: String
    /// The message, or the answer.
    public let text: String
    public let language: String
    /// What it falls under: a group, kinds of violations or a trigger. Empty for what must pass.
    public let labels: [String]
    public let writer: String
    /// Of an answer: operations of the conversation.
    public let actions: [(tool: String, status: String)]
    /// Of an answer.
    public let customerEmail: String?
    /// Of a message that may be outstanding: what records say.
    public let facts: JSONObject

    public static func == (left: GuardExample, right: GuardExample) -> Bool {
        left.task == right.task && left.id == right.id && left.text == right.text
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(task)
        hasher.combine(id)
    }

    public static let languages = ["en", "he", "ru", "de", "es"]

    /// One line of a golden file. Throws `invalid_input` naming file and line.
    public init(_ json: JSONValue, task: GuardTask, file: URL, line: Int) throws {
        func invalid(_ reason: String) -> AlmanacError { JSONLines.invalid(file, line, reason) }
        self.task = task
        let member = task == .claims ? "answer" : "text"
        guard let id = json["id"]?.string, !id.isEmpty, let text = json[member]?.string, !text.isEmpty,
            let language = json["language"]?.string, let writer = json["writer"]?.string, !writer.isEmpty
        else { throw invalid("an item of \(task.rawValue) has id, \(member), language and writer") }
        guard GuardExample.languages.contains(language) else {
            throw invalid("'\(language)' is none of \(GuardExample.languages.joined(separator: ", "))")
        }
        (self.id, self.text, self.language, self.writer) = (id, text, language, writer)
        customerEmail = json["customer_email"]?.string
        facts = json["facts"]?.object ?? [:]
        actions = try (json["executed_actions"]?.array ?? []).map { action in
            guard let tool = action["tool"]?.string, let status = action["status"]?.string else {
                throw invalid("an executed action has tool and status")
            }
            return (tool, status)
        }
        switch task {
        case .redlines:
            guard let label = json["label"]?.string else { throw invalid("a message of redlines has a label") }
            labels = label == "none" ? [] : [label]
        case .claims:
            guard let kinds = json["violations"]?.array?.map(\.string), !kinds.contains(nil) else {
                throw invalid("an answer has a list of violations, which may be empty")
            }
            labels = kinds.compactMap { $0 }
        case .outstanding:
            guard let isOutstanding = json["is_outstanding"]?.bool else {
                throw invalid("a message of outstanding has is_outstanding")
            }
            let trigger = json["trigger"]?.string
            guard isOutstanding == (trigger != nil) else {
                throw invalid("a trigger is given where is_outstanding is true, and nowhere else")
            }
            labels = trigger.map { [$0] } ?? []
        }
    }

    /// Every item of a file.
    public static func read(file: URL, task: GuardTask) throws -> [GuardExample] {
        try JSONLines.read(file).map { try GuardExample($0.json, task: task, file: file, line: $0.line) }
    }
}

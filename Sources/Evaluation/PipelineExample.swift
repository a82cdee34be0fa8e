public import Domain
public import Foundation

/// A conversation, turn by turn, and what should become of each message.
public struct PipelineExample: Sendable {
    public struct Turn: Sendable {
        public let text: String
        public let attachments: [Attachment]
        public let category: String
        public let secondaryCategory: String?
        public let decision: SupportDecision
        /// Whether public knowledge answers it without anything of an account.
        public let isInformationOnly: Bool
    }

    public let id: String
    public let channel: ContactChannel
    /// Nil for somebody unknown.
    public let customer: String?
    public let isVerified: Bool
    public let language: String
    public let writer: String
    public let turns: [Turn]

    /// Who the channel says it is.
    public var identity: Identity {
        guard let customer else { return .anonymous }
        return isVerified ? .verified(email: customer, by: .login) : .claimed(email: customer)
    }

    /// One line of a golden file. Throws `invalid_input` naming file and line.
    public init(_ json: JSONValue, file: URL, line: Int) throws {
        func invalid(_ reason: String) -> AlmanacError { JSONLines.invalid(file, line, reason) }
        guard let id = json["id"]?.string, !id.isEmpty, let language = json["language"]?.string,
            let writer = json["writer"]?.string, !writer.isEmpty
        else { throw invalid("a conversation has id, language, writer and turns") }
        guard let channel = ContactChannel(rawValue: json["channel"]?.string ?? "api") else {
            throw invalid("the channel is none of \(ContactChannel.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        (self.id, self.language, self.writer, self.channel) = (id, language, writer, channel)
        customer = json["customer"]?.string.map(Identity.normalized)
        isVerified = json["verified"]?.bool ?? false
        turns = try (json["turns"]?.array ?? []).map { turn in
            guard let text = turn["text"]?.string, let expected = turn["expect"],
                let category = expected["category"]?.string,
                let decision = expected["decision"]?.string.flatMap(SupportDecision.init)
            else { throw invalid("a turn has text and expect with category and decision") }
            let attachments = (turn["attachments"]?.array ?? []).map {
                Attachment(
                    name: $0["name"]?.string ?? "", type: $0["type"]?.string ?? "", size: $0["size"]?.int ?? 0)
            }
            return Turn(
                text: text, attachments: attachments, category: category,
                secondaryCategory: expected["secondary"]?.string, decision: decision,
                isInformationOnly: expected["information_only"]?.bool ?? false)
        }
        guard !turns.isEmpty else { throw invalid("a conversation has at least one turn") }
    }

    public static func read(_ file: URL) throws -> [PipelineExample] {
        try JSONLines.read(file).map { try PipelineExample($0.json, file: file, line: $0.line) }
    }
}

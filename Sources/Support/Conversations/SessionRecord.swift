public import Domain
public import Store

/// A session as lists show it.
public struct SessionSummary: Sendable, Hashable {
    public let session: Session
    public let conversation: String?
    public let language: String?
    public let assignee: String?
    public let isTest: Bool
    public let createdAt: Timestamp
    public let updatedAt: Timestamp
    /// Of the first decided message.
    public let firstCategory: String?
    /// Of the newest decided message, as are urgency and sentiment.
    public let category: String?
    public let urgency: Urgency?
    public let sentiment: Sentiment?
    /// Milliseconds from the first message to the first release; nil where nothing was released.
    public let firstResponse: Int?
    /// Messages of the customer.
    public let messages: Int
    /// What was released, whoever wrote it.
    public let answers: Int
    public let escalations: Int

    init(_ stored: StoredSession) {
        (session, conversation, language) = (stored.session, stored.conversation, stored.language)
        (assignee, isTest) = (stored.assignee, stored.isTest)
        (createdAt, updatedAt) = (stored.createdAt, stored.updatedAt)
        (firstCategory, category) = (stored.firstCategory, stored.category)
        (urgency, sentiment, firstResponse) = (stored.urgency, stored.sentiment, stored.firstResponse)
        (messages, answers, escalations) = (stored.messages, stored.answers, stored.escalations)
    }

    /// Times are ISO 8601.
    public var json: JSONObject {
        [
            "id": .string(session.id), "status": .string(session.status.rawValue),
            "channel": .string(session.channel.rawValue), "conversation": JSONValue(conversation),
            "customer": JSONValue(session.customer?.rawValue), "identity": .string(session.level.rawValue),
            "verified_by": JSONValue(session.verifiedBy?.rawValue), "assigned_to": JSONValue(assignee),
            "first_category": JSONValue(firstCategory), "category": JSONValue(category),
            "urgency": JSONValue(urgency?.rawValue), "sentiment": JSONValue(sentiment?.rawValue),
            "language": JSONValue(language), "messages": JSONValue(messages), "answers": JSONValue(answers),
            "escalations": JSONValue(escalations), "first_response_ms": JSONValue(firstResponse),
            "test": .bool(isTest), "created_at": .string(createdAt.iso), "updated_at": .string(updatedAt.iso),
        ]
    }
}

/// A session with its messages, decisions, proposals and reviews.
public struct SessionRecord: Sendable, Hashable {
    /// A message with what was decided on it.
    public struct Entry: Sendable, Hashable {
        public let message: StoredMessage
        public let decision: StoredDecision?
    }

    public let summary: SessionSummary
    /// Oldest first; the newest 500.
    public let entries: [Entry]
    /// Newest first; the newest 200.
    public let proposals: [Proposal]
    /// Newest first; the newest 200.
    public let reviews: [ReviewItem]

    /// `{session, messages, proposals, reviews}`.
    public var json: JSONObject {
        let ids = Dictionary(entries.map { ($0.message.row, $0.message.id) }, uniquingKeysWith: { first, _ in first })
        return [
            "session": .object(summary.json),
            "messages": .array(entries.map { .object($0.json(ids: ids)) }),
            "proposals": .array(
                proposals.map {
                    [
                        "id": .string($0.id.rawValue), "tool": .string($0.tool),
                        "status": .string($0.status.rawValue), "summary": .string($0.summary),
                        "created_at": .string($0.createdAt.iso), "expires_at": .string($0.expiresAt.iso),
                    ]
                }),
            "reviews": .array(
                reviews.map {
                    ["id": .string($0.id), "status": .string($0.status.rawValue), "message_id": .string($0.message)]
                }),
        ]
    }
}

extension SessionRecord.Entry {
    /// - Parameter ids: of messages by their rows.
    fileprivate func json(ids: [Int64: String]) -> JSONObject {
        var json: JSONObject = [
            "id": .string(message.id), "role": .string(message.role), "text": .string(message.text),
            "at": .string(message.createdAt.iso), "status": .string(message.status.rawValue),
        ]
        if let html = message.html { json["html"] = .string(html) }
        if let answered = message.answers.flatMap({ ids[$0] }) { json["answers"] = .string(answered) }
        if let author = message.author { json["author"] = .string(author) }
        if let identity = message.identity {
            json["channel"] = .string(message.channel.rawValue)
            json["identity"] = .string(identity.level.rawValue)
            json["attachments"] = .array(message.attachments.map(\.json))
            json["attempt"] = JSONValue(message.attempt)
        }
        if let decision { json["decision"] = .object(decision.json) }
        return json
    }
}

extension StoredDecision {
    /// `{decision, reasons, category, …, evaluation, shadow, at}`.
    public var json: JSONObject {
        [
            "decision": .string(decision.rawValue), "reasons": .array(reasons.map(\.json)),
            "category": .string(classification.category),
            "secondary_category": JSONValue(classification.secondaryCategory),
            "confidence": JSONValue(classification.confidence),
            "low_confidence": .bool(classification.lowConfidence),
            "urgency": .string(classification.urgency.rawValue),
            "sentiment": .string(classification.sentiment.rawValue), "language": .string(classification.language),
            "wants_human": .bool(classification.wantsHuman),
            "escalation_signal": .bool(classification.escalationSignal), "router": .string(classification.router),
            "degraded": JSONValue(classification.degraded), "outstanding": JSONValue(outstanding),
            "red_line": JSONValue(redLine), "evaluation": scores.json, "shadow": .bool(isShadow),
            "follow_up": followUp.map(JSONValue.object) ?? .null, "at": .string(at.iso),
        ]
    }
}

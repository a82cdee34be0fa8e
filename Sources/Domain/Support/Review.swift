/// A decision that a person looks at, and what became of it.
public struct ReviewItem: Sendable, Hashable {
    /// Why it is here.
    public enum Decision: String, Sendable, Hashable, CaseIterable {
        /// The answer waits for a person's word.
        case draft
        /// A person answers.
        case escalate
        /// Decided only to be compared with what a person answers.
        case shadow
    }

    public enum Status: String, Sendable, Hashable, CaseIterable { case open, approved, edited, rejected }

    /// What a person made of it.
    public struct Resolution: Sendable, Hashable {
        public var action: ReviewAction
        /// A user id.
        public var by: String
        public var at: Timestamp
        /// Of the draft and what was released, 0…1; nil where one of them is missing.
        public var similarity: Double?
        /// The id of the message that was released; nil for a rejection.
        public var message: String?

        public init(action: ReviewAction, by: String, at: Timestamp, similarity: Double?, message: String?) {
            (self.action, self.by, self.at) = (action, by, at)
            (self.similarity, self.message) = (similarity, message)
        }
    }

    /// `rev_` and 32 hexadecimal digits.
    public var id: String
    public var session: String
    /// The id of the customer's message.
    public var message: String
    public var category: String
    public var decision: Decision
    public var reasons: [DecisionReason]
    public var draft: AnswerForms?
    /// What the customer wrote: the HTML where that is all there is.
    public var text: String
    public var handoff: JSONObject?
    public var assignee: String?
    public var isTest: Bool
    public var createdAt: Timestamp
    /// Nil while it is open.
    public var resolution: Resolution?

    public init(
        id: String, session: String, message: String, category: String, decision: Decision, reasons: [DecisionReason],
        draft: AnswerForms?, text: String, handoff: JSONObject?, assignee: String?, isTest: Bool,
        createdAt: Timestamp, resolution: Resolution? = nil
    ) {
        (self.id, self.session, self.message, self.category) = (id, session, message, category)
        (self.decision, self.reasons, self.draft, self.text) = (decision, reasons, draft, text)
        (self.handoff, self.assignee, self.isTest) = (handoff, assignee, isTest)
        (self.createdAt, self.resolution) = (createdAt, resolution)
    }

    public var status: Status {
        switch resolution?.action {
        case nil: .open
        case .approve: .approved
        case .edit: .edited
        case .reject: .rejected
        }
    }

    /// Times are ISO 8601.
    public var json: JSONObject {
        var json: JSONObject = [
            "id": .string(id), "status": .string(status.rawValue), "session": .string(session),
            "message_id": .string(message), "category": .string(category), "decision": .string(decision.rawValue),
            "reasons": .array(reasons.map(\.json)), "draft": draft?.json ?? .null, "text": .string(text),
            "handoff": handoff.map(JSONValue.object) ?? .null, "assignee": JSONValue(assignee),
            "test": .bool(isTest), "created_at": .string(createdAt.iso),
        ]
        if let resolution {
            json["resolution"] = [
                "action": .string(resolution.action.name), "text": JSONValue(resolution.action.text),
                "reason": JSONValue(resolution.action.reason), "by": .string(resolution.by),
                "at": .string(resolution.at.iso), "similarity": JSONValue(resolution.similarity),
                "message_id": JSONValue(resolution.message),
            ]
        }
        return json
    }
}

/// What a person does with a decision.
public enum ReviewAction: Sendable, Hashable {
    /// Releases the draft as it is.
    case approve
    /// Releases this text instead.
    case edit(String)
    /// Releases nothing; the reason is for colleagues.
    case reject(reason: String)

    /// `approve`, `edit` or `reject`.
    public var name: String {
        switch self {
        case .approve: "approve"
        case .edit: "edit"
        case .reject: "reject"
        }
    }

    public var text: String? { if case .edit(let text) = self { text } else { nil } }
    public var reason: String? { if case .reject(let reason) = self { reason } else { nil } }
}

/// Which reviews a list shows.
public struct ReviewFilter: Sendable, Hashable {
    public var status: ReviewItem.Status?
    public var category: String?
    public var session: String?
    /// The id of the last one that was shown; older ones come.
    public var before: String?
    public var limit: Int

    public init(
        status: ReviewItem.Status? = .open, category: String? = nil, session: String? = nil, before: String? = nil,
        limit: Int = 50
    ) {
        (self.status, self.category, self.session) = (status, category, session)
        (self.before, self.limit) = (before, limit)
    }
}

/// What a customer says of an answer, or of a whole conversation. Each part that is there replaces what was said before.
public struct Feedback: Sendable, Hashable {
    public enum Outcome: String, Sendable, Hashable, CaseIterable { case resolved, unresolved }

    /// 1…5.
    public var csat: Int?
    public var outcome: Outcome?
    /// What was wrong with it, 1…500 characters.
    public var report: String?

    public init(csat: Int? = nil, outcome: Outcome? = nil, report: String? = nil) {
        (self.csat, self.outcome, self.report) = (csat, outcome, report)
    }
}

/// Whether answers are sent without a person at all.
public struct AutosendSwitch: Sendable, Hashable {
    public var isOn: Bool
    /// Who set it last, a user id; nil where nobody ever did.
    public var by: String?
    public var reason: String?
    public var at: Timestamp?

    public init(isOn: Bool = true, by: String? = nil, reason: String? = nil, at: Timestamp? = nil) {
        (self.isOn, self.by, self.reason, self.at) = (isOn, by, reason, at)
    }

    /// `{on, by, reason, at}`.
    public var json: JSONObject {
        ["on": .bool(isOn), "by": JSONValue(by), "reason": JSONValue(reason), "at": JSONValue(at?.iso)]
    }
}

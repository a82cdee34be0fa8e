public import Domain

/// Everything that came of a message: what its caller is told, and where to look further.
public struct HandledMessage: Sendable {
    public var decision: SupportDecision
    /// Every reason, the weightiest first; empty only with *send*.
    public var reasons: [DecisionReason]
    /// With *send* only: what the customer gets.
    public var response: AnswerForms?
    /// What a person may send after a look.
    public var draft: AnswerForms?
    /// What the customer gets at once while a person looks.
    public var acknowledgement: AnswerForms?
    public var classification: Classification
    /// Group of a red line.
    public var redLine: String?
    public var session: String
    public var message: String
    public var identity: Identity.Level
    public var outstanding: Outstanding?
    public var scores: AnswerScores
    public var violations: [Violation]
    public var tools: [ToolUse]
    public var proposals: [ProposalView]
    public var citations: [Citation]
    public var handoff: JSONObject?
    public var trace: String
    public var degraded: [String]
    public var timings: [(stage: String, milliseconds: Double)]

    /// The result of `support.handle`.
    ///
    /// - Parameter withTokens: false for what is kept: a confirmation token is computed anew for whoever repeats.
    public func json(withTokens: Bool = true) -> JSONObject {
        var json: JSONObject = [
            "decision": .string(decision.rawValue), "reasons": .array(reasons.map(\.json)),
        ]
        if let response { json["response"] = response.json }
        if let draft { json["draft"] = draft.json }
        if let acknowledgement { json["acknowledgement"] = acknowledgement.json }
        json["category"] = .string(classification.category)
        if let second = classification.secondaryCategory { json["secondary_category"] = .string(second) }
        json["confidence"] = JSONValue(classification.confidence)
        json["urgency"] = .string(classification.urgency.rawValue)
        json["sentiment"] = .string(classification.sentiment.rawValue)
        json["language"] = .string(classification.language)
        json["wants_human"] = .bool(classification.wantsHuman)
        json["escalation_signal"] = .bool(classification.escalationSignal)
        if let redLine { json["red_line"] = .string(redLine) }
        json["session"] = .string(session)
        json["message_id"] = .string(message)
        json["identity"] = .string(identity.rawValue)
        var exceptional: JSONObject = ["is_outstanding": .bool(outstanding != nil)]
        if let outstanding { exceptional["trigger"] = .string(outstanding.code) }
        exceptional["confidence"] = JSONValue(outstanding?.confidence ?? 1)
        json["outstanding"] = .object(exceptional)
        json["evaluation"] = scores.json
        json["tools"] = .array(tools.map(\.json))
        json["proposals"] = .array(proposals.map { .object($0.offered(withToken: withTokens)) })
        json["citations"] = .array(citations.map(\.json))
        if let handoff { json["handoff"] = .object(handoff) }
        json["trace"] = .string(trace)
        json["degraded"] = JSONValue(degraded)
        json["timings_ms"] = .object(JSONObject(timings.map { ($0.stage, JSONValue($0.milliseconds)) }))
        return json
    }
}

extension ProposalView {
    /// What the customer needs to confirm it: `{id, tool, arguments, form, summary, expires_at, token}`.
    func offered(withToken: Bool) -> JSONObject {
        [
            "id": .string(proposal.id.rawValue), "tool": .string(proposal.tool),
            "arguments": .object(proposal.arguments), "form": form ?? .null, "summary": .string(proposal.summary),
            "expires_at": .string(proposal.expiresAt.iso), "token": withToken ? JSONValue(token) : .null,
        ]
    }
}

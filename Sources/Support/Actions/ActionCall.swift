public import Domain

/// Who calls a tool or settles a proposal, in which conversation, and when.
public struct ActionContext: Sendable, Hashable {
    public var identity: Identity
    /// The conversation's session. A proposal makes one where it is nil; reading does without.
    public var session: String?
    /// Of a session that is made.
    public var channel: ContactChannel
    public var now: Timestamp

    public init(identity: Identity, session: String? = nil, channel: ContactChannel = .api, now: Timestamp) {
        (self.identity, self.session, self.channel, self.now) = (identity, session, channel, now)
    }
}

/// What a tool's call came to.
public enum ToolAnswer: Sendable {
    case result(JSONValue)
    case refused(Refusal)
}

/// What proposing came to.
public enum ProposeAnswer: Sendable {
    /// It waits for the customer's word. The token goes to the customer alone.
    case proposed(ProposalView)
    /// A tool without a form: done at once.
    case executed(JSONObject, session: String)
    case refused(Refusal)
}

/// What settling a proposal came to.
public enum SettleAnswer: Sendable {
    /// It stands so; of an executed one `proposal.result` says what was carried out, again for every repeat.
    case settled(Proposal)
    /// It means something else by now than what was shown: here is what it means today, to be confirmed anew.
    case replaced(Proposal, by: ProposalView)
    case refused(Refusal, Proposal?)
}

/// A proposal as its customer sees it.
public struct ProposalView: Sendable {
    public let proposal: Proposal
    /// Nil for eyes that are not the customer's.
    public let token: String?
    /// Nil for a settled one.
    public let form: JSONValue?
    public let effects: [String]
}

extension Proposal {
    /// Without token and form.
    public var json: JSONObject {
        [
            "id": .string(id.rawValue), "status": .string(status.rawValue), "tool": .string(tool),
            "subject": .string(subject), "arguments": .object(arguments), "summary": .string(summary),
            "consequence": .object(consequence), "session": .string(session), "customer": .string(customer.rawValue),
            "created_at": .string(createdAt.iso), "expires_at": .string(expiresAt.iso),
            "settled_at": JSONValue(settledAt?.iso), "result": result.map(JSONValue.object) ?? JSONValue.null,
            "superseded_by": JSONValue(supersededBy?.rawValue),
        ]
    }
}

extension ProposalView {
    public var json: JSONObject {
        var json = proposal.json
        json["effects"] = JSONValue(effects)
        json["form"] = form ?? .null
        json["token"] = JSONValue(token)
        return json
    }
}

extension Proposal {
    /// For eyes that are not the customer's: no token, no form.
    public var unsigned: ProposalView { ProposalView(proposal: self, token: nil, form: nil, effects: []) }
}

extension ToolAnswer {
    /// `{status: "refused", refusal}`, or the result as it is.
    public var json: JSONValue {
        switch self {
        case .result(let result): result
        case .refused(let refusal): ["status": "refused", "refusal": refusal.json]
        }
    }
}

extension ProposeAnswer {
    /// `{status, session?, proposal?, result?, refusal?}`.
    public var json: JSONValue {
        switch self {
        case .proposed(let view):
            [
                "status": .string(view.proposal.status.rawValue), "session": .string(view.proposal.session),
                "proposal": .object(view.json),
            ]
        case .executed(let result, let session):
            ["status": "executed", "session": .string(session), "result": .object(result)]
        case .refused(let refusal): ["status": "refused", "refusal": refusal.json]
        }
    }
}

extension SettleAnswer {
    /// `{status, proposal?, replacement?, refusal?}`.
    public var json: JSONValue {
        switch self {
        case .settled(let proposal):
            return ["status": .string(proposal.status.rawValue), "proposal": .object(proposal.json)]
        case .replaced(let proposal, let view):
            return [
                "status": .string(proposal.status.rawValue), "proposal": .object(proposal.json),
                "replacement": .object(view.json),
            ]
        case .refused(let refusal, let proposal):
            var json: JSONObject = ["status": "refused"]
            if let proposal { json["proposal"] = .object(proposal.json) }
            json["refusal"] = refusal.json
            return .object(json)
        }
    }
}

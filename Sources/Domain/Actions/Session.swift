/// Where a conversation takes place.
public enum ContactChannel: String, Sendable, Hashable, CaseIterable {
    case widget, email, whatsapp, facebook, telegram, api
}

/// A conversation as the store knows it.
public struct Session: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable { case active, resolved, escalated, closed }

    /// `cw_…` of a channel's conversation, else `sess_…`.
    public var id: String
    public var channel: ContactChannel
    /// Nil while nobody is verified.
    public var customer: CustomerNumber?
    public var level: Identity.Level
    public var verifiedBy: Identity.Verification?
    public var status: Status

    public init(
        id: String, channel: ContactChannel, customer: CustomerNumber? = nil, level: Identity.Level = .anonymous,
        verifiedBy: Identity.Verification? = nil, status: Status = .active
    ) {
        (self.id, self.channel, self.customer, self.level) = (id, channel, customer, level)
        (self.verifiedBy, self.status) = (verifiedBy, status)
    }
}

/// One call of a tool, as it is kept.
public struct ToolExecution: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable { case ok, refused, proposed, failed }

    public var session: String?
    public var customer: CustomerNumber?
    public var level: Identity.Level
    public var verifiedBy: Identity.Verification?
    public var tool: String
    public var arguments: JSONObject
    public var status: Status
    /// Of a refusal or an error.
    public var code: String?
    public var proposal: ProposalID?
    public var at: Timestamp
    public var duration: Duration

    public init(
        session: String?, customer: CustomerNumber?, level: Identity.Level, verifiedBy: Identity.Verification?,
        tool: String, arguments: JSONObject, status: Status, code: String? = nil, proposal: ProposalID? = nil,
        at: Timestamp, duration: Duration
    ) {
        (self.session, self.customer, self.level, self.verifiedBy) = (session, customer, level, verifiedBy)
        (self.tool, self.arguments, self.status, self.code) = (tool, arguments, status, code)
        (self.proposal, self.at, self.duration) = (proposal, at, duration)
    }
}

/// Which proposals a list shows.
public struct ProposalFilter: Sendable, Hashable {
    public var session: String?
    public var customer: CustomerNumber?
    public var statuses: Set<ProposalStatus>?
    /// Those made before this one.
    public var before: ProposalID?
    public var limit: Int

    public init(
        session: String? = nil, customer: CustomerNumber? = nil, statuses: Set<ProposalStatus>? = nil,
        before: ProposalID? = nil, limit: Int = 50
    ) {
        (self.session, self.customer, self.statuses) = (session, customer, statuses)
        (self.before, self.limit) = (before, limit)
    }
}

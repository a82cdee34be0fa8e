/// On whose word a change is made, for the audit.
public struct Actor: Sendable, Hashable {
    public var customer: CustomerNumber
    /// Nil where a person of the company acts for the customer.
    public var verifiedBy: Identity.Verification?
    /// `customer`, or the user id of a person of the company.
    public var name: String
    /// The session that it happened in, where there is one.
    public var session: String?

    public init(
        customer: CustomerNumber, verifiedBy: Identity.Verification?, name: String = "customer", session: String? = nil
    ) {
        (self.customer, self.verifiedBy, self.name, self.session) = (customer, verifiedBy, name, session)
    }
}

/// One line of a list of customers.
public struct CustomerSummary: Sendable, Hashable {
    public var number: CustomerNumber
    public var name: String
    public var email: String
    /// How many subscriptions the customer gets or pays for, by their status as it was last written.
    public var subscriptions: [SubscriptionStatus: Int]

    public init(
        number: CustomerNumber, name: String, email: String, subscriptions: [SubscriptionStatus: Int] = [:]
    ) {
        (self.number, self.name, self.email, self.subscriptions) = (number, name, email, subscriptions)
    }
}

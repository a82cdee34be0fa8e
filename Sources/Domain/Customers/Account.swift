/// A past contact with support.
public struct SupportContact: Sendable, Hashable {
    /// The company's number for it, unique.
    public var number: String
    public var openedAt: Timestamp
    public var closedAt: Timestamp?
    /// `email`, `widget` …
    public var channel: String
    public var category: String
    public var summary: String
    public var outcome: String?
    /// 1…5.
    public var csat: Int?

    public init(
        number: String, openedAt: Timestamp, closedAt: Timestamp? = nil, channel: String, category: String,
        summary: String, outcome: String? = nil, csat: Int? = nil
    ) {
        (self.number, self.openedAt, self.closedAt, self.channel) = (number, openedAt, closedAt, channel)
        (self.category, self.summary, self.outcome, self.csat) = (category, summary, outcome, csat)
    }
}

/// What a customer reported about something that arrived.
public struct DamageClaim: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case leaking, broken, missing, wrong, spoiled, packaging
    }

    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// Waits for photos that were asked for, or may be.
        case open
        /// Photos were asked for.
        case photosRequested = "photos_requested"
        case decided

        public var isOpen: Bool { self != .decided }
    }

    public var number: ClaimNumber
    public var order: OrderNumber
    /// `OrderItem.line`; nil for the whole box.
    public var item: Int?
    public var kind: Kind
    public var description: String
    public var status: Status
    public var createdAt: Timestamp
    public var photosRequestedAt: Timestamp?

    public init(
        number: ClaimNumber, order: OrderNumber, item: Int? = nil, kind: Kind, description: String, status: Status,
        createdAt: Timestamp, photosRequestedAt: Timestamp? = nil
    ) {
        (self.number, self.order, self.item, self.kind) = (number, order, item, kind)
        (self.description, self.status, self.createdAt) = (description, status, createdAt)
        self.photosRequestedAt = photosRequestedAt
    }
}

/// All that a company knows of one customer, as tools and rules read it: one consistent state.
///
/// `subscriptions` are those whose boxes the customer gets and those that the customer pays for; `orders` those of
/// these subscriptions and the customer's own; `payments` those that the customer made. Nil means that the system of
/// record does not hold such data, which is not the same as none.
public struct Account: Sendable, Hashable {
    public var customer: Customer
    /// Ascending by number.
    public var subscriptions: [Subscription]
    /// Ascending by day of the order, then number.
    public var orders: [Order]
    /// Ascending by time.
    public var payments: [Payment]?
    /// Ascending by time.
    public var contacts: [SupportContact]?
    /// Ascending by time.
    public var claims: [DamageClaim]

    public init(
        customer: Customer, subscriptions: [Subscription] = [], orders: [Order] = [], payments: [Payment]? = [],
        contacts: [SupportContact]? = [], claims: [DamageClaim] = []
    ) {
        (self.customer, self.subscriptions, self.orders) = (customer, subscriptions, orders)
        (self.payments, self.contacts, self.claims) = (payments, contacts, claims)
    }

    /// What the customer is to a subscription.
    public enum Role: String, Sendable, Hashable {
        /// Gets the boxes and pays for them.
        case owner
        /// Pays for somebody else's.
        case payer
        /// Gets what somebody else pays for: may ask where a parcel is, and nothing else.
        case recipient
    }

    public func role(in subscription: Subscription) -> Role {
        let pays = subscription.payer == customer.number
        return subscription.recipient == customer.number ? (pays ? .owner : .recipient) : .payer
    }
}

public enum OrderStatus: String, Sendable, Hashable, CaseIterable {
    case planned, paid, shipped, delivered, returned, cancelled
}

/// One box, or one purchase outside of a subscription.
public struct Order: Sendable, Hashable {
    public var number: OrderNumber
    /// Who gets it.
    public var customer: CustomerNumber
    /// Nil for a one-time purchase.
    public var subscription: SubscriptionNumber?
    /// Which box of the subscription, from 1.
    public var boxSequence: Int?
    public var boxName: String?
    public var sku: String?
    public var price: Money
    public var status: OrderStatus
    public var orderedOn: CalendarDay
    public var shippedOn: CalendarDay?
    public var invoice: String?
    public var promoCode: String?
    /// Nil where the system that holds the order does not know what is in it.
    public var items: [OrderItem]?
    public var shipment: Shipment?

    public init(
        number: OrderNumber, customer: CustomerNumber, subscription: SubscriptionNumber? = nil,
        boxSequence: Int? = nil, boxName: String? = nil, sku: String? = nil, price: Money, status: OrderStatus,
        orderedOn: CalendarDay, shippedOn: CalendarDay? = nil, invoice: String? = nil, promoCode: String? = nil,
        items: [OrderItem]? = nil, shipment: Shipment? = nil
    ) {
        (self.number, self.customer, self.subscription) = (number, customer, subscription)
        (self.boxSequence, self.boxName, self.sku) = (boxSequence, boxName, sku)
        (self.price, self.status, self.orderedOn, self.shippedOn) = (price, status, orderedOn, shippedOn)
        (self.invoice, self.promoCode, self.items, self.shipment) = (invoice, promoCode, items, shipment)
    }
}

public struct OrderItem: Sendable, Hashable {
    /// Its place in the box, from 1.
    public var line: Int
    public var product: String
    public var name: String
    public var maker: String?
    public var region: String?
    public var quantity: Int
    public var allergens: [String]
    public var containsAlcohol: Bool

    public init(
        line: Int, product: String, name: String, maker: String? = nil, region: String? = nil, quantity: Int = 1,
        allergens: [String] = [], containsAlcohol: Bool = false
    ) {
        (self.line, self.product, self.name, self.maker) = (line, product, name, maker)
        (self.region, self.quantity, self.allergens) = (region, quantity, allergens)
        self.containsAlcohol = containsAlcohol
    }
}

/// A parcel on its way.
public struct Shipment: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable {
        case preparing, dispatched
        case inTransit = "in_transit"
        case customs
        case outForDelivery = "out_for_delivery"
        case delivered
        case returned, lost
    }

    public struct Event: Sendable, Hashable {
        public var at: Timestamp
        public var status: Status
        /// A town or a country, never a street.
        public var place: String?
        public var note: String?

        public init(at: Timestamp, status: Status, place: String? = nil, note: String? = nil) {
            (self.at, self.status, self.place, self.note) = (at, status, place, note)
        }
    }

    public var trackingNumber: String
    public var carrier: String
    public var status: Status
    public var shippedOn: CalendarDay
    public var deliveredOn: CalendarDay?
    /// Ascending by time.
    public var events: [Event]

    public init(
        trackingNumber: String, carrier: String, status: Status, shippedOn: CalendarDay,
        deliveredOn: CalendarDay? = nil, events: [Event] = []
    ) {
        (self.trackingNumber, self.carrier, self.status) = (trackingNumber, carrier, status)
        (self.shippedOn, self.deliveredOn, self.events) = (shippedOn, deliveredOn, events)
    }
}

/// An attempt to charge, or money given back.
public struct Payment: Sendable, Hashable {
    public enum Status: String, Sendable, Hashable, CaseIterable { case paid, failed, refunded, disputed }

    /// The company's number for it, unique.
    public var number: String
    /// Who paid or should have.
    public var payer: CustomerNumber
    public var subscription: SubscriptionNumber?
    public var order: OrderNumber?
    public var amount: Money
    public var status: Status
    /// `Visa`; never a number.
    public var methodLabel: String
    public var attemptedAt: Timestamp
    public var failureCode: String?
    public var invoice: String?

    public init(
        number: String, payer: CustomerNumber, subscription: SubscriptionNumber? = nil, order: OrderNumber? = nil,
        amount: Money, status: Status, methodLabel: String, attemptedAt: Timestamp, failureCode: String? = nil,
        invoice: String? = nil
    ) {
        (self.number, self.payer, self.subscription, self.order) = (number, payer, subscription, order)
        (self.amount, self.status, self.methodLabel) = (amount, status, methodLabel)
        (self.attemptedAt, self.failureCode, self.invoice) = (attemptedAt, failureCode, invoice)
    }
}

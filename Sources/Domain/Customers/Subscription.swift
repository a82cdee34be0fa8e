/// How often a box comes.
public enum Frequency: String, Sendable, Hashable, CaseIterable {
    case monthly, bimonthly, quarterly, semiannual, annual

    /// Months from one charge to the next.
    public var months: Int {
        switch self {
        case .monthly: 1
        case .bimonthly: 2
        case .quarterly: 3
        case .semiannual: 6
        case .annual: 12
        }
    }
}

public enum SubscriptionStatus: String, Sendable, Hashable, CaseIterable { case active, paused, cancelled }

/// What a company sells by subscription, from one day to another. The price a customer pays stands in the subscription.
public struct Plan: Sendable, Hashable {
    /// `full`, `light`, `membership`, `vip` …
    public var code: String
    public var name: String
    public var price: Money
    public var validFrom: CalendarDay
    /// The first day on which it is not sold any more.
    public var validTo: CalendarDay?

    public init(code: String, name: String, price: Money, validFrom: CalendarDay, validTo: CalendarDay? = nil) {
        (self.code, self.name, self.price) = (code, name, price)
        (self.validFrom, self.validTo) = (validFrom, validTo)
    }
}

public struct Subscription: Sendable, Hashable {
    /// What is kept of a card or account: never a number, never an identifier.
    public struct PaymentMethod: Sendable, Hashable {
        /// `Visa`, `PayPal`.
        public var label: String
        public var expires: CalendarMonth?

        public init(label: String, expires: CalendarMonth? = nil) { (self.label, self.expires) = (label, expires) }
    }

    /// The charges from the first to the second day are left out; the second is the first one made again.
    public struct Pause: Sendable, Hashable {
        public var startsOn: CalendarDay
        public var endsOn: CalendarDay

        public init(startsOn: CalendarDay, endsOn: CalendarDay) { (self.startsOn, self.endsOn) = (startsOn, endsOn) }
    }

    public var number: SubscriptionNumber
    /// Who gets the boxes.
    public var recipient: CustomerNumber
    /// Who pays; the recipient, if nobody gave it as a gift.
    public var payer: CustomerNumber
    public var plan: String
    public var planName: String
    public var status: SubscriptionStatus
    public var frequency: Frequency
    /// What a box costs this customer.
    public var price: Money
    public var firstPrice: Money?
    public var startedOn: CalendarDay
    /// The day of the month that charges are made on, 1…31; in a shorter month its last.
    public var billingDay: Int
    /// The next planned charge as it was last written; nil for a cancelled one.
    public var nextChargeOn: CalendarDay?
    /// The day that the box of the next charge leaves; nil where it is not planned yet.
    public var nextDispatchOn: CalendarDay?
    /// Of the running or coming pause, or of the last one.
    public var pause: Pause?
    public var cancelledOn: CalendarDay?
    public var paymentMethod: PaymentMethod?
    /// Where boxes go; nil for the recipient's own address.
    public var address: PostalAddress?
    /// Months whose box is left out, past ones too, ascending.
    public var skippedMonths: [CalendarMonth]
    /// Counts the boxes, from 1.
    public var nextBox: Int
    /// Grows with every change; a proposal holds the one that it was made for.
    public var version: Int

    public init(
        number: SubscriptionNumber, recipient: CustomerNumber, payer: CustomerNumber? = nil, plan: String,
        planName: String, status: SubscriptionStatus = .active, frequency: Frequency, price: Money,
        firstPrice: Money? = nil, startedOn: CalendarDay, billingDay: Int, nextChargeOn: CalendarDay?,
        nextDispatchOn: CalendarDay? = nil, pause: Pause? = nil, cancelledOn: CalendarDay? = nil,
        paymentMethod: PaymentMethod? = nil, address: PostalAddress? = nil, skippedMonths: [CalendarMonth] = [],
        nextBox: Int = 1, version: Int = 1
    ) {
        (self.number, self.recipient, self.payer) = (number, recipient, payer ?? recipient)
        (self.plan, self.planName, self.status, self.frequency) = (plan, planName, status, frequency)
        (self.price, self.firstPrice, self.startedOn) = (price, firstPrice, startedOn)
        (self.billingDay, self.nextChargeOn, self.nextDispatchOn) = (billingDay, nextChargeOn, nextDispatchOn)
        (self.pause, self.cancelledOn, self.paymentMethod) = (pause, cancelledOn, paymentMethod)
        (self.address, self.skippedMonths, self.nextBox, self.version) = (address, skippedMonths, nextBox, version)
    }

    /// The status on a day: a pause that is over has ended by itself.
    public func status(on day: CalendarDay) -> SubscriptionStatus {
        guard status == .paused, let pause, pause.endsOn <= day else { return status }
        return .active
    }
}

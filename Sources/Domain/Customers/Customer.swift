/// The number that a company knows a customer by: `C-10432`. It is no secret and no address, so logs may hold it.
public struct CustomerNumber: Sendable, Hashable, Comparable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { rawValue }
}

/// `S-20417`.
public struct SubscriptionNumber: Sendable, Hashable, Comparable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { rawValue }
}

/// `TB-30018`.
public struct OrderNumber: Sendable, Hashable, Comparable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { rawValue }
}

/// `CLM-1A2B3C4D`.
public struct ClaimNumber: Sendable, Hashable, Comparable, RawRepresentable, CustomStringConvertible {
    public let rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    public var description: String { rawValue }
}

/// A person with an account.
public struct Customer: Sendable, Hashable {
    public var number: CustomerNumber
    /// Lower-case; one account an address.
    public var email: String
    public var name: String
    public var phone: String?
    public var address: PostalAddress?
    /// A BCP 47 language tag, `en`, `he-IL`.
    public var locale: String?
    /// An IANA name, `America/New_York`.
    public var timezone: String?
    public var joinedOn: CalendarDay?
    /// False where the customer does not want automatic answers.
    public var aiEnabled: Bool
    public var preferences: Preferences

    public init(
        number: CustomerNumber, email: String, name: String, phone: String? = nil, address: PostalAddress? = nil,
        locale: String? = nil, timezone: String? = nil, joinedOn: CalendarDay? = nil, aiEnabled: Bool = true,
        preferences: Preferences = Preferences()
    ) {
        (self.number, self.email, self.name, self.phone) = (number, email, name, phone)
        (self.address, self.locale, self.timezone) = (address, locale, timezone)
        (self.joinedOn, self.aiEnabled, self.preferences) = (joinedOn, aiEnabled, preferences)
    }
}

/// What a customer wants in boxes.
public struct Preferences: Sendable, Hashable {
    public enum Flag: String, Sendable, Hashable, CaseIterable {
        case noAlcohol = "no_alcohol"
        case noHoney = "no_honey"
        case noCosmetics = "no_cosmetics"
    }

    public var flags: Set<Flag>
    /// Free text, for people: nothing automatic may rest on it.
    public var allergyNote: String?

    public init(flags: Set<Flag> = [], allergyNote: String? = nil) {
        (self.flags, self.allergyNote) = (flags, allergyNote)
    }
}

public struct PostalAddress: Sendable, Hashable {
    /// Whose name is on the parcel, where it is not the customer's.
    public var recipient: String?
    public var street: String
    public var line2: String?
    public var city: String
    public var state: String?
    public var postcode: String?
    /// Two capital letters of ISO 3166-1.
    public var country: String

    public init(
        recipient: String? = nil, street: String, line2: String? = nil, city: String, state: String? = nil,
        postcode: String? = nil, country: String
    ) {
        (self.recipient, self.street, self.line2, self.city) = (recipient, street, line2, city)
        (self.state, self.postcode, self.country) = (state, postcode, country)
    }
}

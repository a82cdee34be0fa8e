/// An amount in a currency's smallest unit.
public struct Money: Sendable, Hashable, CustomStringConvertible {
    /// Cents, agorot and so on.
    public let minorUnits: Int64
    /// Three capital letters of ISO 4217. Every currency here has two decimal places.
    public let currency: String

    /// Nil where the currency is not three capital letters.
    public init?(minorUnits: Int64, currency: String) {
        guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else { return nil }
        (self.minorUnits, self.currency) = (minorUnits, currency)
    }

    /// `99.00`.
    public var amount: String {
        let cents = minorUnits.magnitude
        let fraction = String(cents % 100)
        return "\(minorUnits < 0 ? "-" : "")\(cents / 100).\(fraction.count < 2 ? "0" : "")\(fraction)"
    }

    /// `99.00 USD`.
    public var description: String { "\(amount) \(currency)" }
}

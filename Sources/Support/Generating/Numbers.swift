import Domain

/// Hands out the numbers of generated records, each once. They count through all customers in their order, so those of
/// the first customers do not depend on how many follow.
struct Numbers: Sendable {
    private var orders = 30_000
    private var payments = 500_000
    private var parcels = 0
    private var contacts = 70_000
    private var claims: UInt32 = 0
    private var subscriptions = 20_000

    mutating func order() -> OrderNumber {
        orders += 1
        return OrderNumber(rawValue: "TB-\(orders)")
    }

    mutating func subscription() -> SubscriptionNumber {
        subscriptions += 1
        return SubscriptionNumber(rawValue: "S-\(subscriptions)")
    }

    /// The number of a payment and of its invoice.
    mutating func payment(on day: CalendarDay) -> (number: String, invoice: String) {
        payments += 1
        return ("P-\(payments)", "INV-\(day.year)-\(payments)")
    }

    mutating func contact() -> String {
        contacts += 1
        return "T-\(contacts)"
    }

    /// Eight hexadecimal digits that do not count up. An odd factor maps 32 bits onto themselves, so none comes twice.
    mutating func claim() -> ClaimNumber {
        claims += 1
        let digits = String(claims &* 0x9E37_79B1, radix: 16, uppercase: true)
        return ClaimNumber(rawValue: "CLM-\(String(repeating: "0", count: 8 - digits.count))\(digits)")
    }

    /// Like a postal number, with the check digit of S10. The factor has no divisor in common with a hundred million,
    /// so none comes twice before that many.
    mutating func tracking() -> String {
        parcels += 1
        let serial = (parcels * 7_919_321 + 20_260_000) % 100_000_000
        let text = String(serial)
        let digits = String(repeating: "0", count: 8 - text.count) + text
        let sum = zip(digits.utf8, [8, 6, 4, 2, 3, 5, 9, 7]).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
        let check = 11 - sum % 11
        return "TX\(digits)\(check == 10 ? 0 : check == 11 ? 5 : check)IL"
    }
}

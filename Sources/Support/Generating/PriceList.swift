import Domain

/// What generated subscriptions cost: the company's plans, in the customer's currency.
struct PriceList: Sendable {
    /// For each code its rows, ascending by the day that they hold from, and the first of them.
    private let plans: [String: (first: Plan, rows: [Plan])]
    private let fallback: Plan

    /// Plans that a generated customer may have.
    static let codes = ["full", "light", "membership", "vip"]

    /// Throws `invalid_input` where one of them is missing.
    init(_ plans: [Plan]) throws {
        var listed: [String: (first: Plan, rows: [Plan])] = [:]
        for plan in plans.sorted(by: { $0.validFrom < $1.validFrom }) {
            listed[plan.code, default: (plan, [])].rows.append(plan)
        }
        let missing = PriceList.codes.filter { listed[$0] == nil }
        guard missing.isEmpty, let fallback = plans.first else {
            throw AlmanacError(
                .invalidInput, "the company's plans have no \(missing.joined(separator: ", "))",
                hint: "generated customers need the plans \(PriceList.codes.joined(separator: ", ")) in plans.yml")
        }
        self.plans = listed
        self.fallback = fallback
    }

    /// The plan as it was sold on a day; the earliest there was for a day before all of them.
    func plan(_ code: String, on day: CalendarDay) -> Plan {
        guard let listed = plans[code] else { return fallback }
        return listed.rows.last { $0.validFrom <= day } ?? listed.first
    }

    /// A price in another currency, in whole units, as shops write them.
    static func converted(_ price: Money, to currency: String) -> Money {
        let hundredths: Int64
        switch currency {
        case "EUR": hundredths = 93
        case "ILS": hundredths = 360
        default: return price
        }
        return Money(minorUnits: price.minorUnits * hundredths / 10_000 * 100, currency: currency) ?? price
    }

    static func share(_ price: Money, _ numerator: Int64, of denominator: Int64) -> Money {
        Money(minorUnits: price.minorUnits * numerator / denominator, currency: price.currency) ?? price
    }
}

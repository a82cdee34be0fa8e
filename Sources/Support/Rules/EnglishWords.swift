import Domain

extension CalendarMonth {
    /// `March 2026`.
    var words: String { "\(CalendarMonth.names[month - 1]) \(year)" }

    fileprivate static let names = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
}

extension CalendarDay {
    /// `2 March 2026`.
    var words: String { "\(day) \(calendarMonth.words)" }
}

extension Frequency {
    /// `every two months`.
    var words: String {
        switch self {
        case .monthly: "every month"
        case .bimonthly: "every two months"
        case .quarterly: "every three months"
        case .semiannual: "every six months"
        case .annual: "once a year"
        }
    }
}

/// English for sentences of the rules.
enum EnglishWords {
    /// `one month`, `3 months`.
    static func count(_ number: Int, _ singular: String, _ plural: String) -> String {
        number == 1 ? "one \(singular)" : "\(number) \(plural)"
    }

    /// `street, city and country`.
    static func list(_ words: [String], _ last: String = "and") -> String {
        guard let end = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(last) \(end)"
    }
}

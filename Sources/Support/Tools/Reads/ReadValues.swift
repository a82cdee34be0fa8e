import Domain

/// Values as every reading tool writes them.
enum ReadValues {
    static func money(_ money: Money) -> JSONValue {
        ["amount": .string(money.amount), "currency": .string(money.currency)]
    }

    static func day(_ day: CalendarDay?) -> JSONValue { JSONValue(day?.iso) }

    /// The words of an `include` argument, a list or one word; the default where there is none.
    static func include(_ arguments: JSONObject, default words: [String]) -> Set<String> {
        switch arguments["include"] {
        case .string(let word): [word]
        case .array(let values): Set(values.compactMap(\.string))
        default: Set(words)
        }
    }

    static func preferences(_ preferences: Preferences) -> JSONValue {
        var object = JSONObject(
            Preferences.Flag.allCases.map { ($0.rawValue, .bool(preferences.flags.contains($0))) })
        // The note itself is for people: nothing automatic may rest on it.
        object["has_allergy_note"] = .bool(preferences.allergyNote?.isEmpty == false)
        return .object(object)
    }

    /// Why a part is missing that was asked for.
    static func notAvailable(_ why: String) -> JSONValue { ["not_available": .string(why)] }
}

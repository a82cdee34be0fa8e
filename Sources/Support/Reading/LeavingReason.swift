/// Why somebody wishes to leave, as offers are chosen by it.
public enum LeavingReason: String, Sendable, Hashable, CaseIterable {
    case financial
    case tooMuch = "too_much"
    /// Away, moving, or ill at home.
    case travel
    case dissatisfaction
    /// None is given, or one of another kind.
    case other

    private static let words: [(reason: LeavingReason, phrases: Phrases)] = [
        (
            .financial,
            Phrases(
                "money", "expensive", "afford", "affordable", "budget", "financ*", "cost|costs too",
                "price* went|increase*|rise*|too", "too pricey", "pricey",
                "lost my|his|her job", "laid off", "unemploy*", "retire*", "fixed income", "cheaper", "bills",
                "inflation",
                "cut|cutting ~ costs|expenses|spending|back", "expenses", "save money", "too costly",
                "costs|cost too much", "יקר", "כסף", "дорого",
                "деньг*", "финанс*", "teuer", "geld", "caro", "dinero")
        ),
        (
            .tooMuch,
            Phrases(
                "too many", "too much", "piling up", "pile* up", "no room|space", "more than ~ use|need|eat",
                "cant use|keep up|finish|eat", "enough things|stuff|items|already",
                "dont need more|so", "clutter", "shelves|cupboard|cupboards|pantry full|overflowing",
                "cupboards ~ full", "pantry ~ full", "so much stuff", "downsizing", "havent opened|used", "unopened",
                "stuff",
                "слишком много", "יותר מדי", "zu viel", "zu viele", "demasiado")
        ),
        (
            .travel,
            Phrases(
                "travel*", "trip", "abroad", "moving", "relocat*", "away", "holiday", "holidays", "vacation",
                "hospital",
                "surgery", "overseas", "not ~ home", "be gone", "уезжа*", "переезжа*", "путешеств*", "נוסעים", "נוסעת",
                "נוסע", "verreis*", "umziehen", "viaje")
        ),
        (
            .dissatisfaction,
            Phrases(
                "disappoint*", "poor quality", "bad quality", "quality", "unhappy", "not|isnt happy",
                "dont|didnt|not like|enjoy", "boring", "repetitive",
                "same things|items|stuff", "not worth", "dissatisf*", "not satisfied", "not impressed", "let down",
                "cheap stuff|items|products", "not what i expected",
                "terrible", "awful", "never liked", "разочаров*", "качеств*", "enttäusch*", "decepcion*", "מאוכזב*",
                "איכות")
        ),
    ]

    /// The reason that most is said of; of two the one that comes first in the text.
    static func read(_ stream: WordStream) -> LeavingReason {
        var found: [(reason: LeavingReason, count: Int, first: Int)] = []
        for (reason, phrases) in words {
            let places = phrases.places(in: stream)
                .filter { reason == .dissatisfaction || !Negation.denies(stream, at: $0.lowerBound, reach: 3) }
            if let first = places.first { found.append((reason, places.count, first.lowerBound)) }
        }
        // `too much money` and `costs too much` speak of money.
        if found.contains(where: { $0.reason == .financial }) {
            found.removeAll { $0.reason == .tooMuch && $0.count == 1 }
        }
        return found.min { ($1.count, $0.first) < ($0.count, $1.first) }?.reason ?? .other
    }

    private static let how = Phrases(
        "how ~ cancel|unsubscribe|stop|end|terminate|quit", "where ~ cancel|unsubscribe",
        "cancel|cancellation page|link|button|form|process",
        "way to cancel|unsubscribe", "steps to cancel", "cant|cannot|unable|couldnt ~ cancel", "link to cancel",
        "как ~ отменить|отписаться", "איך ~ לבטל|מבטלים",
        "wie ~ kündigen|kündige", "cómo ~ cancelar|cancelo")

    static func asksHow(_ stream: WordStream) -> Bool { how.isIn(stream) }
}

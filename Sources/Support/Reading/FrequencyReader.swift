import Domain

/// The rhythm that a message wishes for, told from the one that it complains about or only mentions.
enum FrequencyReader {
    private struct Mention {
        let range: Range<Int>
        /// Of `every two or three months` both; empty for a rhythm that no subscription has.
        let months: [Int]
        var isAdjective = false
    }

    private enum Role: Int { case denied, present, mentioned, wished, aimedAt }

    /// The longest text that is a bare answer, in words.
    private static let answerLength = 8

    struct Result {
        let frequency: Reading<Frequency>
        /// Where a rhythm is wished for; nil where one is only mentioned.
        let wish: Int?
    }

    static func read(_ stream: WordStream, isAnswer: Bool = false) -> Result {
        var roles: [(mention: Mention, role: Role)] = []
        for mention in mentions(stream) {
            var role = role(of: mention, stream)
            // `to two-monthly or quarterly`: the second is aimed at as the first.
            if let last = roles.last, role.rawValue >= Role.mentioned.rawValue, last.role == .aimedAt,
                mention.range.lowerBound == last.mention.range.upperBound + 1,
                ["or", "oder", "o", "или", "או"].contains(stream.word(last.mention.range.upperBound))
            {
                role = .aimedAt
            }
            roles.append((mention, role))
        }
        let best = roles.map(\.role).max { $0.rawValue < $1.rawValue } ?? .mentioned
        let isShort = stream.count <= answerLength || isAnswer
        guard best.rawValue >= Role.wished.rawValue || best == .mentioned && isShort else {
            return Result(frequency: .absent, wish: nil)
        }
        let chosen = roles.filter { $0.role == best }
        let values = chosen.flatMap(\.mention.months)
        // A rhythm that nobody can have beside one that they can: what is meant is open.
        guard chosen.allSatisfy({ !$0.mention.months.isEmpty }) else { return Result(frequency: .absent, wish: nil) }
        let frequencies = values.compactMap { months in Frequency.allCases.first { $0.months == months } }
        return Result(
            frequency: frequencies.count == values.count ? Reading(frequencies) : .absent,
            wish: chosen.first?.mention.range.lowerBound)
    }

    // MARK: Mentions

    private static let every: Set<String> = [
        "every", "each", "alle", "jeden", "jede", "jedes", "cada", "каждые", "каждый", "каждую", "כל",
    ]
    private static let often: [String: Int] = ["once": 1, "twice": 2, "thrice": 3, "einmal": 1, "zweimal": 2]
    private static let per: Set<String> = ["a", "per", "every", "each", "in", "an", "pro", "im", "al", "por", "в", "ב"]
    private static let adjectives: [String: Int] = [
        "monthly": 1, "bimonthly": 2, "quarterly": 3, "semiannual": 6, "semiannually": 6, "biannually": 6,
        "annual": 12, "annually": 12, "yearly": 12, "monatlich": 1, "zweimonatlich": 2, "vierteljährlich": 3,
        "quartalsweise": 3, "halbjährlich": 6, "jährlich": 12, "mensual": 1, "mensualmente": 1, "bimestral": 2,
        "trimestral": 3, "semestral": 6, "anual": 12, "anualmente": 12, "ежемесячно": 1, "ежеквартально": 3,
        "ежегодно": 12, "רבעוני": 3, "חודשי": 1,
    ]
    private static let prefixed: [String: [String: Int]] = [
        "bi": ["monthly": 2], "two": ["monthly": 2], "2": ["monthly": 2], "three": ["monthly": 3],
        "3": ["monthly": 3], "semi": ["annual": 6, "annually": 6], "half": ["yearly": 6], "דו": ["חודשי": 2],
        "six": ["monthly": 6],
    ]
    private static let boxes: Set<String> = ["box", "boxes", "delivery", "one", "shipment", "parcel"]

    private static func mentions(_ stream: WordStream) -> [Mention] {
        var found: [Mention] = []
        var place = 0
        while place < stream.count {
            if let mention = mention(stream, place) {
                found.append(mention)
                place = max(mention.range.upperBound, place + 1)
            } else {
                place += 1
            }
        }
        return found
    }

    private static func mention(_ stream: WordStream, _ place: Int) -> Mention? {
        let word = stream.word(place)
        if stream.continues(place + 1), let months = prefixed[word]?[stream.word(place + 1)] {
            return Mention(range: place..<place + 2, months: [months], isAdjective: true)
        }
        for form in HebrewWord.forms(word) {
            if let months = adjectives[form] {
                return Mention(range: place..<place + 1, months: [months], isAdjective: true)
            }
        }
        if every.contains(word) { return interval(stream, place, from: place + 1, bare: word != "כל") }
        if word == "раз" || word == "once" || word == "vez",
            ["в", "every", "in", "cada", "each"].contains(stream.word(place + 1))
        {
            return interval(stream, place, from: place + 2, bare: false)
        }
        if word == "פעם", stream.continues(place + 1) { return interval(stream, place, from: place + 1, bare: false) }
        return times(stream, place)
    }

    /// `every [single] [two [or three]] months`, `every other month`, and `every two` at the end of a clause.
    private static func interval(_ stream: WordStream, _ start: Int, from: Int, bare: Bool) -> Mention? {
        var place = from
        if ["single", "full", "of"].contains(stream.word(place)) { place += 1 }
        guard stream.continues(place) else { return nil }
        if let span = CalendarWords.span(stream.word(place)) {
            return Mention(range: start..<place + 1, months: months([span.count], span.unit))
        }
        var counts: [Int] = []
        if let ordinal = CalendarWords.ordinals[stream.word(place)] {
            counts = [ordinal]
            place += 1
        } else if let number = CalendarWords.number(stream, place) {
            counts = [number]
            place += 1
            if let (second, end) = alternative(stream, place) {
                counts.append(second)
                place = end
            }
        }
        if stream.continues(place), let unit = CalendarWords.unit(stream.word(place)) {
            return Mention(range: start..<place + 1, months: months(counts.isEmpty ? [1] : counts, unit))
        }
        guard bare, !counts.isEmpty, !stream.continues(place) || endsEllipsis.contains(stream.word(place)) else {
            return nil
        }
        return Mention(range: start..<place, months: counts)
    }

    private static let endsEllipsis: Set<String> = [
        "instead", "please", "perhaps", "maybe", "rather", "now", "or", "and", "if", "would", "then",
    ]

    /// `or three`, `-3`, `to three`.
    static func alternative(_ stream: WordStream, _ place: Int) -> (Int, Int)? {
        guard stream.words.indices.contains(place) else { return nil }
        if stream.words[place].glue == "-" || stream.words[place].glue == "/",
            let second = CalendarWords.number(stream, place)
        {
            return (second, place + 1)
        }
        guard ["or", "to", "oder", "bis", "o", "a", "или", "או"].contains(stream.word(place)),
            stream.continues(place), stream.continues(place + 1),
            let second = CalendarWords.number(stream, place + 1)
        else { return nil }
        return (second, place + 2)
    }

    /// `six times a year`, `twice a year`, `a box a quarter`.
    private static func times(_ stream: WordStream, _ start: Int) -> Mention? {
        var place = start
        var count: Int?
        if let often = often[stream.word(place)] {
            count = often
            place += 1
        } else if boxes.contains(stream.word(place)),
            place == 0 || ["a", "one", "only", "1"].contains(stream.word(place - 1))
        {
            count = 1
            place += 1
        } else if let number = CalendarWords.number(stream, place),
            ["times", "x", "mal", "veces", "раза", "раз", "פעמים", "boxes"].contains(stream.word(place + 1))
        {
            count = number
            place += 2
        }
        guard let count, per.contains(stream.word(place)), stream.continues(place), stream.continues(place + 1),
            let unit = CalendarWords.unit(stream.word(place + 1))
        else { return nil }
        guard let span = CalendarWords.months(1, unit), unit != .week, unit != .day, count > 0, span % count == 0 else {
            return Mention(range: start..<place + 2, months: [])
        }
        return Mention(range: start..<place + 2, months: [span / count])
    }

    /// Exact months only: two weeks are no rhythm of a month.
    private static func months(_ counts: [Int], _ unit: CalendarWords.Unit) -> [Int] {
        guard unit != .week, unit != .day || counts.allSatisfy({ [30, 60, 90].contains($0) }) else { return [] }
        let months = counts.compactMap { CalendarWords.months($0, unit) }
        return months.count == counts.count ? months : []
    }

    // MARK: Roles

    private static let wishing: Set<String> = [
        "want", "like", "prefer", "could", "can", "would", "make", "please", "switch", "change", "move", "set",
        "rather", "instead", "let", "lets", "go", "wish", "better", "may", "possible", "put", "id", "love", "switching",
        "changing", "moving", "need", "interested", "but", "bitte", "möchte", "kann", "können", "lieber", "sondern",
        "puede", "puedo", "quiero", "quisiera", "prefiero", "favor", "можно", "хочу", "хотела", "хотел", "пожалуйста",
        "лучше", "אפשר", "רוצה", "מעדיף", "מעדיפה", "בבקשה", "only", "how", "about",
    ]
    private static let presenting: Set<String> = [
        "get", "receive", "have", "getting", "receiving", "currently", "am", "was", "used", "charge", "charged",
        "charging", "comes", "come", "been", "pay", "paying", "got", "now", "send", "bekomme", "recibo", "получаю",
    ]
    private static let nouns: Set<String> = [
        "box", "boxes", "subscription", "plan", "charge", "charges", "fee", "payment", "payments", "price", "magazine",
        "bill", "subscriber", "membership", "delivery", "deliveries", "rate", "cost", "budget", "shipment", "shipments",
        "treat", "surprise", "package", "suscripción", "caja",
    ]
    private static let praise: Set<String> = [
        "plenty", "enough", "fine", "better", "good", "perfect", "ok", "okay", "suit", "suits", "great", "ideal", "all",
        "works", "work", "nice", "best", "instead", "please", "reicht", "genug", "besser",
    ]
    private static let toward: Set<String> = ["to", "auf", "zu", "на", "ל"]

    private static func role(of mention: Mention, _ stream: WordStream) -> Role {
        let before = stream.before(mention.range.lowerBound, most: 10)
        let after = stream.after(mention.range.upperBound, most: 6)
        if isDenied(before) || isTooMuch(after) { return .denied }
        let near = before.drop { ["a", "the", "an", "my", "box", "every", "just", "only"].contains($0) }
        let aims = near.first.map { toward.contains($0) } ?? false
        if mention.isAdjective, let noun = after.first, nouns.contains(noun), !aims {
            let wished = ["want", "like", "prefer", "switch", "change", "on", "onto", "have"]
            let article = before.first.map { ["a", "the"].contains($0) } ?? false
            return article && before.dropFirst().prefix(2).contains { wished.contains($0) } ? .wished : .present
        }
        if aims { return .aimedAt }
        let praised = after.contains { praise.contains($0) } && !after.contains { ["not", "isnt", "no"].contains($0) }
        if praised, !after.isEmpty { return .wished }
        for word in before {
            if wishing.contains(word) { return .wished }
        }
        return before.contains { presenting.contains($0) } ? .present : .mentioned
    }

    private static func isDenied(_ before: [String]) -> Bool {
        let near = before.prefix(4).filter { !["a", "the", "my", "for", "just"].contains($0) }
        guard let first = near.first else { return false }
        if ["not", "from", "nicht", "statt", "anstatt", "von", "не", "вместо", "לא", "במקום", "dont", "isnt"].contains(
            first)
        {
            return true
        }
        guard near.count > 1 else { return false }
        return first == "of" && near[1] == "instead" || first == "than" && near[1] == "rather"
            || first == "de" && ["vez", "lugar"].contains(near[1]) || first == "want" && near[1] == "dont"
            || first == "than" && ["more", "less", "often"].contains(near[1])
    }

    private static func isTooMuch(_ after: [String]) -> Bool {
        let start = after.prefix(4)
        return start.contains { ["too", "overwhelming", "zu", "слишком", "demasiado", "excessive"].contains($0) }
            || start.contains("lot") || start.contains("more") && after.contains("than")
            || ["doesnt", "isnt", "dont"].contains(start.first ?? "") || start.dropFirst().first == "not"
    }
}

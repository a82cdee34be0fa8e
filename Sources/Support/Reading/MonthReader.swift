import Domain

/// The month whose box should be left out.
enum MonthReader {
    static let wishes = Phrases(
        "skip", "skipping", "leave ~ out", "leaving ~ out", "omit", "sit out", "pass on the|my|this|next",
        "dont send|ship|deliver", "not send|ship|deliver|sending|get|receive",
        "no box|boxes|shipment|delivery in|for|this|next",
        "dont need|want ~ box|boxes|one|shipment|delivery in|for|this|next", "dont need|want the|this|next|my",
        "without the|my|a ~ box", "לדלג", "דלגו", "דילוג", "пропустить", "пропустите", "пропуск", "auslassen",
        "überspringen",
        "lassen ~ aus", "lasst ~ aus", "saltar", "omitir", "saltarme", "salten", "omitan")
    private static let nextBox = Phrases(
        "next|upcoming|coming|following box|shipment|delivery|parcel|package|one|order", "nächste|nächsten box",
        "следующую|следующая коробку|коробка|посылку", "קופסה הבאה", "próxima caja", "box that is coming|next",
        "next surprise|subscription|monthly|scheduled|planned box|shipment|delivery")

    struct Mention {
        let range: Range<Int>
        let month: CalendarMonth
        var day: Int?
    }

    struct Result {
        let month: Reading<CalendarMonth>
        let wantsNextBox: Bool
        let wish: Int?
    }

    static func read(_ stream: WordStream, today: CalendarDay, isAnswer: Bool = false) -> Result {
        let wish = wish(stream)
        let mentions = mentions(stream, today: today)
        let kept = mentions.filter { !isKept($0, stream, isAnswer: isAnswer) }
        let month: Reading<CalendarMonth>
        if let wish {
            let direct = direct(kept, of: wish, stream)
            month = Reading((direct.isEmpty ? kept.filter { !isPast($0, stream) } : direct).map(\.month))
        } else {
            month = isAnswer || stream.count <= 5 ? Reading(kept.map(\.month)) : .absent
        }
        let named = nextBox.isIn(stream) && (wish != nil || isAnswer)
        return Result(
            month: month, wantsNextBox: named && month.isAbsent, wish: wish.map { $0.lowerBound })
    }

    private static func wish(_ stream: WordStream) -> Range<Int>? {
        let places = wishes.places(in: stream).filter { place in
            let isNegativeItself = ["dont", "not", "no", "without"].contains(stream.word(place.lowerBound))
            return (isNegativeItself || !Negation.denies(stream, at: place.lowerBound))
                && !Negation.supposes(stream, at: place.lowerBound)
        }
        // What is only not sent is meant for a month; a plain `do not send` may end everything.
        return places.first { place in
            let word = stream.word(place.lowerBound)
            guard ["dont", "not", "no", "without"].contains(word) else { return true }
            let sentence = stream.words[place.lowerBound].sentence
            return stream.words.indices.contains { index in
                stream.words[index].sentence == sentence
                    && (mention(stream, index, today: anyDay, isFuture: false) != nil
                        || nextBox.end(in: stream, at: index) != nil)
            }
        }
    }

    private static let anyDay = CalendarDay(Timestamp(milliseconds: 0), in: .gmt)

    // MARK: Mentions

    static func mentions(_ stream: WordStream, today: CalendarDay) -> [Mention] {
        var found: [Mention] = []
        var place = 0
        while place < stream.count {
            let mention = mention(stream, place, today: today, isFuture: false)
            if let mention { found.append(mention) }
            place = max(place + 1, mention?.range.upperBound ?? 0)
        }
        return found
    }

    private static let relative: [String: Int] = ["this": 0, "current": 0, "next": 1, "coming": 1, "following": 1]
    private static let sayings: [(words: [String], offset: Int)] = [
        (["month", "after", "next"], 2), (["diesen", "monat"], 0), (["dieser", "monat"], 0),
        (["nächsten", "monat"], 1),
        (["nächster", "monat"], 1), (["este", "mes"], 0), (["próximo", "mes"], 1), (["этот", "месяц"], 0),
        (["этом", "месяце"], 0), (["следующий", "месяц"], 1), (["следующем", "месяце"], 1), (["חודש", "הבא"], 1),
        (["חודש", "הזה"], 0),
    ]

    /// The month that is named at a place. A month without a year is the first that is not over.
    ///
    /// - Parameter isFuture: whether the present month too means the one of next year.
    static func mention(
        _ stream: WordStream, _ place: Int, today: CalendarDay, isFuture: Bool
    ) -> Mention? {
        if let written = written(stream, place) { return written }
        let now = today.calendarMonth
        for saying in sayings {
            let end = place + saying.words.count
            if end <= stream.count, HebrewWord.forms(stream.word(place)).contains(saying.words[0]),
                (1..<saying.words.count).allSatisfy({ stream.word(place + $0) == saying.words[$0] })
            {
                return Mention(range: place..<end, month: now.adding(saying.offset))
            }
        }
        if let offset = relative[stream.word(place)], stream.continues(place + 1), stream.word(place + 1) == "month" {
            return Mention(range: place..<place + 2, month: now.adding(offset))
        }
        guard let number = CalendarWords.month(stream, place) else { return nil }
        var end = place + 1
        var day: Int?
        if let before = dayNumber(stream, place - 1), stream.continues(place) { day = before }
        if stream.continues(end), let after = dayNumber(stream, end) {
            day = after
            end += 1
        }
        if let year = stream.number(end), (2000...2099).contains(year),
            let month = CalendarMonth(year: year, month: number)
        {
            return Mention(range: place..<end + 1, month: month, day: day)
        }
        var year = now.year
        if number < now.month || isFuture && number == now.month && (day ?? 0) <= today.day { year += 1 }
        guard let month = CalendarMonth(year: year, month: number) else { return nil }
        return Mention(range: place..<end, month: month, day: day)
    }

    private static func dayNumber(_ stream: WordStream, _ place: Int) -> Int? {
        if let number = stream.number(place), (1...31).contains(number) { return number }
        let word = stream.word(place)
        guard ["th", "st", "nd", "rd"].contains(String(word.suffix(2))), let number = Int(word.dropLast(2)),
            (1...31).contains(number)
        else { return nil }
        return number
    }

    /// `2027-07`, `2027-07-15`, `07/2027`.
    private static func written(_ stream: WordStream, _ place: Int) -> Mention? {
        guard let first = stream.number(place), stream.words.indices.contains(place + 1),
            let second = stream.number(place + 1), let glue = stream.words[place + 1].glue
        else { return nil }
        if stream.word(place).utf8.count == 4, glue == "-", let month = CalendarMonth(year: first, month: second) {
            guard place + 2 < stream.count, stream.words[place + 2].glue == "-", let day = stream.number(place + 2),
                (1...31).contains(day)
            else { return Mention(range: place..<place + 2, month: month) }
            return Mention(range: place..<place + 3, month: month, day: day)
        }
        guard glue == "/" || glue == "." || glue == "-", stream.word(place + 1).utf8.count == 4,
            stream.words[place].glue == nil, let month = CalendarMonth(year: second, month: first)
        else { return nil }
        return Mention(range: place..<place + 2, month: month)
    }

    // MARK: Which one is meant

    private static let links: Set<String> = [
        "and", "or", "the", "box", "boxes", "month", "plus", "months", "und", "y", "и", "to", "through", "s",
    ]

    /// Those in the clause of the wish, and those that are listed with them.
    private static func direct(_ mentions: [Mention], of wish: Range<Int>, _ stream: WordStream) -> [Mention] {
        let clause = stream.words[wish.lowerBound].clause
        var found: [Mention] = []
        for mention in mentions {
            let place = mention.range.lowerBound
            if stream.words[place].clause == clause {
                found.append(mention)
            } else if let last = found.last, last.range.upperBound <= place,
                (last.range.upperBound..<place).allSatisfy({
                    links.contains(stream.word($0)) || stream.number($0) != nil
                })
            {
                found.append(mention)
            }
        }
        // Behind the wish says what is wished; what stands before it may be a reason.
        let behind = found.filter { $0.range.lowerBound >= wish.lowerBound }
        return behind.isEmpty ? found : behind
    }

    private static let keeping: Set<String> = [
        "keep", "not", "want", "send", "nicht", "не", "לא", "except", "than", "of", "still",
    ]

    /// `not July`, `instead of July`, `keep July`.
    private static func isKept(_ mention: Mention, _ stream: WordStream, isAnswer: Bool) -> Bool {
        let place = mention.range.lowerBound
        let before = stream.before(place, most: 3).filter { !["the", "my", "in", "for", "box"].contains($0) }
        guard let first = before.first else { return false }
        if ["keep", "not", "nicht", "не", "לא", "except"].contains(first) { return !stream.words[place].isAfterBreak }
        return first == "of" && before.dropFirst().first == "instead"
            || first == "than" && before.dropFirst().first == "rather"
    }

    private static let past: Set<String> = [
        "asked", "joined", "charged", "was", "were", "arrived", "received", "got", "since", "came", "ordered",
        "expires",
        "moved", "paid", "last", "broken", "had", "subscribed", "started", "until", "till", "back", "after", "from",
    ]

    private static func isPast(_ mention: Mention, _ stream: WordStream) -> Bool {
        let place = mention.range.lowerBound
        return stream.before(place, most: 6).contains { past.contains($0) }
            || stream.after(mention.range.upperBound, most: 4).contains { past.contains($0) }
    }
}

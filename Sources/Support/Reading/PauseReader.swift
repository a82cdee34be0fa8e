import Domain

/// For how many months a message asks to pause, told from other times that it names.
enum PauseReader {
    static let wishes = Phrases(
        "pause", "pausing", "paused", "on hold", "hold my|the|our|all|off|it|everything|boxes|deliveries", "suspend",
        "suspending", "freeze", "take|have|need a break", "a ~ break from", "taking a break", "vacation|holiday hold",
        "להקפיא", "הקפאה", "השהיה", "להשהות", "הפסקה", "приостановить", "приостановите", "приостановка", "паузу",
        "пауза", "паузе", "заморозить", "pausieren", "pausiere", "aussetzen", "unterbrechen", "pausar", "pausa",
        "suspender")
    /// With these a time says how long nothing should come.
    private static let rests = Phrases(
        "stop", "stopping", "break", "hold", "away", "travel*", "abroad", "rest", "no boxes|box", "dont send|ship",
        "not send|ship", "interrupt", "skip", "trip", "leave", "gone", "verreist", "уезжаем", "уезжаю", "de viaje")

    private static let answerLength = 6
    private static let until: Set<String> = [
        "until", "till", "til", "untill", "through", "thru", "до", "bis", "hasta", "עד",
    ]
    private static let rate: Set<String> = [
        "every", "each", "per", "once", "twice", "times", "cada", "alle", "jeden", "каждые", "каждый", "раз", "כל",
        "פעם", "box", "boxes",
    ]
    private static let otherTimes: Set<String> = [
        "last", "past", "in", "within", "after", "since", "been", "had", "took", "already", "nearly", "almost", "ago",
        "over", "subscriber", "customer", "member", "waited", "waiting", "previous", "was", "were", "takes", "takes",
    ]
    private static let afterOtherTimes: Set<String> = [
        "ago", "late", "later", "before", "already", "old", "after", "earlier", "overdue", "delay", "now",
    ]
    private static let vague: Set<String> = ["few", "several", "some"]

    struct Mention {
        let range: Range<Int>
        let months: [Int]
    }

    static func read(_ stream: WordStream, today: CalendarDay, isAnswer: Bool = false) -> Reading<Int> {
        let asked = Set(
            (wishes.places(in: stream) + rests.places(in: stream)).map { stream.words[$0.lowerBound].sentence })
        let asksAtAll = wishes.isIn(stream)
        var inside: [Int] = []
        var outside: [Int] = []
        for mention in mentions(stream, today: today) where !isOther(mention, stream, isAnswer: isAnswer) {
            if Negation.denies(stream, at: mention.range.lowerBound, reach: 2) { continue }
            if asked.contains(stream.words[mention.range.lowerBound].sentence) {
                inside += mention.months
            } else {
                outside += mention.months
            }
        }
        if !inside.isEmpty { return Reading(inside) }
        return asksAtAll || isAnswer || stream.count <= answerLength ? Reading(outside) : .absent
    }

    // MARK: Mentions

    static func mentions(_ stream: WordStream, today: CalendarDay) -> [Mention] {
        var found: [Mention] = []
        var place = 0
        while place < stream.count {
            let mention = end(stream, place, today) ?? duration(stream, place)
            if let mention { found.append(mention) }
            place = max(place + 1, mention?.range.upperBound ?? 0)
        }
        return found
    }

    /// `3 months`, `two or three months`, `a month or two`, `half a year`, `a couple of months`.
    private static func duration(_ stream: WordStream, _ start: Int) -> Mention? {
        let word = stream.word(start)
        if let span = CalendarWords.span(word), let months = CalendarWords.months(span.count, span.unit) {
            return Mention(range: start..<start + 1, months: [months])
        }
        func next(_ offset: Int) -> String { stream.continues(start + offset) ? stream.word(start + offset) : "" }
        if word == "half", next(1) == "a", next(2) == "year" { return Mention(range: start..<start + 3, months: [6]) }
        if ["half", "halbes", "medio"].contains(word), ["year", "jahr", "año"].contains(next(1)) {
            return Mention(range: start..<start + 2, months: [6])
        }
        if word == "couple" {
            let unit = next(1) == "of" ? 2 : 1
            return whole(2, stream, start, unit: start + unit)
        }
        let isArticle = ["a", "an", "another", "whole", "full"].contains(word)
        if isArticle, ["whole", "full"].contains(next(1)) { return nil }
        if let number = isArticle ? 1 : CalendarWords.number(stream, start) { return counted(number, stream, start) }
        // Hebrew, Russian and German name one unit without a number.
        guard !word.utf8.allSatisfy({ $0 < 0x80 }), let unit = CalendarWords.unit(word),
            let months = CalendarWords.months(1, unit), start > 0
        else { return nil }
        return vague.contains(stream.word(start - 1)) || rate.contains(stream.word(start - 1))
            ? nil : Mention(range: start..<start + 1, months: [months])
    }

    private static func counted(_ number: Int, _ stream: WordStream, _ start: Int) -> Mention? {
        var counts = [number]
        var place = start + 1
        var hasHalf = false
        if let (second, end) = FrequencyReader.alternative(stream, place) {
            counts.append(second)
            place = end
        } else if stream.word(place) == "and", stream.word(place + 1) == "a", stream.word(place + 2) == "half" {
            hasHalf = true
            place += 3
        } else if stream.words.indices.contains(place), stream.words[place].glue == ".", let part = stream.number(place)
        {
            hasHalf = part > 0
            place += 1
        }
        if ["full", "whole", "more", "calendar"].contains(stream.word(place)) { place += 1 }
        guard stream.continues(place), let unit = CalendarWords.unit(stream.word(place)) else { return nil }
        var end = place + 1
        if stream.word(end) == "or", stream.continues(end), let more = CalendarWords.number(stream, end + 1),
            stream.isLast(end + 1) || CalendarWords.unit(stream.word(end + 2)) == nil
        {
            counts.append(more)
            end += 2
        } else if stream.word(end) == "and", stream.word(end + 1) == "a", stream.word(end + 2) == "half" {
            hasHalf = true
            end += 3
        }
        let months = counts.compactMap { count -> Int? in
            guard hasHalf else { return CalendarWords.months(count, unit) }
            return unit == .year
                ? CalendarWords.months(count * 12 + 6, .month)
                : CalendarWords.months(count, unit).map { unit == .month ? $0 + 1 : $0 }
        }
        return months.isEmpty ? nil : Mention(range: start..<end, months: months)
    }

    private static func whole(_ count: Int, _ stream: WordStream, _ start: Int, unit place: Int) -> Mention? {
        guard stream.continues(place), let unit = CalendarWords.unit(stream.word(place)),
            let months = CalendarWords.months(count, unit)
        else { return nil }
        return Mention(range: start..<place + 1, months: [months])
    }

    /// `until March`, `until the end of March`, `until 15 March`: months from today, rounded up.
    private static func end(_ stream: WordStream, _ start: Int, _ today: CalendarDay) -> Mention? {
        guard until.contains(stream.word(start)) else { return nil }
        let isThrough = ["through", "thru"].contains(stream.word(start))
        var place = start + 1
        var isEnd = false
        var day: Int?
        for _ in 0..<6 {
            guard stream.continues(place) else { return nil }
            let word = stream.word(place)
            if let found = MonthReader.mention(stream, place, today: today, isFuture: true) {
                let month = found.month
                let date: CalendarDay
                if isEnd || isThrough && day == nil && found.day == nil {
                    date = month.adding(1).day(1)
                } else {
                    date = month.day(found.day ?? day ?? 1)
                }
                guard let months = months(from: today, to: date) else { return nil }
                return Mention(range: start..<found.range.upperBound, months: [months])
            }
            if ["end", "ende", "конца", "fin", "סוף"].contains(word) { isEnd = true }
            if let number = stream.number(place), (1...31).contains(number) { day = number }
            if word.hasSuffix("th") || word.hasSuffix("st") || word.hasSuffix("nd") || word.hasSuffix("rd") {
                if let number = Int(word.dropLast(2)), (1...31).contains(number) { day = number }
            }
            if word == "year", isEnd || stream.word(place - 1) == "next" || stream.word(place - 1) == "new",
                let january = CalendarMonth(year: today.year + 1, month: 1),
                let months = months(from: today, to: january.day(1))
            {
                return Mention(range: start..<place + 1, months: [months])
            }
            place += 1
        }
        return nil
    }

    /// The least number of months that reaches the day; nil for one that is past or ten years away.
    private static func months(from today: CalendarDay, to date: CalendarDay) -> Int? {
        guard today < date else { return nil }
        let about = today.calendarMonth.months(to: date.calendarMonth)
        let months = today.adding(months: about) < date ? about + 1 : about
        return (1...120).contains(months) ? months : nil
    }

    // MARK: Other times

    private static func isOther(_ mention: Mention, _ stream: WordStream, isAnswer: Bool) -> Bool {
        let place = mention.range.lowerBound
        if until.contains(stream.word(place)) { return false }
        let after = stream.after(mention.range.upperBound, most: 2)
        if let first = after.first, afterOtherTimes.contains(first) { return true }
        guard !isAnswer else { return false }
        if stream.words[place].isMoney || stream.number(place - 1) != nil && stream.continues(place) { return true }
        for (distance, word) in stream.before(place, most: 7).enumerated() {
            if distance == 0, rate.contains(word) { return true }
            if word == "every" && distance < 2 { return true }
            if ["pause", "hold", "break", "stop", "away", "suspend", "freeze", "and", "please", "next", "for"].contains(
                word)
            {
                // `been a subscriber for four years`, but `been travelling; pause for two months`.
                if word == "for" || word == "next" { continue }
                return false
            }
            if otherTimes.contains(word) { return true }
        }
        return false
    }
}

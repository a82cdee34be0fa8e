import Domain

/// The words for a thing, and which of a box's items they name.
enum ItemWords {
    private static let verbs: Set<String> = [
        "is", "was", "were", "are", "has", "have", "had", "been", "arrived", "arrive", "came", "come", "got", "gets",
        "completely", "totally", "all", "just", "already", "again", "also", "in", "out", "be", "being", "both",
        "seems", "to", "looks", "appears", "partly", "badly", "really", "very", "quite", "half", "even", "slightly",
        "gone", "went", "turned", "become", "became", "smelled", "smells", "tasted", "tastes", "looked", "s", "which",
        "that", "opened", "open",
    ]
    private static let determiners: Set<String> = [
        "the", "my", "our", "a", "an", "this", "these", "those", "his", "her", "your", "der", "die", "das", "el", "la",
        "los", "las", "that",
    ]
    private static let stops: Set<String> = [
        "i", "we", "you", "it", "hes", "shes", "ive", "its", "they", "he", "she", "and", "or", "but", "because", "when",
        "with", "received",
        "got", "found", "from", "in", "on", "at", "to", "for", "so", "as", "is", "was", "were", "are", "has", "have",
        "had", "say", "see", "sad", "sorry", "that", "which", "box", "hello", "hi", "there", "all", "only", "again",
        "please", "thanks", "this", "everywhere", "over", "into", "inside", "through", "arrived", "came", "during",
        "one", "by", "out", "off", "up", "down", "today", "yesterday", "me", "us", "very", "completely", "any",
        "something", "some", "everything", "nothing", "too", "not", "item", "items", "thing", "things", "product",
        "if", "while", "after", "before", "after", "opened", "unfortunately", "be", "been",
    ]
    /// Longest phrase, in words.
    private static let longest = 6

    /// The noun phrase before a word for damage (`the jar of honey was broken`) or behind it (`a broken mug`).
    static func phrase(around range: Range<Int>, _ stream: WordStream, isNameBehind: Bool) -> Range<Int>? {
        if isNameBehind {
            return behind(
                range, stream,
                from: stream.word(range.upperBound - 1) == "wrong" ? range.upperBound : range.upperBound - 1)
        }
        let place = range.lowerBound
        if place > 0, !stream.words[place].isAfterBreak {
            let previous = stream.word(place - 1)
            // Right behind an article it stands before its noun.
            if !determiners.contains(previous), CalendarWords.numbers[previous] == nil,
                let found = ahead(of: place, stream)
            {
                return found
            }
        }
        return behind(range, stream, from: range.upperBound)
    }

    /// The word that a verb in front of a place is said of: `box` of `the box came torn`.
    static func subject(of place: Int, _ stream: WordStream) -> String {
        let end = subjectEnd(of: place, stream)
        return end > 0 && end < place && !stream.words[end].isAfterBreak ? stream.word(end - 1) : ""
    }

    /// Where the words end that a verb in front of a place is said of. In `the oil in my last box was broken` that is
    /// behind the oil: the box only says where it was.
    private static func subjectEnd(of place: Int, _ stream: WordStream) -> Int {
        var end = place
        while end > 0, !stream.words[end].isAfterBreak, verbs.contains(stream.word(end - 1)) { end -= 1 }
        guard end > 0, end < place, !stream.words[end].isAfterBreak, parcels.contains(stream.word(end - 1)) else {
            return end
        }
        var start = end - 1
        while start > 0, end - start < longest, !stream.words[start].isAfterBreak {
            if places.contains(stream.word(start - 1)) {
                let thing = subjectEnd(of: start - 1, stream)
                return thing > 0 && !stops.contains(stream.word(thing - 1)) ? thing : end
            }
            start -= 1
        }
        return end
    }

    private static let parcels: Set<String> = ["box", "package", "parcel", "order", "delivery", "shipment"]
    private static let places: Set<String> = ["in", "inside", "from"]

    private static func ahead(of place: Int, _ stream: WordStream) -> Range<Int>? {
        let end = subjectEnd(of: place, stream)
        var start = end
        while start > 0, end - start < longest, !stream.words[start].isAfterBreak {
            let word = stream.word(start - 1)
            if determiners.contains(word) { break }
            if start < end, ["all", "both"].contains(word) { break }
            if word == "of", start - 2 >= 0,
                ["one", "some", "two", "three", "both", "all"].contains(stream.word(start - 2))
            {
                break
            }
            let isNumber = CalendarWords.number(stream, start - 1) != nil
            if stops.contains(word), !isNumber || word == "one" { break }
            start -= 1
            if isNumber { break }
        }
        return start < end && !onlyParts(start..<end, stream) ? start..<end : nil
    }

    private static func behind(_ range: Range<Int>, _ stream: WordStream, from: Int) -> Range<Int>? {
        var start = from
        while stream.continues(start),
            determiners.contains(stream.word(start)) || ["item", "items", "one", "of"].contains(stream.word(start))
        {
            start += 1
        }
        var end = start
        while stream.continues(end), end - start < longest, !stops.contains(stream.word(end)),
            !determiners.contains(stream.word(end)) || stream.word(end - 1) == "of"
        {
            end += 1
        }
        while end > start, ["of", "the"].contains(stream.word(end - 1)) { end -= 1 }
        return start < end && !onlyParts(start..<end, stream) ? start..<end : nil
    }

    /// Adverbs and small words are no thing.
    private static func onlyParts(_ range: Range<Int>, _ stream: WordStream) -> Bool {
        range.allSatisfy { place in
            let word = stream.word(place)
            return verbs.contains(word) || stops.contains(word) || determiners.contains(word) || word == "of"
                || stream.number(place) != nil
        }
    }

    // MARK: Items of a box

    private static let containers: Set<String> = [
        "jar", "bottle", "bag", "pack", "packet", "tin", "can", "tube", "of", "the", "a", "my", "one", "two", "three",
        "four", "both", "piece", "pair", "set", "g", "ml", "kg", "l", "with", "and", "item", "small", "large", "big",
        "from", "in", "your", "for", "is", "was", "it",
    ]
    /// Above this two words are the same but for a slip of the pen.
    private static let sameWord = 0.55
    /// What must be known of the wanted words, and how much better than the next.
    private static let enough = 0.5
    private static let ahead = 0.2
    /// Names that are compared, and characters of one.
    private static let mostNames = 200
    private static let longestName = 200

    static func item(_ wanted: String, among names: [String]) -> Reading<String> {
        let words = content(wanted)
        guard !words.isEmpty else { return .absent }
        let scored = names.prefix(mostNames).map { (name: $0, score: score(words, String($0.prefix(longestName)))) }
        guard let best = scored.map(\.score).max(), best >= enough else { return .absent }
        return Reading(scored.filter { $0.score > best - ahead }.map(\.name))
    }

    private static func content(_ text: String) -> [String] {
        WordStream(String(text.prefix(longestName))).words.filter { $0.number == nil }.map(\.word)
            .filter { !containers.contains($0) }
    }

    /// The share of the wanted words that the name has; more where both are about the same thing.
    private static func score(_ words: [String], _ name: String) -> Double {
        let title = name.split(separator: ",").first.map(String.init) ?? name
        let names = content(title)
        guard !names.isEmpty else { return 0 }
        let known = words.count { word in names.contains { isSame(word, $0) } }
        let share = Double(known) / Double(words.count)
        guard share > 0 else { return 0 }
        let head = head(of: title) ?? names[0]
        return share + (words.last.map { isSame($0, head) } == true ? headBonus : 0)
    }

    private static let headBonus = 0.5

    /// `honey` of `Honey with walnuts`, `oil` of `Picual olive oil`.
    private static func head(of title: String) -> String? {
        let words = WordStream(title).words.map(\.word)
        let end = words.firstIndex { ["with", "for", "and", "of", "from", "in"].contains($0) } ?? words.count
        return words[..<end].last { !containers.contains($0) }
    }

    private static func isSame(_ left: String, _ right: String) -> Bool {
        if left == right || left + "s" == right || right + "s" == left { return true }
        let (first, second) = (trigrams(left), trigrams(right))
        guard !first.isEmpty, !second.isEmpty else { return false }
        return 2 * Double(first.intersection(second).count) / Double(first.count + second.count) >= sameWord
    }

    private static func trigrams(_ word: String) -> Set<String> {
        let scalars = Array((" " + word.prefix(40) + " ").unicodeScalars)
        guard scalars.count >= 3 else { return [] }
        return Set(
            (0...(scalars.count - 3)).map { place in
                var view = String.UnicodeScalarView()
                view.append(contentsOf: scalars[place..<place + 3])
                return String(view)
            })
    }
}

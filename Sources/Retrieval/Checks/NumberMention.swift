import Domain

/// A number in a text with its unit and the words around it: "within thirty days of delivery" is 30, `day` and
/// {report, within, deliveri}.
struct NumberMention {
    /// `30`, `1–6` for a range.
    let value: String
    /// The unit as it stands in the text; of money and shares its sign.
    let unit: String
    /// The unit, marked with `@`, and the stems of up to three words before and two behind, stop words and other numbers
    /// left out.
    let frame: Set<String>
    let sentence: String

    /// At least the unit and two words: less says nothing about what is counted.
    static let smallestFrame = 3

    /// Whether one may hold where the other does: the same number, or one within the other's range.
    func agrees(with other: NumberMention) -> Bool {
        if value == other.value { return true }
        func bounds(_ value: String) -> [Double] { value.split(separator: "–").compactMap { Double($0) } }
        let (own, others) = (bounds(value), bounds(other.value))
        guard let low = own.first, let high = own.last, let first = others.first, let last = others.last,
            own.count != others.count
        else { return false }
        return own.count > 1 ? low <= first && first <= high : first <= low && low <= last
    }

    /// All mentions of a text that have a unit. Number words are English; digits are read in any language.
    ///
    /// - Parameter stem: the stem of a lower-case word, nil for a stop word.
    static func all(in text: String, stem: (String) -> String?) -> [NumberMention] {
        guard mayHold(text) else { return [] }
        return TextUnits.units(of: text, room: .max).flatMap { unit in
            let tokens = NumberToken.all(in: unit.text)
            let sentence = unit.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            return mentions(tokens, sentence, stem)
        }
    }

    private static func mayHold(_ text: String) -> Bool { text.utf8.contains { $0 < 0x80 } }

    private static func mentions(
        _ tokens: [NumberToken], _ sentence: String, _ stem: (String) -> String?
    ) -> [NumberMention] {
        var mentions: [NumberMention] = []
        var place = 0
        while place < tokens.count {
            guard let first = tokens[place].number else {
                place += 1
                continue
            }
            var end = place + 1
            var value = first
            // "one to six", "four or five": one statement, not two.
            if end + 1 < tokens.count, ["to", "or", "and", "–", "-"].contains(tokens[end].word),
                let last = tokens[end + 1].number, tokens[end + 1].currency == nil || tokens[place].currency != nil
            {
                value = "\(first)–\(last)"
                end += 2
            }
            defer { place = end }
            // One alone is an article more often than a count.
            guard value != "1", let (unit, name, after) = unit(tokens, number: place, from: end, stem)
            else { continue }
            let before = tokens[max(0, place - 3)..<place]
            let behind = tokens[min(after, tokens.count)..<min(after + 2, tokens.count)]
            var frame: Set<String> = ["@" + unit]
            for token in before + behind where token.number == nil {
                if let word = stem(token.word) { frame.insert(word) }
            }
            if frame.count >= smallestFrame {
                mentions.append(NumberMention(value: value, unit: name, frame: frame, sentence: sentence))
            }
        }
        return mentions
    }

    /// What is counted, and where the words behind it begin; nil for a bare number, a date or a time.
    private static func unit(
        _ tokens: [NumberToken], number: Int, from end: Int, _ stem: (String) -> String?
    ) -> (stem: String, name: String, after: Int)? {
        var unit: String
        let name = tokens[number].currency ?? (end < tokens.count ? tokens[end].word : "")
        var after = end
        if let currency = tokens[number].currency {
            unit = currency
        } else {
            guard end < tokens.count, tokens[end].number == nil, !months.contains(tokens[end].word),
                let word = stem(tokens[end].word)
            else { return nil }
            unit = word
            after += 1
        }
        if after + 1 < tokens.count, tokens[after].word == "per", let word = stem(tokens[after + 1].word) {
            unit += "/" + word
            after += 2
        }
        return (unit, name, after)
    }

    private static let months: Set<String> = [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
        "december",
    ]
}

/// A word, a number or a sign that joins two numbers.
struct NumberToken {
    /// Lower case.
    let word: String
    /// Digits, from digits or from an English number word; nil for other words.
    let number: String?
    /// `$`, `€`, `%` … beside the digits.
    let currency: String?

    static func all(in text: Substring) -> [NumberToken] {
        var tokens: [NumberToken] = []
        let scalars = Array(text.unicodeScalars)
        var place = 0
        func isDigit(_ place: Int) -> Bool { place < scalars.count && ("0"..."9").contains(scalars[place]) }
        func isWord(_ place: Int) -> Bool {
            place < scalars.count && (scalars[place].properties.isAlphabetic || isDigit(place))
        }
        while place < scalars.count {
            if scalars[place] == "–" || (scalars[place] == "-" && isDigit(place + 1)) {
                tokens.append(NumberToken(word: "–", number: nil, currency: nil))
                place += 1
                continue
            }
            guard isWord(place) else {
                place += 1
                continue
            }
            let start = place
            while isWord(place)
                || ("'’".unicodeScalars.contains(scalars[min(place, scalars.count - 1)]) && isWord(place + 1))
                || (isDigit(place - 1) && place < scalars.count && ".,".unicodeScalars.contains(scalars[place])
                    && isDigit(place + 1))
            {
                place += 1
            }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: scalars[start..<place])
            let word = String(view).lowercased()
            let isNumber = word.unicodeScalars.allSatisfy {
                ("0"..."9").contains($0) || ".,".unicodeScalars.contains($0)
            }
            // 10:00 is a time, #12 and v2/3 are names.
            let joined = ":/#".unicodeScalars
            let stands =
                !(place < scalars.count && joined.contains(scalars[place]) && isWord(place + 1))
                && !(start > 0 && joined.contains(scalars[start - 1]))
            let before = start > 0 ? scalars[start - 1] : " "
            let behind = place < scalars.count ? scalars[place] : " "
            let sign =
                "$€£₪".unicodeScalars.contains(before) ? before : "%€₪".unicodeScalars.contains(behind) ? behind : nil
            tokens.append(
                NumberToken(
                    word: word, number: isNumber ? (stands ? word.filter { $0 != "," } : nil) : words[word],
                    currency: isNumber ? sign.map { String(Character($0)) } : nil))
        }
        return tokens
    }

    private static let words: [String: String] = {
        let small = """
            zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen \
            seventeen eighteen nineteen twenty
            """
        var words: [String: String] = [:]
        for (value, word) in small.split(separator: " ").enumerated() { words[String(word)] = String(value) }
        for (word, value) in [
            ("thirty", 30), ("forty", 40), ("fifty", 50), ("sixty", 60), ("seventy", 70), ("eighty", 80),
            ("ninety", 90), ("hundred", 100), ("thousand", 1000),
        ] { words[word] = String(value) }
        return words
    }()
}

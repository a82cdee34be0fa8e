import Domain

/// One word or number of a message.
struct StreamWord: Sendable {
    /// Lower case, ё as е, without apostrophes; `email` for `e-mail`, `july` for `July's`.
    let word: String
    let original: String
    /// Of a number in digits of up to nine.
    let number: Int?
    /// The mark that joins it to the word before, without a space: `-`, `/`, `.` …
    let glue: Unicode.Scalar?
    /// Whether a comma or a stronger mark stands before it.
    let isAfterBreak: Bool
    /// Whether a sign of a currency stands before it.
    let isMoney: Bool
    let sentence: Int
    let clause: Int
}

/// A message in words, numbered by sentence and clause. Linear in the length; bounded.
struct WordStream: Sendable {
    /// Bytes of a text that are read.
    static let limit = 20_000

    let words: [StreamWord]
    /// Sentences that end with a question mark.
    let questions: Set<Int>

    init(_ text: String) {
        var lexer = Lexer()
        lexer.read(Array(WordStream.head(text).unicodeScalars))
        (words, questions) = (lexer.words, lexer.questions)
    }

    /// At most `limit` bytes, cut between characters of Unicode.
    static func head(_ text: String) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: limit)
        while end > text.startIndex, end.samePosition(in: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end])
    }

    var count: Int { words.count }

    /// Empty outside the text, so that rules may look around freely.
    func word(_ place: Int) -> String { words.indices.contains(place) ? words[place].word : "" }

    func number(_ place: Int) -> Int? { words.indices.contains(place) ? words[place].number : nil }

    func original(_ range: Range<Int>) -> String { words[range].map(\.original).joined(separator: " ") }

    /// The same sentence, and no mark between.
    func continues(_ place: Int) -> Bool { words.indices.contains(place) && !words[place].isAfterBreak }

    func isLast(_ place: Int) -> Bool { place >= words.count - 1 || words[place + 1].isAfterBreak }

    /// First place of the clause that a place is in.
    func clauseStart(_ place: Int) -> Int {
        var start = place
        while start > 0, words[start - 1].clause == words[place].clause { start -= 1 }
        return start
    }

    /// Words of the clause before a place, the nearest first, at most `most`.
    func before(_ place: Int, most: Int = 8) -> [String] {
        var found: [String] = []
        var at = place - 1
        while at >= 0, found.count < most, words[at].clause == words[place].clause {
            found.append(words[at].word)
            at -= 1
        }
        return found
    }

    /// Words behind a place up to the next mark, at most `most`.
    func after(_ place: Int, most: Int = 5) -> [String] {
        var found: [String] = []
        var at = place
        while found.count < most, continues(at) {
            found.append(words[at].word)
            at += 1
        }
        return found
    }
}

private struct Lexer {
    var words: [StreamWord] = []
    var questions: Set<Int> = []
    private var sentence = 0
    private var clause = 0
    private var isBroken = false
    private var isMoney = false
    private var isSentenceEmpty = true

    mutating func read(_ scalars: [Unicode.Scalar]) {
        var place = 0
        var glue: Unicode.Scalar?
        while place < scalars.count {
            let scalar = scalars[place]
            if isWord(scalar) {
                var end = place + 1
                while end < scalars.count,
                    isWord(scalars[end])
                        || scalars[end] == "'" && end + 1 < scalars.count && isWord(scalars[end + 1])
                {
                    end += 1
                }
                add(scalars[place..<end], glue: glue)
                glue = nil
                place = end
                continue
            }
            let next = place + 1 < scalars.count ? scalars[place + 1] : " "
            let isInside = place > 0 && isWord(scalars[place - 1]) && isWord(next)
            switch scalar {
            case _ where isInside && ["-", "/", ".", ","].contains(scalar): glue = scalar
            case "." where next.properties.isWhitespace && isAbbreviation: break
            case ".", "!", ";", "…": endSentence()
            case "?", "؟":
                questions.insert(isSentenceEmpty ? max(sentence - 1, 0) : sentence)
                endSentence()
            case "\n": if !isWrapped(scalars, place) { endSentence() }
            case ",", ":", "(", ")", "–", "—", "-": endClause()
            case "$", "€", "£", "₪": isMoney = true
            default: break
            }
            place += 1
        }
    }

    /// `Apt. 4`, `St. Paul`: the mark ends no sentence.
    private var isAbbreviation: Bool {
        guard let last = words.last else { return false }
        return ["apt", "st", "no", "mr", "mrs", "ms", "dr", "ave", "bldg", "fl"].contains(last.word)
    }

    /// A line that goes on with a small letter was only broken for its width.
    private func isWrapped(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
        guard place + 1 < scalars.count else { return true }
        return scalars[place + 1].properties.isLowercase
    }

    private mutating func endSentence() {
        if !isSentenceEmpty { sentence += 1 }
        isSentenceEmpty = true
        endClause()
    }

    private mutating func endClause() {
        clause += 1
        isBroken = true
        isMoney = false
    }

    private mutating func add(_ scalars: ArraySlice<Unicode.Scalar>, glue: Unicode.Scalar?) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        let original = String(view)
        var word = Lexer.normal(original)
        if glue == "-", word == "mail" || word == "mails", words.last?.word == "e" {
            let first = words.removeLast()
            append(word: "email", original: first.original + "-" + original, glue: first.glue)
            return
        }
        if word.hasSuffix("'s") {
            let stem = String(word.dropLast(2))
            word = Lexer.contracted.contains(stem) ? stem + "s" : stem
        }
        word = word.replacing("'", with: "")
        if Lexer.opensClause.contains(word), !isSentenceEmpty { clause += 1 }
        append(word: word, original: original, glue: glue)
    }

    private mutating func append(word: String, original: String, glue: Unicode.Scalar?) {
        let isDigits = word.utf8.count < 10 && word.utf8.allSatisfy { (0x30...0x39).contains($0) }
        words.append(
            StreamWord(
                word: word, original: original, number: isDigits ? Int(word) : nil, glue: glue,
                isAfterBreak: isBroken || words.isEmpty, isMoney: isMoney, sentence: sentence, clause: clause))
        (isBroken, isMoney, isSentenceEmpty) = (false, false, false)
    }

    private static func normal(_ text: String) -> String {
        text.lowercased().replacing("ё", with: "е")
    }

    /// Behind these `'s` is a verb, not a possession.
    private static let contracted: Set<String> = [
        "it", "that", "what", "where", "who", "how", "when", "there", "here", "he", "she", "let",
    ]
    /// These set what follows against what was before.
    private static let opensClause: Set<String> = [
        "but", "just", "however", "sondern", "aber", "sino", "pero", "но", "אלא", "אבל",
    ]

    private func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0..<0x80: false
        default:
            scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar.properties.generalCategory == .nonspacingMark
        }
    }
}

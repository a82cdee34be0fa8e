import Domain

/// Phrases that are looked for in a message, word by word: no patterns that could run for long.
///
/// A phrase is words as `SearchText` has them, lower case, so without apostrophes. `cancel*` stands for every word that
/// begins so, `a|b` for either, `_` for one word, `~` for up to three. A Hebrew word is found with a one-letter prefix
/// too. Phrases that begin with `!` are exceptions: their words are taken out first.
struct PhraseSet: Sendable {
    private enum Token: Sendable {
        case words([String])
        case starts([String])
        case one
        case gap
    }

    private var phrases: [[Token]] = []
    private var exceptions: [[Token]] = []

    static let maxGap = 3

    /// No phrases.
    init() {}

    /// Throws a sentence for the first phrase that is none.
    init(_ texts: [String]) throws(Invalid) {
        for text in texts {
            let isException = text.hasPrefix("!")
            let tokens = try PhraseSet.tokens(isException ? String(text.dropFirst()) : text)
            if isException { exceptions.append(tokens) } else { phrases.append(tokens) }
        }
    }

    struct Invalid: Error {
        let reason: String
    }

    private static func tokens(_ text: String) throws(Invalid) -> [Token] {
        var tokens: [Token] = []
        for part in text.split(separator: " ") {
            switch part {
            case "_": tokens.append(.one)
            case "~": tokens.append(.gap)
            default:
                let words = part.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
                let stems = words.map { $0.hasSuffix("*") ? String($0.dropLast()) : $0 }
                for stem in stems where SearchText.words(of: stem) != [stem] || stem != stem.lowercased() {
                    throw Invalid(reason: "'\(stem)' in '\(text)' is not a word in lower case without apostrophes")
                }
                guard Set(words.map { $0.hasSuffix("*") }).count == 1 else {
                    throw Invalid(reason: "'\(part)' in '\(text)' mixes words with and without *")
                }
                tokens.append(words[0].hasSuffix("*") ? .starts(stems) : .words(stems))
            }
        }
        guard case .words? = tokens.first else {
            guard case .starts? = tokens.first else { throw Invalid(reason: "'\(text)' does not begin with a word") }
            return tokens
        }
        return tokens
    }

    /// How many phrases stand in the words; a place counts once.
    func count(in words: [String]) -> Int {
        var words = words.map { Optional($0) }
        for place in words.indices {
            for phrase in exceptions {
                if let end = PhraseSet.match(phrase[...], words, place) {
                    for taken in place..<end { words[taken] = nil }
                }
            }
        }
        var found = 0
        var place = 0
        while place < words.count {
            let end = phrases.compactMap { PhraseSet.match($0[...], words, place) }.max()
            if end != nil { found += 1 }
            place = max(place + 1, end ?? 0)
        }
        return found
    }

    func matches(_ words: [String]) -> Bool { count(in: words) > 0 }

    /// The place behind the phrase where it begins at `place`.
    private static func match(_ phrase: ArraySlice<Token>, _ words: [String?], _ place: Int) -> Int? {
        guard let token = phrase.first else { return place }
        let rest = phrase.dropFirst()
        if case .gap = token {
            for skip in 0...maxGap where place + skip <= words.count {
                if let end = match(rest, words, place + skip) { return end }
            }
            return nil
        }
        guard place < words.count, let word = words[place] else { return nil }
        let fits =
            switch token {
            case .one, .gap: true
            case .words(let list): forms(word).contains { list.contains($0) }
            case .starts(let stems): forms(word).contains { form in stems.contains { form.hasPrefix($0) } }
            }
        return fits ? match(rest, words, place + 1) : nil
    }

    /// The word, and a Hebrew one without its prefix.
    private static func forms(_ word: String) -> [String] {
        let scalars = word.unicodeScalars
        guard let first = scalars.first, "והבכלמש".unicodeScalars.contains(first), scalars.count > 2 else {
            return [word]
        }
        return [word, String(scalars.dropFirst())]
    }
}

/// Phrases that are looked for in a message word by word, with their places.
///
/// A phrase is words in lower case without apostrophes. `leak*` stands for every word that begins so, `a|b` for
/// either, `#` for a number in digits, `~` for up to four words. A phrase does not reach over a comma or an end mark.
struct Phrases: Sendable {
    private enum Part: Sendable {
        case words([String])
        case starts([String])
        case number
        case gap
    }

    private static let gap = 4

    private var byWord: [String: [[Part]]] = [:]
    private var others: [[Part]] = []

    init(_ phrases: String...) {
        for phrase in phrases {
            let parts = phrase.split(separator: " ").map { text -> Part in
                switch text {
                case "#": return .number
                case "~": return .gap
                default:
                    let words = text.split(separator: "|").map(String.init)
                    let stems = words.map { $0.hasSuffix("*") ? String($0.dropLast()) : $0 }
                    return words.allSatisfy { $0.hasSuffix("*") } ? .starts(stems) : .words(words)
                }
            }
            if case .words(let words)? = parts.first {
                for word in words { byWord[word, default: []].append(parts) }
            } else {
                others.append(parts)
            }
        }
    }

    /// Places in their order that do not overlap; of two at one place the longer.
    func places(in stream: WordStream) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var place = 0
        while place < stream.count {
            if let end = end(in: stream, at: place) {
                found.append(place..<end)
                place = end
            } else {
                place += 1
            }
        }
        return found
    }

    func isIn(_ stream: WordStream) -> Bool { !places(in: stream).isEmpty }

    /// Behind the longest phrase that begins at a place.
    func end(in stream: WordStream, at place: Int) -> Int? {
        var best: Int?
        for form in HebrewWord.forms(stream.word(place)) {
            for phrase in byWord[form] ?? [] {
                if let end = match(phrase[...], stream, place, isFirst: true) { best = max(best ?? end, end) }
            }
        }
        for phrase in others {
            if let end = match(phrase[...], stream, place, isFirst: true) { best = max(best ?? end, end) }
        }
        return best
    }

    private func match(_ parts: ArraySlice<Part>, _ stream: WordStream, _ place: Int, isFirst: Bool) -> Int? {
        guard let part = parts.first else { return place }
        let rest = parts.dropFirst()
        if case .gap = part {
            for skip in 0...Phrases.gap {
                if skip > 0, !stream.continues(place + skip - 1) { return nil }
                if let end = match(rest, stream, place + skip, isFirst: false) { return end }
            }
            return nil
        }
        guard stream.words.indices.contains(place), isFirst || stream.continues(place) else { return nil }
        let word = stream.words[place]
        let fits =
            switch part {
            case .words(let list): HebrewWord.forms(word.word).contains { list.contains($0) }
            case .starts(let stems):
                HebrewWord.forms(word.word).contains { form in stems.contains { form.hasPrefix($0) } }
            case .number: word.number != nil
            case .gap: true
            }
        return fits ? match(rest, stream, place + 1, isFirst: false) : nil
    }
}

enum HebrewWord {
    private static let prefixes = Set("והבכלמש".unicodeScalars)

    /// The word, and a Hebrew one without its one-letter prefix too.
    static func forms(_ word: String) -> [String] {
        let scalars = word.unicodeScalars
        guard let first = scalars.first, prefixes.contains(first), scalars.count > 2 else { return [word] }
        return [word, String(scalars.dropFirst())]
    }
}

import Domain

/// The stretch of a text where the query's words stand closest, wrapped to lines, those words emphasised.
///
/// Text is cut between words only and never reordered, so right-to-left text reads as it was written.
struct Snippet {
    private let words: [Word]
    private let start: Int
    private let query: Set<String>

    private struct Word {
        let text: Substring
        /// As the index has them; most words have one, `free/paid` has two.
        let terms: [String]
        let width: Int
    }

    /// - Parameter columns: about how much of the text is shown, in columns.
    init(of text: String, query: String, columns: Int) {
        let query = Set(SearchText.words(of: query).map { $0.lowercased() }.filter { !Snippet.common.contains($0) })
        let words = text.split(whereSeparator: \.isWhitespace).map {
            Word(text: $0, terms: SearchText.words(of: String($0)).map { $0.lowercased() }, width: TextWidth.of($0))
        }
        self.query = query
        self.words = words
        start = Snippet.bestStart(of: words, query: query, columns: columns)
    }

    /// At most `limit` lines of `width` columns; an ellipsis stands where text was left out.
    func lines(width: Int, limit: Int, style: Style) -> [String] {
        var lines: [String] = []
        var line = start > 0 ? "…" : ""
        var used = start > 0 ? 1 : 0
        var next = start
        while next < words.count {
            let word = words[next]
            let isLast = lines.count + 1 == limit && next + 1 < words.count
            let needed = used + (used > 0 ? 1 : 0) + word.width + (isLast ? 1 : 0)
            if needed > width, used > 0 {
                if lines.count + 1 == limit {
                    lines.append(line + "…")
                    return lines
                }
                lines.append(line)
                (line, used) = ("", 0)
                continue
            }
            let shown = word.width > width ? TextWidth.cut(String(word.text), to: width) : String(word.text)
            line += (used > 0 ? " " : "") + (isMatch(word) ? style.bold(shown) : shown)
            used += (used > 0 ? 1 : 0) + min(word.width, width)
            next += 1
        }
        if used > 0 { lines.append(line) }
        return lines
    }

    private func isMatch(_ word: Word) -> Bool { Snippet.isMatch(word, query) }

    private static func isMatch(_ word: Word, _ query: Set<String>) -> Bool {
        word.terms.contains { term in
            query.contains(term) || query.contains { sharesStem($0, term) }
        }
    }

    /// A rough stand-in for the index's stemmer, good enough to decide what is bold: `charge` and `charged`.
    private static func sharesStem(_ left: String, _ right: String) -> Bool {
        let shorter = min(left.count, right.count)
        guard shorter >= 4, max(left.count, right.count) - shorter <= 3 else { return false }
        let needed = max(4, shorter - 1)
        return left.prefix(needed) == right.prefix(needed)
    }

    /// The first word of the window that holds the most different query words; the beginning where all of it fits.
    private static func bestStart(of words: [Word], query: Set<String>, columns: Int) -> Int {
        let total = words.reduce(0) { $0 + $1.width + 1 }
        guard total > columns else { return 0 }
        let matched = words.indices.filter { isMatch(words[$0], query) }
        var best = (start: 0, count: 0)
        for first in matched {
            // A few words before the first match make it readable.
            let start = max(0, first - 5)
            var seen: Set<String> = []
            var used = 0
            for word in words[start...] {
                used += word.width + 1
                if used > columns { break }
                if isMatch(word, query) { seen.formUnion(word.terms) }
            }
            if seen.count > best.count { best = (start, seen.count) }
        }
        // No window may leave room at its end while text stands before it.
        var start = best.start
        var rest = words[start...].reduce(0) { $0 + $1.width + 1 }
        while start > 0, rest + words[start - 1].width + 1 <= columns {
            start -= 1
            rest += words[start].width + 1
        }
        // Three words before the text are better shown than replaced by an ellipsis.
        return start <= 3 ? 0 : start
    }

    /// English words that say nothing about a match; they stay in the search, they only do not become bold.
    private static let common: Set<String> = [
        "a", "an", "and", "are", "be", "can", "do", "does", "for", "have", "how", "i", "in", "is", "it", "me", "my",
        "of", "on", "or", "the", "there", "to", "was", "what", "when", "will", "with", "you", "your",
    ]
}

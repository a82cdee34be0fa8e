import Domain

/// A text cut where patterns may stop: sentences of bounded length, and overlapping windows of longer texts.
enum Sentences {
    /// Characters of a sentence that patterns are tried on at once.
    static let longest = 1_000
    /// Characters that a cut sentence's parts share, so that no phrase is lost in the cut.
    static let overlap = 200

    /// Sentences of a text with its lines and case: split behind `.`, `!`, `?` before white space, and at line breaks.
    /// The end mark stays. A line that only wraps, so that the next one begins with a small letter, is read on.
    static func split(_ text: String) -> [String] {
        paragraphs(text).flatMap { paragraph -> [String] in
            var sentences: [String] = []
            var sentence = ""
            var isEnding = false
            for character in paragraph {
                if isEnding, character.isWhitespace {
                    sentences.append(sentence)
                    (sentence, isEnding) = ("", false)
                    continue
                }
                sentence.append(character)
                if ".!?".contains(character) {
                    isEnding = true
                } else if !"\"')]".contains(character) {
                    isEnding = false
                }
            }
            sentences.append(sentence)
            return sentences.map { $0.trimming(while: \.isWhitespace) }.filter { !$0.isEmpty }
        }.flatMap { windows($0, length: longest) }
    }

    /// Lines, those joined that were broken only for their width.
    private static func paragraphs(_ text: String) -> [String] {
        var paragraphs: [String] = []
        var wraps = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if wraps, let last = paragraphs.last, continues(line) {
                paragraphs[paragraphs.count - 1] = last + " " + line
            } else if !line.isEmpty {
                paragraphs.append(String(line))
            }
            wraps = line.last.map { !".!?:;".contains($0) } ?? false
        }
        return paragraphs
    }

    /// Not a new sentence, an item of a list or a blank line.
    private static func continues(_ line: Substring) -> Bool {
        guard let first = line.first else { return false }
        // Scripts without capitals tell nothing: there the end mark alone decides.
        return first.isLetter && !first.isUppercase
    }

    /// The text in parts of at most `length` characters that overlap, cut at a space where there is one.
    static func windows(_ text: String, length: Int) -> [String] {
        guard text.utf8.count > length, text.count > length else { return [text] }
        var parts: [String] = []
        var start = text.startIndex
        while let end = text.index(start, offsetBy: length, limitedBy: text.endIndex) {
            var cut = end
            if end < text.endIndex, let space = text[start..<end].lastIndex(of: " "),
                text.distance(from: space, to: end) < overlap
            {
                cut = space
            }
            parts.append(String(text[start..<cut]))
            guard cut < text.endIndex else { return parts }
            start = text.index(cut, offsetBy: -overlap)
        }
        parts.append(String(text[start...]))
        return parts
    }
}

/// The smallest pieces that a passage is made of: sentences, lines of lists and tables, and, where one of those is
/// too long for a passage, runs of words. Joined they are the text again, byte for byte.
///
/// Works on scalars, since walking over whole characters is some twenty times slower.
enum TextUnits {
    struct Unit {
        let text: Substring
        let tokens: Int
    }

    /// - Parameter room: the most estimated tokens of a unit; a single longer "word" is cut inside.
    static func units(of text: String, room: Int) -> [Unit] {
        var units: [Unit] = []
        for sentence in sentences(of: text) {
            let tokens = TokenEstimate.count(sentence)
            if tokens <= room {
                units.append(Unit(text: sentence, tokens: tokens))
            } else {
                for piece in pieces(of: sentence, room: room) {
                    units.append(Unit(text: piece, tokens: TokenEstimate.count(piece)))
                }
            }
        }
        return units
    }

    /// Ends after `.`, `!`, `?`, `…` (and closing quotes or brackets) before white space, and at line ends.
    private static func sentences(of text: String) -> [Substring] {
        let scalars = text.unicodeScalars
        var sentences: [Substring] = []
        var start = scalars.startIndex
        var position = start
        var ended = false
        while position < scalars.endIndex {
            let scalar = scalars[position]
            if scalar.isSpace {
                if ended || scalar == "\n" {
                    // White space belongs to the sentence before it.
                    while position < scalars.endIndex, scalars[position].isSpace {
                        position = scalars.index(after: position)
                    }
                    sentences.append(text[start..<position])
                    start = position
                    ended = false
                    continue
                }
            } else {
                switch scalar {
                case ".", "!", "?", "…": ended = true
                case "\"", "'", ")", "]", ">", "»", "”", "’", "*", "_": break
                default: ended = false
                }
            }
            position = scalars.index(after: position)
        }
        if start < scalars.endIndex { sentences.append(text[start...]) }
        return sentences
    }

    private static func pieces(of sentence: Substring, room: Int) -> [Substring] {
        let scalars = sentence.unicodeScalars
        var pieces: [Substring] = []
        var start = scalars.startIndex
        var lastBreak: String.Index?
        var position = start
        var estimate = TokenEstimate()
        while position < scalars.endIndex {
            let scalar = scalars[position]
            estimate.add(scalar)
            if estimate.count > room, position > start {
                let end = lastBreak ?? position
                pieces.append(sentence[start..<end])
                start = end
                position = end
                lastBreak = nil
                estimate = TokenEstimate()
                continue
            }
            position = scalars.index(after: position)
            if scalar.isSpace { lastBreak = position }
        }
        if start < scalars.endIndex { pieces.append(sentence[start...]) }
        return pieces
    }
}

extension Unicode.Scalar {
    /// White space, found without the tables of Unicode where the scalar is ASCII.
    var isSpace: Bool {
        value < 0x80 ? value == 0x20 || (0x09...0x0D).contains(value) : properties.isWhitespace
    }
}

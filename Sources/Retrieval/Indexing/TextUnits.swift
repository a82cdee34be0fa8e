/// The smallest pieces that a passage is made of: sentences, lines of lists and tables, and, where one of those is
/// too long for a passage, runs of words. Joined they are the text again, byte for byte.
enum TextUnits {
    struct Unit {
        let text: Substring
        let tokens: Int
    }

    /// - Parameter room: the most estimated tokens of a unit; a single longer "word" is cut between characters.
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
        var sentences: [Substring] = []
        var start = text.startIndex
        var position = start
        var ended = false
        while position < text.endIndex {
            let character = text[position]
            if character.isWhitespace {
                if ended || character.isNewline {
                    // White space belongs to the sentence before it.
                    while position < text.endIndex, text[position].isWhitespace {
                        position = text.index(after: position)
                    }
                    sentences.append(text[start..<position])
                    start = position
                    ended = false
                    continue
                }
            } else if ".!?…".contains(character) {
                ended = true
            } else if !"\"')]»”’*_".contains(character) {
                ended = false
            }
            position = text.index(after: position)
        }
        if start < text.endIndex { sentences.append(text[start...]) }
        return sentences
    }

    private static func pieces(of sentence: Substring, room: Int) -> [Substring] {
        var pieces: [Substring] = []
        var start = sentence.startIndex
        var lastBreak: String.Index?
        var position = start
        var estimate = TokenEstimate()
        while position < sentence.endIndex {
            let character = sentence[position]
            estimate.add(character)
            if estimate.count > room, position > start {
                let end = lastBreak ?? position
                pieces.append(sentence[start..<end])
                start = end
                position = end
                lastBreak = nil
                estimate = TokenEstimate()
                continue
            }
            position = sentence.index(after: position)
            if character.isWhitespace { lastBreak = position }
        }
        if start < sentence.endIndex { pieces.append(sentence[start...]) }
        return pieces
    }
}

/// One pass over the UTF-8 of a text, and the buffers it reuses from text to text.
///
/// Scalars are folded and appended to the word being read; a space, a punctuation mark or the end closes the word,
/// which is then cut into pieces.
struct TokenScan {
    /// The result, `[CLS]` first.
    private(set) var ids: [Int32] = []
    private(set) var truncated = false

    /// Words with more scalars than this are unknown, as in the original.
    static let longestWord = 100

    private var limit = Int.max
    /// The folded word, up to `longestWord` scalars; what comes after only counts.
    private var word: [UInt8] = []
    private var wordScalars = 0
    /// Hash of the word read as a whole piece.
    private var wordHash = Vocabulary.wordStart
    /// Scalars of combining class above 0 waiting for canonical order, and their classes.
    private var pending: [(scalar: UInt32, order: UInt8)] = []
    private var prefixes: [UInt64] = []
    private var pieces: [Int32] = []

    private typealias Flags = CharacterTable.Flags

    init() {
        word.reserveCapacity(4 * Self.longestWord)
        prefixes.reserveCapacity(4 * Self.longestWord)
        pieces.reserveCapacity(4 * Self.longestWord)
    }

    /// - Parameter limit: stop once `ids`, with `first`, would hold more than this.
    mutating func begin(with first: Int32, limit: Int) {
        self.limit = limit
        truncated = false
        ids.removeAll(keepingCapacity: true)
        ids.append(first)
        clearWord()
        pending.removeAll(keepingCapacity: true)
    }

    mutating func end(with last: Int32) {
        ids.append(last)
    }
}

extension TokenScan {
    fileprivate mutating func clearWord() {
        word.removeAll(keepingCapacity: true)
        wordScalars = 0
        wordHash = Vocabulary.wordStart
    }

    /// Appends the ids of `text` (valid UTF-8).
    mutating func run(_ text: UnsafeBufferPointer<UInt8>, _ tokenizer: WordPieceTokenizer) {
        var offset = 0
        while offset < text.count, !truncated {
            let byte = text[offset]
            if byte < 0x80 {
                offset += takeAscii(byte, text, offset, tokenizer)
            } else {
                let (scalar, length) = Self.decode(text, offset)
                take(scalar, tokenizer)
                offset += length
            }
        }
        if !truncated { endWord(tokenizer) }
    }

    /// Handles the ASCII byte at `offset` and returns how many bytes were used.
    @inline(__always)
    private mutating func takeAscii(
        _ byte: UInt8, _ text: UnsafeBufferPointer<UInt8>, _ offset: Int, _ tokenizer: WordPieceTokenizer
    ) -> Int {
        switch tokenizer.ascii[Int(byte)] {
        case .letter: append(ascii: byte)
        case .upper: append(ascii: byte | 0x20)
        case .space: endWord(tokenizer)
        case .punctuation: emitAlone(UInt32(byte), tokenizer)
        case .removed: break
        case .literal:
            for literal in tokenizer.literals where text[offset...].starts(with: literal.bytes) {
                endWord(tokenizer)
                emit(literal.id)
                return literal.bytes.count
            }
            take(UInt32(byte), tokenizer)
        }
        return 1
    }

    /// One scalar through cleaning, spacing, decomposition, stripping and lower case.
    private mutating func take(_ scalar: UInt32, _ tokenizer: WordPieceTokenizer) {
        let entry = tokenizer.characters[scalar]
        if entry & (Flags.removed | Flags.space | Flags.ideograph) != 0 {
            if entry & Flags.removed != 0 { return }
            endWord(tokenizer)
            if entry & Flags.space != 0 { return }
            fold(scalar, entry, tokenizer)
            endWord(tokenizer)
        } else {
            fold(scalar, entry, tokenizer)
        }
    }

    @inline(__always)
    private mutating func fold(_ scalar: UInt32, _ entry: UInt32, _ tokenizer: WordPieceTokenizer) {
        if entry & (Flags.mark | Flags.sequence | Flags.hangul) == 0 {
            let replacement = entry & CharacterTable.scalarMask
            put(replacement == 0 ? scalar : replacement, entry, tokenizer)
        } else if entry & Flags.mark != 0 {
            if entry & Flags.starter != 0 { flushPending() }
        } else if entry & Flags.hangul != 0 {
            decomposeHangul(scalar)
        } else {
            let start = Int(entry & CharacterTable.scalarMask)
            for offset in 1...Int(tokenizer.characters.sequences[start]) {
                let part = tokenizer.characters.sequences[start + offset]
                put(part, tokenizer.characters[part], tokenizer)
            }
        }
    }

    /// Hangul syllables by arithmetic (Unicode 3.12).
    private mutating func decomposeHangul(_ scalar: UInt32) {
        let offset = scalar - 0xAC00
        flushPending()
        append(0x1100 + offset / 588)
        append(0x1161 + offset % 588 / 28)
        if offset % 28 != 0 { append(0x11A7 + offset % 28) }
    }

    /// A folded scalar, with the entry that says what it is.
    @inline(__always)
    private mutating func put(_ scalar: UInt32, _ entry: UInt32, _ tokenizer: WordPieceTokenizer) {
        if entry & (Flags.reordered | Flags.punctuation) == 0 {
            flushPending()
            append(scalar)
        } else if entry & Flags.reordered != 0 {
            // More than a word may hold: it is unknown in any order, and sorting stays cheap on hostile text.
            if pending.count > Self.longestWord { return }
            // Insertion keeps equal classes in their order, as canonical ordering does (Unicode 3.11, D109).
            let order = tokenizer.characters.combiningClass(scalar)
            var place = pending.count
            while place > 0, pending[place - 1].order > order { place -= 1 }
            pending.insert((scalar, order), at: place)
        } else {
            emitAlone(scalar, tokenizer)
        }
    }

    /// Waiting scalars are in order once one of class 0 follows.
    @inline(__always)
    private mutating func flushPending() {
        if pending.isEmpty { return }
        for item in pending { append(item.scalar) }
        pending.removeAll(keepingCapacity: true)
    }

    @inline(__always)
    private mutating func append(ascii byte: UInt8) {
        flushPending()
        wordScalars += 1
        if wordScalars <= Self.longestWord { appendByte(byte) }
    }

    @inline(__always)
    private mutating func appendByte(_ byte: UInt8) {
        word.append(byte)
        wordHash = Vocabulary.step(wordHash, byte)
    }

    private mutating func append(_ scalar: UInt32) {
        wordScalars += 1
        if wordScalars > Self.longestWord { return }
        let tail = { (shift: UInt32) in UInt8(truncatingIfNeeded: 0x80 | scalar >> shift & 0x3F) }
        switch scalar {
        case ..<0x80:
            appendByte(UInt8(truncatingIfNeeded: scalar))
        case ..<0x800:
            appendByte(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
            appendByte(tail(0))
        case ..<0x10000:
            appendByte(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
            appendByte(tail(6))
            appendByte(tail(0))
        default:
            appendByte(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
            appendByte(tail(12))
            appendByte(tail(6))
            appendByte(tail(0))
        }
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>, _ offset: Int) -> (scalar: UInt32, length: Int) {
        let lead = UInt32(text[offset])
        let tail = { (distance: Int) in UInt32(text[offset + distance] & 0x3F) }
        switch lead {
        case ..<0xE0: return ((lead & 0x1F) << 6 | tail(1), 2)
        case ..<0xF0: return ((lead & 0x0F) << 12 | tail(1) << 6 | tail(2), 3)
        default: return ((lead & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), 4)
        }
    }
}

// MARK: Pieces

extension TokenScan {
    private mutating func emit(_ id: Int32) {
        if ids.count < limit { ids.append(id) } else { truncated = true }
    }

    private mutating func emitAlone(_ scalar: UInt32, _ tokenizer: WordPieceTokenizer) {
        endWord(tokenizer)
        append(scalar)
        endWord(tokenizer)
    }

    /// Closes the word: the whole word where it is a piece, else its longest pieces from the left, else unknown.
    private mutating func endWord(_ tokenizer: WordPieceTokenizer) {
        flushPending()
        if wordScalars == 0 { return }
        defer { clearWord() }
        guard wordScalars <= Self.longestWord else { return emit(tokenizer.specialTokens.unknown) }
        let vocabulary = tokenizer.vocabulary
        let hash = wordHash
        let whole = word.withUnsafeBufferPointer { vocabulary.id(of: $0, hash: hash, continues: false) }
        if let whole { return emit(whole) }
        if cutWord(vocabulary) {
            for piece in pieces where !truncated { emit(piece) }
        } else {
            emit(tokenizer.specialTokens.unknown)
        }
    }

    /// Fills `pieces`; false where some part of the word has no piece.
    private mutating func cutWord(_ vocabulary: Vocabulary) -> Bool {
        pieces.removeAll(keepingCapacity: true)
        var start = 0
        while start < word.count {
            prefixes.removeAll(keepingCapacity: true)
            var hash = start == 0 ? Vocabulary.wordStart : Vocabulary.continuationStart
            for offset in start..<min(word.count, start + vocabulary.longestPiece) {
                hash = Vocabulary.step(hash, word[offset])
                prefixes.append(hash)
            }
            guard let (id, length) = longestPiece(from: start, vocabulary) else { return false }
            pieces.append(id)
            start += length
        }
        return true
    }

    private func longestPiece(from start: Int, _ vocabulary: Vocabulary) -> (id: Int32, length: Int)? {
        word.withUnsafeBufferPointer { bytes in
            for length in stride(from: prefixes.count, to: 0, by: -1) {
                let piece = UnsafeBufferPointer(rebasing: bytes[start..<start + length])
                if let id = vocabulary.id(of: piece, hash: prefixes[length - 1], continues: start > 0) {
                    return (id, length)
                }
            }
            return nil
        }
    }
}

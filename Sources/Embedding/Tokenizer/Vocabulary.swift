import Domain

/// The pieces of a WordPiece vocabulary, found by their UTF-8 bytes.
///
/// One open-addressing table over FNV-1a hashes (Fowler, Noll, Vo). The hash of every prefix of a word comes out of one
/// pass over its bytes, so the longest piece that starts a word is found by probing from the longest prefix down,
/// without making a string. Pieces written `##…` continue a word and hash from another start value.
struct Vocabulary: Sendable {
    /// Pieces by id, as in `vocab.txt`.
    let count: Int
    /// Bytes of the longest piece, without `##`.
    let longestPiece: Int

    private let bytes: [UInt8]
    private let starts: [UInt32]
    /// Upper half of the hash above id + 1; 0 where empty.
    private let slots: [UInt64]

    static let wordStart: UInt64 = 0xCBF2_9CE4_8422_2325
    static let continuationStart: UInt64 = 0x9AE1_6A3B_2F90_404F
    /// More than any published BERT vocabulary (501,153 pieces in LaBSE), so that a wrong file fails early.
    static let maximumCount = 2_000_000

    /// - Parameter file: the bytes of `vocab.txt`: a piece a line, the line number from 0 being its id. Of a piece that
    ///   stands twice the last counts, as in the original reader.
    init(file: [UInt8], name: String) throws {
        var bytes = file
        if bytes.last != UInt8(ascii: "\n"), !bytes.isEmpty { bytes.append(UInt8(ascii: "\n")) }
        var starts: [UInt32] = [0]
        starts.reserveCapacity(bytes.count / 6)
        guard bytes.count < Int(UInt32.max) else {
            throw AlmanacError(.modelInvalid, "\(name) is too large", hint: "A vocabulary is a piece a line.")
        }
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(UInt32(offset + 1)) }
        let count = starts.count - 1
        guard count > 0, count <= Self.maximumCount else {
            throw AlmanacError(
                .modelInvalid, "\(name) holds \(count) pieces",
                hint: "Expected one piece a line, up to \(Self.maximumCount); fetch the model's vocab.txt again.")
        }
        self.count = count
        self.bytes = bytes
        self.starts = starts
        (slots, longestPiece) = Self.index(bytes, starts)
    }

    private static func index(_ bytes: [UInt8], _ starts: [UInt32]) -> (slots: [UInt64], longest: Int) {
        let count = starts.count - 1
        var size = 16
        while size < 2 * count { size *= 2 }
        var slots = [UInt64](repeating: 0, count: size)
        var longest = 0
        for id in 0..<count {
            let piece = Self.piece(id, bytes, starts)
            if piece.isEmpty { continue }
            longest = max(longest, piece.range.count)
            var hash = piece.continues ? continuationStart : wordStart
            for offset in piece.range { hash = step(hash, bytes[offset]) }
            var slot = Int(truncatingIfNeeded: hash) & (size - 1)
            while slots[slot] != 0 {
                let other = Self.piece(Int(UInt32(truncatingIfNeeded: slots[slot])) - 1, bytes, starts)
                if other.continues == piece.continues, bytes[other.range] == bytes[piece.range] { break }
                slot = (slot + 1) & (size - 1)
            }
            slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(id + 1)
        }
        return (slots, longest)
    }

    /// Whether other scripts than Latin are spelt letter by letter: fewer than one piece in a hundred has four letters
    /// or more of another script. (bert-base-uncased has two such pieces, multilingual vocabularies tens of thousands.)
    var spellsOtherScripts: Bool {
        let words = (0..<count).count { id in
            let piece = Self.piece(id, bytes, starts)
            guard let first = bytes[piece.range].first, first >= 0xCD else { return false }  // U+0340 and above
            return bytes[piece.range].count { $0 & 0xC0 != 0x80 } >= 4
        }
        return words * 100 < count
    }

    private static func piece(
        _ id: Int, _ bytes: [UInt8], _ starts: [UInt32]
    ) -> (range: Range<Int>, continues: Bool, isEmpty: Bool) {
        let start = Int(starts[id])
        var end = Int(starts[id + 1]) - 1
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        let hash = UInt8(ascii: "#")
        let continues = end - start > 2 && bytes[start] == hash && bytes[start + 1] == hash
        return (continues ? start + 2..<end : start..<end, continues, start == end)
    }

    /// The hash of a prefix one byte longer.
    @inline(__always)
    static func step(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    /// The id of a piece given as bytes and their hash from `wordStart` or `continuationStart`.
    @inline(__always)
    func id(of piece: UnsafeBufferPointer<UInt8>, hash: UInt64, continues: Bool) -> Int32? {
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            if (slots[slot] ^ hash) >> 32 == 0 {
                let id = Int(UInt32(truncatingIfNeeded: slots[slot])) - 1
                if matches(id, piece, continues) { return Int32(truncatingIfNeeded: id) }
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// The id of a whole piece, as it is written in the file.
    func id(of piece: String) -> Int32? {
        var utf8 = Array(piece.utf8)
        let continues = utf8.count > 2 && utf8.starts(with: [UInt8(ascii: "#"), UInt8(ascii: "#")])
        if continues { utf8.removeFirst(2) }
        let hash = utf8.reduce(continues ? Self.continuationStart : Self.wordStart, Self.step)
        return utf8.withUnsafeBufferPointer { id(of: $0, hash: hash, continues: continues) }
    }

    @inline(__always)
    private func matches(_ id: Int, _ piece: UnsafeBufferPointer<UInt8>, _ continues: Bool) -> Bool {
        let own = Self.piece(id, bytes, starts)
        guard own.continues == continues, own.range.count == piece.count else { return false }
        for offset in 0..<piece.count where bytes[own.range.lowerBound + offset] != piece[offset] { return false }
        return true
    }
}

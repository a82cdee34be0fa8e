/// What the tokenizer does with each Unicode scalar, for one set of switches.
///
/// A two-stage table: scalars are looked up in pages of 256 entries, and pages of one kind are shared. It is built from
/// `UnicodeTables`, which pin the original tokenizer's behaviour, so that ids do not move with Swift's Unicode version.
/// An entry holds the replacement scalar in its low 21 bits (0: the scalar itself) and `Flags` above.
struct CharacterTable: Sendable {
    enum Flags {
        static let removed: UInt32 = 1 << 31
        static let space: UInt32 = 1 << 30
        /// A word of its own, by position in the ideograph blocks.
        static let ideograph: UInt32 = 1 << 29
        /// The replacement is a word of its own.
        static let punctuation: UInt32 = 1 << 28
        /// Stripped with the accents.
        static let mark: UInt32 = 1 << 27
        /// A stripped mark that begins with combining class 0.
        static let starter: UInt32 = 1 << 26
        /// The replacement is kept and has a combining class above 0: canonical order may move it.
        static let reordered: UInt32 = 1 << 25
        /// The low bits are an offset into `sequences`: a count, then that many scalars.
        static let sequence: UInt32 = 1 << 24
        /// A Hangul syllable, decomposed by arithmetic.
        static let hangul: UInt32 = 1 << 23
    }

    static let scalarMask: UInt32 = (1 << 21) - 1

    private(set) var sequences: [UInt32] = []
    private var pages = [UInt16](repeating: 0, count: 0x110000 >> 8)
    private var entries = [UInt32](repeating: 0, count: 256)
    /// Whether the page of a slot is its own, so that it may be written.
    private var owned = [Bool](repeating: false, count: 0x110000 >> 8)
    private var combiningClasses: [UInt32: UInt8] = [:]

    init(lowercase: Bool, stripAccents: Bool, spaceIdeographs: Bool) {
        let lower = lowercase ? Self.lowercase() : [:]
        flag(UnicodeTables.punctuation, Flags.punctuation)
        if stripAccents {
            flag(UnicodeTables.marks, Flags.mark)
            for (scalar, value) in Self.pairs(UnicodeTables.combiningClasses) {
                combiningClasses[scalar] = UInt8(truncatingIfNeeded: value)
                flag([scalar, scalar], Flags.reordered)
            }
        }
        for (from, to) in lower { replace(from, with: to) }
        if stripAccents {
            for (from, to) in Self.pairs(UnicodeTables.decompositions) { replace(from, with: lower[to] ?? to) }
            addLongDecompositions(lower)
            flag(UnicodeTables.markStarters, Flags.starter)
            flag([0xAC00, 0xD7A3], Flags.hangul)
        } else if lowercase {
            addSequence(0x130, [0x69, 0x307])
        }
        // What comes before decomposition looks at the scalar itself.
        if spaceIdeographs { flag(UnicodeTables.ideographs, Flags.ideograph) }
        flag(UnicodeTables.removed, Flags.removed)
        flag(UnicodeTables.spaces, Flags.space)
    }

    @inline(__always)
    subscript(scalar: UInt32) -> UInt32 {
        entries[Int(pages[Int(scalar >> 8)]) << 8 | Int(scalar & 0xFF)]
    }

    /// The canonical combining class of a scalar whose entry says `reordered`.
    func combiningClass(_ scalar: UInt32) -> UInt8 {
        combiningClasses[scalar] ?? 0
    }

    // MARK: Building

    private mutating func addLongDecompositions(_ lower: [UInt32: UInt32]) {
        let list = UnicodeTables.longDecompositions
        var offset = 0
        while offset < list.count {
            let count = Int(list[offset + 1])
            let scalars = list[(offset + 2)..<(offset + 2 + count)].map { lower[$0] ?? $0 }
            if scalars.isEmpty {
                flag([list[offset], list[offset]], Flags.mark)
            } else {
                addSequence(list[offset], scalars)
            }
            offset += 2 + count
        }
    }

    private mutating func addSequence(_ from: UInt32, _ scalars: [UInt32]) {
        assign(from, Flags.sequence | UInt32(sequences.count))
        sequences.append(UInt32(scalars.count))
        sequences += scalars
    }

    private mutating func replace(_ from: UInt32, with to: UInt32) {
        assign(from, to | self[to] & (Flags.punctuation | Flags.reordered))
    }

    private mutating func assign(_ scalar: UInt32, _ entry: UInt32) {
        let page = ownPage(Int(scalar >> 8))
        entries[page << 8 | Int(scalar & 0xFF)] = entry
    }

    /// Sets a flag for ranges given as `first, last`.
    private mutating func flag(_ ranges: [UInt32], _ flag: UInt32) {
        var uniform: UInt16?
        for (first, last) in Self.pairs(ranges) {
            var scalar = first
            while scalar <= last {
                let slot = Int(scalar >> 8)
                let end = min(last, scalar | 0xFF)
                if pages[slot] == 0, end - scalar == 0xFF {
                    // A whole untouched page: all such pages of this flag are one.
                    let page = uniform ?? appendPage(repeating: flag)
                    uniform = page
                    pages[slot] = page
                } else {
                    let page = ownPage(slot)
                    for s in scalar...end { entries[page << 8 | Int(s & 0xFF)] |= flag }
                }
                scalar = end + 1
            }
        }
    }

    /// A page that only this slot uses, copied if it was shared.
    private mutating func ownPage(_ slot: Int) -> Int {
        let page = pages[slot]
        if owned[slot] { return Int(page) }
        owned[slot] = true
        let copy = Array(entries[(Int(page) << 8)..<((Int(page) + 1) << 8)])
        pages[slot] = UInt16(entries.count >> 8)
        entries += copy
        return Int(pages[slot])
    }

    private mutating func appendPage(repeating entry: UInt32) -> UInt16 {
        entries += repeatElement(entry, count: 256)
        return UInt16(entries.count >> 8) - 1
    }

    private static func pairs(_ flat: [UInt32]) -> some Sequence<(UInt32, UInt32)> {
        stride(from: 0, to: flat.count, by: 2).lazy.map { (flat[$0], flat[$0 + 1]) }
    }

    private static func lowercase() -> [UInt32: UInt32] {
        let list = UnicodeTables.lowercase
        var result: [UInt32: UInt32] = [:]
        for run in stride(from: 0, to: list.count, by: 4) {
            for scalar in stride(from: list[run], through: list[run + 1], by: Int(list[run + 2])) {
                result[scalar] = scalar &+ list[run + 3]
            }
        }
        return result
    }
}

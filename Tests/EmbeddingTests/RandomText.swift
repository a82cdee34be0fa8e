/// Random texts of many scripts; the same as `random_text` in Recording/record_tokens.py.
struct RandomText {
    static let alphabets: [(first: Int, count: Int)] = [
        (0x20, 95), (0xA0, 0x1B0), (0x370, 0x90), (0x400, 0x100), (0x590, 0x60), (0x600, 0x100), (0x900, 0x80),
        (0x980, 0x400), (0xE00, 0x80), (0xF00, 0x100), (0x1100, 0x100), (0x1E00, 0x200), (0x2000, 0x70),
        (0x20A0, 0x300), (0x3000, 0x100), (0x4E00, 0x5200), (0xAC00, 11172), (0x300, 0x70), (0xF900, 0x700),
        (0x1F300, 0x400), (0x0, 0x20), (0x7F, 0x22), (0x1D100, 0x200), (0x0, 0x110000), (0x200B, 5), (0xFE00, 0x30),
        (0x1B00, 0x100), (0x1E000, 0x30), (0x1E900, 0x60), (0x8D0, 0x30), (0x302A, 6), (0x10, 0x3FF0),
    ]
    static let specials = ["[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]", "[sep]", "[", "[SEP"]

    var random: SplitMix64

    mutating func next() -> String {
        var text = String.UnicodeScalarView()
        let main = random.below(Self.alphabets.count)
        for _ in 0..<1 + random.below(60) {
            switch random.below(32) {
            case ..<14: text.append(scalar(main))
            case ..<23: text.append(Unicode.Scalar(UInt8(0x61 + random.below(26))))
            case ..<26: text.append(scalar(random.below(Self.alphabets.count)))
            case ..<28: text.append(" ")
            case ..<31: text.append(scalar(17))
            default: text.append(contentsOf: Self.specials[random.below(Self.specials.count)].unicodeScalars)
            }
        }
        return String(text)
    }

    private mutating func scalar(_ alphabet: Int) -> Unicode.Scalar {
        let (first, count) = Self.alphabets[alphabet]
        return Unicode.Scalar(UInt32(first + random.below(count))) ?? "\u{FFFD}"
    }
}

/// A guess, on the safe side, at how many WordPiece tokens a text becomes, without a vocabulary.
///
/// English prose has about 1.3 pieces to a word or punctuation mark; a long word counts once more for every six
/// letters past the first ten. An English vocabulary cuts words of other scripts into single letters, so each of
/// those letters is one.
struct TokenEstimate {
    private var words = 0
    private var lengthOfWord = 0
    private var otherLetters = 0

    static func count(_ text: some StringProtocol) -> Int {
        var estimate = TokenEstimate()
        for scalar in text.unicodeScalars { estimate.add(scalar) }
        return estimate.count
    }

    var count: Int { (words * 13 + 9) / 10 + otherLetters }

    mutating func add(_ scalar: Unicode.Scalar) {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A:
            if lengthOfWord == 0 || (lengthOfWord >= 10 && (lengthOfWord - 10) % 6 == 0) { words += 1 }
            lengthOfWord += 1
            return
        case 0..<0x80: if !scalar.isSpace { words += 1 }
        default: if !scalar.isSpace { otherLetters += 1 }
        }
        lengthOfWord = 0
    }
}

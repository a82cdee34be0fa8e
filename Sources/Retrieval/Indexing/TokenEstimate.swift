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
        for character in text { estimate.add(character) }
        return estimate.count
    }

    var count: Int { (words * 13 + 9) / 10 + otherLetters }

    mutating func add(_ character: Character) {
        if character.isASCII, character.isLetter || character.isNumber {
            if lengthOfWord == 0 || (lengthOfWord >= 10 && (lengthOfWord - 10) % 6 == 0) { words += 1 }
            lengthOfWord += 1
            return
        }
        lengthOfWord = 0
        if character.isWhitespace { return }
        if character.isASCII { words += 1 } else { otherLetters += character.unicodeScalars.count }
    }
}

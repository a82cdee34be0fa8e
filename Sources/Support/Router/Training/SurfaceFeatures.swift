/// Twelve facts about how a message is written, each 0…1: its length, its marks, its capitals, what stands in it.
package enum SurfaceFeatures {
    package static let count = 12

    package static func values(of text: String) -> [Double] {
        var letters = 0
        var capitals = 0
        var questions = 0
        var exclamations = 0
        var isExclaimedTwice = false
        var last: Unicode.Scalar?
        var hasDigit = false
        var hasMoney = false
        var hasAddress = false
        var hasHebrew = false
        var hasCyrillic = false
        for scalar in text.unicodeScalars {
            switch scalar {
            case "?": questions += 1
            case "!":
                exclamations += 1
                if last == "!" { isExclaimedTwice = true }
            case "$", "€", "£", "₪": hasMoney = true
            case "@": hasAddress = true
            case "0"..."9": hasDigit = true
            default:
                switch scalar.properties.generalCategory {
                case .uppercaseLetter:
                    letters += 1
                    capitals += 1
                case .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: letters += 1
                default: break
                }
                if (0x05D0...0x05EA).contains(scalar.value) { hasHebrew = true }
                if (0x0400...0x04FF).contains(scalar.value) { hasCyrillic = true }
            }
            last = scalar
        }
        let words = LexicalGrams.words(of: text).count
        func flag(_ condition: Bool) -> Double { condition ? 1 : 0 }
        return [
            min(1, Double(words) / 60), flag(words <= 5), flag(questions > 0), min(1, Double(questions) / 3),
            flag(exclamations > 0), flag(isExclaimedTwice), flag(letters > 3 && capitals * 2 > letters),
            flag(hasDigit), flag(hasMoney), flag(hasAddress), flag(hasHebrew), flag(hasCyrillic),
        ]
    }
}

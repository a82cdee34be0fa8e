import Embedding

/// Whether an encoder can make sense of a query at all.
///
/// An encoder trained on Latin-script text spells other scripts letter by letter, and its vectors for them are noise
/// that would outweigh the words that do match; then words alone answer, marked `degraded: language`.
enum QueryLanguage {
    static func isRead(_ query: String, by encoder: any Encoder) -> Bool {
        !encoder.readsLatinOnly || isMostlyLatin(query)
    }

    static func isMostlyLatin(_ text: String) -> Bool {
        var latin = 0
        var other = 0
        for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
            switch scalar.value {
            case 0..<0x250, 0x1E00..<0x1F00, 0x2C60..<0x2C80, 0xA720..<0xA800: latin += 1
            default: other += 1
            }
        }
        return other == 0 || latin > other
    }
}

import Domain
import Foundation

/// The name that a customer is greeted with, from the name on the account.
enum GivenName {
    /// Letters, marks, hyphens and apostrophes of a name.
    static let longest = 40
    /// Marks on one letter; a pile of them is no name.
    private static let mostMarks = 3
    /// Characters of a whole name that are looked at.
    private static let looksAt = 400

    /// The first word that is no title, as it is written, in whatever script; nil where it is no plain name.
    static func of(_ name: String) -> String? {
        let words = name.prefix(looksAt).precomposedStringWithCanonicalMapping.split(whereSeparator: \.isWhitespace)
        guard let word = words.first(where: { !isTitle($0) }), isName(word) else { return nil }
        return String(word)
    }

    private static func isTitle(_ word: Substring) -> Bool {
        titles.contains(word.lowercased().filter { !".'\"״׳’".contains($0) })
    }

    private static func isName(_ word: Substring) -> Bool {
        guard (1...longest).contains(word.count), let first = word.unicodeScalars.first, isLetter(first) else {
            return false
        }
        var marks = 0
        var afterLetter = false
        for scalar in word.unicodeScalars {
            if isLetter(scalar) {
                (marks, afterLetter) = (0, true)
            } else if isMark(scalar) {
                marks += 1
                guard marks <= mostMarks else { return false }
            } else {
                // One between two letters.
                guard afterLetter, joiners.contains(scalar) else { return false }
                (marks, afterLetter) = (0, false)
            }
        }
        // A geresh ends Hebrew names that are written with a foreign sound.
        return afterLetter || word.unicodeScalars.last == "׳"
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter: true
        default: false
        }
    }

    private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark: true
        default: false
        }
    }

    private static let joiners: Set<Unicode.Scalar> = ["-", "‐", "‑", "־", "'", "’", "׳", "ʼ"]

    /// In small letters, without points and quotes.
    private static let titles: Set<String> = [
        "mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rabbi", "rev", "reverend", "sir", "lady", "pastor",
        "father", "sister", "herr", "frau", "hr", "fr", "sr", "sra", "srta", "señor", "señora", "don", "doña", "mme",
        "м-р", "господин", "госпожа", "г-н", "г-жа", "доктор", "профессор", "מר", "גב", "גברת", "דר", "פרופ", "הרב",
        "רב", "רבי", "עוד",
    ]
}

import Foundation

/// The one normalisation that text passes before full text, queries and guards.
///
/// NFC; Hebrew points dropped and ׳ ״ joined to their word; ё → е; apostrophes unified and taken out of words; Hebrew
/// words of four letters or more that begin with a one-letter prefix also stand without it. Case and Latin diacritics
/// are left to the FTS5 tokeniser (`unicode61 remove_diacritics 2`).
public enum SearchText {
    /// Stands in the manifest; text indexed under another version must be indexed again.
    public static let version = 1

    /// The normalised text for the index: words keep their order, separators become single spaces.
    public static func indexed(_ text: String) -> String {
        var output = ""
        output.reserveCapacity(text.utf8.count)
        for word in words(of: text) {
            if !output.isEmpty { output.append(" ") }
            output.append(word)
            if let stem = withoutHebrewPrefix(word) {
                output.append(" ")
                output.append(stem)
            }
        }
        return output
    }

    /// The words of a text as the index has them: runs of letters, digits and marks, normalised; case kept.
    public static func words(of text: String) -> [String] {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return asciiWords(of: text) }
        var words: [String] = []
        var word = String.UnicodeScalarView()
        func flush() {
            guard !word.isEmpty else { return }
            words.append(String(word))
            word = String.UnicodeScalarView()
        }
        for scalar in text.precomposedStringWithCanonicalMapping.unicodeScalars {
            switch scalar.value {
            case 0x0591...0x05BD, 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7: continue  // Hebrew points
            case 0x05F3, 0x05F4: continue  // geresh, gershayim
            case 0x27, 0x60, 0xB4, 0x2018, 0x2019, 0x201B, 0x02BC, 0xFF07:  // apostrophes
                continue
            case 0x22 where word.last.map(isHebrew) == true: continue  // " typed for gershayim
            case 0x00AD, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2064, 0xFEFF: continue  // invisible
            case 0x0451: word.append("е")
            case 0x0401: word.append("Е")
            default:
                if isWordScalar(scalar) { word.append(scalar) } else { flush() }
            }
        }
        flush()
        return words
    }

    private static func asciiWords(of text: String) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: word.append(byte)
            case 0x27, 0x60: continue
            default:
                if !word.isEmpty {
                    words.append(String(decoding: word, as: UTF8.self))
                    word.removeAll(keepingCapacity: true)
                }
            }
        }
        if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }

    private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber, .letterNumber, .otherNumber, .privateUse:
            true
        default: false
        }
    }

    private static func isHebrew(_ scalar: Unicode.Scalar) -> Bool { (0x05D0...0x05EA).contains(scalar.value) }

    /// The word without its leading ו ה ב כ ל מ ש, where it is Hebrew and three letters or more remain.
    private static func withoutHebrewPrefix(_ word: String) -> String? {
        let scalars = word.unicodeScalars
        guard let first = scalars.first, "והבכלמש".unicodeScalars.contains(first), scalars.count >= 4,
            scalars.allSatisfy(isHebrew)
        else { return nil }
        return String(scalars.dropFirst())
    }
}

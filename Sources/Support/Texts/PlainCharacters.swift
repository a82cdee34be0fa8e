import Domain
import Foundation

/// Text in the one form of its characters that guards compare: what looks the same is the same.
///
/// NFKC; zero-width, bidirectional and other invisible characters and soft hyphens gone; apostrophes, quotes and
/// hyphens unified; Hebrew points gone; letters that look alike folded where one word mixes scripts. Case, lines and
/// Latin diacritics stay. Linear in the length.
enum PlainCharacters {
    static func clean(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }) {
            return text.replacing("`", with: "'")
        }
        var unified = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        var marks = 0
        for scalar in text.unicodeScalars {
            marks = (0x0300...0x036F).contains(scalar.value) ? marks + 1 : 0
            // No letter has more; a pile of them would only be slow to sort.
            if marks > mostMarks { continue }
            if scalar != "\n" || previous != "\r" { append(scalar, to: &unified) }
            previous = scalar
        }
        var plain = String.UnicodeScalarView()
        for scalar in String(unified).precomposedStringWithCompatibilityMapping.unicodeScalars {
            // A mark that composed with nothing only strikes its letter through.
            if (0x0300...0x036F).contains(scalar.value) { continue }
            append(scalar, to: &plain)
        }
        return LookAlikes.folded(String(plain))
    }

    /// Marks on one letter that are looked at.
    private static let mostMarks = 8

    private static func append(_ scalar: Unicode.Scalar, to text: inout String.UnicodeScalarView) {
        switch scalar.value {
        case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: text.append("\n")
        case 0x00..<0x20, 0x7F..<0xA1, 0x1680, 0x2000...0x200A, 0x202F, 0x205F, 0x3000: text.append(" ")
        // Apostrophes, among them the geresh and the grave and acute accents standing alone.
        case 0x60, 0xB4, 0x2018, 0x2019, 0x201A, 0x201B, 0x2032, 0x02B9, 0x02BB, 0x02BC, 0x05F3, 0xFF07:
            text.append("'")
        // Quotes, among them the gershayim.
        case 0xAB, 0xBB, 0x201C...0x201F, 0x2033, 0x05F4, 0x2E42, 0x301D...0x301F, 0xFF02: text.append("\"")
        case 0x2010, 0x2011, 0x2012, 0x2212, 0xFE63, 0xFF0D: text.append("-")
        // Hebrew points.
        case 0x0591...0x05BD, 0x05BF, 0x05C1, 0x05C2, 0x05C4, 0x05C5, 0x05C7: break
        // Fillers and selectors that are no format characters by their category.
        case 0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x2800, 0x3164, 0xFE00...0xFE0F, 0xFFA0,
            0xE0100...0xE01EF:
            break
        default:
            // Every other invisible one: soft hyphen, zero-width and bidirectional characters, tags.
            if scalar.value < 0xAD || scalar.properties.generalCategory != .format { text.append(scalar) }
        }
    }
}

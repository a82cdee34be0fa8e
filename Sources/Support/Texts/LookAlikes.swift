/// Letters of one script that pass for letters of another: `lаwyer` with a Cyrillic а is the Latin word.
enum LookAlikes {
    /// Every word that mixes Latin letters with Cyrillic or Greek ones becomes of one script, as far as its letters
    /// have a look-alike there; other words stay.
    static func folded(_ text: String) -> String {
        // Only words with a letter of these scripts can be mixed.
        guard text.unicodeScalars.contains(where: { isForeign($0) }) else { return text }
        var output = String.UnicodeScalarView()
        var word: [Unicode.Scalar] = []
        for scalar in text.unicodeScalars {
            if scalar.properties.isAlphabetic {
                word.append(scalar)
            } else {
                output.append(contentsOf: folded(word))
                word.removeAll(keepingCapacity: true)
                output.append(scalar)
            }
        }
        output.append(contentsOf: folded(word))
        return String(output)
    }

    private static func folded(_ word: [Unicode.Scalar]) -> [Unicode.Scalar] {
        guard word.contains(where: isLatin), word.contains(where: isForeign) else { return word }
        // A letter without a look-alike says which script the word is of; where both have one it is Latin.
        let becomesCyrillic =
            word.contains { isCyrillic($0) && latin[lowered($0)] == nil }
            && !word.contains { isLatin($0) && cyrillic[lowered($0)] == nil }
        return word.map { scalar in
            let lower = lowered(scalar)
            guard let other = becomesCyrillic ? cyrillic[lower] : latin[lower] else { return scalar }
            return lower == scalar ? other : raised(other)
        }
    }

    private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x41...0x5A, 0x61...0x7A: true
        case 0xC0...0x024F: scalar.properties.isAlphabetic
        default: false
        }
    }

    private static func isCyrillic(_ scalar: Unicode.Scalar) -> Bool { (0x0400...0x052F).contains(scalar.value) }

    private static func isForeign(_ scalar: Unicode.Scalar) -> Bool {
        isCyrillic(scalar) || (0x0370...0x03FF).contains(scalar.value) || strayLatin.contains(scalar)
    }

    /// The simple mapping, one scalar to one.
    private static func lowered(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.lowercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }

    private static func raised(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.uppercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }

    /// Latin letters of phonetic alphabets that look like plain ones.
    private static let strayLatin: Set<Unicode.Scalar> = ["ı", "ɑ", "ɡ", "ɩ", "ʟ", "ɴ", "ᴀ", "ᴄ", "ᴇ", "ᴏ", "ѕ"]

    /// By the shape of either case: В looks like B and в is its small letter.
    private static let latin: [Unicode.Scalar: Unicode.Scalar] = [
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "ё": "e", "һ": "h", "н": "h", "і": "i", "ї": "i", "ј": "j",
        "к": "k", "ӏ": "l", "м": "m", "п": "n", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t", "ѵ": "v",
        "ԝ": "w", "х": "x", "у": "y",
        "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "μ": "m", "ν": "v", "ο": "o", "ρ": "p", "σ": "o",
        "τ": "t", "υ": "u", "χ": "x", "ω": "w", "γ": "y", "ζ": "z",
        "ı": "i", "ɑ": "a", "ɡ": "g", "ɩ": "i", "ʟ": "l", "ɴ": "n", "ᴀ": "a", "ᴄ": "c", "ᴇ": "e", "ᴏ": "o",
    ]

    private static let cyrillic: [Unicode.Scalar: Unicode.Scalar] = [
        "a": "а", "b": "в", "c": "с", "e": "е", "h": "н", "k": "к", "m": "м", "o": "о", "p": "р", "t": "т", "x": "х",
        "y": "у",
    ]
}

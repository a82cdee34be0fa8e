import Domain
import Foundation

/// The form of a text that guards' patterns are tried on: cleaned characters, lower case, ё as е, white space one
/// space, letters that were spelt out or emphasised apart joined again.
package enum GuardText {
    /// Characters (UTF-16 units) that guards look at; what is behind them is not matched.
    static let limit = 20_000

    /// In lower case. Lines are kept only where `keepsLines`.
    package static func normalized(_ text: String, keepsLines: Bool = false) -> String {
        plainASCII(text, keepsLines: keepsLines, lowers: true) ?? lowered(cased(text, keepsLines: keepsLines))
    }

    /// The same with its case, for patterns that tell names from words.
    static func cased(_ text: String, keepsLines: Bool) -> String {
        plainASCII(text, keepsLines: keepsLines, lowers: false)
            ?? joined(spaced(PlainCharacters.clean(text), keepsLines: keepsLines))
    }

    /// Without the marks of a small Markdown, which would split a word: `can**cel**led`, `_paused_`, `~~`.
    static func withoutEmphasis(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        let scalars = Array(text.unicodeScalars)
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "*", "`": continue
            case "~" where neighbour(scalars, place - 1) == "~" || neighbour(scalars, place + 1) == "~": continue
            case "_":
                // Inside a word it is part of a name such as next_payment_date.
                let before = neighbour(scalars, place - 1)
                let after = neighbour(scalars, place + 1)
                if isWord(before), isWord(after) || after == "_" { output.append(scalar) }
                if before == "_", isWord(after) { output.append(scalar) }
            default: output.append(scalar)
            }
        }
        return String(output)
    }

    static func lowered(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
        var output = String.UnicodeScalarView()
        for scalar in text.lowercased().unicodeScalars { output.append(scalar == "ё" ? "е" : scalar) }
        return String(output)
    }

    private static func neighbour(_ scalars: [Unicode.Scalar], _ place: Int) -> Unicode.Scalar? {
        scalars.indices.contains(place) ? scalars[place] : nil
    }

    private static func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
    }

    /// Runs of white space as one space; with lines, spaces at a line's ends go and blank lines stay as one.
    private static func spaced(_ text: String, keepsLines: Bool) -> String {
        var output = String.UnicodeScalarView()
        var space = false
        var breaks = 0
        for scalar in text.unicodeScalars {
            if scalar == "\n", keepsLines {
                breaks += 1
            } else if scalar.properties.isWhitespace {
                space = true
            } else {
                if !output.isEmpty {
                    if breaks > 0 {
                        output.append(contentsOf: breaks > 1 ? "\n\n".unicodeScalars : "\n".unicodeScalars)
                    } else if space {
                        output.append(" ")
                    }
                }
                (space, breaks) = (false, 0)
                output.append(scalar)
            }
        }
        return String(output)
    }

    /// Four or more single letters with the same separator between them are one word: `c a n c e l`, `s.u.e.d`.
    private static func joined(_ text: String) -> String {
        let scalars = Array(text.unicodeScalars)
        var output = String.UnicodeScalarView()
        var place = 0
        while place < scalars.count {
            let end = spelledEnd(scalars, from: place)
            if end > place {
                output.append(contentsOf: stride(from: place, to: end, by: 2).map { scalars[$0] })
                place = end
            } else {
                output.append(scalars[place])
                place += 1
            }
        }
        return String(output)
    }

    /// Behind the last letter of a word that is spelt out from `start`; `start` where none is.
    private static func spelledEnd(_ scalars: [Unicode.Scalar], from start: Int) -> Int {
        func isLetter(_ place: Int) -> Bool { neighbour(scalars, place)?.properties.isAlphabetic ?? false }
        guard isLetter(start), !isWord(neighbour(scalars, start - 1)),
            let separator = neighbour(scalars, start + 1), [" ", ".", "-", "_"].contains(separator)
        else { return start }
        var place = start
        var letters = 1
        while neighbour(scalars, place + 1) == separator, isLetter(place + 2), !isWord(neighbour(scalars, place + 3)) {
            place += 2
            letters += 1
        }
        return letters >= 4 ? place + 1 : start
    }

    // MARK: Plain ASCII

    /// The same form of a text of printable ASCII, as most are, without looking up every character; nil for others.
    private static func plainASCII(_ text: String, keepsLines: Bool, lowers: Bool) -> String? {
        guard text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) || $0 == 0x0A }) else { return nil }
        var spaced: [UInt8] = []
        spaced.reserveCapacity(text.utf8.count)
        var space = false
        var breaks = 0
        for byte in text.utf8 {
            if byte == 0x0A, keepsLines {
                breaks += 1
            } else if byte == 0x20 || byte == 0x0A {
                space = true
            } else {
                if !spaced.isEmpty {
                    if breaks > 0 {
                        for _ in 0..<min(breaks, 2) { spaced.append(0x0A) }
                    } else if space {
                        spaced.append(0x20)
                    }
                }
                (space, breaks) = (false, 0)
                // The grave accent passes for an apostrophe.
                let plain: UInt8 = byte == 0x60 ? 0x27 : byte
                spaced.append(lowers && (0x41...0x5A).contains(plain) ? plain + 0x20 : plain)
            }
        }
        return String(decoding: joined(spaced), as: UTF8.self)
    }

    private static func joined(_ bytes: [UInt8]) -> [UInt8] {
        func isLetter(_ place: Int) -> Bool {
            bytes.indices.contains(place) && (0x61...0x7A).contains(bytes[place] | 0x20)
        }
        func isWord(_ place: Int) -> Bool {
            isLetter(place) || bytes.indices.contains(place) && (0x30...0x39).contains(bytes[place])
        }
        func end(from start: Int) -> Int {
            guard isLetter(start), !isWord(start - 1), bytes.indices.contains(start + 1) else { return start }
            let separator = bytes[start + 1]
            guard [0x20, 0x2E, 0x2D, 0x5F].contains(separator) else { return start }
            var place = start
            var letters = 1
            while bytes.indices.contains(place + 1), bytes[place + 1] == separator, isLetter(place + 2),
                !isWord(place + 3)
            {
                place += 2
                letters += 1
            }
            return letters >= 4 ? place + 1 : start
        }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var place = 0
        while place < bytes.count {
            let end = end(from: place)
            if end > place {
                output += stride(from: place, to: end, by: 2).map { bytes[$0] }
                place = end
            } else {
                output.append(bytes[place])
                place += 1
            }
        }
        return output
    }
}

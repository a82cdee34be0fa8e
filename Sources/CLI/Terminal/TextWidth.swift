/// How many columns text takes in a terminal, and cutting and padding by columns instead of characters.
enum TextWidth {
    static func of(_ text: some StringProtocol) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    /// 0 for marks and invisible characters, 2 for East Asian wide characters and emoji, else 1.
    static func of(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .control, .format: return 0
        default: break
        }
        if scalar.properties.isEmojiPresentation { return 2 }
        if character.unicodeScalars.contains("\u{FE0F}") { return 2 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// At most `width` columns, the last of them an ellipsis where something was cut.
    static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        var taken = ""
        var columns = 0
        for character in text {
            columns += of(character)
            guard columns < width else { break }
            taken.append(character)
        }
        return taken + "…"
    }

    /// The pieces on as many lines as they need, none of them broken.
    static func wrap(_ pieces: [String], separator: String, width: Int) -> [String] {
        var lines: [String] = []
        for piece in pieces {
            if let last = lines.last, of(last) + of(separator) + of(piece) <= width {
                lines[lines.count - 1] = last + separator + piece
            } else {
                lines.append(piece)
            }
        }
        return lines
    }

    static func pad(_ text: String, to width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - of(text)))
    }

    static func padLeft(_ text: String, to width: Int) -> String {
        String(repeating: " ", count: max(0, width - of(text))) + text
    }
}

extension StringProtocol {
    /// The text without control characters but line feeds: what a document says must not steer a terminal.
    var printable: String {
        guard unicodeScalars.contains(where: { $0.isUnprintable }) else { return String(self) }
        var clean = String.UnicodeScalarView()
        for scalar in unicodeScalars { clean.append(scalar.isUnprintable ? "\u{FFFD}" : scalar) }
        return String(clean)
    }
}

extension Unicode.Scalar {
    fileprivate var isUnprintable: Bool {
        (value < 0x20 && value != 0x0A && value != 0x09) || (0x7F...0x9F).contains(value)
    }
}

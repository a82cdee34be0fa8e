/// Character references of HTML: `&amp;`, `&#8217;`, `&#x2019;`. Unknown ones stay as they are written.
enum HTMLEntities {
    static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
        guard bytes.contains(UInt8(ascii: "&")) else { return String(decoding: bytes, as: UTF8.self) }
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var position = bytes.startIndex
        while position < bytes.endIndex {
            if bytes[position] == UInt8(ascii: "&"), let (text, end) = reference(in: bytes, at: position) {
                output.append(contentsOf: text.utf8)
                position = end
            } else {
                output.append(bytes[position])
                position += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// What the reference stands for, and where it ends; nil where it is none.
    private static func reference(in bytes: ArraySlice<UInt8>, at start: Int) -> (text: String, end: Int)? {
        let limit = min(start + 1 + longestName, bytes.endIndex)
        let nameEnd = bytes[(start + 1)..<limit].firstIndex { !isNamePart($0) } ?? limit
        let name = String(decoding: bytes[(start + 1)..<nameEnd], as: UTF8.self)
        let hasEnd = nameEnd < bytes.endIndex && bytes[nameEnd] == UInt8(ascii: ";")
        let end = hasEnd ? nameEnd + 1 : nameEnd
        if name.hasPrefix("#") { return number(name.dropFirst()).map { (String($0), end) } }
        // Without a semicolon `&copy=1` of an address would become a sign.
        guard hasEnd || unclosed.contains(name), let text = named[name] else { return nil }
        return (text, end)
    }

    private static let longestName = 12

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "#"), 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func number(_ digits: Substring) -> Unicode.Scalar? {
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        guard let code = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits) else { return nil }
        // Windows' punctuation, which old pages number by its bytes.
        if (0x80...0x9F).contains(code) { return windows[Int(code) - 0x80] }
        return code == 0 ? "\u{FFFD}" : Unicode.Scalar(code) ?? "\u{FFFD}"
    }

    /// Bytes 80 to 9F of code page 1252.
    private static let windows: [Unicode.Scalar] = Array(
        "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)

    private static let unclosed: Set<String> = ["amp", "lt", "gt", "quot", "nbsp"]

    private static let named: [String: String] = {
        var names = [
            "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "OElig": "Œ", "oelig": "œ", "Scaron": "Š",
            "scaron": "š", "Yuml": "Ÿ", "fnof": "ƒ", "circ": "ˆ", "tilde": "˜", "ensp": "\u{2002}", "emsp": "\u{2003}",
            "thinsp": "\u{2009}", "zwnj": "\u{200C}", "zwj": "\u{200D}", "lrm": "\u{200E}", "rlm": "\u{200F}",
            "ndash": "–", "mdash": "—", "lsquo": "‘", "rsquo": "’", "sbquo": "‚", "ldquo": "“", "rdquo": "”",
            "bdquo": "„", "dagger": "†", "Dagger": "‡", "bull": "•", "hellip": "…", "permil": "‰", "prime": "′",
            "Prime": "″", "lsaquo": "‹", "rsaquo": "›", "euro": "€", "trade": "™", "larr": "←", "uarr": "↑",
            "rarr": "→", "darr": "↓", "harr": "↔", "minus": "−", "le": "≤", "ge": "≥", "ne": "≠", "asymp": "≈",
            "infin": "∞", "check": "✓", "star": "☆", "starf": "★", "phone": "☎", "hearts": "♥", "num": "#",
            "excl": "!", "dollar": "$", "percnt": "%", "lpar": "(", "rpar": ")", "ast": "*", "plus": "+", "comma": ",",
            "period": ".", "sol": "/", "colon": ":", "semi": ";", "equals": "=", "quest": "?", "commat": "@",
            "lbrack": "[", "rbrack": "]", "lowbar": "_", "lbrace": "{", "rbrace": "}", "vert": "|", "NewLine": "\n",
            "Tab": "\t",
        ]
        for (offset, name) in latin.enumerated() {
            names[name] = Unicode.Scalar(UInt32(0xA0 + offset)).map { String($0) }
        }
        return names
    }()

    /// U+00A0 to U+00FF, in order.
    private static let latin = """
        nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute \
        micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring \
        AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
        times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil \
        egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash \
        ugrave uacute ucirc uuml yacute thorn yuml
        """.split(separator: " ").map(String.init)
}

import Domain

extension AnswerBody {
    /// Plain text: the words of a link are followed by its address, lists keep `- `.
    var text: String {
        blocks.map { block in
            switch block {
            case .paragraph(let lines): lines.map(AnswerBody.text).joined(separator: "\n")
            case .list(let items): items.map { "- " + AnswerBody.text($0) }.joined(separator: "\n")
            }
        }.joined(separator: "\n\n")
    }

    /// `<p>`, `<ul>`, `<strong>` and `<a href>`; everything that was read is escaped.
    var html: String {
        blocks.map { block in
            switch block {
            case .paragraph(let lines): "<p>\(lines.map(AnswerBody.html).joined(separator: "<br>\n"))</p>"
            case .list(let items):
                "<ul>\n\(items.map { "<li>\(AnswerBody.html($0))</li>" }.joined(separator: "\n"))\n</ul>"
            }
        }.joined(separator: "\n")
    }

    private static func text(_ inlines: [Inline]) -> String {
        inlines.map { inline in
            switch inline {
            case .text(let words): words
            case .bold(let inner): text(inner)
            case .link(let words, let address): before(words) + address
            case .address(let address): address
            }
        }.joined()
    }

    private static func html(_ inlines: [Inline]) -> String {
        inlines.map { inline in
            switch inline {
            case .text(let words): escaped(words)
            case .bold(let inner): "<strong>\(html(inner))</strong>"
            case .link(let words, let address): escaped(before(words)) + anchor(address)
            case .address(let address): anchor(address)
            }
        }.joined()
    }

    /// The address is shown, so that nobody has to trust the words in front of it.
    private static func anchor(_ address: String) -> String {
        "<a href=\"\(escaped(address))\">\(escaped(address))</a>"
    }

    private static func before(_ words: String) -> String { words.hasSuffix(":") ? words + " " : words + ": " }

    /// By code points: a mark that joins with a `<` or a quote must not hide it. One that the text begins with is
    /// written by its number, so that it cannot join with the `>` of the tag in front.
    static func escaped(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        for (offset, scalar) in text.unicodeScalars.enumerated() {
            switch scalar {
            case "&": output.append(contentsOf: "&amp;".unicodeScalars)
            case "<": output.append(contentsOf: "&lt;".unicodeScalars)
            case ">": output.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": output.append(contentsOf: "&quot;".unicodeScalars)
            case "'": output.append(contentsOf: "&#39;".unicodeScalars)
            case _ where offset == 0 && joins(scalar):
                output.append(contentsOf: "&#x\(String(scalar.value, radix: 16));".unicodeScalars)
            default: output.append(scalar)
            }
        }
        return String(output)
    }

    private static func joins(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark, .format: true
        default: scalar.properties.isGraphemeExtend || scalar.properties.isEmojiModifier
        }
    }
}

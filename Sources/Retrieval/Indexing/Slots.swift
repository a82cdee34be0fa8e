/// The places in an approved answer that are filled when it is sent: `{{name}}`.
enum Slots {
    /// Whatever stands between `{{` and `}}`, spaces around it taken off, in order.
    static func names(in text: String) -> [String] {
        var names: [String] = []
        guard mayHold(text) else { return names }
        scan(text) { piece in if case .slot(let name) = piece { names.append(name) } }
        return names
    }

    /// The text without its slots. Where one stood between spaces, one space is left.
    static func removed(from text: String) -> String {
        guard mayHold(text) else { return text }
        var output = ""
        scan(text) { piece in
            guard case .text(let words) = piece else { return }
            let doubled = output.last?.isWhitespace != false && words.first == " "
            output += doubled ? words.dropFirst() : words
        }
        return output
    }

    /// A look at the bytes, since few texts hold a slot and every text is asked.
    private static func mayHold(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "{")) }

    private enum Piece {
        case text(Substring)
        case slot(String)
    }

    private static func scan(_ text: String, _ body: (Piece) -> Void) {
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            body(.text(rest[..<open.lowerBound]))
            let name = rest[open.upperBound..<close.lowerBound].split(whereSeparator: \.isWhitespace)
            body(.slot(name.joined(separator: " ")))
            rest = rest[close.upperBound...]
        }
        body(.text(rest))
    }
}

/// HTML as a flat run of tags and texts. Lenient: whatever the bytes are, it comes to an end and fails at nothing.
/// Comments, declarations, scripts and styles are left out.
public struct HTMLTokens: Sequence, IteratorProtocol {
    public enum Token: Sendable, Equatable {
        /// Entities replaced, white space as it stands.
        case text(String)
        /// Names in lower case; of an attribute given twice the first one counts.
        case open(name: String, attributes: [String: String])
        case close(String)
    }

    private let bytes: [UInt8]
    private var position = 0
    /// The element whose content is text up to its end tag.
    private var rawElement: String?
    private var counted = (position: 0, line: 1)

    public init(_ text: String) { bytes = Array(text.utf8) }

    /// Of what comes next, from 1. Counted on from where it was asked before.
    public mutating func line() -> Int {
        counted.line += bytes[counted.position..<position].count { $0 == UInt8(ascii: "\n") }
        counted.position = position
        return counted.line
    }

    public mutating func next() -> Token? {
        if let rawElement { return raw(rawElement) }
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "<"), position + 1 < bytes.count else { return text() }
            switch bytes[position + 1] {
            case UInt8(ascii: "!"), UInt8(ascii: "?"): skipDeclaration()
            case UInt8(ascii: "/"):
                guard position + 2 < bytes.count, HTMLTokens.isLetter(bytes[position + 2]) else {
                    skip(past: UInt8(ascii: ">"))
                    continue
                }
                position += 2
                let name = name()
                skip(past: UInt8(ascii: ">"))
                return .close(name)
            case let byte where HTMLTokens.isLetter(byte):
                position += 1
                return open()
            default: return text()
            }
        }
        return nil
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private mutating func skip(past byte: UInt8) {
        position = (bytes[position...].firstIndex(of: byte) ?? bytes.count - 1) + 1
    }

    /// `<!-- … -->`, `<!doctype …>`, `<?xml …?>`.
    private mutating func skipDeclaration() {
        guard bytes[position...].starts(with: "<!--".utf8) else { return skip(past: UInt8(ascii: ">")) }
        position += 4
        // `<!-->` and `<!--->` are whole comments, and `--!>` ends one too: what follows is shown.
        for end in [">", "->"] where bytes[position...].starts(with: end.utf8) {
            position += end.utf8.count
            return
        }
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "-") else {
                position += 1
                continue
            }
            for end in ["-->", "--!>"] where bytes[position...].starts(with: end.utf8) {
                position += end.utf8.count
                return
            }
            position += 1
        }
    }

    private mutating func text() -> Token {
        let start = position
        position += 1
        while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
        return .text(HTMLEntities.decoded(bytes[start..<position]))
    }

    /// In lower case, up to white space, `/` or `>`.
    private mutating func name() -> String {
        let start = position
        while position < bytes.count, !HTMLTokens.isSpace(bytes[position]), !"/>".utf8.contains(bytes[position]) {
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
    }

    private mutating func open() -> Token {
        let name = name()
        var attributes: [String: String] = [:]
        while let attribute = attribute() {
            if attributes[attribute.name] == nil { attributes[attribute.name] = attribute.value }
        }
        // A drawing may end in its own tag; other elements may not, whatever they say.
        if HTMLTokens.drawings.contains(name), bytes[..<position].suffix(2).elementsEqual("/>".utf8) {
            return .text("")
        }
        if HTMLTokens.rawElements.contains(name) { rawElement = name }
        return .open(name: name, attributes: attributes)
    }

    /// The next attribute of a tag; nil behind the tag's end.
    private mutating func attribute() -> (name: String, value: String)? {
        while position < bytes.count, HTMLTokens.isSpace(bytes[position]) || bytes[position] == UInt8(ascii: "/") {
            position += 1
        }
        guard position < bytes.count, bytes[position] != UInt8(ascii: ">") else {
            position = Swift.min(position + 1, bytes.count)
            return nil
        }
        let start = position
        position += 1
        while position < bytes.count, !HTMLTokens.isSpace(bytes[position]), !"=/>".utf8.contains(bytes[position]) {
            position += 1
        }
        let name = String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
        var ahead = position
        while ahead < bytes.count, HTMLTokens.isSpace(bytes[ahead]) { ahead += 1 }
        guard ahead < bytes.count, bytes[ahead] == UInt8(ascii: "=") else { return (name, "") }
        position = ahead + 1
        return (name, attributeValue())
    }

    private mutating func attributeValue() -> String {
        while position < bytes.count, HTMLTokens.isSpace(bytes[position]) { position += 1 }
        guard position < bytes.count else { return "" }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            let start = position
            while position < bytes.count, !HTMLTokens.isSpace(bytes[position]), bytes[position] != UInt8(ascii: ">") {
                position += 1
            }
            return HTMLEntities.decoded(bytes[start..<position])
        }
        position += 1
        let start = position
        while position < bytes.count, bytes[position] != quote { position += 1 }
        defer { position = Swift.min(position + 1, bytes.count) }
        return HTMLEntities.decoded(bytes[start..<position])
    }

    /// Everything up to the end tag of this element: the words of a title, and nothing of a script.
    private mutating func raw(_ name: String) -> Token {
        let start = position
        while position < bytes.count, !isEndTag(of: name) { position += 1 }
        rawElement = nil
        let isText = name == "title" || name == "textarea"
        return .text(isText ? HTMLEntities.decoded(bytes[start..<position]) : "")
    }

    private func isEndTag(of name: String) -> Bool {
        guard bytes[position] == UInt8(ascii: "<"), position + 2 + name.utf8.count <= bytes.count,
            bytes[position + 1] == UInt8(ascii: "/")
        else { return false }
        return zip(bytes[(position + 2)...], name.utf8).allSatisfy { $0 | 0x20 == $1 }
    }

    private static let drawings: Set<String> = ["svg", "math"]

    /// What HTML calls raw text: tags inside are none.
    private static let rawElements: Set<String> = [
        "script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes",
    ]
}

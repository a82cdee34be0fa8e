import Domain
import Mustache

/// A text with places that are filled when it is said: `Dear {{first_name}},`.
///
/// Only plain places are known: nothing else of Mustache may stand in braces. What is filled in is text, never a tag,
/// and nothing is escaped for HTML.
public struct SlotTemplate: Sendable {
    /// Longest text, in characters.
    public static let longest = 8_000
    /// Longest name of a slot, in bytes.
    static let longestName = 40

    /// In the order in which they stand, each once.
    public let slots: [String]
    private let template: MustacheTemplate

    /// Throws `invalid_input` for a tag that is no slot and for a text longer than 8,000 characters.
    public init(_ text: String) throws {
        guard text.utf8.count <= SlotTemplate.longest || text.count <= SlotTemplate.longest else {
            throw AlmanacError(
                .invalidInput, "a text with slots is longer than \(SlotTemplate.longest) characters",
                hint: "make it shorter")
        }
        let pieces = try SlotTemplate.pieces(of: text)
        var names: [String] = []
        var source = ""
        for piece in pieces {
            switch piece {
            case .text(let words): source += words
            case .slot(let name):
                if !names.contains(name) { names.append(name) }
                // The tag that Mustache leaves as it is: escaping belongs to whoever makes HTML.
                source += "{{&\(name)}}"
            }
        }
        slots = names
        do {
            template = try MustacheTemplate(string: source)
        } catch {
            throw AlmanacError(
                .invalidInput, "a text with slots cannot be read",
                hint: "single braces at its end are not possible", underlying: error)
        }
    }

    /// The text with its slots filled. Values that it has no slot for are not used.
    ///
    /// Throws `internal` for a slot without a value. The result holds no `{{`, whatever the values are.
    public func filled(with values: [String: String]) throws -> String {
        var used: [String: String] = [:]
        for slot in slots {
            guard let value = values[slot] else {
                throw AlmanacError(
                    .internalError, "there is no value for the slot '\(slot)'",
                    hint: "a text is used only where all its slots can be filled")
            }
            used[slot] = value
        }
        return SlotTemplate.withoutTags(template.render(used))
    }

    private enum Piece {
        case text(String)
        case slot(String)
    }

    private static func pieces(of text: String) throws -> [Piece] {
        var pieces: [Piece] = []
        var rest = text.unicodeScalars[...]
        let open = "{{".unicodeScalars
        let close = "}}".unicodeScalars
        while let start = rest.firstRange(of: open) {
            pieces.append(.text(String(rest[..<start.lowerBound])))
            guard let end = rest[start.upperBound...].firstRange(of: close) else { throw noSlot("an open tag") }
            let words = String(rest[start.upperBound..<end.lowerBound])
            let name = words.trimming { $0 == " " }
            guard isName(name) else { throw noSlot("'{{\(words.prefix(longestName))}}'") }
            pieces.append(.slot(name))
            rest = rest[end.upperBound...]
            // A brace more would belong to another kind of tag.
            if rest.first == "}" { throw noSlot("a third brace") }
        }
        pieces.append(.text(String(rest)))
        return pieces
    }

    private static func noSlot(_ what: String) -> AlmanacError {
        AlmanacError(
            .invalidInput, "\(what) is no slot",
            hint: "a slot is a name of the letters a–z, digits and _ in two braces, such as {{first_name}}")
    }

    /// Small letters, digits and `_`, beginning with a letter.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return name.utf8.count <= longestName
            && name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
            }
    }

    /// Two braces that came in with a value are parted, so that nobody takes them for a slot later.
    private static func withoutTags(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "{")) else { return text }
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "{", output.last == "{" { output.append(" ") }
            output.append(scalar)
        }
        return String(output)
    }
}

import Domain
import Foundation

/// What stands in an HTML answer, read apart from the code that made it.
struct VisibleHTML {
    /// Words as a reader sees them; blocks and line breaks part them.
    private(set) var words: [String] = []
    private(set) var links: [String] = []
    /// What no answer may hold.
    private(set) var strange: [String] = []

    init(_ html: String) {
        var text = ""
        for token in HTMLTokens(html) {
            switch token {
            case .text(let words): text += words
            case .close(let name): if VisibleHTML.blocks.contains(name) { text += "\n" }
            case .open(let name, let attributes):
                if VisibleHTML.blocks.contains(name) { text += "\n" }
                switch (name, attributes.keys.sorted()) {
                case ("a", ["href"]): links.append(attributes["href"] ?? "")
                case ("div", ["dir", "lang"]), ("div", []), ("p", []), ("ul", []), ("li", []), ("strong", []),
                    ("br", []):
                    break
                default: strange.append("<\(name) \(attributes)>")
                }
            }
        }
        words = VisibleHTML.words(of: text)
        // Without its tags nothing is left that a browser could take for one. Compared by bytes, as browsers do.
        var rest = Array(html.utf8)
        for tag in ["div", "p", "ul", "li", "strong", "a", "br"] {
            rest = rest.replacing(Array("</\(tag)>".utf8), with: [])
            rest = rest.replacing(Array("<\(tag)>".utf8), with: [])
        }
        rest = rest.replacing(Array("<a href=\"https://terebinth.example".utf8), with: [])
        rest = rest.replacing(Array("<div dir=\"ltr\" lang=\"en\">".utf8), with: [])
        if rest.contains(UInt8(ascii: "<")) { strange.append(String(decoding: rest, as: UTF8.self)) }
    }

    /// Of a text form: a list's marks are no words.
    static func words(ofText text: String) -> [String] {
        let lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        let mark = "- ".unicodeScalars
        return words(of: lines.map { String($0.starts(with: mark) ? $0.dropFirst(2) : $0) }.joined(separator: "\n"))
    }

    private static func words(of text: String) -> [String] {
        text.unicodeScalars.split { $0.properties.isWhitespace }.map { String($0) }
    }

    private static let blocks: Set<String> = ["div", "p", "ul", "li", "br"]
}

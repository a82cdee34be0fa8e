import Domain

/// The words of an HTML message as a reader sees them, in lines. Comments, scripts, styles, attributes and elements
/// that are not shown give nothing; tags within a word leave it whole.
///
/// Lenient: any input gives some text, in one pass.
struct MessageHTML {
    /// What is left out although its words stand in the message.
    struct Options: Sendable {
        /// Elements that are not shown: `hidden`, `display:none`, a font of no size.
        var showsHidden = false
        /// Lines of quoted mail begin with `> `, as they do in plain text.
        var marksQuotes = true
        /// Line breaks of the source stay, as in a text that only holds some tags.
        var keepsLines = false
        /// Tags that HTML does not know stay as they are written: they are not markup but something that leaked.
        var keepsUnknownTags = false
    }

    /// Whether something in it is not shown.
    private(set) var hasHidden = false
    private let options: Options
    private var output = String.UnicodeScalarView()
    private var line = String.UnicodeScalarView()
    private var quotes: [String] = []
    private var quoteDepths: [Int] = []
    private var skipped: (name: String, depth: Int)?
    private var preformatted = 0

    init(_ html: String, options: Options = Options()) {
        self.options = options
        preformatted = options.keepsLines ? 1 : 0
        for token in HTMLTokens(html) { add(token) }
        endLine()
    }

    /// Lines; a blank one stands between paragraphs.
    var text: String { String(output) }

    private mutating func add(_ token: HTMLTokens.Token) {
        if let open = skipped {
            guard skip(token, open) else { return }
        }
        switch token {
        case .text(let words): add(words)
        case .open(let name, let attributes): open(name, attributes)
        case .close(let name): close(name)
        }
    }

    /// Whether the token is behind the element that is left out.
    private mutating func skip(_ token: HTMLTokens.Token, _ open: (name: String, depth: Int)) -> Bool {
        switch token {
        case .open(let name, _) where MessageHTML.endsByItself.contains(open.name) && ends(open.name, at: name):
            skipped = nil
            return true
        case .open(open.name, _):
            skipped?.depth += 1
        case .close(open.name):
            skipped = open.depth > 1 ? (open.name, open.depth - 1) : nil
        case .close(let name) where MessageHTML.endsByItself.contains(open.name) && MessageHTML.holders.contains(name):
            skipped = nil
            return true
        default: break
        }
        return false
    }

    /// A paragraph ends where any block begins, an item or cell where the next one does.
    private func ends(_ open: String, at next: String) -> Bool {
        open == "p" ? MessageHTML.blocks.contains(next) : open == next || (open == "td" && next == "tr")
    }

    private mutating func open(_ name: String, _ attributes: [String: String]) {
        if MessageHTML.neverText.contains(name) {
            skipped = (name, 1)
            return
        }
        if !MessageHTML.void.contains(name), isHidden(attributes) {
            hasHidden = true
            if !options.showsHidden {
                if MessageHTML.blocks.contains(name) { endLine() }
                skipped = (name, 1)
                return
            }
            endLine()
        }
        if options.keepsUnknownTags, !MessageHTML.isKnown(name) { return add("<\(name)>") }
        if name == "br" { return endLine() }
        if name == "td" || name == "th" { return add(" ") }
        if MessageHTML.blocks.contains(name) { endParagraph(name) }
        if name == "pre" { preformatted += 1 }
        guard options.marksQuotes else { return }
        if isQuote(name, attributes) {
            endLine()
            quotes.append(name)
            quoteDepths.append(1)
        } else if let last = quotes.last, last == name, !quoteDepths.isEmpty {
            quoteDepths[quoteDepths.count - 1] += 1
        }
    }

    private mutating func close(_ name: String) {
        if MessageHTML.blocks.contains(name) { endParagraph(name) }
        if name == "pre" { preformatted = max(0, preformatted - 1) }
        guard let last = quotes.last, last == name, let depth = quoteDepths.last else { return }
        if depth > 1 {
            quoteDepths[quoteDepths.count - 1] = depth - 1
        } else {
            endLine()
            quotes.removeLast()
            quoteDepths.removeLast()
        }
    }

    // MARK: - Words

    private mutating func add(_ words: String) {
        for scalar in words.unicodeScalars {
            if scalar == "\n", preformatted > 0 {
                endLine()
            } else if scalar.properties.isWhitespace {
                if let last = line.last, last != " " { line.append(" ") }
            } else {
                line.append(scalar)
            }
        }
    }

    private mutating func endLine() {
        if line.last == " " { line.removeLast() }
        if line.isEmpty {
            // A line break of its own makes a blank line, once.
            if !output.isEmpty, !output.suffix(2).elementsEqual("\n\n".unicodeScalars) { output.append("\n") }
            return
        }
        for _ in quotes.prefix(8) { output.append(contentsOf: "> ".unicodeScalars) }
        output.append(contentsOf: line)
        output.append("\n")
        line = String.UnicodeScalarView()
    }

    private mutating func endParagraph(_ name: String) {
        if !line.isEmpty { endLine() }
        if MessageHTML.paragraphs.contains(name), !output.isEmpty { endLine() }
    }

    // MARK: - What is shown

    private func isQuote(_ name: String, _ attributes: [String: String]) -> Bool {
        if name == "blockquote" { return true }
        guard name == "div" || name == "section" else { return false }
        let names = (attributes["class"] ?? "").lowercased().split(whereSeparator: \.isWhitespace)
        return names.contains { MessageHTML.quoteClasses.contains(String($0)) }
            || MessageHTML.quoteIdentifiers.contains((attributes["id"] ?? "").lowercased())
    }

    private func isHidden(_ attributes: [String: String]) -> Bool {
        if attributes["hidden"] != nil { return true }
        guard let style = attributes["style"] else { return false }
        let rules = style.prefix(2_000).lowercased().filter { !$0.isWhitespace }.split(separator: ";")
        return rules.contains { rule in
            let parts = rule.replacing("!important", with: "").split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { return false }
            switch parts[0] {
            case "display": return parts[1] == "none"
            case "visibility": return parts[1] == "hidden" || parts[1] == "collapse"
            case "mso-hide": return parts[1] == "all"
            case "font-size", "opacity", "max-height", "max-width": return isNothing(parts[1])
            default: return false
            }
        }
    }

    /// `0`, `0px`, `0.0em`, `0%`.
    private func isNothing(_ value: Substring) -> Bool {
        let digits = value.prefix { $0.isNumber || $0 == "." }
        return Double(digits) == 0
    }

    private static let neverText: Set<String> = [
        "script", "style", "template", "title", "svg", "math", "iframe", "object", "canvas", "video", "audio",
        "select", "datalist",
    ]

    private static func isKnown(_ name: String) -> Bool {
        blocks.contains(name) || void.contains(name) || inline.contains(name) || endsByItself.contains(name)
            || name.contains(":")
    }

    private static let inline: Set<String> = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em", "font",
        "html", "i", "ins", "kbd", "label", "mark", "meter", "noscript", "output", "progress", "q", "rp", "rt", "ruby",
        "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tbody", "textarea", "tfoot", "thead", "time",
        "tt", "u", "var", "colgroup", "head", "picture", "caption",
    ]

    private static let void: Set<String> = [
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
    ]

    /// Elements whose end tag may be left out.
    private static let endsByItself: Set<String> = ["p", "li", "td", "th", "tr", "dd", "dt", "option"]

    private static let holders: Set<String> = ["ul", "ol", "dl", "table", "div", "section", "body", "blockquote", "td"]

    private static let blocks: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "legend", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tr", "ul",
    ]

    /// Blocks with room around them.
    private static let paragraphs: Set<String> = [
        "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre", "blockquote", "hr",
    ]

    /// Of Gmail, Yahoo, Thunderbird, Proton and Zoho.
    private static let quoteClasses: Set<String> = [
        "gmail_quote", "gmail_extra", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote", "zmail_extra",
    ]

    /// Of Outlook, which wraps only some replies; others are known by their header lines.
    private static let quoteIdentifiers: Set<String> = ["mail-editor-reference-message-container"]
}

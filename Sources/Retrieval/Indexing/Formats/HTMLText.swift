import Domain

/// The words of a page as Markdown: headings, paragraphs, lists, tables and preformatted text keep their shape; links
/// keep an absolute address. Navigation, forms' controls and drawings are left out.
struct HTMLText {
    /// Blocks in order. Items of one list and rows of one table are of one group, and stand on neighbouring lines; 0 is
    /// no group.
    private var blocks: [(text: String, group: Int)] = []
    private var group = 0
    /// The block that is being written.
    private var words = ""
    private var heading = 0
    private var lists: [(isOrdered: Bool, count: Int)] = []
    /// What stands before the first words of a list item.
    private var marker: String?
    private var preformatted = 0
    private var link: (address: String, start: Int)?
    /// The element that is left out, and how many of its name are open.
    private var skipped: (name: String, depth: Int)?
    private var table = Table()

    private struct Table {
        var depth = 0
        var row: [String] = []
        var rowCount = 0
        var isInCell = false
    }

    private static let skippedElements: Set<String> = [
        "script", "style", "nav", "template", "noscript", "svg", "math", "iframe", "object", "canvas", "video", "audio",
        "select", "button", "datalist", "textarea", "title",
    ]

    /// Elements that always have an end tag, so that leaving one out ends where it should.
    private static let hideable: Set<String> = [
        "div", "section", "article", "aside", "span", "ul", "ol", "table", "header", "footer",
    ]

    private static let blockElements: Set<String> = [
        "address", "article", "aside", "blockquote", "body", "center", "dd", "details", "dialog", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "header", "hgroup", "hr", "legend", "main", "p",
        "section", "summary", "caption",
    ]

    /// The page's text so far; ends open elements.
    mutating func finished() -> String {
        endRow()
        endBlock()
        var text = ""
        var group = 0
        for block in blocks {
            if !text.isEmpty { text += group != 0 && block.group == group ? "\n" : "\n\n" }
            text += block.text
            group = block.group
        }
        return text
    }

    mutating func add(_ token: HTMLTokens.Token) {
        if let open = skipped { return skip(token, open) }
        switch token {
        case .text(let text): add(text)
        case .open(let name, let attributes): open(name, attributes)
        case .close(let name): close(name)
        }
    }

    private mutating func skip(_ token: HTMLTokens.Token, _ open: (name: String, depth: Int)) {
        switch token {
        case .open(open.name, _): skipped?.depth += 1
        case .close(open.name): skipped = open.depth > 1 ? (open.name, open.depth - 1) : nil
        default: break
        }
    }

    // MARK: - Elements

    private mutating func open(_ name: String, _ attributes: [String: String]) {
        let isHidden = attributes["hidden"] != nil || attributes["aria-hidden"] == "true"
        if HTMLText.skippedElements.contains(name) || (isHidden && HTMLText.hideable.contains(name)) {
            skipped = (name, 1)
            return
        }
        switch name {
        case "h1", "h2", "h3", "h4", "h5", "h6":
            endBlock()
            heading = table.isInCell ? 0 : name.utf8.last.map { Int($0) - 0x30 } ?? 0
        case "br": table.isInCell || heading > 0 ? add(" ") : lineBreak()
        case "ul", "ol", "menu":
            endBlock()
            beginList(isOrdered: name == "ol")
        case "li": openItem()
        case "pre", "listing":
            endBlock()
            preformatted += 1
        case "a": link = attributes["href"].flatMap(HTMLText.address).map { ($0, words.utf8.count) }
        case "img": if let words = attributes["alt"] { add(" \(words) ") }
        case "table": openTable()
        case "tr": if table.depth == 1 { endRow() } else { add(" ") }
        case "td", "th": openCell()
        default: if HTMLText.blockElements.contains(name) { endBlock() }
        }
    }

    private mutating func close(_ name: String) {
        switch name {
        case "h1", "h2", "h3", "h4", "h5", "h6":
            endBlock()
            heading = 0
        case "ul", "ol", "menu":
            endBlock()
            marker = nil
            _ = lists.popLast()
        case "li":
            endBlock()
            marker = nil
        case "pre", "listing":
            endBlock()
            preformatted = max(0, preformatted - 1)
        case "a": closeLink()
        case "p": endBlock()
        case "table": closeTable()
        case "tr": if table.depth == 1 { endRow() }
        case "td", "th": if table.depth == 1 { endCell() }
        default: if HTMLText.blockElements.contains(name) { endBlock() }
        }
    }

    // MARK: - Words

    private mutating func add(_ text: String) {
        if preformatted > 0, !table.isInCell {
            words += text
            return
        }
        for scalar in text.unicodeScalars {
            // Also the space that does not break, and no soft hyphens: neither means anything to a search.
            if scalar.isSpace || scalar == "\u{A0}" {
                if let last = words.unicodeScalars.last, !last.isSpace { words.unicodeScalars.append(" ") }
            } else if scalar != "\u{AD}" {
                words.unicodeScalars.append(scalar)
            }
        }
    }

    private mutating func lineBreak() {
        while words.last == " " { words.removeLast() }
        if !words.isEmpty { words += "\n" }
    }

    /// Absolute addresses of the web; others lead nowhere from here.
    private static func address(_ text: String) -> String? {
        let address = text.trimmed
        let isWeb = ["http://", "https://"].contains { address.lowercased().hasPrefix($0) }
        let isPlain = !address.contains { $0.isWhitespace || "()<>".contains($0) }
        return isWeb && isPlain ? address : nil
    }

    private mutating func closeLink() {
        guard let (address, start) = link, preformatted == 0, start <= words.utf8.count else { return }
        link = nil
        let begin = words.utf8.index(words.startIndex, offsetBy: start)
        let text = words[begin...].trimmed
        guard !text.isEmpty, text != address else { return }
        let lead = words[begin] == " " ? " " : ""
        words.replaceSubrange(begin..., with: "\(lead)[\(text)](\(address))")
    }

    // MARK: - Blocks

    /// Writes the block that was begun. Inside a table's cell there are none: everything is one line.
    private mutating func endBlock() {
        if table.isInCell { return add(" ") }
        link = nil
        defer { words = "" }
        if preformatted > 0 {
            guard words.contains(where: { !$0.isWhitespace }) else { return }
            blocks.append(("```\n\(words.trimmedLines)\n```", 0))
            return
        }
        let text = words.trimmed
        guard !text.isEmpty else { return }
        if heading > 0 {
            blocks.append((String(repeating: "#", count: heading) + " " + text, 0))
        } else if lists.isEmpty {
            blocks.append((HTMLText.escaped(text), 0))
        } else {
            let indent = String(repeating: "  ", count: lists.count - 1)
            let lead = marker ?? "  "
            let rest = "\n" + indent + String(repeating: " ", count: lead.count)
            blocks.append((indent + lead + text.replacing("\n", with: rest), group))
            marker = nil
        }
    }

    /// A paragraph that would be a heading or a fence is none.
    private static func escaped(_ text: String) -> String {
        ["#", "```", "~~~"].contains { text.hasPrefix($0) } ? "\\" + text : text
    }

    // MARK: - Lists

    /// Deeper ones are shown at this depth.
    private static let deepestList = 16

    private mutating func beginList(isOrdered: Bool) {
        if lists.isEmpty { group += 1 }
        if lists.count < HTMLText.deepestList { lists.append((isOrdered, 0)) }
    }

    private mutating func openItem() {
        endBlock()
        if lists.isEmpty { beginList(isOrdered: false) }
        lists[lists.count - 1].count += 1
        let list = lists[lists.count - 1]
        marker = list.isOrdered ? "\(list.count). " : "- "
    }

    // MARK: - Tables

    private mutating func openTable() {
        if table.depth == 0 {
            endBlock()
            table = Table(depth: 1)
            group += 1
        } else {
            table.depth += 1
            add(" ")
        }
    }

    private mutating func closeTable() {
        if table.depth > 1 {
            table.depth -= 1
            add(" ")
        } else if table.depth == 1 {
            endRow()
            endBlock()
            table = Table()
        }
    }

    private mutating func openCell() {
        guard table.depth == 1 else { return add(" ") }
        if table.isInCell { endCell() } else { endBlock() }
        table.isInCell = true
    }

    private mutating func endCell() {
        guard table.isInCell else { return }
        table.isInCell = false
        table.row.append(words.trimmed.replacing("\n", with: " ").replacing("|", with: "\\|"))
        words = ""
        link = nil
    }

    /// A row of one cell is a paragraph, as pages that are laid out in a table have it.
    private mutating func endRow() {
        endCell()
        defer { table.row = [] }
        guard table.row.contains(where: { !$0.isEmpty }) else { return }
        if table.row.count == 1 {
            blocks.append((HTMLText.escaped(table.row[0]), 0))
            return
        }
        blocks.append(("| " + table.row.joined(separator: " | ") + " |", group))
        table.rowCount += 1
        if table.rowCount == 1 {
            blocks.append(("|" + String(repeating: " --- |", count: table.row.count), group))
        }
    }
}

extension String {
    /// Without blank lines at both ends; the indentation of the first line stays.
    fileprivate var trimmedLines: String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false)[...]
        func isBlank(_ line: Substring) -> Bool { line.allSatisfy(\.isWhitespace) }
        while let first = lines.first, isBlank(first) { lines.removeFirst() }
        while let last = lines.last, isBlank(last) { lines.removeLast() }
        return lines.joined(separator: "\n")
    }
}

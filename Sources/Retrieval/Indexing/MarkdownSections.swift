/// The parts of a Markdown text between its headings (`#` to `######`); lines in code fences are no headings.
enum MarkdownSections {
    struct Section: Equatable {
        /// The headings above, outermost first, joined by " › ".
        let heading: String
        let text: String
    }

    static func sections(of text: String) -> [Section] {
        var sections: [Section] = []
        var headings: [(level: Int, title: String)] = []
        var body: [Substring] = []
        var fence: Substring?
        func finish() {
            let joined = body.joined(separator: "\n")
            if joined.unicodeScalars.contains(where: { !$0.isSpace }) {
                sections.append(Section(heading: headings.map(\.title).joined(separator: " › "), text: joined))
            }
            body = []
        }
        for line in lines(of: text) {
            if let marker = fenceMarker(line) {
                if fence == nil { fence = marker } else if fence == marker { fence = nil }
            } else if fence == nil, let heading = heading(line) {
                finish()
                headings.removeAll { $0.level >= heading.level }
                headings.append(heading)
                continue
            }
            body.append(line)
        }
        finish()
        return sections
    }

    /// Whether anything stands below or beside the headings; looks no further than the first such line.
    static func holdWords(_ text: String) -> Bool {
        lines(of: text).contains { line in
            line.unicodeScalars.contains { !$0.isSpace } && heading(line) == nil
        }
    }

    /// The first heading of the text, whatever its level.
    static func firstHeading(of text: String) -> String? {
        lines(of: text).lazy.compactMap(heading).first?.title
    }

    /// Split at bytes, which is many times faster than at characters.
    private static func lines(of text: String) -> some Sequence<Substring> {
        var rest: Substring.UTF8View? = text[...].utf8
        return AnyIterator {
            guard let now = rest else { return nil }
            guard let end = now.firstIndex(of: UInt8(ascii: "\n")) else {
                rest = nil
                return Substring(now)
            }
            rest = now[now.index(after: end)...]
            return Substring(now[..<end])
        }
    }

    private static func heading(_ line: Substring) -> (level: Int, title: String)? {
        guard line.utf8.first == UInt8(ascii: "#") else { return nil }
        let marks = line.prefix { $0 == "#" }
        let rest = line[marks.endIndex...]
        guard (1...6).contains(marks.count), rest.first == " " || rest.first == "\t" else { return nil }
        var title = rest.trimmed
        // A closing run of # is decoration.
        if let end = title.lastIndex(where: { $0 != "#" }), title[end].isWhitespace { title = title[...end].trimmed }
        return title.isEmpty ? nil : (marks.count, title)
    }

    private static func fenceMarker(_ line: Substring) -> Substring? {
        let start = line.utf8.drop { $0 == UInt8(ascii: " ") }
        return ["```", "~~~"].first { start.starts(with: $0.utf8) }
    }
}

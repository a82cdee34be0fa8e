import Domain

/// The small Markdown of answers: paragraphs, lists with `- `, `**bold**`, `[words](address)` and plain addresses.
/// Everything else is text as it stands.
///
/// An address is one of the company's hosts over `https`, or no address: a link elsewhere keeps only its words. Reads
/// any text, in time linear in its length.
struct AnswerBody {
    enum Inline: Equatable {
        case text(String)
        case bold([Inline])
        /// A link with words of its own.
        case link(words: String, address: String)
        case address(String)
    }

    enum Block: Equatable {
        /// Lines.
        case paragraph([[Inline]])
        /// Items.
        case list([[Inline]])
    }

    private(set) var blocks: [Block] = []
    private let hosts: Set<String>

    /// Scalars of a link's words, of bold words and of an address; what is longer is text.
    private static let longestWords = 300
    private static let longestBold = 500
    private static let longestAddress = 2_000

    /// - Parameter hosts: in small letters.
    init(_ text: String, hosts: Set<String>) {
        self.hosts = hosts
        var isOpen = false
        for line in AnswerBody.clean(text).split(separator: "\n", omittingEmptySubsequences: false) {
            let isIndented = line.first?.properties.isWhitespace == true
            let words = AnswerBody.trimmed(line)
            if words.isEmpty {
                isOpen = false
            } else if let item = AnswerBody.item(words) {
                if isOpen, case .list(let items) = blocks.last {
                    blocks[blocks.count - 1] = .list(items + [inlines(item)])
                } else {
                    blocks.append(.list([inlines(item)]))
                }
                isOpen = true
            } else {
                add(words, isOpen: isOpen, isIndented: isIndented)
                isOpen = true
            }
        }
    }

    private mutating func add(_ words: [Unicode.Scalar], isOpen: Bool, isIndented: Bool) {
        switch blocks.last {
        case .paragraph(let lines) where isOpen:
            blocks[blocks.count - 1] = .paragraph(lines + [inlines(words)])
        case .list(let items) where isOpen && isIndented:
            let longer = (items.last ?? []) + [.text(" ")] + inlines(words)
            blocks[blocks.count - 1] = .list(items.dropLast() + [longer])
        default: blocks.append(.paragraph([inlines(words)]))
        }
    }

    // MARK: - Characters

    /// One kind of line break; no controls and no characters that turn the direction of what follows.
    private static func clean(_ text: String) -> [Unicode.Scalar] {
        var output: [Unicode.Scalar] = []
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where previous == "\r": break
            case 0x0A...0x0D, 0x85, 0x2028, 0x2029: output.append("\n")
            case 0x09: output.append(" ")
            case 0x202A...0x202E, 0x2066...0x2069: break
            default: if scalar.properties.generalCategory != .control { output.append(scalar) }
            }
            previous = scalar
        }
        return output
    }

    private static func trimmed(_ line: ArraySlice<Unicode.Scalar>) -> [Unicode.Scalar] {
        guard let first = line.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = line.lastIndex(where: { !$0.properties.isWhitespace })
        else { return [] }
        return Array(line[first...last])
    }

    private static func item(_ line: [Unicode.Scalar]) -> [Unicode.Scalar]? {
        guard line.count > 2, line[0] == "-" || line[0] == "*" || line[0] == "•", line[1].properties.isWhitespace
        else { return nil }
        return trimmed(line[2...])
    }

    // MARK: - Within a line

    private func inlines(_ line: [Unicode.Scalar]) -> [Inline] { inlines(line[...], bold: true) }

    private func inlines(_ line: ArraySlice<Unicode.Scalar>, bold: Bool) -> [Inline] {
        var found: [Inline] = []
        var text = String.UnicodeScalarView()
        var offset = line.startIndex
        func flush() {
            if !text.isEmpty { found.append(.text(String(text))) }
            text = String.UnicodeScalarView()
        }
        while offset < line.endIndex {
            let rest = line[offset...]
            if rest.first == "*", bold, let inner = AnswerBody.bold(rest) {
                flush()
                found.append(.bold(inlines(inner, bold: false)))
                offset = inner.endIndex + 2
            } else if rest.first == "[", let link = AnswerBody.link(rest) {
                if isAllowed(link.address) {
                    flush()
                    found.append(
                        link.words == link.address
                            ? .address(link.address)
                            : .link(words: link.words, address: link.address))
                } else {
                    text.append(contentsOf: link.words.unicodeScalars)
                }
                offset = link.end
            } else if rest.first == "h", !AnswerBody.isWithinWord(line, offset),
                let end = AnswerBody.addressEnd(rest), isAllowed(String.of(line[offset..<end]))
            {
                flush()
                found.append(.address(String.of(line[offset..<end])))
                offset = end
            } else {
                text.append(line[offset])
                offset += 1
            }
        }
        flush()
        return found
    }

    private static func isWithinWord(_ line: ArraySlice<Unicode.Scalar>, _ offset: Int) -> Bool {
        guard offset > line.startIndex else { return false }
        return isLetterOrMark(line[offset - 1])
    }

    private static func isLetterOrMark(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return properties.isAlphabetic || properties.numericType != nil || properties.isGraphemeExtend
    }

    /// What stands between `**` and `**`, without white space at its ends.
    private static func bold(_ rest: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar>? {
        let start = rest.startIndex + 2
        guard rest.dropFirst().first == "*", start < rest.endIndex, !rest[start].properties.isWhitespace,
            rest[start] != "*"
        else { return nil }
        var end = start + 1
        while end + 1 < rest.endIndex, end - start <= longestBold {
            if rest[end] == "*", rest[end + 1] == "*", !rest[end - 1].properties.isWhitespace {
                return rest[start..<end]
            }
            end += 1
        }
        return nil
    }

    private static func link(
        _ rest: ArraySlice<Unicode.Scalar>
    ) -> (words: String, address: String, end: Int)? {
        let start = rest.startIndex + 1
        let close = rest[start...].prefix(longestWords + 1).firstIndex { $0 == "]" || $0 == "[" }
        guard let close, rest[close] == "]", close > start, close + 1 < rest.endIndex, rest[close + 1] == "(" else {
            return nil
        }
        let target = rest[(close + 2)...].prefix(longestAddress + 1)
        guard let end = target.firstIndex(where: { $0 == ")" || $0.properties.isWhitespace }), target[end] == ")" else {
            return nil
        }
        let words = trimmed(rest[start..<close]).filter { $0 != "*" }
        guard !words.isEmpty else { return nil }
        return (String.of(words[...]), String.of(target[..<end]), end + 1)
    }

    // MARK: - Addresses

    private static let scheme = Array("https://".unicodeScalars)

    /// Where the address that the text begins with ends; marks at its end belong to the sentence.
    private static func addressEnd(_ rest: ArraySlice<Unicode.Scalar>) -> Int? {
        guard rest.starts(with: scheme) else { return nil }
        var end = rest.startIndex
        while end < rest.endIndex, end - rest.startIndex <= longestAddress, isAddressScalar(rest[end]) { end += 1 }
        // A letter of another script belongs to the address, which is then not the one that was read.
        if end < rest.endIndex, !rest[end].isASCII, isLetterOrMark(rest[end]) { return nil }
        while end > rest.startIndex, sentenceMarks.contains(rest[end - 1]) {
            if rest[end - 1] == ")", rest[rest.startIndex..<end].contains("(") { break }
            end -= 1
        }
        return end
    }

    private static let sentenceMarks: Set<Unicode.Scalar> = [
        ".", ",", ";", ":", "!", "?", "'", ")", "]", "*", "_", "~",
    ]

    /// What RFC 3986 lets stand in an address.
    private static func isAddressScalar(_ scalar: Unicode.Scalar) -> Bool {
        guard scalar.isASCII else { return false }
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": return true
        default: return "-._~:/?#[]@!$&'()*+,;=%".unicodeScalars.contains(scalar)
        }
    }

    /// `https`, a host of the company and nothing between the two: no user, no port.
    private func isAllowed(_ address: String) -> Bool {
        let scalars = Array(address.unicodeScalars)
        guard scalars.count <= AnswerBody.longestAddress, scalars.starts(with: AnswerBody.scheme),
            scalars.allSatisfy(AnswerBody.isAddressScalar)
        else { return false }
        let host = scalars.dropFirst(AnswerBody.scheme.count).prefix { !"/?#".unicodeScalars.contains($0) }
        return hosts.contains(String.of(host).lowercased())
    }
}

extension String {
    /// A text of scalars.
    fileprivate static func of(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

import Domain

/// Somebody's words as they may stand in a note that is shown as Markdown: nothing in them works, nothing is hidden.
enum QuotedText {
    /// Every line behind `> `. What is longer than `longest` characters is cut at a space, and that is said.
    ///
    /// - Parameter hosts: whose links over `https` stay links.
    static func quoted(_ text: String, longest: Int, keeping hosts: Set<String> = []) -> String {
        // What is not shown need not be read; the rest may grow when it is written out.
        let part = text.prefix(longest + 1)
        let plain = harmless(clean(String(part)), keeping: hosts)
        let (cut, isCut) = shortened(plain, to: longest)
        var lines = cut.split(separator: "\n", omittingEmptySubsequences: false).map { $0.isEmpty ? ">" : "> \($0)" }
        if isCut || part.endIndex < text.endIndex { lines.append("> […the rest is in the record]") }
        return lines.joined(separator: "\n")
    }

    /// On one line; cut with `…`.
    ///
    /// - Parameter isLinked: leaves addresses as they are.
    static func oneLine(_ text: String, longest: Int, isLinked: Bool = false) -> String {
        let words = clean(String(text.prefix(longest + 1))).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let plain = isLinked ? escaped(words) : harmless(words, keeping: [])
        let (cut, isCut) = shortened(plain, to: longest)
        return isCut ? cut + "…" : cut
    }

    /// At most `length` characters, cut at white space where there is some in the last fifth.
    private static func shortened(_ text: String, to length: Int) -> (text: String, isCut: Bool) {
        let head = text.prefix(length)
        guard head.endIndex < text.endIndex else { return (text, false) }
        let tail = head.suffix(length / 5)
        guard let space = tail.lastIndex(where: \.isWhitespace) else { return (String(head), true) }
        return (String(head[..<space]), true)
    }

    // MARK: - Characters

    /// One kind of line break. Characters that turn the direction of a text are shown by their number, other invisible
    /// ones are gone, but those that join letters.
    static func clean(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A where previous == "\r": break
            case 0x0A...0x0D, 0x85, 0x2028, 0x2029: output.append("\n")
            case 0x09: output.append(" ")
            case 0x200C, 0x200D: output.append(scalar)
            case 0x202A...0x202E, 0x2066...0x2069:
                let number = String(scalar.value, radix: 16, uppercase: true)
                output.append(contentsOf: "⟨U+\(number)⟩".unicodeScalars)
            default:
                switch scalar.properties.generalCategory {
                case .control, .format: break
                default: output.append(scalar)
                }
            }
            previous = scalar
        }
        return String(output)
    }

    // MARK: - Markdown and links

    private static func harmless(_ text: String, keeping hosts: Set<String>) -> String {
        defanged(escaped(text), keeping: hosts)
    }

    /// Tags, links and pictures of Markdown and HTML are text.
    private static func escaped(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar == "\\" || scalar == "<" || scalar == "[" { output.append("\\") }
            output.append(scalar)
        }
        return String(output)
    }

    /// `hxxps://example[.]com`: addresses that nobody can click on.
    static func defanged(_ text: String, keeping hosts: Set<String> = []) -> String {
        let scalars = Array(text.unicodeScalars)
        var output = String.UnicodeScalarView()
        var offset = 0
        while offset < scalars.count {
            guard isLabel(scalars[offset]) else {
                output.append(scalars[offset])
                offset += 1
                continue
            }
            // A run of labels and points: a scheme, a host, or a word.
            var end = offset
            while end < scalars.count, isLabel(scalars[end]) || isPoint(scalars[end]) { end += 1 }
            let run = scalars[offset..<end]
            if end < scalars.count, scalars[end] == ":", let scheme = scheme(run) {
                let isAddress = scalars[end...].starts(with: "://".unicodeScalars)
                if scheme == "https", isAddress, let host = host(scalars, end + 3), hosts.contains(host.name) {
                    output.append(contentsOf: scalars[offset..<host.end])
                    offset = host.end
                    continue
                }
                if let dead = deadSchemes[scheme] {
                    output.append(contentsOf: dead.unicodeScalars)
                    offset = end
                } else {
                    output.append(contentsOf: run)
                    if isAddress || liveSchemes.contains(scheme) {
                        output.append(contentsOf: "[:]".unicodeScalars)
                        offset = end + 1
                    } else {
                        offset = end
                    }
                }
                continue
            }
            let isBehindSlashes = offset >= 2 && scalars[offset - 1] == "/" && scalars[offset - 2] == "/"
            let isBehindAt = offset >= 1 && scalars[offset - 1] == "@"
            append(run, isHost: isBehindSlashes || isBehindAt || isHost(run), to: &output)
            offset = end
        }
        return String(output)
    }

    private static func append(
        _ run: ArraySlice<Unicode.Scalar>, isHost: Bool, to output: inout String.UnicodeScalarView
    ) {
        for offset in run.indices {
            let isInner = offset > run.startIndex && offset + 1 < run.endIndex
            if isHost, isInner, isPoint(run[offset]), isLabel(run[offset - 1]), isLabel(run[offset + 1]) {
                output.append(contentsOf: "[.]".unicodeScalars)
            } else {
                output.append(run[offset])
            }
        }
    }

    /// In small letters; nil for a run that is none.
    private static func scheme(_ run: ArraySlice<Unicode.Scalar>) -> String? {
        guard run.count <= longestScheme, run.allSatisfy({ $0.isASCII }) else { return nil }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: run)
        return String(view).lowercased()
    }

    /// The host from `start` on, where nothing but a path follows it.
    private static func host(_ scalars: [Unicode.Scalar], _ start: Int) -> (name: String, end: Int)? {
        var end = start
        while end < scalars.count, end - start <= longestHost, scalars[end].isASCII,
            isLabel(scalars[end]) || scalars[end] == "."
        {
            end += 1
        }
        if end > start, scalars[end - 1] == "." { end -= 1 }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars[start..<end])
        guard end == scalars.count || !"@:\\".unicodeScalars.contains(scalars[end]) else { return nil }
        return (String(view).lowercased(), end)
    }

    /// Whether a run ends as a host does: `example.com`, not `3.50` and not `e.g`.
    private static func isHost(_ run: ArraySlice<Unicode.Scalar>) -> Bool {
        let labels = run.split(whereSeparator: isPoint)
        guard labels.count >= 2, let last = labels.last, last.count >= 2, let first = last.first else { return false }
        return first.properties.isAlphabetic
    }

    private static func isLabel(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII {
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", "-", "_", "+": return true
            default: return false
            }
        }
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
            .spacingMark, .decimalNumber:
            return true
        default: return false
        }
    }

    /// Those that browsers take for a point too.
    private static func isPoint(_ scalar: Unicode.Scalar) -> Bool { ".。．｡".unicodeScalars.contains(scalar) }

    private static let longestScheme = 30
    private static let longestHost = 253
    private static let deadSchemes = ["http": "hxxp", "https": "hxxps", "ftp": "fxp"]
    private static let liveSchemes: Set<String> = [
        "javascript", "data", "vbscript", "file", "mailto", "blob", "sms", "tel", "about",
    ]
}

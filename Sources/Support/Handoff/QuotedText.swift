import Domain

/// Somebody's words as they may stand in a note that is shown as Markdown: nothing in them works, nothing is hidden.
enum QuotedText {
    /// Lines of one quotation.
    static let mostLines = 100

    /// Every line behind `> `. What is longer than `longest` characters is cut at a space, and that is said.
    ///
    /// - Parameter hosts: whose links over `https` stay links.
    static func quoted(_ text: String, longest: Int, keeping hosts: Set<String> = []) -> String {
        // What is not shown need not be read; the rest may grow when it is written out.
        let part = text.prefix(longest + 1)
        let plain = harmless(clean(String(part)), keeping: hosts)
        let (cut, isCut) = shortened(plain, to: longest)
        let all = cut.split(separator: "\n", omittingEmptySubsequences: false)
        var lines = all.prefix(mostLines).map { $0.isEmpty ? ">" : "> \($0)" }
        if isCut || all.count > mostLines || part.endIndex < text.endIndex {
            lines.append("> […the rest is in the record]")
        }
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
            // A run of labels and points: a host, a word, or something that ends in a scheme.
            var end = offset
            while end < scalars.count, isLabel(scalars[end]) || isPoint(scalars[end]) { end += 1 }
            if let kept = keptEnd(scalars, offset..<end, hosts) {
                output.append(contentsOf: scalars[offset..<kept])
                offset = kept
                continue
            }
            let run = scalars[offset..<end]
            let isBehindSlashes = offset >= 2 && scalars[offset - 1] == "/" && scalars[offset - 2] == "/"
            let isBehindAt = offset >= 1 && scalars[offset - 1] == "@"
            let isHost = isBehindSlashes || isBehindAt || isHost(run)
            offset = end
            guard end < scalars.count, scalars[end] == ":" else {
                append(run, isHost: isHost, to: &output)
                continue
            }
            let isAddress = scalars[end...].starts(with: "://".unicodeScalars)
            let isGlued = end + 1 < scalars.count && !scalars[end + 1].properties.isWhitespace
            if isAddress, let scheme = ending(run, deadSchemes.keys) {
                append(run.dropLast(scheme.count), isHost: isHost, to: &output)
                output.append(contentsOf: (deadSchemes[scheme] ?? scheme).unicodeScalars)
            } else {
                append(run, isHost: isHost, to: &output)
                if isAddress || (isGlued && ending(run, liveSchemes) != nil) {
                    output.append(contentsOf: "[:]".unicodeScalars)
                    offset = end + 1
                }
            }
        }
        return String(output)
    }

    /// Where an address of one of the hosts ends, as far as its host goes; nil where the run begins no such address.
    private static func keptEnd(_ scalars: [Unicode.Scalar], _ run: Range<Int>, _ hosts: Set<String>) -> Int? {
        let scheme = Array("https://".unicodeScalars)
        guard !hosts.isEmpty, run.count == 5, scalars[run.lowerBound...].starts(with: scheme) else { return nil }
        let start = run.lowerBound + scheme.count
        var end = start
        while end < scalars.count, end - start <= longestHost, isLabel(scalars[end]) || isPoint(scalars[end]) {
            end += 1
        }
        // A full stop behind it is the sentence's.
        if end > start, scalars[end - 1] == "." { end -= 1 }
        guard hosts.contains(text(scalars[start..<end]).lowercased()) else { return nil }
        let next = end < scalars.count ? scalars[end] : " "
        return next.properties.isWhitespace || "/?#.,;!)'\"".unicodeScalars.contains(next) ? end : nil
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// The longest of the words that a run ends with, in whatever case.
    private static func ending(_ run: ArraySlice<Unicode.Scalar>, _ words: some Collection<String>) -> String? {
        let end = text(run.suffix(longestScheme)).lowercased()
        return words.filter { word in end.unicodeScalars.reversed().starts(with: word.unicodeScalars.reversed()) }
            .max { $0.count < $1.count }
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

    /// Whether a part of a run could be the end of a host: `example.com`, not `3.50` and not `e.g`.
    private static func isHost(_ run: ArraySlice<Unicode.Scalar>) -> Bool {
        run.split(whereSeparator: isPoint).dropFirst().contains { label in
            label.count >= 2 && label.first?.properties.isAlphabetic == true
        }
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
        "javascript", "data", "vbscript", "file", "mailto", "blob",
    ]
}

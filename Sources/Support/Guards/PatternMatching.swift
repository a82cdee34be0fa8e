import Domain
package import Foundation

/// One compiled regular expression of a rules file.
package struct Pattern: Sendable {
    let expression: NSRegularExpression
    /// `path:line`.
    let place: String
    private let required: RequiredText?

    /// Throws `invalid_input` naming the place and the pattern.
    package init(_ source: String, place: String, ignoresCase: Bool = true) throws {
        self.place = place
        required = RequiredText(pattern: source)
        do {
            expression = try NSRegularExpression(pattern: source, options: ignoresCase ? [.caseInsensitive] : [])
        } catch {
            throw AlmanacError(
                .invalidInput, "\(place): the pattern '\(source.prefix(200))' is no regular expression",
                hint: "patterns are ICU regular expressions; look for an open bracket or a stray backslash",
                underlying: error)
        }
    }

    /// The first match at or behind `start`, in UTF-16 units; nil for none. Throws as `firstMatch(in:length:from:)`.
    package func firstMatch(in input: PatternInput, from start: Int = 0) throws -> NSRange? {
        if let required, !required.mayBe(in: input.trigrams) { return nil }
        return try firstMatch(in: input.text, length: input.length, from: start)
    }

    /// The same without asking first what every match contains.
    ///
    /// Bounded: a pattern that takes more steps than any sensible one is stopped, and that throws
    /// `resource_exhausted`, so that nothing passes for having been looked at.
    package func firstMatch(in text: String, length: Int, from start: Int = 0) throws -> NSRange? {
        var found: NSRange?
        var steps = 0
        var isStopped = false
        // ICU reports once for each place and once for every 10,000 steps at a place.
        let mostSteps = length + Pattern.mostSteps
        expression.enumerateMatches(
            in: text, options: [.reportProgress, .reportCompletion],
            range: NSRange(location: start, length: max(0, length - start))
        ) { result, flags, stop in
            if let result {
                found = result.range
                stop.pointee = true
                return
            }
            if flags.contains(.internalError) { isStopped = true }
            steps += 1
            guard steps > mostSteps else { return }
            isStopped = true
            stop.pointee = true
        }
        if found == nil, isStopped {
            throw AlmanacError(
                .resourceExhausted, "\(place): the pattern takes too long on this text",
                hint: "bound its gaps, such as [^.!?]{0,40}, and nest no repeats")
        }
        return found
    }

    /// Reports beyond the text's length, some 20 million steps.
    private static let mostSteps = 2_000
}

/// What a pattern matched.
struct PatternMatch: Sendable, Hashable {
    let language: String
    let text: String
    /// Where, in UTF-16 units.
    let range: Range<Int>
}

/// A text that patterns are tried on.
package struct PatternInput {
    let text: String
    package let length: Int
    let hasLatin: Bool
    let hasCyrillic: Bool
    let hasHebrew: Bool
    package let trigrams: Trigrams

    package init(_ text: String) {
        self.text = text
        length = text.utf16.count
        trigrams = Trigrams(text)
        var (latin, cyrillic, hebrew) = (false, false, false)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F: latin = true
            case 0x400...0x52F: cyrillic = true
            case 0x590...0x5FF, 0xFB1D...0xFB4F: hebrew = true
            default: break
            }
        }
        (hasLatin, hasCyrillic, hasHebrew) = (latin, cyrillic, hebrew)
    }

    func part(_ range: NSRange) -> String {
        let units = text.utf16
        guard let start = units.index(units.startIndex, offsetBy: range.location, limitedBy: units.endIndex),
            let end = units.index(start, offsetBy: range.length, limitedBy: units.endIndex)
        else { return "" }
        return String(decoding: Array(units[start..<end]), as: UTF16.self)
    }

    /// The same text where every match of the patterns is blank: as long as before, and no word.
    func blanking(_ patterns: PatternSet) throws -> PatternInput {
        var units: [UInt16]?
        for list in patterns.lists where list.isWritten(in: self) {
            for pattern in list.patterns {
                var start = 0
                while start < length, let range = try pattern.firstMatch(in: self, from: start) {
                    var blanked = units ?? Array(text.utf16)
                    for place in range.location..<min(range.location + range.length, blanked.count) {
                        blanked[place] = 0
                    }
                    units = blanked
                    start = max(range.location + range.length, start + 1)
                }
            }
        }
        return units.map { PatternInput(String(decoding: $0, as: UTF16.self)) } ?? self
    }
}

import Domain
import Foundation
import Yams

/// Patterns by language, `{en: [..], he: [..]}`. Every language is tried on a text that has a letter of its script.
struct PatternSet: Sendable {
    /// The patterns of one language. They stay apart: ICU copies the counters of a whole expression at every step
    /// back, so that one of many patterns is slower than all of them.
    struct List: Sendable {
        let language: String
        let patterns: [Pattern]

        /// Whether the text has a letter that the language is written with; patterns of `all` need none.
        func isWritten(in input: PatternInput) -> Bool {
            switch language {
            case "all": true
            case "he": input.hasHebrew
            case "ru": input.hasCyrillic
            default: input.hasLatin
            }
        }
    }

    let lists: [List]

    static let none = PatternSet(lists: [])

    var isEmpty: Bool { lists.isEmpty }

    /// Codes that a rules file may have; `all` for what no language owns, such as numbers.
    static let languages = ["all", "en", "he", "ru", "de", "es"]

    /// Longest pattern, in characters, and most of them in one set.
    private static let longest = 8_000
    private static let most = 2_000

    private init(lists: [List]) { self.lists = lists }

    /// Throws `invalid_input` naming file, line and pattern.
    init(_ node: Node, _ key: String, in file: PolicyFile, ignoresCase: Bool = true) throws {
        var lists: [List] = []
        for (language, patterns) in try file.object(node, key) {
            guard PatternSet.languages.contains(language) else {
                throw file.failure(
                    "'\(language)' is no language of patterns", at: patterns,
                    hint: "the languages are \(PatternSet.languages.joined(separator: ", "))")
            }
            guard let sequence = patterns.sequence, sequence.count <= PatternSet.most else {
                throw file.failure(
                    "'\(language)' of '\(key)' is not a list of patterns", at: patterns,
                    hint: "write each pattern on a line of its own, - 'pattern'")
            }
            let compiled = try sequence.map { entry in
                let text = try file.text(entry, language, characters: PatternSet.longest)
                let pattern = try Pattern(
                    text, place: "\(file.path):\(entry.mark?.line ?? 1)", ignoresCase: ignoresCase)
                // It would be found everywhere and say nothing.
                guard try pattern.firstMatch(in: "", length: 0) == nil else {
                    throw file.failure(
                        "the pattern '\(text.prefix(80))' matches a text without a word", at: entry,
                        hint: "leave out what makes all of it optional")
                }
                return pattern
            }
            if !compiled.isEmpty { lists.append(List(language: language, patterns: compiled)) }
        }
        self.lists = lists
    }

    /// The first match in the order of languages and patterns; nil for none. Throws `resource_exhausted`.
    func firstMatch(in input: PatternInput, language only: String? = nil) throws -> PatternMatch? {
        for list in lists where (only == nil || list.language == only) && list.isWritten(in: input) {
            for pattern in list.patterns {
                guard let range = try pattern.firstMatch(in: input) else { continue }
                return PatternMatch(
                    language: list.language, text: input.part(range),
                    range: range.location..<range.location + range.length)
            }
        }
        return nil
    }

    /// The first match outside of every match of `exceptions`; nil for none. Throws `resource_exhausted`.
    func firstMatch(in input: PatternInput, outside exceptions: PatternSet) throws -> PatternMatch? {
        // Most texts match nothing, and then what would be excepted need not be looked for.
        guard let match = try firstMatch(in: input) else { return nil }
        return exceptions.isEmpty ? match : try firstMatch(in: input.blanking(exceptions))
    }

    /// Every match that does not overlap one before it, at most `limit`. Throws `resource_exhausted`.
    func matches(in input: PatternInput, limit: Int = 50) throws -> [PatternMatch] {
        var found: [PatternMatch] = []
        for list in lists where list.isWritten(in: input) {
            for pattern in list.patterns {
                var start = 0
                while found.count < limit, start < input.length,
                    let range = try pattern.firstMatch(in: input, from: start)
                {
                    let end = range.location + range.length
                    found.append(
                        PatternMatch(language: list.language, text: input.part(range), range: range.location..<end))
                    start = max(end, start + 1)
                }
            }
        }
        return found
    }
}

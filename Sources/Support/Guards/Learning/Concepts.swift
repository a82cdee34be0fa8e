import Domain
import Foundation
import Yams

/// Words of one meaning in every language, `{name: {en: "word stem* two_words", …}}`, so that what examples of one
/// language teach holds in the others.
struct Concepts: Sendable, Equatable {
    private struct Lexicon: Sendable, Equatable {
        var words: [String: Set<Int>] = [:]
        var stems: [String: Set<Int>] = [:]
        var longestStem = 0
        /// By their first word.
        var phrases: [String: [Phrase]] = [:]
    }

    private struct Phrase: Sendable, Equatable {
        let rest: [String]
        let concept: Int
    }

    let names: [String]
    private let lexicons: [String: Lexicon]
    /// Digest over the file's content as it was read.
    let digest: String

    /// Most concepts, so that every pair has a bucket of its own.
    static let most = 120
    private static let marks = ["?", "$", "#"]
    /// Words of a sentence that are looked at, and characters of a list.
    private static let longestSentence = 300
    private static let longestList = 20_000
    /// Two words within so many make a pair.
    private static let reach = 6

    /// Reads `concepts.yml` of a company folder; no concepts where there is none. Throws `invalid_input` with file and
    /// line.
    init(company folder: URL) throws {
        guard let file = try PolicyFile(folder.appending(path: "concepts.yml")) else {
            (names, lexicons, digest) = ([], [:], "none")
            return
        }
        guard file.entries.count <= Concepts.most - Concepts.marks.count else {
            throw AlmanacError(
                .invalidInput, "\(file.path) has more than \(Concepts.most - Concepts.marks.count) concepts",
                hint: "join some")
        }
        var names: [String] = []
        var lexicons: [String: Lexicon] = [:]
        var content = ""
        for (key, node) in file.entries {
            let name = try file.text(key, "name", characters: 40)
            let concept = names.count
            names.append(name)
            for (language, list) in try file.object(node, name) {
                guard PatternSet.languages.contains(language), language != "all" else {
                    throw file.failure(
                        "'\(language)' is no language of concepts", at: list,
                        hint: "the languages are \(PatternSet.languages.dropFirst().joined(separator: ", "))")
                }
                let text = try file.text(list, language, characters: Concepts.longestList)
                content += "\(name)\u{1F}\(language)\u{1F}\(text)\n"
                for entry in GuardText.normalized(text).split(separator: " ") {
                    Concepts.add(entry, concept, to: &lexicons[language, default: Lexicon()])
                }
            }
        }
        self.names = names
        self.lexicons = lexicons
        digest = GuardDigest.text([content])
    }

    private static func add(_ entry: Substring, _ concept: Int, to lexicon: inout Lexicon) {
        let parts = entry.split(separator: "_").map(String.init)
        guard let first = parts.first else { return }
        if parts.count > 1 {
            lexicon.phrases[first, default: []].append(Phrase(rest: Array(parts.dropFirst()), concept: concept))
        } else if first.hasSuffix("*") {
            let stem = String(first.dropLast())
            lexicon.stems[stem, default: []].insert(concept)
            lexicon.longestStem = max(lexicon.longestStem, stem.count)
        } else {
            lexicon.words[first, default: []].insert(concept)
        }
    }

    // MARK: - What a text says

    /// The concepts of each sentence, pairs of them near each other in their order, and pairs anywhere in a sentence:
    /// buckets and in how many sentences, in the order of the buckets.
    ///
    /// - Parameter language: `und` for several languages of the same script.
    func grams(_ sentences: [String], language: String) -> LexicalGrams {
        let size = names.count + Concepts.marks.count
        var counts: [Int: Int] = [:]
        for sentence in sentences {
            let tags = tags(sentence, language)
            var found: Set<Int> = []
            let all = tags.reduce(into: Set<Int>()) { $0.formUnion($1) }
            found.formUnion(all)
            for (place, left) in tags.enumerated() where !left.isEmpty {
                for other in place..<min(tags.count, place + Concepts.reach) {
                    for first in left {
                        for second in tags[other] where other > place || first < second {
                            found.insert(size + first * size + second)
                        }
                    }
                }
            }
            let sorted = all.sorted()
            for (place, first) in sorted.enumerated() {
                for second in sorted[(place + 1)...] { found.insert(size + size * size + first * size + second) }
            }
            for bucket in found { counts[bucket, default: 0] += 1 }
        }
        return LexicalGrams(words: counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }, characters: [])
    }

    /// The concepts of every word.
    private func tags(_ sentence: String, _ language: String) -> [Set<Int>] {
        let words = Concepts.words(sentence)
        let known = language == "und" ? ["en", "de", "es"] : [language]
        let lexicons = known.compactMap { self.lexicons[$0] }
        return words.indices.map { place in
            let word = words[place]
            var tags: Set<Int> = []
            for (mark, name) in Concepts.marks.enumerated() where word == name { tags.insert(names.count + mark) }
            if word.contains(where: \.isNumber) { tags.insert(names.count + Concepts.marks.count - 1) }
            for form in Concepts.forms(word, language) {
                for lexicon in lexicons { Concepts.look(form, words[(place + 1)...], lexicon, into: &tags) }
            }
            return tags
        }
    }

    private static func look(
        _ word: Substring, _ following: ArraySlice<String>, _ lexicon: Lexicon, into tags: inout Set<Int>
    ) {
        let word = String(word)
        if let found = lexicon.words[word] { tags.formUnion(found) }
        var stem = ""
        for character in word.prefix(lexicon.longestStem) {
            stem.append(character)
            if let found = lexicon.stems[stem] { tags.formUnion(found) }
        }
        for phrase in lexicon.phrases[word] ?? [] where phrase.rest.count <= following.count {
            let isThere = zip(phrase.rest, following).allSatisfy { wanted, word in
                wanted.hasSuffix("*") ? word.hasPrefix(wanted.dropLast()) : word == wanted
            }
            if isThere { tags.insert(phrase.concept) }
        }
    }

    /// A word, in Hebrew also without one or two prefixed letters.
    private static func forms(_ word: String, _ language: String) -> [Substring] {
        var forms = [word[...]]
        guard language == "he" else { return forms }
        for count in 1...2 where word.count > count + 1 && word.prefix(count).allSatisfy({ "והבלשכמ".contains($0) }) {
            forms.append(word.dropFirst(count))
        }
        return forms
    }

    /// Runs of letters and digits, with apostrophes between them; question marks and dollars are words.
    static func words(_ sentence: String) -> [String] {
        var words: [String] = []
        var word = ""
        for character in sentence {
            if character.isLetter || character.isNumber || (character == "'" && !word.isEmpty) {
                word.append(character)
                continue
            }
            if !word.isEmpty { words.append(word.hasSuffix("'") ? String(word.dropLast()) : word) }
            word = ""
            if character == "?" || character == "$" { words.append(String(character)) }
            if words.count >= longestSentence { return words }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}

extension LexicalGrams {
    init(words: [(bucket: Int, count: Int)], characters: [(bucket: Int, count: Int)]) {
        self.words = words
        self.characters = characters
    }
}

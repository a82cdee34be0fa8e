import Domain
import Foundation
import TestSupport
import Testing

@Suite struct SearchTextTests {
    private func check(_ text: String, _ expected: String, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(SearchText.indexed(text) == expected, sourceLocation: sourceLocation)
        // Bytes, since Swift holds composed and decomposed letters equal.
        #expect(Array(SearchText.indexed(text).utf8) == Array(expected.utf8), sourceLocation: sourceLocation)
    }

    @Test func wordsAreParted() {
        check("", "")
        check("  \n ", "")
        check("One, two—three (four) 5.5", "One two three four 5 5")
        check("snake_case a/b", "snake case a b")
        check("👍 yes", "yes")
    }

    @Test func apostrophesAreTakenOut() {
        for apostrophe in ["'", "`", "´", "‘", "’", "‛", "ʼ", "＇"] { check("don\(apostrophe)t é", "dont é") }
        check("don't", "dont")
    }

    @Test func lettersAreComposed() {
        check("cafe\u{301}", "café")
        check("A\u{30A}ngstro\u{308}m", "Ångström")
    }

    @Test func hebrewPointsAreDropped() {
        check("שָׁלוֹם", "שלום לום")
        check("בְּרֵאשִׁית", "בראשית ראשית")
    }

    @Test func hebrewQuotesJoinTheirWord() {
        check("צה״ל", "צהל")
        check("צה\"ל", "צהל")
        check("ג׳ירפה", "גירפה")
        check("\"שלום\"", "שלום לום")
        check("say \"yes\" now", "say yes now")
        check("“x” \"יום\"", "x יום")
    }

    @Test func hebrewPrefixesAlsoStandWithout() {
        check("הבית", "הבית בית")
        check("לבית", "לבית בית")
        check("בית", "בית")
        check("גדול", "גדול")
        check("והבית", "והבית הבית")
    }

    @Test func russianYoIsYe() {
        check("ёлка Ёж", "елка Еж")
        check("е\u{308}лка", "елка")
    }

    @Test func invisibleCharactersAreDropped() {
        check("par\u{AD}cel \u{200F}שלום\u{200E} a\u{FEFF}b\u{200B}c", "parcel שלום לום abc")
    }

    /// What is indexed does not depend on how the input was composed, and indexing it again finds the same words.
    @Test(arguments: [81, 82] as [UInt64]) func itIsStable(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let pieces = [
            "a", "é", "e\u{301}", "ё", "שׁ", "ה", "בית", "״", "\"", "'", "’", " ", ".", "ß", "ﬁ", "한", "한", "1", "①",
            "\u{200B}", "कि", "_",
        ]
        for _ in 0..<2_000 {
            let text = (0..<random.int(in: 0...14)).map { _ in random.pick(pieces) }.joined()
            let words = SearchText.words(of: text)
            let comment = Comment(rawValue: "seed \(seed): \(text.debugDescription)")
            #expect(SearchText.words(of: text.decomposedStringWithCanonicalMapping) == words, comment)
            #expect(SearchText.words(of: words.joined(separator: " ")) == words, comment)
            #expect(words.allSatisfy { !$0.isEmpty && !$0.contains(" ") }, comment)
        }
    }

    /// Text without any letter beyond ASCII goes another way through the code.
    @Test func asciiGivesTheSameWithAndWithoutOthers() {
        let text = "It's 5 o`clock -- \"really\"\t(A_b) x.y"
        #expect(SearchText.words(of: text) + ["ж"] == SearchText.words(of: text + " ж"))
    }
}

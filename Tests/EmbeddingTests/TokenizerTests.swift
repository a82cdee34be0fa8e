import Domain
import Embedding
import Foundation
import Testing

/// What the published vocabulary cannot show, with vocabularies made for the purpose.
@Suite("Tokenizer")
struct TokenizerTests {
    /// `[CLS]` 0, `[SEP]` 1, `[UNK]` 2, then the pieces.
    func tokens(
        _ text: String, _ pieces: [String], _ switches: WordPieceTokenizer.Switches = .init()
    ) throws -> [String] {
        let vocabulary = ["[CLS]", "[SEP]", "[UNK]"] + pieces
        let tokenizer = try WordPieceTokenizer(
            vocabulary: Array(vocabulary.joined(separator: "\n").utf8), switches: switches)
        let ids = tokenizer.tokenize(text).ids
        return ids.dropFirst().dropLast().map { vocabulary[Int($0)] }
    }

    /// Marks that stripping keeps (U+302E and U+302F: class 224, U+08D4: 230, U+1B44: 9) in canonical order. Expected
    /// values were asked of the original normaliser.
    @Test(
        "kept marks take canonical order",
        arguments: [
            ("a\u{302F}\u{302E}", "a\u{302F}\u{302E}"), ("a\u{302E}\u{302F}", "a\u{302E}\u{302F}"),
            ("a\u{8D4}\u{302E}", "a\u{302E}\u{8D4}"), ("a\u{8D4}\u{301}\u{302E}", "a\u{302E}\u{8D4}"),
            ("a\u{8D4}\u{34F}\u{302E}", "a\u{8D4}\u{302E}"), ("a\u{8D4}b\u{302E}", "a\u{8D4}b\u{302E}"),
            ("a\u{1B44}\u{302E}\u{1B44}", "a\u{1B44}\u{1B44}\u{302E}"),
        ])
    func canonicalOrder(text: String, folded: String) throws {
        let pieces = ["a"] + ["b", "\u{302E}", "\u{302F}", "\u{8D4}", "\u{1B44}"].map { "##" + $0 }
        let expected = folded.unicodeScalars.enumerated().map { ($0 == 0 ? "" : "##") + String($1) }
        let got = try tokens(text, pieces)
        #expect(got.map { Array($0.utf8) } == expected.map { Array($0.utf8) }, "\(got)")
    }

    @Test("the longest piece wins, and a word without pieces is unknown")
    func wordPiece() throws {
        let pieces = ["un", "una", "##aff", "##able", "##a", "##ff", "##ble", "unaffable!"]
        #expect(try tokens("unaffable", pieces) == ["una", "##ff", "##able"])
        #expect(try tokens("unaffable unx un", pieces) == ["una", "##ff", "##able", "[UNK]", "un"])
    }

    @Test("switches")
    func switches() throws {
        typealias Switches = WordPieceTokenizer.Switches
        let pieces = ["cafe", "Cafe", "caf\u{E9}", "Caf\u{E9}", "\u{6F22}", "##\u{5B57}", "\u{5B57}", "i", "##\u{307}"]
        #expect(try tokens("Caf\u{E9}", pieces) == ["cafe"])
        #expect(try tokens("Caf\u{E9}", pieces, Switches(lowercase: false)) == ["Caf\u{E9}"])
        #expect(try tokens("Caf\u{E9}", pieces, Switches(lowercase: true, stripAccents: false)) == ["caf\u{E9}"])
        #expect(try tokens("Caf\u{E9}", pieces, Switches(lowercase: false, stripAccents: true)) == ["Cafe"])
        #expect(try tokens("\u{130}", pieces, Switches(lowercase: true, stripAccents: false)) == ["i", "##\u{307}"])
        #expect(try tokens("\u{6F22}\u{5B57}", pieces) == ["\u{6F22}", "\u{5B57}"])
        let together = Switches(spaceIdeographs: false)
        #expect(try tokens("\u{6F22}\u{5B57}", pieces, together) == ["\u{6F22}", "##\u{5B57}"])
    }

    @Test("of a piece that stands twice the last counts, line ends may be \\r\\n")
    func vocabularyFiles() throws {
        let tokenizer = try WordPieceTokenizer(vocabulary: Array("[CLS]\r\n[SEP]\r\n[UNK]\r\nbox\r\nbox\r\n".utf8))
        #expect(tokenizer.tokenize("box").ids == [0, 4, 1])
        #expect(tokenizer.vocabularyCount == 5)
        #expect(throws: AlmanacError.self) { try WordPieceTokenizer(vocabulary: []) }
    }

    @Test("a very long word is unknown, and costs no more than its length")
    func longWords() throws {
        let text =
            String(repeating: "\u{8D4}", count: 1_000) + String(repeating: "a", count: 1_000_000)
            + String(repeating: "\u{8D4}\u{302E}", count: 300_000)
        #expect(try tokens(text, ["a", "##a"]) == ["[UNK]"])
    }
}

import Domain
import Foundation
import Retrieval
import TestSupport
import Testing

@Suite struct ChunkerTests {
    private static let words = [
        "a", "parcel", "is", "internationalization", "3.50", "e.g.", "שלום", "посылка", "包裹", "👍🏽", "(see", "below)",
        "“quoted.”", "http://a.example/x?y=z", "—", "don't", "**bold**",
    ]

    private static func text(_ random: inout SeededGenerator) -> String {
        var text = ""
        for _ in 0..<random.int(in: 1...12) {
            switch random.int(in: 0...5) {
            case 0:
                text +=
                    "\n\n" + String(repeating: "#", count: random.int(in: 1...4))
                    + " Heading \(random.int(in: 1...9))\n\n"
            case 1: text += "\n- " + random.text(of: words, count: random.int(in: 1...9))
            case 2: text += "\n```\n# no heading\n```\n"
            case 3: text += random.text(of: words, count: random.int(in: 100...400))
            default:
                for _ in 0..<random.int(in: 1...9) {
                    text +=
                        random.text(of: words, count: random.int(in: 1...25))
                        + random.pick([". ", "! ", "?\n", ".\n\n"])
                }
            }
        }
        return text
    }

    /// The words of the text, heading lines left out.
    private func wanted(_ text: String) -> [Substring] {
        var isFenced = false
        return text.split(separator: "\n").filter { line in
            if line.hasPrefix("```") { isFenced.toggle() }
            return isFenced || line.firstMatch(of: #/^#{1,6} /#) == nil
        }.flatMap { $0.split(whereSeparator: \.isWhitespace) }
    }

    @Test(arguments: [41, 42, 43, 44] as [UInt64]) func chunksWithoutOverlapAreTheText(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for round in 0..<15 {
            let text = ChunkerTests.text(&random)
            let chunker = Chunker(maxTokens: random.pick([32, 128, 256, 512]))
            let passages = chunker.passages(of: text)
            let comment = Comment(rawValue: "seed \(seed), round \(round)")
            var rebuilt = ""
            for passage in passages {
                let fresh = String(decoding: passage.text.utf8.dropFirst(passage.overlap), as: UTF8.self)
                // A word longer than a passage is cut in the middle, and no other.
                let isCut = rebuilt.last.map { !$0.isWhitespace } ?? false
                rebuilt += isCut ? " " + fresh : fresh
                #expect(!passage.text.isEmpty, comment)
                #expect(!fresh.isEmpty, comment)
            }
            let found = rebuilt.split(whereSeparator: \.isWhitespace)
            #expect(found.joined() == wanted(text).joined(), comment)
        }
    }

    @Test(arguments: [51, 52] as [UInt64]) func everyChunkFitsTheEncoder(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let chunker = Chunker(maxTokens: 256)
        #expect(chunker.budget <= 220)
        for _ in 0..<15 {
            for passage in chunker.passages(of: ChunkerTests.text(&random), reserved: 20) {
                // Words and punctuation, each more than a token now and then.
                let words = passage.text.matches(of: /[A-Za-z0-9]+|[^\sA-Za-z0-9]/).count
                #expect(words <= 256, "seed \(seed): \(passage.text)")
            }
        }
    }

    @Test(arguments: [61, 62] as [UInt64]) func anOverlapIsTheEndOfTheOneBefore(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var overlaps = 0
        for _ in 0..<15 {
            let passages = Chunker(maxTokens: 256).passages(of: ChunkerTests.text(&random))
            for (before, after) in zip(passages, passages.dropFirst()) where after.overlap > 0 {
                overlaps += 1
                let shared = String(decoding: after.text.utf8.prefix(after.overlap), as: UTF8.self)
                let end = shared.split(whereSeparator: \.isWhitespace).joined(separator: " ")
                #expect(
                    before.text.split(whereSeparator: \.isWhitespace).joined(separator: " ").hasSuffix(end),
                    "seed \(seed)")
                #expect(before.heading == after.heading)
            }
        }
        #expect(overlaps > 10)
    }

    @Test func aShortTextIsOneChunk() {
        #expect(Chunker(maxTokens: 256).passages(of: "One. Two.\n\nThree.").map(\.text) == ["One. Two.\n\nThree."])
        #expect(Chunker(maxTokens: 256).passages(of: " \n\n").isEmpty)
    }

    @Test func headingsAreKeptAsAPath() {
        let text = """
            Before.

            # One #
            First.

            ## Two
            Second.

            ```
            # a comment
            ```

            # Three
            ## Empty
            ### Four
            Fourth.
            """
        let passages = Chunker(maxTokens: 256).passages(of: text)
        #expect(passages.map(\.heading) == ["", "One", "One › Two", "Three › Empty › Four"])
        #expect(passages[2].text == "Second.\n\n```\n# a comment\n```")
    }

    @Test func aLongTextIsCutEvenlyBetweenSentences() {
        let sentence = "This is a sentence of exactly ten words, no more. "
        let passages = Chunker(maxTokens: 256).passages(of: String(repeating: sentence, count: 20))
        #expect(passages.count == 2)
        for passage in passages {
            #expect(passage.text.hasPrefix("This is"))
            #expect(passage.text.hasSuffix("no more."))
        }
        #expect(passages[0].overlap == 0)
        #expect(passages[1].overlap > 0)
        // About 15 % of what fits, in whole sentences.
        #expect(passages[1].overlap % sentence.utf8.count == 0)
        #expect(Double(passages[1].overlap) < 0.25 * Double(passages[1].text.utf8.count))
    }
}

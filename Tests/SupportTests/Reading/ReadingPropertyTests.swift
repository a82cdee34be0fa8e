import Domain
import Foundation
import Support
import TestSupport
import Testing

/// Whatever is sent, reading ends soon and says the same again.
@Suite struct ReadingPropertyTests {
    private static let words = [
        "skip", "July", "pause", "until", "every", "two", "months", "or", "not", "12", "Oak", "Street", ",", "\n", "IL",
        "62704", "address", "broken", "jar", "of", "the", "?", ".", "2027-13-99", "99999999999999999999", "00/0000",
        "e-mail", "'", "--", "a", "half", "חודשיים", "паузу", "\u{202E}", "\u{0}", "🙂", "e\u{301}\u{301}", "Apt", "#",
        "#4B",
        "should", "be", "May", "next", "box", "-", "1.5", "LS1", "4AB", "D-", "-5", "0", "first", "one",
    ]

    @Test func nothingTrapsAndTheSameIsReadAgain() {
        for seed in UInt64(1)...300 {
            var random = SeededGenerator(seed: seed)
            var text = ""
            for _ in 0..<random.int(in: 0...60) {
                if random.chance(0.2) {
                    if let scalar = Unicode.Scalar(UInt32(random.int(in: 0...0x10FFFF))) {
                        text.unicodeScalars.append(scalar)
                    }
                } else {
                    text += random.pick(ReadingPropertyTests.words)
                }
                if random.chance(0.8) { text += " " }
            }
            let facts = Read.facts(text)
            let asks = [
                "how_long", "which_month", "which_frequency", "full_address", "which_item", "which_subscription",
                "order_number", "photos", "?",
            ]
            #expect(facts == Read.facts(text), "seed \(seed)")
            #expect(facts.reading(for: asks) == Read.facts(text).reading(for: asks), "seed \(seed)")
            #expect(facts.questions.count <= 8, "seed \(seed)")
            if let months = facts.pauseMonths.value { #expect((1...120).contains(months), "seed \(seed)") }
            for item in facts.item(among: ReadingPropertyTests.words).values {
                #expect(ReadingPropertyTests.words.contains(item), "seed \(seed)")
            }
        }
    }

    @Test(
        arguments: [
            String(repeating: ",", count: 20_000), String(repeating: "a", count: 20_000),
            String(repeating: "12 ", count: 7_000), String(repeating: "12 Oak Street, ", count: 1_400),
            String(repeating: "every two or ", count: 1_600), String(repeating: "until ", count: 3_400),
            String(repeating: "not skip ", count: 2_300), String(repeating: "a\n", count: 10_000),
            String(repeating: "broken the ", count: 1_900), String(repeating: "\u{301}", count: 10_000),
            String(repeating: "if I cancel or ", count: 1_400), String(repeating: "? ", count: 10_000),
            String(repeating: "Calle ", count: 3_400), String(repeating: "apt ", count: 5_000),
        ])
    func hostileTextIsReadSoon(text: String) {
        // A quadratic reader needs minutes here.
        let seconds = processorTime { #expect(Read.facts(text).questions.count <= 8) }
        #expect(seconds < 20)
    }

    @Test func whatIsBehindTheLimitIsNotRead() {
        let text = String(repeating: "word ", count: 4_100) + "Please skip July."
        #expect(Read.facts(text).skipMonth == .absent)
    }
}

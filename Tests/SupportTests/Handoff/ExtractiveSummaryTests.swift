import Domain
import Support
import TestSupport
import Testing

@Suite struct ExtractiveSummaryTests {
    private func message(_ role: PastMessage.Role, _ text: String) -> PastMessage {
        PastMessage(role: role, text: text, at: TextsFixtures.moment("2026-11-15T09:00Z"))
    }

    @Test func wishDeedsAndLastWordsAreKept() {
        let messages = [
            message(.customer, "Hello there.\nWe travel in July. Please skip that box."),
            message(.assistant, "Good that you ask. A form is prepared for you."),
            message(.customer, "Done, I confirmed it."),
            message(
                .assistant, "Lovely weather. The box of July 2026 is skipped: it will be neither charged nor sent."),
            message(.agent, "Thank you! I will call the carrier on Monday."),
            message(.customer, "Why was I charged anyway?"),
        ]
        #expect(
            ExtractiveSummary.of(messages, characters: 1_000) == """
                First message: We travel in July. Please skip that box.
                Said by assistant: The box of July 2026 is skipped: it will be neither charged nor sent.
                Said by agent: I will call the carrier on Monday.
                Last message: Why was I charged anyway?
                2 messages are left out.
                """)
    }

    @Test func fewMessagesNeedNoCount() {
        #expect(ExtractiveSummary.of([], characters: 100) == "")
        #expect(ExtractiveSummary.of([message(.customer, "  \n ")], characters: 100) == "")
        let wish = message(.customer, "Where is my box?")
        #expect(ExtractiveSummary.of([wish], characters: 200) == "First message: Where is my box?")
        #expect(ExtractiveSummary.of([wish], characters: 0) == "")
    }

    @Test func theNewestPromisesHold() {
        var messages = [message(.customer, "Where is my box, please tell me?")]
        for number in 0..<20 { messages.append(message(.agent, "We will look on day \(number).")) }
        let summary = ExtractiveSummary.of(messages, characters: 2_000)
        #expect(summary.contains("We will look on day 19."))
        #expect(!summary.contains("We will look on day 3."))
        #expect(summary.hasSuffix("15 messages are left out."))
    }

    /// Never longer than asked, never within a word, the same each time.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func itIsBoundedAndKeepsWordsWhole(_ seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let words = [
            "will", "box", "refund", "שלום", "привет", "e\u{301}te\u{301}", "charged.", "why?", "I", "confirmed!", "\n",
        ]
        let labels: Set = [
            "First", "Last", "message:", "Said", "by", "assistant:", "agent:", "message", "messages", "is", "are",
        ]
        for _ in 0..<100 {
            let messages = (0..<generator.int(in: 0...12)).map { _ in
                message(
                    generator.pick(PastMessage.Role.allCases),
                    generator.text(of: words, count: generator.int(in: 0...80)))
            }
            let limit = generator.int(in: 0...600)
            let summary = ExtractiveSummary.of(messages, characters: limit)
            #expect(summary.count <= limit, "seed \(seed)")
            #expect(summary == ExtractiveSummary.of(messages, characters: limit))
            for word in summary.split(whereSeparator: \.isWhitespace) {
                let whole = word.hasSuffix("…") ? String(word.dropLast()) : String(word)
                let isCount = whole.allSatisfy(\.isNumber) || ["left", "out."].contains(whole)
                #expect(words.contains(whole) || labels.contains(whole) || isCount, "seed \(seed): \(word)")
            }
        }
    }

    @Test func aWordWithoutAnEndIsHarmless() {
        let giant = String(repeating: "x", count: 200_000)
        let summary = ExtractiveSummary.of([message(.customer, giant), message(.assistant, giant)], characters: 300)
        #expect(summary.count <= 300)
        #expect(!summary.contains("xx"))
    }
}

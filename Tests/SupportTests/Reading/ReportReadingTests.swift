import Domain
import Support
import Testing

/// Damage, reasons and questions, as customers write them.
@Suite struct ReportReadingTests {
    @Test(arguments: [
        ReadingCase("The jar of honey arrived broken.", "broken"),
        ReadingCase("The olive oil leaked all over the box.", "leaking"),
        ReadingCase("The tea is missing from my box.", "missing"),
        ReadingCase("I got the wrong soap.", "wrong"),
        ReadingCase("The dates were mouldy.", "spoiled"),
        ReadingCase("The box came torn open and wet.", "packaging"),
        ReadingCase("Two cups were cracked.", "broken"),
        ReadingCase("Nothing was broken, thank you!", "-"),
        ReadingCase("The jar cracked and oil soaked the tea.", "broken"),
        ReadingCase("The halva is missing and the mug is cracked.", "missing|broken"),
        ReadingCase("Where is my parcel? It seems to be missing.", "-"),
        ReadingCase("I love everything in the box.", "-"),
    ])
    func damage(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).damage, \.rawValue) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("The jar of honey arrived broken.", "jar of honey"),
        ReadingCase("My olive oil leaked.", "olive oil"),
        ReadingCase("Two cups were cracked.", "two cups"),
        ReadingCase("I received a broken mug.", "mug"),
        ReadingCase("The tea is missing from my box.", "tea"),
        ReadingCase("Hello, I'm sorry to say that the candle was smashed.", "candle"),
        ReadingCase("Thank you for everything.", "-"),
    ])
    func item(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).itemWords) { $0 } == it.expected)
    }

    @Test(arguments: [
        ReadingCase("The jar of honey arrived broken.", "Wildflower honey, 250 g"),
        ReadingCase("My olive oil leaked.", "Picual olive oil, 250 ml"),
        ReadingCase("the halvah was missing", "Halva with pistachio, 200 g"),
        ReadingCase("The soap was broken.", "-"),
    ])
    func itemInABox(_ it: ReadingCase) {
        let items = [
            "Picual olive oil, 250 ml", "Wildflower honey, 250 g", "Olive oil crackers, 150 g",
            "Halva with pistachio, 200 g", "Thyme tea, 40 g",
        ]
        #expect(Read.show(Read.facts(it.text).item(among: items)) { $0 } == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Tracking says delivered but I never got it.", "true"),
        ReadingCase("It was marked as delivered yesterday and nothing is here.", "true"),
        ReadingCase("It was delivered yesterday, thank you.", "false"),
    ])
    func deliveredButMissing(_ it: ReadingCase) {
        #expect(String(Read.facts(it.text).deliveredButMissing) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Please stop my subscription, money is tight.", "financial"),
        ReadingCase("I have too many things at home, please cancel.", "too_much"),
        ReadingCase("We will be travelling for a year, cancel please.", "travel"),
        ReadingCase("I'm disappointed by the quality, please cancel.", "dissatisfaction"),
        ReadingCase("Please cancel my subscription.", "other"),
        ReadingCase("It costs too much for me now.", "financial"),
    ])
    func reason(_ it: ReadingCase) {
        #expect(Read.facts(it.text).reason.rawValue == it.expected)
    }

    @Test(arguments: [
        ReadingCase("How do I cancel my subscription?", "true"),
        ReadingCase("Where can I cancel?", "true"),
        ReadingCase("Cancel my subscription now.", "false"),
    ])
    func howToCancel(_ it: ReadingCase) {
        #expect(String(Read.facts(it.text).asksHowToCancel) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Hello. Where is my box? Thanks.", "Where is my box?"),
        ReadingCase("When I opened the box the jar was broken.", ""),
        ReadingCase(
            "Can you tell me when it ships. Also is it kosher?", "Can you tell me when it ships. / Also is it kosher?"),
        ReadingCase("I'd like to know how long delivery takes.", "I'd like to know how long delivery takes."),
        ReadingCase("Do NOT stop my boxes.", ""),
        ReadingCase("What a lovely box!", ""),
    ])
    func questions(_ it: ReadingCase) {
        #expect(Read.facts(it.text).questions.joined(separator: " / ") == it.expected)
    }
}

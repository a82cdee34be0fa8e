import Domain
import Support
import Testing

/// Ways of saying it that were read wrongly once.
@Suite struct FoundReadingTests {
    @Test(arguments: [
        ReadingCase("Cancel the skip! My son is coming home for January after all.", ""),
        ReadingCase("I did the skip for December, is it saved?", ""),
        ReadingCase("Could you leave out the honey so I can eat in peace", ""),
        ReadingCase("I'm on pause until January and you just took 99.", ""),
        ReadingCase("What is the difference between skipping and pausing?", ""),
        ReadingCase("not cancelling!! just stop for 2 months, baby coming", "pause"),
        ReadingCase("Turn my boxes on again, I've missed them.", "resume"),
        ReadingCase("close my subscription pls", "cancel"),
        ReadingCase("My husband has broken his hip.", ""),
        ReadingCase("Please leave that single box out.", "skip"),
        ReadingCase("Could we receive a box without such things?", ""),
    ])
    func wishes(_ it: ReadingCase) {
        #expect(Read.facts(it.text).wants.map(\.rawValue).joined(separator: " ") == it.expected)
    }

    @Test(arguments: [
        ReadingCase("plese put me on evry 3 monts insted of monthy", "quarterly"),
        ReadingCase("four a year would be perfect, one for each season", "quarterly"),
        ReadingCase("Change from two months to one month.", "monthly"),
        ReadingCase("Can I skip two right after each other?", "-"),
        ReadingCase("I cannot do much, but with this box each month I help a little.", "-"),
    ])
    func frequency(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).frequency, \.rawValue) == it.expected)
    }

    @Test(arguments: [
        ReadingCase(
            "new place from dec 1: 55 cedar hill rd, apt 2, tacoma wa 98402",
            "55 cedar hill rd; apt 2; tacoma; WA; 98402; US; -"),
        ReadingCase(
            "From December our address is Lindvägen 9, 2 tr, 223 60 Lund, Sweden.",
            "Lindvägen 9; 2 tr; Lund; -; 223 60; SE; -"),
        ReadingCase(
            "We moved to Skovbrynet 31, 8000 Aarhus C. Secondly, a question.",
            "Skovbrynet 31; -; Aarhus C; -; 8000; -; -"),
    ])
    func address(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).address) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("mug in 3 pieces", "broken"), ReadingCase("My butter dish came in TWO PIECES.", "broken"),
        ReadingCase("whole parcel was wet through", "packaging"),
    ])
    func damage(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).damage, \.rawValue) == it.expected)
    }
}

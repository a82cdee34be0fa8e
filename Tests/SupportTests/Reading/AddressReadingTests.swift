import Domain
import Support
import Testing

/// Addresses as customers write them; a country only where something says so.
@Suite struct AddressReadingTests {
    @Test(arguments: [
        ReadingCase(
            "My new address is 12 Oak Street, Springfield, IL 62704.", "12 Oak Street; -; Springfield; IL; 62704; US; -"
        ),
        ReadingCase(
            "Please send it to 48 Maple Ave, Apt 4B, Portland, Oregon 97201, USA",
            "48 Maple Ave; Apt 4B; Portland; OR; 97201; US; -"),
        ReadingCase(
            "We moved. New address:\n\nRuth Green\n7 Elm Road\nLeeds\nLS1 4AB\nUnited Kingdom",
            "7 Elm Road; -; Leeds; -; LS1 4AB; GB; Ruth Green"),
        ReadingCase("We moved to 7 Elm Road, Leeds LS1 4AB.", "7 Elm Road; -; Leeds; -; LS1 4AB; GB; -"),
        ReadingCase("New address: Hauptstraße 12, 10115 Berlin", "Hauptstraße 12; -; Berlin; -; 10115; -; -"),
        ReadingCase("New address: Hauptstraße 12, 10115 Berlin, Germany", "Hauptstraße 12; -; Berlin; -; 10115; DE; -"),
        ReadingCase(
            "Please change my address to Kungsgatan 10 B, 111 43 Stockholm, Sweden.",
            "Kungsgatan 10 B; -; Stockholm; -; 111 43; SE; -"),
        ReadingCase("Our new address is 14 Herzl Street, Haifa.", "14 Herzl Street; -; Haifa; -; -; -; -"),
        ReadingCase(
            "my address now: Dizengoff 99, Tel Aviv 6433222, Israel", "Dizengoff 99; -; Tel Aviv; -; 6433222; IL; -"),
        ReadingCase(
            "Damrak 1, 1012 LG Amsterdam is where we live now", "Damrak 1; -; Amsterdam; -; 1012 LG; NL; -"),
        ReadingCase(
            "New address\n220 Lake Drive\nUnit 5\nMadison, WI 53703",
            "220 Lake Drive; Unit 5; Madison; WI; 53703; US; -"),
        ReadingCase("Please skip July, we are away for 3 months.", "-; -; -; -; -; -; -"),
        ReadingCase("My order TB-30018 from 12 May never came.", "-; -; -; -; -; -; -"),
        ReadingCase("Apartment should be 4B not 4D.", "-; Apartment 4B; -; -; -; -; -"),
        ReadingCase("The zip code should be 62704, not 62703.", "-; -; -; -; 62704; -; -"),
        ReadingCase("350 King St W, Toronto, ON M5V 3X5", "350 King St W; -; Toronto; ON; M5V 3X5; CA; -"),
    ])
    func address(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).address) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("My new address is 12 Oak Street, Springfield, IL 62704.", ""),
        ReadingCase("We moved to 12 Oak Street, Springfield.", "country"),
        ReadingCase("We moved to 12 Oak Street, Springfield, USA.", "state postcode"),
        ReadingCase("I moved last week, please change my address.", "street city country"),
        ReadingCase("New address: Hauptstraße 12, 10115 Berlin", "country"),
    ])
    func missing(_ it: ReadingCase) {
        #expect(Read.facts(it.text).address.missing.joined(separator: " ") == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Apartment should be 4B not 4D.", "correction"),
        ReadingCase("Please change the email on my account.", "email"),
        ReadingCase("Send the next box to my sister.", "recipient"),
        ReadingCase("My new address is 12 Oak Street, Springfield, IL 62704.", ""),
        ReadingCase("My sister loved the box.", ""),
    ])
    func kind(_ it: ReadingCase) {
        let facts = Read.facts(it.text)
        let found = [
            facts.address.isCorrection ? "correction" : nil, facts.newEmail ? "email" : nil,
            facts.otherRecipient ? "recipient" : nil,
        ]
        #expect(found.compactMap { $0 }.joined(separator: " ") == it.expected)
    }
}

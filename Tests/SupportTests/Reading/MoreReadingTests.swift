import Domain
import Support
import Testing

/// More ways to say it, and answers to what was asked.
@Suite struct MoreReadingTests {
    @Test(arguments: [
        ReadingCase("We'd rather receive a box once every three months.", "quarterly"),
        ReadingCase("Switch me to every two.", "bimonthly"),
        ReadingCase("I'm on quarterly and want to be on bimonthly.", "bimonthly"),
        ReadingCase("Could you change every month to every other month?", "bimonthly"),
        ReadingCase("monthly → quarterly please", "quarterly"),
        ReadingCase("Instead of quarterly I would like monthly again.", "monthly"),
        ReadingCase("Four boxes a year would be ideal.", "quarterly"),
        ReadingCase("Three times a year is enough.", "-"),
        ReadingCase("Can I change to bimonthly or quarterly?", "bimonthly|quarterly"),
        ReadingCase("The monthly charge failed.", "-"),
        ReadingCase("I read your magazine every month and love it.", "-"),
        ReadingCase("please make it every second month", "bimonthly"),
        ReadingCase("I would like the box every 60 days.", "bimonthly"),
        ReadingCase("Please do not change me to quarterly.", "-"),
    ])
    func frequency(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).frequency, \.rawValue) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Can I suspend everything for a month and a half?", "2"),
        ReadingCase("Please freeze my subscription for 1.5 months.", "2"),
        ReadingCase("pause for a month or two", "1|2"),
        ReadingCase("Please pause it until January.", "7"),
        ReadingCase("I need a break until 15 July.", "2"),
        ReadingCase("Put it on hold through August.", "3"),
        ReadingCase("Please pause. I waited three weeks for the last box.", "-"),
        ReadingCase("Pause for 2-3 months please.", "2|3"),
        ReadingCase("We've been customers for 6 years. Could you pause us for 8 weeks?", "2"),
        ReadingCase("Pause my boxes for the next two months.", "2"),
        ReadingCase("I pay $99 a month and want to pause.", "-"),
        ReadingCase("Pause until spring.", "-"),
        ReadingCase("Please pause until the end of the year.", "7"),
        ReadingCase("My card expires in two months.", "-"),
        ReadingCase("pause for 999999999 months", "-"),
    ])
    func pause(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).pauseMonths) { String($0) } == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Skip the July and August boxes.", "2026-07|2026-08"),
        ReadingCase("Please skip June, July and August.", "2026-06|2026-07|2026-08"),
        ReadingCase("Keep July but skip August.", "2026-08"),
        ReadingCase("Skip August instead of July.", "2026-08"),
        ReadingCase("I don't need the November box.", "2026-11"),
        ReadingCase("Please skip the month after next.", "2026-08"),
        ReadingCase("Can we skip December this year? My card was charged in May.", "2026-12"),
        ReadingCase("Please skip 2026-09.", "2026-09"),
        ReadingCase("Skip February 2027 please", "2027-02"),
        ReadingCase("What happens if I skip July?", "-"),
        ReadingCase("I do not want to skip July.", "-"),
        ReadingCase("Skip Sept please, we may be away.", "2026-09"),
    ])
    func skip(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).skipMonth, \.iso) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Third email. I asked to cancel in March. Why was I charged?", "cancel"),
        ReadingCase("I can't find where to cancel.", "cancel"),
        ReadingCase("Please stop sending me boxes.", "cancel"),
        ReadingCase("Don't cancel anything, I only ask about tracking.", "track"),
        ReadingCase("Please restart my subscription, the pause is over.", "resume"),
        ReadingCase("Cancel my subscription and refund the last charge.", "cancel refund"),
        ReadingCase("I never received my box.", "track"),
        ReadingCase("What is your refund policy?", ""),
        ReadingCase("If this happens again I will cancel.", ""),
        ReadingCase("Please change the email on my account.", ""),
        ReadingCase("Does the soap contain olive oil?", ""),
        ReadingCase("Please don't send the box in July.", "skip"),
        ReadingCase("Не хочу отменять, только паузу.", "pause"),
        ReadingCase("Bitte kündigen Sie mein Abo.", "cancel"),
        ReadingCase("אני רוצה לבטל את המנוי", "cancel"),
    ])
    func wishes(_ it: ReadingCase) {
        #expect(Read.facts(it.text).wants.map(\.rawValue).joined(separator: " ") == it.expected)
    }

    @Test(arguments: [
        ReadingCase(
            "We moved from 5 Elm Road, Leeds to 9 Ash Lane, York YO1 7HH.", "9 Ash Lane; -; York; -; YO1 7HH; GB; -"),
        ReadingCase(
            "Ship to Dana Levi, 14 Herzl Street, Haifa, Israel", "14 Herzl Street; -; Haifa; -; -; IL; Dana Levi"),
        ReadingCase(
            "My new address is:\nFlat 3, 21 High Street\nEdinburgh EH1 1AA",
            "21 High Street; Flat 3; Edinburgh; -; EH1 1AA; GB; -"),
        ReadingCase("new address 5 Main St #12, Austin, TX 78701", "5 Main St; #12; Austin; TX; 78701; US; -"),
        ReadingCase("Please update: PO Box 42, Boise, ID 83701", "PO Box 42; -; Boise; ID; 83701; US; -"),
        ReadingCase("Neue Adresse: Lindenweg 3, D-50667 Köln", "Lindenweg 3; -; Köln; -; 50667; DE; -"),
        ReadingCase("Storgata 5, 0155 Oslo, Norge ist my new address", "Storgata 5; -; Oslo; -; 0155; NO; -"),
        ReadingCase("New address: 10 rue Cler, Paris 75007", "10 rue Cler; -; Paris; -; 75007; -; -"),
        ReadingCase("The postcode is LS1 4AB not LS1 4AA.", "-; -; -; -; LS1 4AB; -; -"),
        ReadingCase("The city should be York.", "-; -; York; -; -; -; -"),
        ReadingCase("I ordered 2 boxes on 3 May and paid 99 dollars.", "-; -; -; -; -; -; -"),
        ReadingCase("Вот новый адрес: улица Ленина 5, Рига, Latvia", "улица Ленина 5; -; Рига; -; -; LV; -"),
        ReadingCase("הכתובת החדשה: רחוב הרצל 14, תל אביב, ישראל", "רחוב הרצל 14; -; תל אביב; -; -; IL; -"),
    ])
    func address(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).address) == it.expected)
    }

    @Test func ofTwoNewAddressesNoneIsTaken() {
        let address = Read.facts("Ship it to 5 Elm Road, Leeds LS1 4AB or 9 Ash Lane, York YO1 7HH.").address
        #expect(address.isAmbiguous && address.isEmpty)
    }

    @Test func anAddressElsewhereInTheMessageIsForTheWordsThatAskForIt() {
        let message = MessageText("Please change my address.\n\n7 Elm Road\nLeeds LS1 4AB\n\nWhere is my box?")
        let change = MessageFacts("Please change my address.", message: message, today: Read.today)
        #expect(Read.show(change.address) == "7 Elm Road; -; Leeds; -; LS1 4AB; GB; -")
        let other = MessageFacts("Where is my box?", message: message, today: Read.today)
        #expect(other.address.isEmpty && other.wants == [.track])
    }

    @Test func aCorrectionKeepsTheRest() {
        let known = PostalAddress(
            street: "12 Oak Street", line2: "Apartment 4D", city: "Springfield", state: "IL", postcode: "62704",
            country: "US")
        var expected = known
        expected.line2 = "Apartment 4B"
        #expect(Read.facts("Apartment should be 4B not 4D.").address.corrected(known) == expected)
    }

    @Test(arguments: [
        ReadingCase("My candle came smashed to pieces.", "broken candle"),
        ReadingCase("A bottle of date syrup had leaked.", "leaking bottle of date syrup"),
        ReadingCase("there was no damage at all", "- -"),
        ReadingCase("The glass mug was chipped when I opened the box.", "broken glass mug"),
        ReadingCase("One of the cups is cracked", "broken cups"),
        ReadingCase("The halva had gone rancid.", "spoiled halva"),
        ReadingCase("My card is damaged and I need a new payment method", "- -"),
        ReadingCase("The package was crushed but all is fine inside.", "packaging -"),
        ReadingCase("I was sent the wrong tea.", "wrong tea"),
    ])
    func damage(_ it: ReadingCase) {
        let facts = Read.facts(it.text)
        #expect("\(Read.show(facts.damage, \.rawValue)) \(Read.show(facts.itemWords) { $0 })" == it.expected)
    }

    @Test func whatTwoItemsFitIsAsked() {
        let items = ["Wildflower honey, 250 g", "Thyme honey, 200 g", "Ceramic cup"]
        #expect(Read.facts("The honey leaked.").item(among: items) == .ambiguous(Array(items.prefix(2))))
        #expect(Read.facts("The thyme honey leaked.").item(among: items) == .one("Thyme honey, 200 g"))
        #expect(Read.facts("Two cups were broken.").item(among: items) == .one("Ceramic cup"))
        #expect(Read.facts("The ceramc cup was broken.").item(among: items) == .one("Ceramic cup"))
        #expect(Read.facts("Thank you.").item(among: items) == .absent)
    }

    @Test func ordersAreThoseOfTheseWords() {
        let orders = ["TB-30018", "TB-30020"]
        #expect(Read.facts("Where is tb 30020?", orders: orders).orderNumbers == ["TB-30020"])
        #expect(Read.facts("Where are they?", orders: orders).orderNumbers == orders)
    }

    @Test func questionsAreBoundedAndInOrder() {
        let text = (1...12).map { "Is box \($0) here?" }.joined(separator: " ")
        #expect(Read.facts(text).questions == (1...8).map { "Is box \($0) here?" })
        let facts = Read.facts("Hello team. When does it ship? I love the soap. Please tell me the price.")
        #expect(facts.questions == ["When does it ship?", "Please tell me the price."])
        #expect(facts.statements == ["Hello team.", "I love the soap."])
    }

    // MARK: Answers

    @Test(arguments: [
        (["how_long"], "2 months", "2"), (["how_long"], "two please", "2"), (["how_long"], "until September", "3"),
        (["how_long"], "not sure yet", "-"), (["how_long"], "2 or 3", "2|3"), (["how_long"], "one month", "1"),
        (["which_month"], "july", "2026-07"), (["which_month"], "the July one, please", "2026-07"),
        (["which_month"], "July or August", "2026-07|2026-08"), (["which_month"], "May", "2027-05"),
        (["which_frequency"], "quarterly please", "quarterly"), (["which_frequency"], "every two", "bimonthly"),
        (["which_frequency"], "2", "bimonthly"), (["which_frequency"], "2 weeks", "-"),
        (["full_address"], "4B", "-; 4B; -; -; -; -; -"),
        (["full_address"], "48 Ocean Wharf, Portland, ME 04101", "48 Ocean Wharf; -; Portland; ME; 04101; US; -"),
        (["which_item"], "the honey", "honey"), (["which_item"], "It was the olive oil, thanks", "olive oil"),
        (["which_subscription"], "yes the first one", "1"), (["which_subscription"], "number 2", "2"),
        (["which_subscription"], "the last one", "-1"), (["which_subscription"], "both", "-"),
        (["photos"], "here they are", ""), ([], "2 months", ""),
    ])
    func answers(asks: [String], text: String, expected: String) {
        let facts = Read.facts(text).reading(for: asks)
        let found =
            switch asks.first {
            case "how_long": Read.show(facts.pauseMonths) { String($0) }
            case "which_month": Read.show(facts.skipMonth, \.iso)
            case "which_frequency": Read.show(facts.frequency, \.rawValue)
            case "full_address": Read.show(facts.address)
            case "which_item": Read.show(facts.itemWords) { $0 }
            case "which_subscription": facts.choice.map { String($0) } ?? "-"
            default: ""
            }
        #expect(found == expected)
    }

    @Test func yesAndNoAreHeard() {
        #expect(Read.facts("Yes please!").agrees == true)
        #expect(Read.facts("No thanks").agrees == false)
        #expect(Read.facts("The jar broke.").agrees == nil)
    }
}

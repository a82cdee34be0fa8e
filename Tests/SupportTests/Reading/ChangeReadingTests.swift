import Domain
import Support
import Testing

/// The arguments of changes, as customers write them.
@Suite struct ChangeReadingTests {
    @Test(arguments: [
        ReadingCase("Every month is too much, could it be every two?", "bimonthly"),
        ReadingCase("I'd like to get a box every other month please.", "bimonthly"),
        ReadingCase("Can I switch to quarterly?", "quarterly"),
        ReadingCase("Please change me from monthly to quarterly.", "quarterly"),
        ReadingCase("Not every two months but every three.", "quarterly"),
        ReadingCase("I want to go back to monthly.", "monthly"),
        ReadingCase("Six times a year would be plenty for us.", "bimonthly"),
        ReadingCase("could you send it every 3 months instead of every month", "quarterly"),
        ReadingCase("Please make it bi-monthly.", "bimonthly"),
        ReadingCase("One box a quarter is enough.", "quarterly"),
        ReadingCase("Once a quarter would suit me better.", "quarterly"),
        ReadingCase("My monthly box arrived with a broken jar.", "-"),
        ReadingCase("Every two or three months would be fine.", "bimonthly|quarterly"),
        ReadingCase("I get a box each month and would rather have one every second month.", "bimonthly"),
        ReadingCase("Could I have the boxes less often?", "-"),
        ReadingCase("Could we have it every two weeks?", "-"),
        ReadingCase("You charge me $99 every month and nobody answers.", "-"),
        ReadingCase("Please set my subscription to every 2 months, monthly is too often.", "bimonthly"),
        ReadingCase("Twice a year is all I need, can you do that?", "semiannual"),
        ReadingCase("אפשר לקבל את הקופסה פעם בחודשיים?", "bimonthly"),
        ReadingCase("Можно получать коробку раз в три месяца?", "quarterly"),
        ReadingCase("Bitte alle zwei Monate statt jeden Monat.", "bimonthly"),
        ReadingCase("¿Puede ser cada tres meses?", "quarterly"),
    ])
    func frequency(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).frequency, \.rawValue) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Please pause my subscription for 3 months.", "3"),
        ReadingCase("I'd like to pause for two months.", "2"),
        ReadingCase("Pause it until September please.", "3"),
        ReadingCase("Can you hold my boxes for six weeks?", "2"),
        ReadingCase("Put my subscription on hold for half a year.", "6"),
        ReadingCase("A pause of a couple of months, please.", "2"),
        ReadingCase("Could I pause for a few months?", "-"),
        ReadingCase("Please pause for the summer.", "-"),
        ReadingCase("Pause my boxes until further notice.", "-"),
        ReadingCase("I want to take a break for a year.", "12"),
        ReadingCase("I've been a subscriber for 4 years and would like to pause for one month.", "1"),
        ReadingCase("Please pause for 2 or 3 months.", "2|3"),
        ReadingCase("We are away for 90 days, please pause.", "3"),
        ReadingCase("Pause until the end of August.", "3"),
        ReadingCase("Please stop deliveries for a month, we are moving.", "1"),
        ReadingCase("Pause, not for two but for three months.", "3"),
        ReadingCase("Please pause until 2026-08-01.", "2"),
        ReadingCase("My box is two weeks late. Please pause my subscription.", "-"),
        ReadingCase("Поставьте подписку на паузу на два месяца.", "2"),
        ReadingCase("Bitte drei Monate pausieren.", "3"),
        ReadingCase("אני רוצה להקפיא את המנוי לחודשיים", "2"),
        ReadingCase("Quiero pausar hasta octubre.", "4"),
    ])
    func pause(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).pauseMonths) { String($0) } == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Please skip July.", "2026-07"),
        ReadingCase("Could you leave out the January box?", "2027-01"),
        ReadingCase("I'd like to skip next month.", "2026-07"),
        ReadingCase("Can I skip this month's box?", "2026-06"),
        ReadingCase("the December one, skip it please", "2026-12"),
        ReadingCase("Skip 07/2027.", "2027-07"),
        ReadingCase("Please skip my next box.", "-"),
        ReadingCase("Skip June and July.", "2026-06|2026-07"),
        ReadingCase("Please skip not July but August.", "2026-08"),
        ReadingCase("We're travelling in July, skip that one please.", "2026-07"),
        ReadingCase("May I skip a box?", "-"),
        ReadingCase("May I skip the May box?", "2027-05"),
        ReadingCase("The March box was broken. Please skip September.", "2026-09"),
        ReadingCase("Skip August, not July.", "2026-08"),
        ReadingCase("Please don't send me a box in October.", "2026-10"),
        ReadingCase("I joined in March 2024. Please skip my next delivery.", "-"),
        ReadingCase("Пропустите, пожалуйста, июль.", "2026-07"),
        ReadingCase("Bitte die Box im August auslassen.", "2026-08"),
        ReadingCase("אני רוצה לדלג על יולי", "2026-07"),
    ])
    func skip(_ it: ReadingCase) {
        #expect(Read.show(Read.facts(it.text).skipMonth, \.iso) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Please skip my next box.", "true"),
        ReadingCase("Can I leave out the upcoming shipment?", "true"),
        ReadingCase("Where is my next box?", "false"),
        ReadingCase("Skip July please.", "false"),
    ])
    func nextBox(_ it: ReadingCase) {
        #expect(String(Read.facts(it.text).wantsNextBox) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("Please start my boxes again.", "true"),
        ReadingCase("Could you unpause my account?", "true"),
        ReadingCase("I'd like to resume my subscription.", "true"),
        ReadingCase("Will it resume by itself after the pause?", "false"),
        ReadingCase("Please do not restart my subscription yet.", "false"),
    ])
    func resume(_ it: ReadingCase) {
        #expect(String(Read.facts(it.text).resume) == it.expected)
    }

    @Test(arguments: [
        ReadingCase("I don't want to cancel, just pause.", "pause"),
        ReadingCase("Do NOT stop my subscription!", ""),
        ReadingCase("Please cancel my subscription.", "cancel"),
        ReadingCase("Please skip July and change my address.", "skip changeAddress"),
        ReadingCase("Where is my parcel?", "track"),
        ReadingCase("I want my money back.", "refund"),
        ReadingCase("The jar arrived broken.", "reportDamage"),
        ReadingCase("Thank you for the lovely soap.", ""),
        ReadingCase("I no longer want to receive the box.", "cancel"),
        ReadingCase("Can you pause my subscription instead of cancelling it?", "pause"),
        ReadingCase("Could I switch to quarterly?", "changeFrequency"),
        ReadingCase("How do I cancel?", "cancel"),
        ReadingCase("What happens if I skip a box?", ""),
        ReadingCase("I moved, here is my new address.", "changeAddress"),
        ReadingCase("Please unpause my subscription.", "resume"),
        ReadingCase("Stop my boxes for two months, please.", "pause"),
    ])
    func wishes(_ it: ReadingCase) {
        #expect(Read.facts(it.text).wants.map(\.rawValue).joined(separator: " ") == it.expected)
    }
}

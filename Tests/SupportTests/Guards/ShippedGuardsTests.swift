import Domain
import Foundation
import Support
import TestSupport
import Testing

/// The shipped rules on the cases that the forerunner got wrong.
@Suite struct ShippedGuardsTests {
    private static let redLines = Result { try RedLines(company: InventedCompany.folder) }
    private static let outstanding = Result { try OutstandingRules(company: InventedCompany.folder) }

    @Test(arguments: [
        "Where is my box?\n\nRegards,\nSue", "Please send it to 12 Court Street.", "My father had a heart attack.",
        "I loved the bath bomb!", "The dates are to die for.", "My husband died in March, please stop the box.",
    ])
    func lookAlikesPass(text: String) throws {
        #expect(try ShippedGuardsTests.redLines.get().detect(text) == nil)
    }

    @Test(arguments: [
        ("I will do a charge back.", "bank_dispute"), ("I'll dispute this payment with my bank.", "bank_dispute"),
        ("You will hear from my attorney.", "legal"), ("My lawyers are suing you.", "legal"),
        ("I reported it to PayPal as fraud.", "bank_dispute"), ("I don't want to live any more.", "self_harm"),
        ("I want to kill myself.", "self_harm"), ("Я подам на вас в суд.", "legal"),
        ("Ich gehe zum Anwalt.", "legal"), ("Хочу оспорить платёж в банке.", "bank_dispute"),
        ("I will s\u{200B}ue you, my lаwyer is ready.", "legal"),
    ])
    func redLinesAreFound(text: String, group: String) throws {
        #expect(try ShippedGuardsTests.redLines.get().detect(text)?.group == group)
    }

    @Test func theGroupsAndCodesAreThoseOfTheDesign() throws {
        #expect(
            try ShippedGuardsTests.redLines.get().codes
                == ["threat_to_life", "violence", "self_harm", "legal", "bank_dispute"])
        let codes = Set(try ShippedGuardsTests.outstanding.get().codes)
        #expect(
            codes == [
                "threat", "dispute", "second_cancel_request", "charge_after_cancel", "third_damage",
                "over_six_weeks_undelivered", "refund_demand", "death_or_illness", "press_or_regulator",
                "other_persons_data", "safety_or_allergy_incident", "long_tenure_leaving", "strong_emotion",
                "many_contacts",
            ])
    }

    @Test(arguments: ["a", "i will ", "kill ", "my lawyer is not ", "я не хочу ", "1 "])
    func aLongMessageIsJudgedInTime(part: String) throws {
        let text = String(repeating: part, count: 30_000 / part.utf8.count)
        let (redLines, outstanding) = (
            try ShippedGuardsTests.redLines.get(), try ShippedGuardsTests.outstanding.get()
        )
        let seconds = try processorTime {
            _ = try redLines.detect(text)
            _ = try outstanding.all(MessageText(text), facts: OutstandingFacts())
        }
        #expect(seconds < 30)
    }
}

import Domain
import Foundation
import Support
import TestSupport
import Testing

/// What the shipped rules stop in an answer, however it is dressed, and what they let pass.
@Suite struct ClaimsCheckTests {
    private static let check = Result { try ClaimsCheck(company: InventedCompany.folder) }

    private func kinds(
        _ answer: String, html: String? = nil, executed: [String] = [], status: String = "executed",
        email: String? = nil
    ) throws -> Set<String> {
        let violations = try ClaimsCheckTests.check.get().violations(
            answer: answer, html: html, executedActions: executed.map { ExecutedAction(tool: $0, status: status) },
            customerEmail: email)
        return Set(violations.map(\.kind.rawValue))
    }

    // MARK: Deeds

    /// From the sentences that were tried on the forerunner's patterns.
    @Test(arguments: [
        "Your subscription was cancelled.", "Your cancellation is confirmed.", "I cancelled it for you.",
        "We have cancelled your monthly subscription.", "Your subscription is cancelled.",
        "Ваша подписка отменена.", "Ihr Abonnement wurde gekündigt.", "Su suscripción ha sido cancelada.",
        "המנוי שלך בוטל.",
    ])
    func aCancellationIsNeverClaimed(answer: String) throws {
        #expect(try kinds(answer).contains("cancellation_confirmed"))
        #expect(try kinds(answer, executed: ["pause_subscription"]).contains("cancellation_confirmed"))
    }

    @Test(arguments: ["Your refund is on its way.", "We have refunded $99 to your card.", "Мы вернули вам деньги."])
    func aRefundIsNeverPromised(answer: String) throws {
        #expect(try kinds(answer).contains("refund_promised"))
    }

    @Test(arguments: [
        ("Your subscription is paused until 3 February 2027.", "pause_subscription", "pause_confirmed"),
        ("We have skipped your March box.", "skip_month", "skip_confirmed"),
        ("I have updated your address.", "change_address", "address_confirmed"),
    ])
    func aDeedIsTrueWhereItWasExecuted(answer: String, tool: String, kind: String) throws {
        #expect(try kinds(answer).contains(kind))
        #expect(try kinds(answer, executed: [tool]).isEmpty)
        for status in ["declined", "pending_confirmation", "failed", "EXECUTED", ""] {
            #expect(try kinds(answer, executed: [tool], status: status).contains(kind), "\(status)")
        }
        #expect(try kinds(answer, executed: ["request_photos"]).contains(kind))
    }

    @Test(arguments: [
        "Once you confirm the form, your subscription will be paused.",
        "If you have already cancelled on the page, an e-mail is in your inbox.",
        "Nothing has been cancelled yet.", "Would you like me to pause your subscription?",
        "A person decides about refunds, and a colleague will look at it within two working days.",
        "You asked us to cancel your subscription. Here is your personal link.",
    ])
    func conditionsRulesAndQuestionsPass(answer: String) throws {
        #expect(try kinds(answer).isEmpty)
    }

    // MARK: Dress

    @Test(arguments: [
        "I\u{2019}ve cancelled your subscription.", "Your subscription was can<b>cel</b>led.",
        "Your subscription was **can**celled.", "Your subscription was _cancelled_.",
        "Your subscription was can\u{200B}celled.", "Your subscription was cаncelled.",
        "Your subscription was c a n c e l l e d.", "Your sub&shy;scription was &#99;ancelled.",
        "Your subscription was can<!-- -->celled.", "YOUR SUBSCRIPTION WAS CANCELLED",
        "Your subscription was can<span style=\"display:none\">x</span>celled.",
        "<span style=\"display:none\">Your subscription was cancelled.</span>Good day!",
        "Your subscription\nwas cancelled.", "<p>Your subscription<br>was cancelled.</p>",
    ])
    func noDressHidesAClaim(answer: String) throws {
        #expect(try kinds(answer).contains("cancellation_confirmed"))
        #expect(try kinds("Good day!", html: answer).contains("cancellation_confirmed"))
    }

    @Test func aClaimAfterAConditionInAnotherSentenceIsFound() throws {
        let answer = "If you would like to come back, write to us. Your subscription was cancelled."
        #expect(try kinds(answer) == ["cancellation_confirmed"])
        let long = String(repeating: "and so on ", count: 400) + "your subscription was cancelled"
        #expect(try kinds(long).contains("cancellation_confirmed"))
    }

    // MARK: Leaks

    @Test(arguments: [
        "The card 4111 1111 1111 1111 is on file.", "It is 4111-1111-1111-1111.", "No. 4111111111111111!",
        "Order 12345 4111 1111 1111 1111.", "It is ٤١١١ ١١١١ ١١١١ ١١١١.",
    ])
    func aCardNumberIsFoundAndNotRepeated(answer: String) throws {
        let found = try ClaimsCheckTests.check.get().violations(answer: answer)
        let card = found.filter { $0.kind == .cardData }
        #expect(!card.isEmpty)
        for violation in card { #expect(violation.evidence.count(where: \.isNumber) <= 4, "\(violation.evidence)") }
    }

    @Test(arguments: [
        ("Please send us your card number and the CVV.", "card_data"),
        ("Dear {{first_name}}, your box has left.", "internal_leak"),
        ("Your next_payment_date is 3 December.", "internal_leak"),
        ("{\"status\": \"ok\"}", "internal_leak"), ("I called get_subscription for you.", "internal_leak"),
        ("Internal note: customer is angry.", "internal_leak"),
        ("Your parcel went to ruth@example.org.", "other_customer_data"),
        ("Call us at +1-555-0123.", "other_customer_data"),
        ("Write to help@terebinth.example.evil.example.", "other_customer_data"),
    ])
    func leaksAreFound(answer: String, kind: String) throws {
        #expect(try kinds(answer, email: "dana@example.com").contains(kind))
    }

    @Test(arguments: [
        "We write to Dana@example.com.", "Write to help@terebinth.example.",
        "Your personal link: https://terebinth.example/cancel?al=Ab_cd_4111111111111111-x",
        "Your order TB-20418 left on 28 October 2026 for $99.00.",
    ])
    func whatIsTheCustomersOrTheCompanysPasses(answer: String) throws {
        #expect(try kinds(answer, email: "dana@example.com").isEmpty)
    }

    @Test func anotherSitesLinkHidesNothing() throws {
        #expect(try !kinds("See https://terebinth.example.evil.example/?next_payment_date=1").isEmpty)
    }

    // MARK: Bounds

    @Test func anAnswerThatIsTooLongIsNotPassed() {
        let error = #expect(throws: AlmanacError.self) {
            try kinds(String(repeating: "a ", count: ClaimsCheck.limit))
        }
        #expect(error?.code == .tooLarge)
    }

    @Test(arguments: ["a", "your ", "i have ", "1", "<b>", "{{", "not cancelled, ", "ваш "])
    func anyAnswerIsCheckedInTime(part: String) throws {
        let answer = String(repeating: part, count: 40_000 / part.utf8.count)
        let seconds = try processorTime { _ = try kinds(answer) }
        #expect(seconds < 30)
    }

    @Test func nothingIsWrongWithNothing() throws {
        #expect(try kinds(" ").isEmpty)
    }
}

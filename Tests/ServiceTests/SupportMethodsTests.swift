import Domain
import Foundation
import Service
import Support
import TestSupport
import Testing

/// `support.check_answer` as a caller meets it.
@Suite struct SupportMethodsTests {
    private static let company = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "corpus/company")

    private func check(_ params: JSONObject) throws -> JSONValue {
        let methods = Methods(Methods.support(try ClaimsCheck(company: SupportMethodsTests.company)))
        return try methods.run(
            .supportCheckAnswer, .named(params), from: .tcp, scopes: [.channel], counters: Counters())
    }

    @Test func aClaimIsToldAndADeedExcusesIt() throws {
        let answer: JSONValue = "Your subscription is paused until 3 February 2027."
        let found = try check(["answer": answer])
        try RPCMethod.supportCheckAnswer.result.check(found, name: "result")
        let kinds = found["violations"]?.array?.map { $0["kind"]?.string }
        #expect(kinds == ["pause_confirmed"])
        let evidence = try #require(found["violations"]?.array?.first?["evidence"]?.string)
        #expect(evidence.contains("paused"))
        let action: JSONValue = ["tool": "pause_subscription", "status": "executed", "id": "prop_1"]
        #expect(try check(["answer": answer, "executed_actions": [action]]) == ["violations": []])
        let declined: JSONValue = ["tool": "pause_subscription", "status": "declined"]
        #expect(try check(["answer": answer, "executed_actions": [declined]]) == found)
    }

    @Test func theOtherFormIsCheckedToo() throws {
        let html: JSONValue = "<p>Your subscription was can<b>cel</b>led.</p>"
        let kinds = try check(["answer": "Good day!", "html": html])["violations"]?.array?.map { $0["kind"]?.string }
        #expect(kinds == ["cancellation_confirmed"])
    }

    @Test(
        arguments: [
            [:], ["answer": ""], ["answer": 1], ["answer": "a", "executed_actions": ["pause"]],
            ["answer": "a", "executed_actions": [["tool": "pause_subscription"]]],
            ["answer": "a", "customer_email": ""],
            ["answer": .string(String(repeating: "a", count: 200_000))],
        ] as [JSONObject])
    func aCallThatIsNotAsDeclaredIsRefused(params: JSONObject) {
        let error = #expect(throws: AlmanacError.self) { try check(params) }
        #expect(error?.code == .invalidParams)
    }

    @Test func aServerWithoutRulesOffersNoCheck() {
        let error = #expect(throws: AlmanacError.self) {
            try Methods([:]).run(
                .supportCheckAnswer, .named(["answer": "a"]), from: .unix, scopes: [.channel], counters: Counters())
        }
        #expect(error?.code == .unsupported)
    }
}

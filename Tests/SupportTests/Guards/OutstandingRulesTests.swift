import Domain
import Foundation
import Support
import TestSupport
import Testing

/// Exceptional cases by words, by records and by both.
@Suite struct OutstandingRulesTests {
    private static let yaml = """
        rules:
          - code: long_tenure_leaving
            kind: soft
            title: Leaves after years
            facts: {wants_to_cancel: true, tenure_months: {at_least: 36}}
          - code: second_cancel_request
            kind: hard
            title: Asks again
            category: null
            any: true
            patterns: {en: ['third (e-?mail|time)']}
            facts: {wants_to_cancel: true, cancel_requests_180d: {at_least: 1}}
          - code: third_damage
            kind: hard
            title: Damaged for the third time
            category: damaged_or_leaking_item_report
            patterns: {en: ['\\bbroken\\b']}
            exceptions: {en: ['broken english']}
            facts: {claims_365d: {at_least: 2}}

        """

    private func rules(_ yaml: String = yaml) throws -> OutstandingRules {
        let home = try TemporaryHome()
        try home.write(yaml, to: "outstanding.yml")
        return try OutstandingRules(company: home.url)
    }

    private func facts(_ object: JSONObject) -> OutstandingFacts { OutstandingFacts(object) }

    @Test func wordsOrRecordsSufficeWhereTheRuleSaysSo() throws {
        let rules = try rules()
        #expect(rules.detect("This is my third email", facts: facts([:]))?.code == "second_cancel_request")
        let byRecord = rules.detect("Stop it", facts: facts(["wants_to_cancel": true, "cancel_requests_180d": 1]))
        #expect(byRecord?.code == "second_cancel_request")
        #expect(rules.detect("Stop it", facts: facts(["wants_to_cancel": true, "cancel_requests_180d": 0])) == nil)
        #expect(rules.detect("Stop it", facts: facts(["cancel_requests_180d": 3])) == nil)
    }

    @Test func bothAreNeededElsewhere() throws {
        let rules = try rules()
        #expect(rules.detect("It is broken", facts: facts(["claims_365d": 2]))?.code == "third_damage")
        #expect(rules.detect("It is broken", facts: facts(["claims_365d": 1])) == nil)
        #expect(rules.detect("It is broken", facts: facts([:])) == nil)
        #expect(rules.detect("My broken English", facts: facts(["claims_365d": 2])) == nil)
        let message = MessageText("It is broken")
        #expect(rules.detect(message, facts: facts(["claims_365d": 2]), category: "gratitude") == nil)
        let own = rules.detect(message, facts: facts(["claims_365d": 2]), category: "damaged_or_leaking_item_report")
        #expect(own?.code == "third_damage")
    }

    @Test func aHardRuleGoesBeforeASoftOne() throws {
        let all = facts(["wants_to_cancel": true, "tenure_months": 40, "cancel_requests_180d": 1])
        #expect(try rules().detect("Stop it", facts: all)?.kind == .hard)
        let soft = facts(["wants_to_cancel": true, "tenure_months": 40])
        #expect(try rules().detect("Stop it", facts: soft)?.kind == .soft)
    }

    @Test(arguments: [
        ("tenure_months: {at_least: 36}", "tenure: {at_least: 36}", "'tenure' is no fact"),
        ("tenure_months: {at_least: 36}", "tenure_months: {more: 36}", "'tenure_months' has no condition"),
        ("tenure_months: {at_least: 36}", "tenure_months: {at_least: many}", "'at_least' is not a whole number"),
        ("kind: soft", "kind: mild", "'kind' is 'mild'"),
        ("any: true", "any: maybe", "'any' is neither true nor false"),
        ("    facts: {wants_to_cancel: true, tenure_months: {at_least: 36}}\n", "", "neither patterns nor facts"),
    ])
    func aBrokenRuleNamesItsLine(part: String, other: String, message: String) {
        let error = #expect(throws: AlmanacError.self) {
            try rules(OutstandingRulesTests.yaml.replacing(part, with: other))
        }
        #expect(error?.code == .invalidInput && error?.message.contains(message) == true, "\(error?.message ?? "")")
        #expect(error?.message.contains(/outstanding\.yml:\d+:/) == true)
    }
}

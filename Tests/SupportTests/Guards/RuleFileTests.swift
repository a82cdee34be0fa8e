import Domain
import Foundation
import Support
import TestSupport
import Testing

/// Rules files are read strictly, and what they cannot judge does not pass for judged.
@Suite struct RuleFileTests {
    private func redLines(_ yaml: String) throws -> RedLines {
        let home = try TemporaryHome()
        try home.write(yaml, to: "redlines.yml")
        return try RedLines(company: home.url)
    }

    private static let group = """
        groups:
          - code: legal
            title: Legal
            urgency: critical
            acknowledgement: standard
            patterns:
              en: ['\\blawyer\\b', '\\bsue\\b']
              ru: ['юрист']
            exceptions:
              en: ['\\bsue bankes\\b']

        """

    @Test func groupsMatchInAnyLanguageOutsideTheirExceptions() throws {
        let rules = try redLines(RuleFileTests.group)
        #expect(rules.codes == ["legal"])
        let found = try #require(try rules.detect("My LAWYER will write."))
        #expect(found.group == "legal" && found.urgency == "critical" && found.evidence == "lawyer")
        #expect(found.span == 3..<9)
        #expect(try rules.detect("мой юрист напишет") != nil)
        #expect(try rules.detect("It is for Sue Bankes of Duluth") == nil)
        #expect(try rules.detect("It is for Sue Bankes, or I sue") != nil)
    }

    @Test func quotedMailAndSignatureAreNotTheWritersWords() throws {
        let rules = try redLines(RuleFileTests.group)
        #expect(try rules.detect("Where is it?\n\nRegards,\nSue") == nil)
        #expect(try rules.detect("Where is it?\n> my lawyer") == nil)
        #expect(try rules.detect("> my lawyer") != nil)
    }

    @Test func aLineDeepInALongMessageIsFound() throws {
        let rules = try redLines(RuleFileTests.group)
        for place in stride(from: 3_900, through: 4_100, by: 7) {
            let text = String(repeating: "ab ", count: place / 3) + "lawyer" + String(repeating: " cd", count: 3_000)
            let found = try rules.detect(text)
            #expect(found?.span.lowerBound == place / 3 * 3, "\(place)")
        }
    }

    @Test(
        arguments: [
            ("groups: []", "redlines.yml: there is no list 'groups'"),
            ("other: 1", "redlines.yml:1: there is no setting 'other'"),
            (group + "  - code: legal", ":11: a rule has no 'title'"),
            (group.replacing("'юрист'", with: "'юр(ист'"), ":8: the pattern 'юр(ист' is no regular expression"),
            (group.replacing("'юрист'", with: "'x*'"), ":8: the pattern 'x*' matches a text without a word"),
            (group.replacing("ru:", with: "fr:"), "'fr' is no language"),
            (group.replacing("critical", with: "very"), ":4: 'urgency' is 'very'"),
            (group.replacing("title: Legal", with: "name: Legal"), "there is no 'name'"),
            (group.replacing("    title: Legal\n", with: ""), "a rule has no 'title'"),
            ("groups: [", "is not readable YAML"),
        ] as [(String, String)])
    func aBrokenFileNamesItsLine(yaml: String, message: String) {
        let error = #expect(throws: AlmanacError.self) { try redLines(yaml) }
        #expect(error?.code == .invalidInput)
        #expect(error?.message.contains(message) == true, "\(error?.message ?? "no error")")
        #expect(error?.hint != nil)
    }

    @Test func withoutItsFileNothingIsJudged() throws {
        let home = try TemporaryHome()
        for load in [
            { _ = try RedLines(company: home.url) }, { _ = try ClaimsCheck(company: home.url) },
            { _ = try OutstandingRules(company: home.url) },
        ] {
            let error = #expect(throws: AlmanacError.self) { try load() }
            #expect(error?.code == .fileMissing)
        }
    }

    /// A pattern that would run for ages is stopped, and the message is not taken for harmless.
    @Test func aPatternThatTakesTooLongThrows() throws {
        let yaml = RuleFileTests.group.replacing("'юрист'", with: "'(я+)+$'")
        let rules = try redLines(yaml)
        var error: AlmanacError?
        let seconds = processorTime {
            error = #expect(throws: AlmanacError.self) { try rules.detect(String(repeating: "я", count: 60) + "!") }
        }
        #expect(seconds < 30)
        #expect(error?.code == .resourceExhausted && error?.message.contains(":8") == true)

        let home = try TemporaryHome()
        try home.write(
            "rules:\n  - {code: threat, kind: hard, title: T, patterns: {en: ['(a+)+$']}}\n", to: "outstanding.yml")
        let outstanding = try OutstandingRules(company: home.url)
            .detect(String(repeating: "a", count: 60) + "!", facts: OutstandingFacts())
        let found = try #require(outstanding)
        #expect(found.code == Outstanding.failed && found.kind == .hard)
    }
}

import Domain
import Foundation
import Support
import TestSupport
import Testing

/// What guards learn from examples beside their rules.
@Suite struct LearnedGuardsTests {
    // MARK: An invented company

    private static let rules = """
        learned: {stops_from: 50, passes_below: 5}
        deeds:
          - kind: pause_confirmed
            tools: [pause_subscription]
            patterns: {en: ['\\bpaused it\\b']}
          - kind: refund_promised
            patterns: {en: ['\\brefunded you\\b']}
        promises:
          - kind: replacement_promised
            patterns: {en: ['\\breplacement is coming\\b']}
        leaks:
          - kind: internal_leak
            patterns: {en: ['\\binternal note\\b']}
        not_claims: {en: ['\\?$']}

        """

    private static let concepts = """
        PAUSE: {en: "paused rest* asleep", de: "pausiert ruht"}
        MONEY: {en: "money refund* dollars", de: "geld"}
        ASK: {en: "form choose please", de: "formular bitte"}

        """

    private static let answers: [(text: String, kinds: String)] = [
        ("Your boxes rest until March.", "pause_confirmed"), ("Everything is asleep now.", "pause_confirmed"),
        ("It is resting as of today.", "pause_confirmed"), ("I let your boxes rest.", "pause_confirmed"),
        ("Your boxes are asleep until May.", "pause_confirmed"),
        ("The money is back with you.", "refund_promised"), ("Your dollars are on their way.", "refund_promised"),
        ("You have the money now.", "refund_promised"), ("The dollars went back today.", "refund_promised"),
        ("Please choose a month in the form.", ""), ("The form shows the next box.", ""),
        ("Thank you for the kind words.", ""), ("Please tell us which box it was.", ""),
        ("A person looks at the pictures.", ""), ("The honey comes from the north.", ""),
        ("Choose a rhythm in the form.", ""), ("The soap is made by hand.", ""), ("Which box do you mean?", ""),
    ]

    private func company(_ answers: [(text: String, kinds: String)] = answers) throws -> TemporaryHome {
        let home = try TemporaryHome()
        let shipped = InventedCompany.folder
        for name in ["redlines.yml", "outstanding.yml"] {
            try home.write(String(contentsOf: shipped.appending(path: name), encoding: .utf8), to: "company/\(name)")
        }
        try home.write(LearnedGuardsTests.rules, to: "company/guard.yml")
        try home.write(LearnedGuardsTests.concepts, to: "company/concepts.yml")
        let lines = answers.enumerated().map { number, answer in
            let kinds = answer.kinds.isEmpty ? "" : "\"\(answer.kinds)\""
            return #"{"id": "\#(number)", "answer": "\#(answer.text)", "language": "en", "executed_actions": [], "#
                + #""violations": [\#(kinds)], "writer": "w"}"#
        }
        try home.write(lines.joined(separator: "\n"), to: "golden/guard.train.jsonl")
        return home
    }

    private func guards(_ home: TemporaryHome) throws -> Guards {
        try GuardDesk(caches: home.url.appending(path: "caches"), company: home.url.appending(path: "company")).guards()
    }

    private func kinds(_ guards: Guards, _ answer: String, executed: [String] = []) throws -> [String] {
        try guards.claims.violations(
            answer: answer, executedActions: executed.map { ExecutedAction(tool: $0, status: "executed") }
        ).map(\.kind.rawValue)
    }

    // MARK: What is learned

    @Test func aClaimNoPatternKnowsIsStopped() throws {
        let guards = try guards(try company())
        #expect(try kinds(guards, "Thank you, Ruth. Your boxes rest until June.") == ["pause_confirmed"])
        #expect(try kinds(guards, "Thank you, Ruth. The money is back.") == ["refund_promised"])
        #expect(try kinds(guards, "Please choose a month in the form.").isEmpty)
        var untaught = guards
        untaught.claims.model = nil
        #expect(try kinds(untaught, "Thank you, Ruth. Your boxes rest until June.").isEmpty)
    }

    @Test func anExecutedOperationMakesWhatIsLearnedTrue() throws {
        let guards = try guards(try company())
        #expect(try kinds(guards, "Your boxes rest until June.", executed: ["pause_subscription"]).isEmpty)
        #expect(try !kinds(guards, "The money is back with you.", executed: ["pause_subscription"]).isEmpty)
    }

    /// The examples are English; the concepts carry over.
    @Test func conceptsCarryToAnotherLanguage() throws {
        let guards = try guards(try company())
        let reading = try #require(guards.claims.model).read(
            [
                [GuardLesson.Sentence(text: "ihr abo ruht bis mai", flags: [])],
                [GuardLesson.Sentence(text: "bitte das formular", flags: [])],
            ], language: "de")
        #expect(reading[0].probability > reading[1].probability)
    }

    /// What is only suspected is looked at, and a sure answer may still go out.
    @Test func anExceptionalCaseThatIsOnlySuspectedIsSoft() throws {
        let home = try company()
        let rule = "rules:\n  - {code: threat, kind: hard, title: T, patterns: {en: ['\\bzzz\\b']}}\n"
        let lines = LearnedGuardsTests.answers.enumerated().map { number, answer in
            let trigger = answer.kinds.isEmpty ? "null" : "\"threat\""
            return #"{"id": "\#(number)", "text": "\#(answer.text)", "language": "en", "facts": {}, "#
                + #""is_outstanding": \#(!answer.kinds.isEmpty), "trigger": \#(number == 0 ? "\"dispute\"" : trigger), "#
                + #""writer": "w"}"#
        }
        try home.write(lines.joined(separator: "\n"), to: "golden/outstanding.train.jsonl")
        func kind(_ limits: String) throws -> Outstanding.Kind? {
            try home.write("learned: {\(limits)}\n" + rule, to: "company/outstanding.yml")
            return try guards(home).outstanding.detect("The money is back with you.", facts: OutstandingFacts())?.kind
        }
        #expect(try kind("stops_from: 1, sure_from: 2") == .hard)
        #expect(try kind("stops_from: 1, sure_from: 101") == .soft)
        #expect(try kind("stops_from: 101") == nil)
    }

    // MARK: Files

    @Test func theSameExamplesInAnyOrderTeachTheSame() throws {
        let one = try #require(try guards(try company()).claims.model)
        let other = try #require(try guards(try company(LearnedGuardsTests.answers.reversed())).claims.model)
        #expect(one == other && one.bytes == other.bytes)
        #expect(try guards(try company(LearnedGuardsTests.answers.dropLast())).claims.model != one)
    }

    @Test func aModelIsReadFromItsFileAndTrainedAnewWhereThatIsDamaged() throws {
        let home = try company()
        let first = try #require(try guards(home).claims.model)
        let caches = home.url.appending(path: "caches")
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: caches.path).first)
        let file = caches.appending(path: name)
        let written = try Data(contentsOf: file)
        #expect(try guards(home).claims.model == first)
        for damaged in [Data(), written.prefix(100), written.dropLast(), Data(written.reversed())] {
            try damaged.write(to: file)
            #expect(try guards(home).claims.model == first)
            #expect(try Data(contentsOf: file) == written)
        }
    }

    @Test func withoutGoldenFilesTheRulesAloneDecide() throws {
        let home = try company()
        try FileManager.default.removeItem(at: home.url.appending(path: "golden"))
        let guards = try guards(home)
        #expect(guards.claims.model == nil && guards.redLines.model == nil)
        #expect(try kinds(guards, "We paused it.") == ["pause_confirmed"])
    }

    /// Who learned from less would stop less, and nobody would see it.
    @Test func aGoldenFolderThatCannotBeReadIsAnError() throws {
        let home = try company()
        try FileManager.default.removeItem(at: home.url.appending(path: "golden"))
        try home.write("no folder", to: "golden")
        let error = #expect(throws: AlmanacError.self) { try guards(home) }
        #expect(error?.code == .fileMissing && error?.message.contains("golden") == true)
    }

    @Test(arguments: [
        ("learned: {stops_from: 150}", "guard.yml:1"), ("learned: {stops: 50}", "'stops'"),
        ("learned: {stops_from: high}", "stops_from"),
    ])
    func limitsAreReadStrictly(line: String, part: String) throws {
        let home = try company()
        let rules = LearnedGuardsTests.rules.split(separator: "\n").dropFirst().joined(separator: "\n")
        try home.write(line + "\n" + rules, to: "company/guard.yml")
        let error = #expect(throws: AlmanacError.self) { try Guards(company: home.url.appending(path: "company")) }
        #expect(error?.code == .invalidInput && error?.message.contains(part) == true)
    }

    @Test(arguments: [("A: {fr: \"mot\"}", "'fr'"), ("A: {en: [word]}", "concepts.yml:1")])
    func conceptsAreReadStrictly(line: String, part: String) throws {
        let home = try company()
        try home.write(line, to: "company/concepts.yml")
        let error = #expect(throws: AlmanacError.self) { try guards(home) }
        #expect(error?.code == .invalidInput && error?.message.contains(part) == true)
    }

    @Test func aBrokenGoldenFileNamesItsLine() throws {
        let home = try company()
        try home.write("{}\n{oops", to: "golden/redlines.train.jsonl")
        let error = #expect(throws: AlmanacError.self) { try guards(home) }
        #expect(error?.message.contains("redlines.train.jsonl:2") == true)
    }
}

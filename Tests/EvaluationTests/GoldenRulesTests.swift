import Domain
import Evaluation
import Foundation
import TestSupport
import Testing

/// Every rule of golden files, kept and broken.
@Suite struct GoldenRulesTests {
    private static let asOf = Timestamp(milliseconds: 1_793_000_000_000)

    private func document(
        _ id: String, question: String? = nil, _ body: String, from: String? = nil, to: String? = nil
    ) -> Document {
        Document(
            id: DocumentID(namespace: "faq", id: id), kind: .faq, title: "Title of \(id)",
            content: question.map { .answer(question: $0, answer: body) } ?? .text(body),
            validFrom: from.flatMap { Timestamp(iso: $0) }, validTo: to.flatMap { Timestamp(iso: $0) })
    }

    private func rules(_ documents: [Document]) -> GoldenRules {
        GoldenRules(documents: documents, asOf: GoldenRulesTests.asOf)
    }

    private func file(_ name: String, _ lines: [String]) throws -> GoldenFile {
        let home = try TemporaryHome()
        return try GoldenFile(home.write(lines.joined(separator: "\n") + "\n", to: name))
    }

    private func query(_ id: String, _ text: String, _ relevant: String = "\"faq/a\": 3", style: String = "direct")
        -> String
    {
        "{\"id\": \"\(id)\", \"query\": \"\(text)\", \"relevant\": {\(relevant)}, \"style\": \"\(style)\"}"
    }

    @Test func theKindIsToldByTheFirstLine() throws {
        #expect(try file("retrieval.dev.jsonl", [query("1", "q")]).kind == "retrieval")
        let routing = try file("routing.test.jsonl", ["{\"id\": \"1\", \"text\": \"t\", \"label\": \"other\"}"])
        #expect(routing.kind == "routing" && routing.split == "test" && routing.task == "routing")
        let facts = try file("facts.jsonl", [#"{"id": "1", "document": "faq/a", "phrases": ["x"]}"#])
        #expect(facts.kind == "facts" && facts.split == "")
        let error = #expect(throws: AlmanacError.self) { try file("x.jsonl", [query("1", "q"), "{\"id\": \"2\"}"]) }
        #expect(error?.code == .invalidInput && error?.message.contains("x.jsonl:2:") == true)
    }

    @Test func idsAreUniqueInTheFilesOfATask() throws {
        let dev = try file("retrieval.dev.jsonl", [query("1", "one"), query("2", "two"), query("1", "three")])
        let test = try file("retrieval.test.jsonl", [query("2", "four")])
        let routing = try file("routing.dev.jsonl", ["{\"id\": \"1\", \"text\": \"t\", \"label\": \"other\"}"])
        let problems = rules([]).repeatedIDs([dev, test, routing])
        #expect(problems.map(\.file) == ["retrieval.dev.jsonl", "retrieval.test.jsonl"])
        #expect(problems.map(\.line) == [3, 1])
    }

    @Test func noTextIsInTwoSplits() throws {
        let dev = try file("retrieval.dev.jsonl", [query("d1", "Where is my BOX?")])
        let test = try file("retrieval.test.jsonl", [query("t1", "where is my box"), query("t2", "where is my bag")])
        #expect(rules([]).splitsApart([dev, test]).map(\.item) == ["t1"])
        let routing = try file(
            "routing.dev.jsonl", ["{\"id\": \"r\", \"text\": \"where is my box\", \"label\": \"x\"}"])
        #expect(rules([]).splitsApart([dev, routing]).isEmpty)
    }

    @Test func judgedDocumentsAreThereAndHold() throws {
        let rules = rules([
            document("a", "x"), document("old", "x", to: "2026-01-01"), document("new", "x", from: "2027-01-01"),
        ])
        let file = try file(
            "retrieval.dev.jsonl",
            [
                query("1", "q", "\"faq/a\": 3"), query("2", "q", "\"faq/b\": 1"), query("3", "q", "\"faq/old\": 3"),
                query("4", "q", "\"faq/new\": 2"), query("5", "q", "\"faq/a\": 3, \"faq/old\": 0"),
            ])
        let problems = rules.judgements(file)
        #expect(problems.map(\.item) == ["2", "3", "4"])
        #expect(problems.map(\.rule) == [.unknownDocument, .invalidDocument, .invalidDocument])
    }

    @Test func paraphrasesShareNoStem() throws {
        let rules = rules([
            document("a", question: "When are cards charged?", "On the third day."), document("b", "fees"),
        ])
        func stems(_ text: String) -> Set<String> {
            Set(text.lowercased().split { !$0.isLetter }.map { String($0.prefix(5)) }.filter { $0.count > 4 })
        }
        let file = try file(
            "retrieval.dev.jsonl",
            [
                query("1", "when does money leave my account", style: "paraphrase"),
                query("2", "charging date", style: "paraphrase"),
                query("3", "charging date", style: "direct"),
                query("4", "about those fees", "\"faq/a\": 3, \"faq/b\": 2", style: "paraphrase"),
            ])
        let problems = rules.paraphrases(file, stems: stems)
        #expect(problems.map(\.item) == ["2"])
        #expect(problems.first?.message.contains("charg") == true)
    }

    @Test func phrasesStandInTheirDocuments() throws {
        let rules = rules([document("a", "The Light Box costs\n  $69 per month.")])
        let file = try file(
            "facts.jsonl",
            [
                #"{"id": "1", "document": "faq/a", "phrases": ["light box costs $69", "PER MONTH"]}"#,
                #"{"id": "2", "document": "faq/a", "phrases": ["$59"]}"#,
                #"{"id": "3", "document": "faq/z", "phrases": ["$59"]}"#,
            ])
        let problems = rules.phrases(file)
        #expect(problems.map(\.item) == ["2", "3"])
        #expect(problems.map(\.rule) == [.missingPhrase, .unknownDocument])
    }

    @Test func labelsAreCategories() throws {
        let file = try file(
            "routing.dev.jsonl",
            [
                "{\"id\": \"1\", \"text\": \"a\", \"label\": \"other\"}",
                "{\"id\": \"2\", \"text\": \"b\", \"label\": \"odd\"}",
            ])
        #expect(rules([]).labels(file, known: ["other"]).map(\.item) == ["2"])
    }

    @Test func nearDuplicatesAreListedOnce() throws {
        let rules = rules([document("a", question: "My box has not arrived after five weeks", "Please write.")])
        let dev = try file(
            "retrieval.dev.jsonl",
            [
                query("1", "box has not arrived after five weeks"), query("2", "can I pay with a cheque please"),
                query("3", "please can I pay with a cheque"),
            ])
        let problems = rules.nearDuplicates([dev])
        #expect(problems.map(\.item) == ["1", "3"])
        #expect(problems.allSatisfy { $0.rule.isNote && ($0.score ?? 0) >= GoldenRules.minContainment })
        let deep = rules.deepNearDuplicates([dev]) { texts in
            texts.map { $0.contains("cheque") ? [1, 0] : $0.contains("My") ? [0.6, 0.8] : [0, 1] }
        }
        #expect(deep.map(\.item) == ["3"])
    }

    @Test func aQueryIsAppendedWholeOrNotAtAll() throws {
        let home = try TemporaryHome()
        let file = home.url.appending(path: "retrieval.dev.jsonl")
        #expect(try GoldenSet.nextID(in: file) == "dev-001")
        func item(_ id: String, _ text: String) throws -> GoldenQuery {
            GoldenQuery(
                id: id, query: text, relevant: [try #require(DocumentID("faq/a")): 3], style: "direct", writer: "me")
        }
        try GoldenSet.add(item("dev-009", "one"), to: file)
        #expect(try GoldenSet.nextID(in: file) == "dev-010")
        // A file whose last line has no end gets one.
        let text = try String(contentsOf: file, encoding: .utf8)
        try Data(text.dropLast().utf8).write(to: file)
        try GoldenSet.add(item("dev-010", "two"), to: file)
        let queries = try GoldenSet.read(file: file).queries
        #expect(queries == [try item("dev-009", "one"), try item("dev-010", "two")])
        let before = try Data(contentsOf: file)
        #expect(throws: AlmanacError.self) { try GoldenSet.add(item("dev-010", "three"), to: file) }
        #expect(throws: AlmanacError.self) { try GoldenSet.add(item("dev-011", "TWO!"), to: file) }
        #expect(try Data(contentsOf: file) == before)
        #expect(try FileManager.default.contentsOfDirectory(atPath: home.url.path) == ["retrieval.dev.jsonl"])
    }

    // MARK: - Guards

    private func answer(_ id: String, _ text: String, _ kinds: String = "", writer: String = "a") -> String {
        #"{"id": "\#(id)", "answer": "\#(text)", "language": "en", "executed_actions": [], "#
            + #""violations": [\#(kinds)], "writer": "\#(writer)"}"#
    }

    @Test func setsOfGuardsAreToldByTheirMembers() throws {
        let answers = try file("guard.dev.jsonl", [answer("1", "Done."), answer("2", "Paid.", #""refund_promised""#)])
        #expect(answers.kind == "guard" && answers.count == 2)
        let line = #"{"id": "1", "text": "t", "language": "en", "label": "none", "writer": "a"}"#
        #expect(try file("redlines.test.jsonl", [line]).kind == "redlines")
        #expect(try file("routing.test.jsonl", [line]).kind == "routing")
        let case1 = #"{"id": "1", "text": "t", "language": "en", "facts": {}, "is_outstanding": true, "#
        #expect(
            try file("outstanding.dev.jsonl", [case1 + #""trigger": "threat", "writer": "a"}"#]).kind == "outstanding")
    }

    @Test(arguments: [
        #"{"id": "1", "answer": "a", "language": "en", "violations": "none", "writer": "a"}"#,
        #"{"id": "1", "answer": "a", "language": "fr", "violations": [], "writer": "a"}"#,
        #"{"id": "1", "answer": "a", "language": "en", "violations": []}"#,
        #"{"id": "1", "answer": "", "language": "en", "violations": [], "writer": "a"}"#,
        #"{"id": "1", "answer": "a", "language": "en", "violations": [], "writer": "a", "executed_actions": [{}]}"#,
        #"{"id": "1", "text": "a", "language": "en", "is_outstanding": true, "trigger": null, "writer": "a"}"#,
        #"{"id": "1", "text": "a", "language": "en", "is_outstanding": false, "trigger": "threat", "writer": "a"}"#,
    ])
    func aBrokenItemOfAGuardNamesItsLine(line: String) throws {
        let error = #expect(throws: AlmanacError.self) { try file("guards.jsonl", [line]) }
        #expect(error?.code == .invalidInput && error?.message.contains("guards.jsonl:1:") == true)
    }

    @Test func labelsOfGuardsAreThoseOfTheRules() throws {
        let dev = try file("guard.dev.jsonl", [answer("1", "Paid.", #""refund_promised", "paid""#)])
        let problems = rules([]).guardLabels(dev, known: [.claims: ["refund_promised"]])
        #expect(problems.map(\.rule) == [.unknownLabel] && problems.first?.message.contains("'paid'") == true)
        #expect(rules([]).guardLabels(dev, known: [:]).isEmpty)
    }

    @Test func aWriterIsInOneSplit() throws {
        let dev = try file("guard.dev.jsonl", [answer("1", "One."), answer("2", "Two.", writer: "b")])
        let test = try file(
            "guard.test.jsonl", [answer("3", "Three.", writer: "c"), answer("4", "Four."), answer("5", "Five.")])
        #expect(rules([]).writersApart([dev, test]).map(\.item) == ["4"])
    }

    /// The same words with other records are another case, but never in another split.
    @Test func aTextOfAGuardIsInOneSplit() throws {
        let dev = try file("guard.dev.jsonl", [answer("1", "All done."), answer("2", "All done.")])
        let test = try file("guard.test.jsonl", [answer("3", "ALL DONE")])
        #expect(rules([]).splitsApart([dev, test]).map(\.item) == ["3"])
        #expect(rules([document("a", question: "All done.", "x")]).nearDuplicates([dev, test]).map(\.item) == ["3"])
    }

    @Test func aGuardsReportCountsWhatItFoundAndStopped() throws {
        func outcome(_ id: String, _ wanted: String, _ found: [String], language: String = "en") throws
            -> GuardReport.Outcome
        {
            let json = try JSONParser.parse(Array(answer(id, id, wanted).utf8))
            var object = try #require(json.object)
            object["language"] = .string(language)
            let example = try GuardExample(
                .object(object), task: .claims, file: URL(filePath: "guard.jsonl"), line: 1)
            return GuardReport.Outcome(example: example, found: found)
        }
        let report = GuardReport(
            name: "g", task: .claims,
            outcomes: [
                try outcome("1", #""a""#, ["a"]), try outcome("2", #""a", "b""#, ["a"], language: "de"),
                try outcome("3", #""b""#, []), try outcome("4", "", []), try outcome("5", "", ["a"]),
            ])
        #expect(report.found == 2 && report.named == 1 && report.missed.map(\.example.id) == ["3"])
        #expect(report.falseAlarms.map(\.example.id) == ["5"] && report.harmless.count == 2)
        let json = report.json
        #expect(json["found_rate"]?.double == 2.0 / 3 && json["false_alarm_rate"] == 0.5)
        #expect(json["by_label"]?["b"]?["found"] == 1 && json["by_language"]?["de"]?["missed"] == 0)
        #expect(json["by_language"]?["de"]?["false_alarm_rate"]?.isNull == true)
        #expect(json["missed_ids"] == ["3"] && json["false_alarm_ids"] == ["5"])
    }
}

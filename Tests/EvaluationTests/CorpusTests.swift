import Domain
import Embedding
import Evaluation
import Foundation
import Retrieval
import TestSupport
import Testing

/// The shipped corpus can be taken in as it stands, and its golden sets speak of documents that exist.
@Suite struct CorpusTests {
    private static let corpus = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "corpus")

    private static let categories = [
        "shipping_or_delivery_question", "payment_question", "frequency_change_request", "skip_or_pause_request",
        "recipient_or_address_change", "customization_request", "damaged_or_leaking_item_report", "gratitude",
        "retention_primary_request", "retention_repeated_request", "other",
    ]

    private func golden(_ split: String) throws -> GoldenSet {
        try GoldenSet.read(file: CorpusTests.corpus.appending(path: "golden/retrieval.\(split).jsonl"))
    }

    private func documents(_ home: TemporaryHome) throws -> (ChangeSet, [StoredDocument]) {
        let knowledge = try KnowledgeBase(
            home: home.url, company: CorpusTests.corpus.appending(path: "company"), encoder: HashingEncoder())
        let changes = try knowledge.ingest(
            paths: [CorpusTests.corpus.appending(path: "documents")], options: IngestOptions())
        return (changes, try knowledge.documents(limit: 100_000))
    }

    @Test func everyDocumentIsTakenIn() throws {
        let home = try TemporaryHome()
        let (changes, documents) = try documents(home)
        #expect(changes.invalid.isEmpty && changes.ignored.isEmpty && changes.duplicates.isEmpty)
        #expect(documents.count == changes.added.count && documents.count >= 600)
        for category in CorpusTests.categories {
            let examples = documents.filter {
                $0.document.kind == .example && $0.document.metadata["category"] == .string(category)
            }
            #expect(examples.count >= (category == "other" ? 60 : 30), "\(category) has \(examples.count)")
        }
        #expect(documents.count { $0.document.kind == .example } >= 360)
        #expect(documents.count { $0.document.kind == .outstanding } >= 80)
        for kind in DocumentKind.allCases {
            #expect(documents.contains { $0.document.kind == kind }, "\(kind)")
        }
        // Exceptional cases must never be quoted to a customer.
        for document in documents where document.document.kind == .outstanding {
            #expect(document.document.metadata["risk"] == .string("internal"), "\(document.document.id)")
        }
    }

    /// The same rules as `almanac golden check`, on every golden file there is.
    @Test func goldenFilesKeepTheirRules() throws {
        let home = try TemporaryHome()
        let stored = try documents(home).1.map(\.document)
        let words = try KnowledgeBase(home: home.url, encoder: nil)
        let asOf = try #require(Timestamp(iso: "2026-11-15T09:00:00Z"))
        let rules = GoldenRules(documents: stored, asOf: asOf)
        let files = try GoldenFile.read([CorpusTests.corpus.appending(path: "golden")])
        #expect(files.contains { $0.kind == "retrieval" && $0.split == "dev" })
        #expect(files.contains { $0.kind == "retrieval" && $0.split == "test" })
        var problems = rules.repeatedIDs(files) + rules.splitsApart(files) + rules.writersApart(files)
        let guardLabels = try guardLabels()
        for file in files {
            problems += rules.judgements(file) + rules.phrases(file)
            problems += rules.labels(file, known: Set(CorpusTests.categories))
            problems += try rules.paraphrases(file, stems: words.contentTerms)
            problems += rules.guardLabels(file, known: guardLabels)
        }
        problems += rules.nearDuplicates(files)
        for problem in problems { Issue.record("\(problem.description)") }
    }

    /// The codes of the company's rules, by the lines that name them.
    private func guardLabels() throws -> [GuardTask: Set<String>] {
        func names(_ file: String, _ key: String) throws -> Set<String> {
            let lines = try String(contentsOf: CorpusTests.corpus.appending(path: "company/\(file)"), encoding: .utf8)
                .split(separator: "\n")
            return Set(
                lines.compactMap { $0.wholeMatch(of: #/  - \w+: (\w+)/#) }.filter { $0.0.contains(key) }.map {
                    String($0.1)
                })
        }
        return [
            .redlines: try names("redlines.yml", "code"), .claims: try names("guard.yml", "kind"),
            .outstanding: try names("outstanding.yml", "code"),
        ]
    }

    /// Sets for guards: true cases of every label and enough that must pass, in five languages, by other writers in
    /// each split.
    @Test(arguments: GuardTask.allCases, ["dev", "train", "test"]) func guardSetsAreBroad(
        task: GuardTask, split: String
    ) throws {
        let file = CorpusTests.corpus.appending(path: "golden/\(task.rawValue).\(split).jsonl")
        let items = try GuardExample.read(file: file, task: task)
        let wanted = items.filter { !$0.labels.isEmpty }
        #expect(items.count >= 180 && wanted.count >= 70 && items.count - wanted.count >= 100, "\(items.count)")
        let labels = try #require(try guardLabels()[task])
        for label in labels {
            #expect(wanted.contains { $0.labels.contains(label) }, "no item of \(label)")
        }
        for language in GuardExample.languages {
            #expect(items.count { $0.language == language } >= 9, "\(language)")
        }
    }

    @Test func everyJudgedQueryHasAnAnswer() throws {
        let sets = [try golden("dev"), try golden("test")]
        let queries = sets.flatMap(\.queries)
        #expect(queries.count >= 200 && 3 * queries.count { $0.style == "paraphrase" } >= queries.count)
        for query in sets.flatMap(\.queries) where !query.relevant.isEmpty {
            #expect(query.relevant.values.contains { $0 == 3 }, "\(query.id) has no document that answers it")
        }
    }

    /// Every fact that the company's rules rest on, and every default that settles an open one, stands in a document.
    @Test func everyFactIsCovered() throws {
        let files = try GoldenFile.read([CorpusTests.corpus.appending(path: "golden/facts.jsonl")])
        let lines = try String(contentsOf: CorpusTests.corpus.appending(path: "golden/facts.jsonl"), encoding: .utf8)
            .split(separator: "\n").map { try JSONParser.parse(Array($0.utf8)) }
        #expect(files.count == 1 && lines.count >= 100)
        let sources = Set(lines.compactMap { $0["source"]?.string })
        for number in 1...17 { #expect(sources.contains("A\(number)"), "A\(number)") }
        let topics = [
            "Product", "Subscribers", "Full plan", "Membership without box", "One-off box", "Light Box", "Currencies",
            "Shipping", "Delivery guarantee", "Returns", "First-box guarantee", "Food", "Preferences", "support hours",
            "Cancel page", "Typical complaints", "Languages", "Brand tone",
        ]
        for topic in topics {
            #expect(sources.contains { $0.localizedCaseInsensitiveContains(topic) }, "\(topic): \(sources.sorted())")
        }
    }

    /// Labelled messages for the router: enough of each label in each split, in several languages, with two intents.
    @Test(arguments: ["dev", "test"]) func routingSetsAreBroad(split: String) throws {
        let file = CorpusTests.corpus.appending(path: "golden/routing.\(split).jsonl")
        let messages = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .map { try JSONParser.parse(Array($0.utf8)) }
        #expect(messages.count >= 200)
        for category in CorpusTests.categories {
            let count = messages.count { $0["label"]?.string == category }
            #expect(count >= (category == "other" ? 40 : 14), "\(category) has \(count)")
        }
        #expect(messages.count { $0["secondary_label"] != nil } >= 30)
        let languages = Set(messages.compactMap { $0["language"]?.string })
        let writers = Set(messages.compactMap { $0["writer"]?.string })
        #expect(languages.isSuperset(of: ["en", "he", "ru", "de", "es"]) && writers.count >= 2)
    }

    /// A document's own question would be found by its words whatever the search does.
    @Test func noTestQueryIsADocumentsQuestion() throws {
        let home = try TemporaryHome()
        func words(_ text: String) -> [String] { SearchText.words(of: text).map { $0.lowercased() } }
        let questions = Set(try documents(home).1.compactMap { $0.document.content.question.map(words) })
        for query in try golden("test").queries {
            #expect(!questions.contains(words(query.query)), "\(query.id) is a document's question")
        }
    }
}

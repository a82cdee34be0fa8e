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
        #expect(documents.count == changes.added.count && documents.count >= 80)
        for category in CorpusTests.categories {
            let examples = documents.filter {
                $0.document.kind == .example && $0.document.metadata["category"] == .string(category)
            }
            #expect(examples.count >= 6, "\(category)")
        }
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
        var problems = rules.repeatedIDs(files) + rules.splitsApart(files)
        for file in files {
            problems += rules.judgements(file) + rules.phrases(file)
            problems += rules.labels(file, known: Set(CorpusTests.categories))
            problems += try rules.paraphrases(file, stems: words.contentTerms)
        }
        for problem in problems { Issue.record("\(problem.description)") }
    }

    @Test func everyJudgedQueryHasAnAnswer() throws {
        let sets = [try golden("dev"), try golden("test")]
        #expect(sets.map(\.queries.count).reduce(0, +) >= 40)
        for query in sets.flatMap(\.queries) where !query.relevant.isEmpty {
            #expect(query.relevant.values.contains { $0 == 3 }, "\(query.id) has no document that answers it")
        }
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

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
        return (changes, try knowledge.documents(limit: 1000))
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

    @Test func goldenQueriesNameDocumentsThatExist() throws {
        let home = try TemporaryHome()
        let known = Set(try documents(home).1.map(\.document.id))
        let sets = [try golden("dev"), try golden("test")]
        #expect(sets.map(\.queries.count).reduce(0, +) >= 40)
        for query in sets.flatMap(\.queries) {
            #expect(query.relevant.values.contains { $0 == 3 }, "\(query.id) has no document that answers it")
            for id in query.relevant.keys { #expect(known.contains(id), "\(query.id) names \(id)") }
        }
    }

    /// A query in both splits, or in the text of a document, would be tuned on.
    @Test func splitsAreApart() throws {
        let home = try TemporaryHome()
        func words(_ text: String) -> [String] { SearchText.words(of: text).map { $0.lowercased() } }
        let dev = Set(try golden("dev").queries.map { words($0.query) })
        let questions = Set(try documents(home).1.compactMap { $0.document.content.question.map(words) })
        for query in try golden("test").queries {
            #expect(!dev.contains(words(query.query)), "\(query.id) is in both splits")
            #expect(!questions.contains(words(query.query)), "\(query.id) is a document's question")
        }
    }
}

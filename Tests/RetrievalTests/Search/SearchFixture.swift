import Domain
import Embedding
import Foundation
import Retrieval
import TestSupport

/// A temporary home filled with random small documents, and what is needed to score them by brute force.
///
/// Words are made so that the Porter stemmer leaves them alone and no stop word is among them.
struct SearchFixture {
    static let words = (0..<40).map {
        "kub\(Character(UnicodeScalar(UInt8(97 + $0 / 6 % 7))))zo\(Character(UnicodeScalar(UInt8(97 + $0 % 6))))go"
    }
    static let namespaces = ["faq", "shipping", "policies"]

    let records: [JSONValue]

    /// - Parameter count: how many documents; about half are questions with answers.
    init(seed: UInt64, count: Int) {
        var generator = SeededGenerator(seed: seed)
        func text(_ length: ClosedRange<Int>) -> String {
            (0..<Int.random(in: length, using: &generator)).map { _ in
                // Squared, so that some words are common and some rare.
                let place = Double.random(in: 0..<1, using: &generator)
                return SearchFixture.words[Int(place * place * Double(SearchFixture.words.count))]
            }.joined(separator: " ")
        }
        records = (0..<count).map { number in
            var record: JSONObject = [
                "id": .string("d\(number)"),
                "namespace": .string(SearchFixture.namespaces.randomElement(using: &generator) ?? "faq"),
                "title": .string(text(1...3)),
                "kind": Bool.random(using: &generator) ? "faq" : "example",
                "price": JSONValue(Int.random(in: 0..<5, using: &generator)),
                "public": .bool(Bool.random(using: &generator)),
                "tags": .array(Bool.random(using: &generator) ? ["gift"] : ["gift", "winter"]),
                "updated_at": .string("2026-0\(Int.random(in: 1...9, using: &generator))-01"),
            ]
            if Bool.random(using: &generator) {
                record["question"] = .string(text(2...6))
                record["answer"] = .string(text(3...20))
            } else {
                record["text"] = .string(text(3...20))
            }
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: record["valid_to"] = "2026-06-01"
            case 1: record["valid_from"] = "2026-12-01"
            case 2: (record["valid_from"], record["valid_to"]) = ("2025-01-01", "2027-01-01")
            default: break
            }
            return .object(record)
        }
    }

    /// Some random words; sometimes one that only tags hold.
    static func query(_ generator: inout SeededGenerator) -> String {
        let words = (0..<Int.random(in: 1...5, using: &generator)).map { _ in
            SearchFixture.words.randomElement(using: &generator) ?? "kubazoago"
        }
        let tag = Int.random(in: 0..<4, using: &generator) == 0 ? ["winter"] : []
        return (words + tag).joined(separator: " ")
    }

    /// A new knowledge base in `home` with these records, ingested in the given number of revisions.
    func knowledge(home: URL, order: [Int]? = nil, revisions: Int = 1) throws -> KnowledgeBase {
        let knowledge = try KnowledgeBase(
            home: home, encoder: HashingEncoder(), clock: { Timestamp(milliseconds: 1_793_000_000_000) })
        let ordered = order.map { $0.map { records[$0] } } ?? records
        for part in 0..<revisions {
            let range = ordered.count * part / revisions..<ordered.count * (part + 1) / revisions
            _ = try knowledge.ingest(records: Array(ordered[range]), options: IngestOptions())
        }
        return knowledge
    }
}

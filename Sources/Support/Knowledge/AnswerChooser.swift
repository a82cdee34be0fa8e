public import Domain
import Foundation
public import Retrieval
import Store

/// Chooses among the company's public knowledge what answers a customer's words.
///
/// How likely a found document answers is a logistic function of what search and router say of it. Its weights were
/// fitted on the development split of the retrieval golden set, judged by people; `almanac eval pipeline` says what
/// that is worth on others.
public struct AnswerChooser: AnswerChoosing {
    private let knowledge: KnowledgeBase
    private let digests: KnowledgeDigests
    private let rerank: Reranking?
    private let read = Memory<ReadDocument>(capacity: 2_000)

    /// What a document is to every message: its words' stems, and its answer taken apart.
    private struct ReadDocument {
        let stems: Set<String>
        let answer: AnswerText.Stored
    }

    /// Documents that are looked at.
    private static let depth = 8
    /// An answer that lost so much of itself says something else.
    private static let leastKept = 0.4

    /// - Parameter rerank: nil measures what the second stage of search brings.
    public init(knowledge: KnowledgeBase, digests: KnowledgeDigests, rerank: Reranking? = Reranking()) {
        (self.knowledge, self.digests, self.rerank) = (knowledge, digests, rerank)
    }

    /// Best first; none below the relevance that chance gives.
    public func candidates(
        for words: String, category: Category, likely: [Classification.Candidate], namespaces: [String],
        language: String, now: Timestamp
    ) throws -> [KnowledgeAnswer] {
        let known = Set(knowledge.namespaces)
        let namespaces = namespaces.filter(known.contains)
        let query = AnswerChooser.query(words)
        guard !namespaces.isEmpty, !query.isEmpty else { return [] }
        let digest = try digests.latest()
        let found = try knowledge.search(
            SearchRequest(
                query: query, namespaces: namespaces,
                filter: .all([
                    .compare(field: "risk", .equal(.string("public"))),
                    .compare(field: "language", .equal(.string(language))),
                ]),
                k: AnswerChooser.depth, rerank: rerank, now: now))
        return answers(found.hits, words: words, likely: likely, digest: digest)
    }

    /// As much of the words as the encoder reads well, never more bytes than a query may have.
    private static func query(_ words: String) -> String {
        String(words.prefix(2_000)).trimming(while: \.isWhitespace)
    }

    // MARK: Relevance

    /// What is known of one hit, each about 0…1.
    struct Features: Sendable, Hashable {
        /// Cosine.
        var dense = 0.0
        /// How far the cosine is below the best one's; 0 or less.
        var behind = 0.0
        /// Share of the message's rarer words that the document has.
        var coverage = 0.0
        /// The router's probability of the document's category.
        var category = 0.0
        /// Share of the other hits that are about the same thing.
        var agreement = 0.0
        var isPolicy = false
        var isFAQ = false

        /// Probability that the document answers the words.
        var relevance: Double {
            let sum =
                -3.215 + 1.157 * dense + 3.585 * behind + 2.679 * coverage + 1.759 * category + 1.0 * agreement
                + (isPolicy ? 0.887 : 0) + (isFAQ ? 0.898 : 0)
            return 1 / (1 + exp(-sum))
        }
    }

    private func answers(
        _ hits: [Hit], words: String, likely: [Classification.Candidate], digest: KnowledgeDigest
    ) -> [KnowledgeAnswer] {
        let best = hits.compactMap { $0.dense?.score }.max() ?? 0
        let said = Set(KnowledgeDigest.words(words))
        let asked = said.filter { $0.count > 2 && !EnglishStopWords.all.contains($0) }
        let probabilities = Dictionary(
            likely.map { ($0.category, $0.probability) }, uniquingKeysWith: max)
        var answers: [KnowledgeAnswer] = []
        for (place, hit) in hits.enumerated() {
            let body = hit.answer ?? hit.text
            let topic = hit.metadata["sub_topic"]?.string
            let alike = hits.enumerated().filter {
                $0.offset != place && $0.element.metadata["sub_topic"]?.string == topic
            }
            let document = readDocument(hit, body)
            let covered = asked.filter { document.stems.contains(AnswerChooser.stem($0)) }
            let features = Features(
                dense: hit.dense?.score ?? 0, behind: (hit.dense?.score ?? 0) - best,
                coverage: asked.isEmpty ? 0 : Double(covered.count) / Double(asked.count),
                category: hit.metadata["category"]?.string.flatMap { probabilities[$0] } ?? 0,
                agreement: Double(alike.count) / Double(max(1, AnswerChooser.depth - 1)),
                isPolicy: hit.kind == .policy, isFAQ: hit.kind == .faq)
            let fitted = AnswerText.fitted(document.answer, said: said, houseWords: digest.houseWords)
            guard fitted.kept >= AnswerChooser.leastKept, !fitted.text.isEmpty else { continue }
            answers.append(
                KnowledgeAnswer(
                    text: fitted.text, slots: (try? SlotTemplate(fitted.text).slots) ?? [],
                    citation: Citation(document: hit.document, title: hit.title, score: hit.score), kind: hit.kind,
                    subTopic: topic,
                    isInformationOnly: hit.kind != .example || hit.metadata["information_only"] == .bool(true),
                    relevance: features.relevance * (0.5 + 0.5 * fitted.kept)))
        }
        return answers.enumerated().sorted { ($1.element.relevance, $0.offset) < ($0.element.relevance, $1.offset) }
            .map(\.element)
    }

    /// Documents come again and again: what was read of one is kept.
    private func readDocument(_ hit: Hit, _ body: String) -> ReadDocument {
        let question = hit.question ?? ""
        return read.value(for: [hit.kind.rawValue, hit.title, question, body].joined(separator: "\u{0}")) {
            ReadDocument(
                stems: Set(
                    KnowledgeDigest.words([hit.title, question, body].joined(separator: " ")).map(AnswerChooser.stem)),
                answer: AnswerText.Stored(body, question: hit.kind == .example ? question : nil))
        }
    }

    /// Enough of stemming for coverage: endings of plurals and verbs.
    private static func stem(_ word: String) -> String {
        for ending in ["ing", "ies", "ied", "es", "ed", "s"]
        where word.count > ending.count + 3 && word.hasSuffix(ending) {
            return String(word.dropLast(ending.count))
        }
        return word
    }
}

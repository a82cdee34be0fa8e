import Domain
import Foundation
import Store

/// Looks through the whole knowledge of one revision for what somebody should mend.
struct KnowledgeChecker {
    let store: KnowledgeStore
    let company: Company
    let options: CheckOptions
    let now: Timestamp

    /// Longer lists of one kind are cut; the rest is counted.
    static let maximumFindings = 1000

    func run() throws -> CheckReport {
        try store.read { reader in
            let caches = store.file.deletingLastPathComponent().appending(path: "caches")
            let catalog = try CatalogCache(cacheFolder: caches, encoder: nil).current(reader)
            let digests = try reader.liveDigests()
            let documents = try reader.documents(limit: .max)
            var duplicates = DuplicateCheck(
                documents: documents, digests: digests, catalog: catalog, options: options, now: now)
            let stems = StemCache(reader: reader)
            let findings =
                ContentCheck(documents: documents, company: company).findings()
                + ValidityCheck(documents: documents, now: now, days: options.days).findings()
                + duplicates.findings()
                + ContradictionCheck(documents: documents, options: options, now: now, stem: stems.stem).findings()
            if let error = stems.error { throw error }
            let hasQuestions = documents.contains { $0.document.content.question != nil }
            return report(
                findings, documents: documents.count, revision: catalog.revision, unlisted: duplicates.unlisted,
                degraded: catalog.vectors == nil && hasQuestions ? ["vectors"] : [])
        }
    }

    private func report(
        _ findings: [CheckFinding], documents: Int, revision: Int64, unlisted: Int, degraded: [String]
    ) -> CheckReport {
        var listed: [CheckFinding] = []
        var unlisted = unlisted
        for kind in CheckFinding.Kind.allCases {
            let ofKind = findings.filter { $0.kind == kind }.sorted(by: precedes)
            listed += ofKind.prefix(KnowledgeChecker.maximumFindings)
            unlisted += max(0, ofKind.count - KnowledgeChecker.maximumFindings)
        }
        return CheckReport(
            revision: revision, documents: documents, now: now, options: options, findings: listed, unlisted: unlisted,
            degraded: degraded)
    }

    private func precedes(_ left: CheckFinding, _ right: CheckFinding) -> Bool {
        let scores = [left, right].map { $0.scores.map(\.value).max() ?? 0 }
        if scores[0] != scores[1] { return scores[0] > scores[1] }
        if left.documents != right.documents { return left.documents.lexicographicallyPrecedes(right.documents) }
        return left.message < right.message
    }
}

/// The stems of words as full text has them, each asked for once.
private final class StemCache {
    private let reader: KnowledgeReader
    private var stems: [String: String?] = [:]
    /// The first failure of the database; words are then taken as they are.
    private(set) var error: (any Error)?

    init(reader: KnowledgeReader) { self.reader = reader }

    /// Nil for a stop word and for what full text does not keep.
    func stem(_ word: String) -> String? {
        if let known = stems[word] { return known }
        var stem: String?
        if !EnglishStopWords.all.contains(SearchText.words(of: word).joined()) {
            do {
                stem = try reader.terms(of: word).first
            } catch {
                self.error = self.error ?? error
            }
        }
        stems[word] = .some(stem)
        return stem
    }
}

extension KnowledgeBase {
    /// Looks for duplicates, contradictions, what ends or has ended, people's data and unknown slots in all live
    /// documents. Needs no encoder: it compares the vectors that are stored.
    ///
    /// Throws `invalid_params`, and what the database gives.
    public func check(_ options: CheckOptions = CheckOptions()) throws -> CheckReport {
        let options = try options.validated()
        return try KnowledgeChecker(store: store, company: company, options: options, now: options.now ?? clock()).run()
    }

    /// The stems of a text's words as full text has them, without English function words.
    public func contentTerms(of text: String) throws -> Set<String> {
        let words = SearchText.words(of: text).map { $0.lowercased() }.filter { !EnglishStopWords.all.contains($0) }
        return Set(try terms(of: words.joined(separator: " ")))
    }
}

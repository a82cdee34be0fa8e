import Domain
import Embedding
import Evaluation
import Foundation
import Retrieval

/// The homes that public sets and the shipped corpus are measured in: derived, kept to be used again.
struct EvaluationHomes {
    let encoder: any Encoder
    let folder: URL

    init(encoder: any Encoder) {
        self.encoder = encoder
        folder = Home.checkoutIndexes.appending(path: "eval", directoryHint: .isDirectory)
    }

    /// The shipped corpus.
    func corpus(_ corpus: DemoCorpus, progress: (@Sendable (IngestProgress) -> Void)?) throws -> KnowledgeBase {
        let knowledge = try KnowledgeBase(
            home: home(named: "corpus"), company: corpus.folder.appending(path: "company"), encoder: encoder)
        _ = try knowledge.ingest(
            paths: [corpus.documents],
            options: IngestOptions(author: "almanac", reason: "evaluation"), progress: progress)
        return knowledge
    }

    /// A folder in the layout of BEIR; its documents go into the namespace `faq`.
    func beir(_ set: URL, progress: (@Sendable (IngestProgress) -> Void)?) throws -> KnowledgeBase {
        let knowledge = try KnowledgeBase(home: home(named: "beir-\(set.lastPathComponent)"), encoder: encoder)
        _ = try knowledge.ingest(
            paths: [set.appending(path: "corpus.jsonl")],
            options: IngestOptions(
                namespace: EvaluationHomes.namespace, author: "almanac", reason: "evaluation", allowPersonal: true),
            progress: progress)
        return knowledge
    }

    static let namespace = "faq"

    private func home(named name: String) -> URL {
        folder.appending(path: "\(name)-\(encoder.identity.name)", directoryHint: .isDirectory)
    }
}

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
            options: IngestOptions(author: "almanac", reason: "evaluation", prune: true), progress: progress)
        return knowledge
    }

    /// A folder in the layout of BEIR; its documents go into the namespace `faq`. Of a document the id, the title and
    /// the text are taken; one without any text is left out, as nothing could find it.
    func beir(_ set: URL, progress: (@Sendable (IngestProgress) -> Void)?) throws -> KnowledgeBase {
        let file = set.appending(path: "corpus.jsonl")
        let documents = try JSONLines.read(file).compactMap { line, json -> JSONValue? in
            guard let id = json["_id"]?.string ?? json["_id"]?.int.map(String.init) else {
                throw JSONLines.invalid(file, line, "a document in the layout of BEIR has _id, title and text")
            }
            let title = json["title"]?.string ?? ""
            let text = json["text"]?.string ?? ""
            let words = [text, title].first { !$0.allSatisfy(\.isWhitespace) }
            guard let words else { return nil }
            return ["id": .string(id), "title": .string(title), "text": .string(words)]
        }
        let knowledge = try KnowledgeBase(home: home(named: "beir-\(set.lastPathComponent)"), encoder: encoder)
        _ = try knowledge.ingest(
            records: documents,
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

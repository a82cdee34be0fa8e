import Domain
import Embedding
import Foundation
import Retrieval
import Support

/// The graph behind the router.
extension Wiring {
    /// Hands out the home's router; nil where there is no company with categories, or no encoder.
    func routerDesk(
        _ knowledge: KnowledgeBase, encoder: (any Encoder)?, folder: URL? = nil,
        progress: (@Sendable (String) -> Void)? = nil
    ) throws -> RouterDesk? {
        guard let company, let encoder, company.appending(path: "categories.yml").isFile else { return nil }
        let categories = try Category.all(company: company)
        let names = Set(categories.map(\.name))
        let golden = company.deletingLastPathComponent().appending(path: "golden")
        return RouterDesk(
            folder: folder ?? home.caches, categories: categories,
            rules: try SignalRules(company: company, categories: categories), vectors: TextVectors(encoder),
            training: RouterTraining(
                revision: { try knowledge.revisions(limit: 1).first?.number ?? 0 },
                messages: {
                    let written = try LabelledFile.trainingMessages(golden)
                    return try knowledge.labelledQuestions(names) + written.filter { names.contains($0.label) }
                }), progress: progress)
    }
}

extension TextVectors {
    /// The router's view of an encoder.
    init(_ encoder: any Encoder) {
        self.init(
            digest: encoder.identity.digest, dimension: encoder.identity.dimension,
            readsLatinOnly: encoder.readsLatinOnly
        ) { try encoder.encode($0).vectors }
    }
}

extension KnowledgeBase {
    /// The questions of approved examples and frequent questions that have one of the categories.
    func labelledQuestions(_ categories: Set<String>) throws -> [LabelledMessage] {
        var messages: [LabelledMessage] = []
        var after: DocumentID?
        let page = 1_000
        while true {
            let documents = try documents(after: after, limit: page).map(\.document)
            for document in documents where document.kind == .example || document.kind == .faq {
                guard let question = document.content.question, let label = document.metadata["category"]?.string,
                    categories.contains(label), !question.allSatisfy(\.isWhitespace)
                else { continue }
                messages.append(
                    LabelledMessage(
                        text: question, label: label, language: document.metadata["language"]?.string ?? "",
                        writer: document.metadata["owner"]?.string ?? ""))
            }
            guard documents.count == page, let last = documents.last else { return messages }
            after = last.id
        }
    }
}

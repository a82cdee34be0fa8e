import Domain
import Store
import TestSupport

/// A document as the store takes it, with one text chunk or a question and an answer, and made-up digests.
func makeDocument(
    _ id: String, namespace: String = "faq", title: String = "", question: String? = nil, body: String,
    metadata: Metadata = [:], updatedAt: Int64 = 0, validFrom: Int64? = nil, validTo: Int64? = nil
) -> NewDocument {
    let document = Document(
        id: DocumentID(namespace: namespace, id: id), kind: .faq, title: title,
        content: question.map { .answer(question: $0, answer: body) } ?? .text(body), metadata: metadata,
        validFrom: validFrom.map(Timestamp.init(milliseconds:)), validTo: validTo.map(Timestamp.init(milliseconds:)),
        source: "\(id).md")
    var chunks: [NewChunk] = []
    if let question {
        chunks.append(
            NewChunk(
                chunk: Chunk(role: .question, ordinal: 0, heading: "", text: question),
                embeddingDigest: "digest of \(question)", fullText: nil))
    }
    chunks.append(
        NewChunk(
            chunk: Chunk(role: question == nil ? .text : .answer, ordinal: 1, heading: "", text: body),
            embeddingDigest: "digest of \(body)",
            fullText: NewChunk.FullText(title: title, question: question ?? "", body: body)))
    return NewDocument(
        document: document, effectiveUpdatedAt: Timestamp(milliseconds: updatedAt), digest: "d:\(title):\(body)",
        wordDigest: "w:\(body)", chunks: chunks)
}

extension KnowledgeStore {
    /// Stores the documents as one revision; a document whose id is live replaces it.
    @discardableResult
    func add(_ documents: [NewDocument], at time: Int64 = 1_000) throws -> Int64 {
        try write { writer in
            let revision = try writer.appendRevision(
                at: Timestamp(milliseconds: time), author: "test", reason: "", added: documents.count, changed: 0,
                removed: 0)
            for document in documents {
                if let row = try writer.reader.row(of: document.document.id) {
                    try writer.retire(document: row, revision: revision)
                }
                try writer.insert(document, revision: revision)
            }
            return revision
        }
    }
}

public import Domain
import Store

/// A part of a live document with its vector: what another search engine is given of the knowledge base.
public struct KnowledgePart: Sendable {
    /// The id that hits have: `namespace/id#1`, `namespace/id#q`.
    public let id: String
    public let document: DocumentID
    public let chunk: Chunk
    /// `[dimension]` of unit length; empty where the part has none.
    public let vector: [Float]
    /// What filters see of the document.
    public let metadata: Metadata
    /// The document as stored, for its words.
    public let stored: StoredDocument
    /// Digest of the text that was embedded.
    public let textDigest: String

    init(
        document: StoredDocument, chunk: StoredChunk, vector: [Float]
    ) {
        id = Chunk.id(of: document.document.id, role: chunk.chunk.role, ordinal: chunk.chunk.ordinal)
        self.document = document.document.id
        self.chunk = chunk.chunk
        self.vector = vector
        metadata = document.document.filterable(updatedAt: document.updatedAt)
        stored = document
        textDigest = chunk.embeddingDigest
    }
}

/// The parts of some documents of one revision.
public struct KnowledgeParts: Sendable {
    public let parts: [KnowledgePart]
    /// The document to go on after; nil when these are the last.
    public let next: DocumentID?
    /// The revision that was read.
    public let revision: Int64
}

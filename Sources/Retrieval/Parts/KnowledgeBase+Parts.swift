public import Domain
import Store

extension KnowledgeBase {
    /// The parts of at most `limit` live documents after `after`, in the order of document ids, read in one
    /// transaction. A caller who wants one revision whole begins again where `revision` changes between pages.
    public func parts(after: DocumentID? = nil, limit: Int = 500) throws -> KnowledgeParts {
        try store.read { reader in
            let encoder = try reader.manifest().index?.encoder.digest
            let documents = try reader.documents(namespaces: nil, filter: nil, after: after, limit: limit + 1)
            var parts: [KnowledgePart] = []
            for stored in documents.prefix(limit) {
                guard let row = try reader.row(of: stored.document.id) else { continue }
                let chunks = try reader.chunks(document: row)
                var vectors: [Int64: [Float]] = [:]
                if let encoder {
                    try reader.vectors(encoder: encoder, chunkRows: chunks.map(\.row)) { vectors[$0] = Array($1) }
                }
                parts += chunks.map { KnowledgePart(document: stored, chunk: $0, vector: vectors[$0.row] ?? []) }
            }
            return KnowledgeParts(
                parts: parts, next: documents.count > limit ? documents[limit - 1].document.id : nil,
                revision: try reader.revision())
        }
    }

    /// Who made the vectors of this home, and their size; nil where nothing was ingested.
    public func indexedEncoder() throws -> (name: String, digest: String, dimension: Int)? {
        try store.read { reader in
            try reader.manifest().index.map { ($0.encoder.name, $0.encoder.digest, $0.encoder.dimension) }
        }
    }

    /// The last revision.
    public func revision() throws -> Int64 { try store.read { try $0.revision() } }
}

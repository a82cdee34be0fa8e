import Domain
public import Retrieval
import Synchronization
import VectorDatabase

/// The home's knowledge as an index that clients can read: a record for each part of a document, in a namespace for
/// each of the home's, with what filters see, the part's text and its title.
///
/// Read into memory at the first question after a change of the knowledge base.
public final class KnowledgeIndexes: Sendable {
    static let name = "knowledge"
    let names = [KnowledgeIndexes.name]

    private struct Loaded {
        let revision: Int64
        let index: InMemoryIndex
    }

    private let knowledge: KnowledgeBase
    private let loaded = Mutex<Loaded?>(nil)

    public init(_ knowledge: KnowledgeBase) { self.knowledge = knowledge }

    /// Empty where nothing was ingested.
    func all() throws -> [IndexSettings] { try settings(KnowledgeIndexes.name).map { [$0] } ?? [] }

    /// Nil for another name, or where nothing was ingested.
    func settings(_ name: String) throws -> IndexSettings? {
        guard name == KnowledgeIndexes.name, let encoder = try knowledge.indexedEncoder() else { return nil }
        return IndexSettings(
            name: name, dimension: encoder.dimension, metric: .cosine, isProtected: true,
            embed: IndexSettings.Embedding(model: encoder.name, textField: "text"),
            createdAt: Timestamp(milliseconds: 0))
    }

    /// The index as of the last revision; nil for another name, or where nothing was ingested.
    func index(_ name: String) throws -> (any VectorIndex)? {
        guard let settings = try settings(name) else { return nil }
        // One load at a time: two would hold the knowledge in memory twice.
        return try loaded.withLock { loaded -> any VectorIndex in
            let revision = try knowledge.revision()
            if let loaded, loaded.revision == revision { return loaded.index }
            let (records, read) = try records()
            let index = try InMemoryIndex(settings: settings, namespaces: records)
            loaded = Loaded(revision: read, index: index)
            return index
        }
    }

    private func records() throws -> (namespaces: [String: [VectorRecord]], revision: Int64) {
        while true {
            var namespaces: [String: [VectorRecord]] = [:]
            var page = try knowledge.parts()
            let revision = page.revision
            while true {
                for part in page.parts where !part.vector.isEmpty {
                    namespaces[part.document.namespace, default: []].append(KnowledgeIndexes.record(part))
                }
                guard page.revision == revision, let next = page.next else { break }
                page = try knowledge.parts(after: next)
            }
            // A change between two pages would mix revisions: then from the start.
            if page.revision == revision { return (namespaces, revision) }
        }
    }

    private static func record(_ part: KnowledgePart) -> VectorRecord {
        var metadata = part.metadata
        metadata["document"] = .string(part.document.description)
        metadata["role"] = .string(part.chunk.role.rawValue)
        metadata["text"] = .string(part.chunk.text)
        return VectorRecord(id: part.id, values: part.vector, metadata: metadata)
    }
}

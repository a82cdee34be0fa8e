/// What a revision did.
public enum RevisionKind: String, Sendable, CaseIterable, Hashable {
    /// Documents were put in or taken out.
    case change
    /// The documents of an earlier revision are live again.
    case rollback
    /// Documents were erased with all their versions, on request.
    case erasure
    /// The index was made anew with another encoder, or cut or normalised in another way.
    case reembedding
}

/// One change of the knowledge base: who, when, why, and how much.
public struct Revision: Sendable, Hashable {
    public let number: Int64
    public let createdAt: Timestamp
    /// A user id, never an address.
    public let author: String
    public let reason: String
    public let added: Int
    public let changed: Int
    public let removed: Int
    public let kind: RevisionKind
    /// Of a rollback: the revision whose documents are live again.
    public let restores: Int64?
    /// How many of the versions that this revision brought were erased since: the gap in it.
    public let erased: Int

    public init(
        number: Int64, createdAt: Timestamp, author: String, reason: String, added: Int, changed: Int, removed: Int,
        kind: RevisionKind = .change, restores: Int64? = nil, erased: Int = 0
    ) {
        self.number = number
        self.createdAt = createdAt
        self.author = author
        self.reason = reason
        self.added = added
        self.changed = changed
        self.removed = removed
        self.kind = kind
        self.restores = restores
        self.erased = erased
    }

    public var json: JSONValue {
        [
            "revision": .integer(number), "created_at": .string(createdAt.iso), "author": .string(author),
            "reason": .string(reason), "added": JSONValue(added), "changed": JSONValue(changed),
            "removed": JSONValue(removed), "kind": .string(kind.rawValue),
            "restores": restores.map(JSONValue.integer) ?? JSONValue.null, "erased": JSONValue(erased),
        ]
    }
}

/// A document as it stands in the knowledge base.
public struct StoredDocument: Sendable, Hashable {
    public let document: Document
    /// `document.updatedAt`, or the time of the revision that changed its content.
    public let updatedAt: Timestamp
    /// Hexadecimal SHA-256 of the document's content and metadata.
    public let digest: String
    /// The revision that brought this version.
    public let revision: Int64
    public let chunkCount: Int
    /// Whether its file has changed since; nil where the file is not here or it came inline.
    public var stale: Bool?

    public init(
        document: Document, updatedAt: Timestamp, digest: String, revision: Int64, chunkCount: Int, stale: Bool? = nil
    ) {
        self.document = document
        self.updatedAt = updatedAt
        self.digest = digest
        self.revision = revision
        self.chunkCount = chunkCount
        self.stale = stale
    }
}

/// What a document is for, which decides how it ages and who may see it.
public enum DocumentKind: String, Sendable, CaseIterable, Hashable {
    /// A customer's question and the approved answer.
    case example
    /// An exceptional case that needs a person.
    case outstanding
    case policy
    case faq
}

/// What a document says: running text, or a question with its answer.
public enum DocumentContent: Sendable, Hashable {
    case text(String)
    case answer(question: String, answer: String)

    public var question: String? { if case .answer(let question, _) = self { question } else { nil } }
    public var answer: String? { if case .answer(_, let answer) = self { answer } else { nil } }
    /// The text or the answer.
    public var body: String {
        switch self {
        case .text(let text): text
        case .answer(_, let answer): answer
        }
    }
}

/// A document as an author gives it: the unit of ingest, of relevance and of `k`.
public struct Document: Sendable, Hashable {
    public var id: DocumentID
    public var kind: DocumentKind
    public var title: String
    public var content: DocumentContent
    /// category, sub_topic, language, product, audience, tags, owner, risk, information_only, slots, and whatever
    /// else the source declares. `derivedMetadata` adds what filters see beside it.
    public var metadata: Metadata
    /// The document's own field; nil means the time of the revision that changed its content.
    public var updatedAt: Timestamp?
    public var validFrom: Timestamp?
    /// The first moment at which it no longer holds.
    public var validTo: Timestamp?
    /// Path relative to the ingest root, with `#n` for the n-th record of a file; empty where it came inline.
    public var source: String

    public init(
        id: DocumentID, kind: DocumentKind, title: String, content: DocumentContent, metadata: Metadata = [:],
        updatedAt: Timestamp? = nil, validFrom: Timestamp? = nil, validTo: Timestamp? = nil, source: String = ""
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.content = content
        self.metadata = metadata
        self.updatedAt = updatedAt
        self.validFrom = validFrom
        self.validTo = validTo
        self.source = source
    }

    /// What filters see: the metadata, and the document's own fields under their names (they win over metadata of
    /// the same name). Dates are UTC milliseconds.
    public func filterable(updatedAt effective: Timestamp) -> Metadata {
        var all = metadata
        all["namespace"] = .string(id.namespace)
        all["id"] = .string(id.id)
        all["kind"] = .string(kind.rawValue)
        all["title"] = .string(title)
        all["source"] = source.isEmpty ? nil : .string(source)
        all["updated_at"] = .number(Double(effective.milliseconds))
        all["valid_from"] = validFrom.map { .number(Double($0.milliseconds)) }
        all["valid_to"] = validTo.map { .number(Double($0.milliseconds)) }
        return all
    }

    /// Field names that `filterable` fills; a source may not give them another meaning.
    public static let ownFields: Set<String> = [
        "namespace", "id", "kind", "title", "source", "updated_at", "valid_from", "valid_to",
    ]
}

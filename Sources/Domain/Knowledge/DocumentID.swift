/// A document's identity: its id is unique in its namespace. Written `namespace/id`.
public struct DocumentID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let namespace: String
    public let id: String

    public init(namespace: String, id: String) {
        self.namespace = namespace
        self.id = id
    }

    /// Reads `namespace/id`; the id may hold further slashes. Returns nil where either side is empty.
    public init?(_ text: String) {
        guard let slash = text.firstIndex(of: "/") else { return nil }
        namespace = String(text[..<slash])
        id = String(text[text.index(after: slash)...])
        if namespace.isEmpty || id.isEmpty { return nil }
    }

    public var description: String { "\(namespace)/\(id)" }

    /// By the UTF-8 bytes of the namespace, then of the id: the order that ties are broken in everywhere.
    public static func < (left: DocumentID, right: DocumentID) -> Bool {
        if left.namespace != right.namespace {
            return left.namespace.utf8.lexicographicallyPrecedes(right.namespace.utf8)
        }
        return left.id.utf8.lexicographicallyPrecedes(right.id.utf8)
    }
}

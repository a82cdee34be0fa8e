/// What a vector stands for: a document's question, its answer, or a passage of its text.
public enum ChunkRole: String, Sendable, CaseIterable, Hashable {
    case question, answer, text
}

/// A part of one document: the unit that has a vector and, but for questions, a row of full text.
public struct Chunk: Sendable, Hashable {
    public let role: ChunkRole
    /// From 1 for answers and texts; 0 for the question.
    public let ordinal: Int
    /// The headings above the passage, outermost first, joined by " › "; empty where there are none.
    public let heading: String
    /// The words themselves, slots removed.
    public let text: String

    public init(role: ChunkRole, ordinal: Int, heading: String, text: String) {
        self.role = role
        self.ordinal = ordinal
        self.heading = heading
        self.text = text
    }

    /// `namespace/id#q` for a question, `namespace/id#1` … for the rest: the id of a hit.
    public static func id(of document: DocumentID, role: ChunkRole, ordinal: Int) -> String {
        role == .question ? "\(document)#q" : "\(document)#\(ordinal)"
    }
}

/// Whose file this is and what its index was made with.
public struct Manifest: Sendable, Hashable {
    /// Of the encoder whose vectors the index holds.
    public struct Encoder: Sendable, Hashable {
        public let name: String
        public let digest: String
        public let dimension: Int

        public init(name: String, digest: String, dimension: Int) {
            self.name = name
            self.digest = digest
            self.dimension = dimension
        }
    }

    /// What the first ingest fixes.
    public struct Index: Sendable, Hashable {
        public let encoder: Encoder
        /// Of `SearchText`.
        public let textVersion: Int
        public let chunkerVersion: Int

        public init(encoder: Encoder, textVersion: Int, chunkerVersion: Int) {
            self.encoder = encoder
            self.textVersion = textVersion
            self.chunkerVersion = chunkerVersion
        }
    }

    /// A random UUID in lower case.
    public let homeID: String
    /// Nil before the first ingest.
    public let index: Index?
}

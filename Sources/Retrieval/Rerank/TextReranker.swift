package import Embedding

/// Late interaction over any texts: what the second stage of search asks about its candidates, for callers who bring
/// their own.
package struct TextReranker: Sendable {
    private let tokens: any TokenEncoder

    package init(tokens: any TokenEncoder) { self.tokens = tokens }

    /// How well each text answers the query, `[texts]` in 0…1.
    ///
    /// The query's tokens are weighed by how far they tell these texts apart, so a text's score depends on the others.
    package func scores(query: String, texts: [String]) throws -> [Double] {
        let matrices = try tokens.encodeTokens([query] + texts)
        guard let asked = matrices.first else { return [] }
        return LateInteraction.scores(query: asked, documents: Array(matrices.dropFirst()))
    }
}

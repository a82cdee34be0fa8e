import Domain
import GRDB

extension KnowledgeReader {
    /// The terms that the full text index keeps for a text, in its order: normalised, folded and stemmed (Porter 1980)
    /// by the very tokeniser of `chunk_text`, so that two texts share a term exactly where full text would match.
    public func terms(of text: String) throws -> [String] {
        let tokenizer = try db.makeTokenizer(
            FTS5TokenizerDescriptor(components: ["porter", "unicode61", "remove_diacritics", "2"]))
        return try tokenizer.tokenize(document: SearchText.indexed(text)).map(\.token)
    }
}

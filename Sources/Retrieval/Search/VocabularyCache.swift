import Store
import Synchronization

/// The terms of the newest revision that a misspelt query was asked of, read once and shared.
final class VocabularyCache: Sendable {
    private let held = Mutex<(revision: Int64, vocabulary: Vocabulary)?>(nil)

    /// The vocabulary of the revision that this reader sees.
    func current(_ reader: KnowledgeReader, revision: Int64) throws -> Vocabulary {
        if let vocabulary = held.withLock({ $0?.revision == revision ? $0?.vocabulary : nil }) { return vocabulary }
        let vocabulary = try reader.vocabulary()
        held.withLock { held in
            if held.map({ $0.revision < revision }) ?? true { held = (revision, vocabulary) }
        }
        return vocabulary
    }
}

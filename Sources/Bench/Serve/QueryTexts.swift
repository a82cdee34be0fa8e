import Domain
import Synchronization

/// Query texts that never come twice, made of the corpus's sentences and words, the same ones from the same seed.
///
/// Each ends in two words that spell its number in the vocabulary, which is what makes it the only one of its kind.
final class QueryTexts: Sendable {
    private let base: @Sendable (Int) -> String
    private let vocabulary: [String]
    private let next = Mutex(0)

    init(corpus: SyntheticCorpus, seed: UInt64) {
        base = { corpus.query($0, seed: seed) }
        vocabulary = corpus.vocabulary
    }

    /// Messages over and over, each time with another ending.
    init(messages: [String], corpus: SyntheticCorpus) {
        base = { messages.isEmpty ? "" : messages[$0 % messages.count] }
        vocabulary = corpus.vocabulary
    }

    /// The next `count` texts; no other call gets them.
    func take(_ count: Int) -> [String] {
        let first = next.withLock { next in
            defer { next += count }
            return next
        }
        return (first..<first + count).map(text)
    }

    private func text(_ number: Int) -> String {
        let size = vocabulary.count
        let ending = "\(vocabulary[number / size % size]) \(vocabulary[number % size])"
        return base(number) + " " + ending
    }
}

public import Domain
import GRDB

/// The trigram fallback: a word of the query that no row of full text holds is taken for a misspelling, and the words
/// of the index that are most like it stand in for it.
extension KnowledgeReader {
    /// A connection's view of the terms of `chunk_text`; it holds nothing of its own.
    static let createVocabulary = """
        CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab('main', 'chunk_text', 'row')
        """

    /// All terms of the index. Reads all of its postings: some tens of milliseconds at 10,000 documents.
    public func vocabulary() throws -> Vocabulary {
        var vocabulary = Vocabulary()
        try SQLStatement(db, "SELECT term, doc FROM temp.vocabulary").scan { row in
            vocabulary.append(row.text(0), documents: row.int(1))
        }
        return vocabulary
    }

    /// The query with its unknown words replaced, and what was replaced; the query itself where all words are known.
    ///
    /// - Parameter vocabulary: that of the revision which this reader sees; asked for where a word is unknown.
    public func spelled(
        _ query: LexicalQuery, vocabulary: () throws -> Vocabulary
    ) throws -> (query: LexicalQuery, corrections: [Correction]) {
        let known = try SQLStatement(db, "SELECT 1 FROM chunk_text WHERE chunk_text MATCH ? LIMIT 1")
        var terms: [String] = []
        var corrections: [Correction] = []
        for word in query.terms {
            guard Misspelling.isCandidate(word), corrections.count < Misspelling.maximumWords,
                try known.bind([.text(LexicalQuery.quoted(word))]).int64() == nil
            else {
                terms.append(word)
                continue
            }
            let alike = try wordsLike(word, in: try vocabulary())
            if alike.isEmpty {
                terms.append(word)
            } else {
                terms += alike
                corrections.append(Correction(word: word, terms: alike))
            }
        }
        return corrections.isEmpty ? (query, []) : (LexicalQuery(terms: terms), corrections)
    }

    /// Terms of the index that a word may have been meant to be, the likeliest first.
    private func wordsLike(_ word: String, in vocabulary: Vocabulary) throws -> [String] {
        let forms = Set([word] + (try self.terms(of: word)) + Misspelling.withoutSuffix(word))
        // Slips of the first letter are rare: a term that shares it goes before one that does not.
        for sharingFirstLetter in [true, false] {
            var misspelling = Misspelling(forms)
            for term in vocabulary.terms where !sharingFirstLetter || term.scalars.first == word.unicodeScalars.first {
                misspelling.consider(term)
            }
            // A term is asked for as a word: it must be its own stem to be found again.
            let found = try misspelling.best.filter { try self.terms(of: $0) == [$0] }
            if !found.isEmpty { return found }
        }
        return []
    }
}

/// The terms of one revision's full text that a word may have been meant to be.
public struct Vocabulary: Sendable {
    /// One term, as slips are looked for.
    struct Term: Sendable {
        let text: String
        /// Rows that hold it.
        let documents: Int
        let scalars: [Unicode.Scalar]
        let letters: LetterSet
    }

    private(set) var terms: [Term] = []

    mutating func append(_ text: String, documents: Int) {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count >= Misspelling.shortest - 1, !scalars.contains(where: \.isDigit) else { return }
        terms.append(Term(text: text, documents: documents, scalars: scalars, letters: LetterSet(scalars)))
    }
}

/// Which letters a word has, up to those that share a place.
struct LetterSet: Sendable, Hashable {
    private let bits: UInt64

    init(_ word: [Unicode.Scalar]) { bits = word.reduce(0) { $0 | 1 << UInt64($1.value & 63) } }

    /// Never more than the changes that make one word the other: each takes away or brings at most one letter.
    func leastChanges(to other: LetterSet) -> Int {
        max((bits & ~other.bits).nonzeroBitCount, (other.bits & ~bits).nonzeroBitCount)
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
}

/// Finds the terms nearest to a word.
struct Misspelling {
    /// Most terms that stand in for one word.
    static let maximumTerms = 3
    /// Most words of a query that are replaced: a text in another language is not a text of slips.
    static let maximumWords = 8
    static let shortest = 4

    private let forms: [(scalars: [Unicode.Scalar], letters: LetterSet)]
    private let trigrams: Set<[Unicode.Scalar]>
    private var found: [(term: String, distance: Int, likeness: Double, documents: Int)] = []

    /// Words that are long enough for a slip to leave them recognisable, without figures.
    static func isCandidate(_ word: String) -> Bool {
        word.unicodeScalars.count >= shortest && word.unicodeScalars.allSatisfy(\.properties.isAlphabetic)
    }

    /// The word without each English ending that it has: a slip in the middle keeps the stemmer from taking it off.
    static func withoutSuffix(_ word: String) -> [String] {
        [
            "s", "es", "ed", "ing", "ings", "ic", "ics", "al", "er", "ers", "ion", "ions", "ment", "ments", "ly", "y",
        ]
        .filter { word.hasSuffix($0) && word.count - $0.count >= shortest }
        .flatMap { suffix -> [String] in
            let stem = String(word.dropLast(suffix.count))
            // "shipping" comes from "ship".
            let isDoubled = stem.suffix(2).first == stem.last
            return isDoubled ? [stem, String(stem.dropLast())] : [stem]
        }
    }

    /// - Parameter forms: the word, its stem, and it without its endings.
    init(_ forms: Set<String>) {
        let sorted = forms.sorted().map { Array($0.unicodeScalars) }
        self.forms = sorted.map { ($0, LetterSet($0)) }
        trigrams = sorted.reduce(into: []) { $0.formUnion(Misspelling.trigrams($1)) }
    }

    mutating func consider(_ term: Vocabulary.Term) {
        let scalars = term.scalars
        var nearest: Int?
        for (form, letters) in forms {
            let limit = min(form.count, scalars.count) < 8 ? 1 : 2
            guard abs(form.count - scalars.count) <= limit, letters.leastChanges(to: term.letters) <= limit else {
                continue
            }
            // Another letter in so short a word makes another word; letters that changed places do not.
            let isShort = form.count == scalars.count && form.count <= Misspelling.shortest
            if isShort, form.sorted() != scalars.sorted() { continue }
            if let distance = Misspelling.distance(form, scalars, limit: limit) {
                nearest = min(nearest ?? distance, distance)
            }
        }
        guard let nearest else { return }
        let own = Misspelling.trigrams(scalars)
        let shared = Double(own.intersection(trigrams).count)
        found.append((term.text, nearest, 2 * shared / Double(own.count + trigrams.count), term.documents))
    }

    /// Of the nearest terms those that share the most trigrams; of equals the commoner, then by their letters.
    var best: [String] {
        guard let nearest = found.map(\.distance).min() else { return [] }
        return found.filter { $0.distance == nearest }
            .sorted {
                ($1.likeness, $1.documents, $0.term) < ($0.likeness, $0.documents, $1.term)
            }
            .prefix(Misspelling.maximumTerms).map(\.term)
    }

    /// Runs of three, the word's ends marked by blanks.
    private static func trigrams(_ word: [Unicode.Scalar]) -> Set<[Unicode.Scalar]> {
        let padded = [" "] + word + [" "]
        guard padded.count >= 3 else { return [padded] }
        return Set((0...(padded.count - 3)).map { Array(padded[$0..<$0 + 3]) })
    }

    /// Insertions, deletions, substitutions and swaps of neighbours from one word to the other (optimal string
    /// alignment); nil where they are more than `limit`.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], limit: Int) -> Int? {
        guard abs(left.count - right.count) <= limit else { return nil }
        var before: [Int] = []
        var last = Array(0...right.count)
        for row in 0..<left.count {
            var current = [row + 1]
            current.reserveCapacity(right.count + 1)
            for column in 0..<right.count {
                var cost = min(last[column + 1], current[column]) + 1
                cost = min(cost, last[column] + (left[row] == right[column] ? 0 : 1))
                if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                    cost = min(cost, before[column - 1] + 1)
                }
                current.append(cost)
            }
            if current.allSatisfy({ $0 > limit }) { return nil }
            (before, last) = (last, current)
        }
        let distance = last[right.count]
        return distance <= limit ? distance : nil
    }
}

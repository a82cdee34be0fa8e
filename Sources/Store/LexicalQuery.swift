import Domain

/// The words of a query as full text is asked for them: the only way user text reaches FTS5.
///
/// A text becomes its normalised words (`SearchText.words`), in lower case, each once, without English function words
/// unless there is nothing else. Every word is one quoted FTS5 string, so no operator of FTS5 can be written in a
/// query; a chunk matches if it holds any of them.
///
/// ```swift
/// LexicalQuery("Where is my parcel, and NOT my \"box\"?").pattern  // "parcel" OR "box"
/// ```
public struct LexicalQuery: Sendable, Hashable {
    /// Later words are left out: a whole e-mail as a query would scan most of the index.
    public static let maximumTerms = 64

    /// Distinct words in the order of the text. `lexicalShares` has one entry for each.
    public let terms: [String]

    public init(_ text: String) {
        var seen: Set<String> = []
        let words = SearchText.words(of: text).map { $0.lowercased() }.filter { seen.insert($0).inserted }
        let telling = words.filter { !EnglishStopWords.all.contains($0) }
        terms = Array((telling.isEmpty ? words : telling).prefix(LexicalQuery.maximumTerms))
    }

    /// Terms as they are, each once.
    init(terms: [String]) {
        var seen: Set<String> = []
        self.terms = terms.filter { seen.insert($0).inserted }
    }

    /// Whether the text holds no word at all; such a query matches nothing.
    public var isEmpty: Bool { terms.isEmpty }

    /// The terms as one FTS5 expression.
    public var pattern: String { terms.map(LexicalQuery.quoted).joined(separator: " OR ") }

    /// An FTS5 string: in double quotes, those inside it doubled.
    static func quoted(_ term: String) -> String {
        var quoted = "\""
        for scalar in term.unicodeScalars {
            if scalar == "\"" { quoted.unicodeScalars.append(scalar) }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}

/// How much a word counts in each column of full text.
public struct ColumnWeights: Sendable, Hashable {
    public let title: Double
    public let question: Double
    public let body: Double

    public init(title: Double, question: Double, body: Double) {
        self.title = title
        self.question = question
        self.body = body
    }

    public static let equal = ColumnWeights(title: 1, question: 1, body: 1)
}

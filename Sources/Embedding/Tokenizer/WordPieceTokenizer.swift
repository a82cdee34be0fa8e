import Domain

/// Text to the ids of a BERT vocabulary: WordPiece (Wu et al. 2016) behind BERT's basic tokenisation (Devlin et al.
/// 2018), with the ids of the original implementation for every scalar and sequence.
///
/// Cleaning, spacing of ideographs, accent stripping over canonical decomposition, lower case, splitting at white space
/// and punctuation, then greedy longest-match pieces; a word of more than 100 scalars or with no match is `[UNK]`.
/// Special tokens written out in the text (`[SEP]`) become that token, as in the original. Works on Unicode scalars in
/// UTF-8; nothing is allocated per token.
public struct WordPieceTokenizer: Sendable {
    /// How text is folded before it is split; what a model's `tokenizer_config.json` says.
    public struct Switches: Hashable, Sendable {
        public var lowercase: Bool
        /// `nil` follows `lowercase`, as in the original.
        public var stripAccents: Bool?
        public var spaceIdeographs: Bool

        public init(lowercase: Bool = true, stripAccents: Bool? = nil, spaceIdeographs: Bool = true) {
            self.lowercase = lowercase
            self.stripAccents = stripAccents
            self.spaceIdeographs = spaceIdeographs
        }
    }

    /// Ids of the tokens every text is wrapped in, and of unknown words.
    public struct SpecialTokens: Hashable, Sendable {
        public let classification: Int32
        public let separator: Int32
        public let unknown: Int32
    }

    public let switches: Switches
    public let specialTokens: SpecialTokens
    /// Pieces in the vocabulary; every id is below it.
    public var vocabularyCount: Int { vocabulary.count }

    let vocabulary: Vocabulary
    let characters: CharacterTable
    /// Tokens recognised in raw text, longest first.
    let literals: [(bytes: [UInt8], id: Int32)]
    /// What an ASCII byte is to the scanner.
    let ascii: [AsciiKind]

    enum AsciiKind: UInt8 {
        case letter, upper, punctuation, space, removed, literal
    }

    /// - Parameters:
    ///   - vocabulary: the bytes of `vocab.txt`, a piece a line.
    ///   - names: the texts of the special tokens; those absent from the vocabulary are ignored, but for `[CLS]`,
    ///     `[SEP]` and `[UNK]`.
    /// - Throws: `model_invalid` where the vocabulary is empty or lacks a token the model needs.
    public init(
        vocabulary file: [UInt8], name: String = "vocab.txt", switches: Switches = Switches(),
        specialTokens names: SpecialTokenNames = SpecialTokenNames()
    ) throws {
        let vocabulary = try Vocabulary(file: file, name: name)
        func require(_ token: String) throws -> Int32 {
            guard let id = vocabulary.id(of: token) else {
                throw AlmanacError(
                    .modelInvalid, "\(name) has no piece \(token)",
                    hint: "Is this the vocabulary of a BERT model? Fetch vocab.txt of the same model again.")
            }
            return id
        }
        self.vocabulary = vocabulary
        self.switches = switches
        specialTokens = SpecialTokens(
            classification: try require(names.classification), separator: try require(names.separator),
            unknown: try require(names.unknown))
        characters = CharacterTable(
            lowercase: switches.lowercase, stripAccents: switches.stripAccents ?? switches.lowercase,
            spaceIdeographs: switches.spaceIdeographs)
        literals = names.all
            .compactMap { token in vocabulary.id(of: token).map { (bytes: Array(token.utf8), id: $0) } }
            .filter { !$0.bytes.isEmpty }
            .sorted { $0.bytes.count > $1.bytes.count }
        ascii = Self.asciiKinds(characters, switches, literals.map { $0.bytes[0] })
    }

    private static func asciiKinds(
        _ characters: CharacterTable, _ switches: Switches, _ literalStarts: [UInt8]
    ) -> [AsciiKind] {
        (0..<128).map { byte -> AsciiKind in
            let entry = characters[UInt32(byte)]
            if literalStarts.contains(UInt8(byte)) { return .literal }
            if entry & CharacterTable.Flags.removed != 0 { return .removed }
            if entry & CharacterTable.Flags.space != 0 { return .space }
            if entry & CharacterTable.Flags.punctuation != 0 { return .punctuation }
            return switches.lowercase && UInt8(ascii: "A")...UInt8(ascii: "Z") ~= UInt8(byte) ? .upper : .letter
        }
    }

    /// The ids of a text between `[CLS]` and `[SEP]`.
    /// - Parameter limit: the most ids to return, both specials included; what goes beyond is cut off, and reported.
    public func tokenize(_ text: String, limit: Int = .max) -> (ids: [Int32], truncated: Bool) {
        var scan = TokenScan()
        let truncated = tokenize(text, limit: limit, scan: &scan)
        return (scan.ids, truncated)
    }

    /// The same with the caller's buffers: `scan.ids` holds the result. Returns whether the text was cut.
    func tokenize(_ text: String, limit: Int, scan: inout TokenScan) -> Bool {
        precondition(limit >= 2, "limit \(limit) leaves no room for [CLS] and [SEP]")
        scan.begin(with: specialTokens.classification, limit: limit - 1)
        let whole: Void? = text.utf8.withContiguousStorageIfAvailable { scan.run($0, self) }
        if whole == nil {
            Array(text.utf8).withUnsafeBufferPointer { scan.run($0, self) }
        }
        scan.end(with: specialTokens.separator)
        return scan.truncated
    }
}

/// How a model writes its special tokens.
public struct SpecialTokenNames: Hashable, Sendable {
    public var classification = "[CLS]"
    public var separator = "[SEP]"
    public var unknown = "[UNK]"
    public var padding = "[PAD]"
    public var mask = "[MASK]"

    public init() {}

    var all: [String] { [classification, separator, unknown, padding, mask] }
}

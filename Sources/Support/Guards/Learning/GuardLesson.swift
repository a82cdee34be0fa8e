/// A text as a guard learns from it and reads it.
public struct GuardLesson: Sendable, Hashable {
    /// Its sentences, normalised. A message is read whole, an answer sentence by sentence.
    public var sentences: [Sentence]
    /// What the guard should say to it; empty where it may pass.
    public var labels: [String]
    /// Labels that would be true of this text, so that it teaches nothing about them.
    public var excused: Set<String>
    /// `en`, `he`, `ru`, `de`, `es`, or `und`.
    public var language: String

    /// A sentence with what the rules say of it.
    public struct Sentence: Sendable, Hashable {
        public var text: String
        /// Names of what holds of it, such as a group of patterns that matched.
        public var flags: Set<String>

        public init(text: String, flags: Set<String>) {
            self.text = text
            self.flags = flags
        }
    }

    public init(sentences: [Sentence], labels: [String] = [], excused: Set<String> = [], language: String) {
        self.sentences = sentences
        self.labels = labels
        self.excused = excused
        self.language = language
    }

    /// In one order, whatever the order they came in, none twice.
    static func sorted(_ lessons: [GuardLesson]) -> [GuardLesson] {
        let keyed = lessons.map { (key: Array($0.line.utf8), lesson: $0) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) }
        return keyed.indices.filter { $0 == 0 || keyed[$0].key != keyed[$0 - 1].key }.map { keyed[$0].lesson }
    }

    /// Everything that it teaches.
    var line: String {
        let sentences = sentences.map { ([$0.text] + $0.flags.sorted()).joined(separator: "\u{1E}") }
        return ([language, labels.joined(separator: " "), excused.sorted().joined(separator: " ")] + sentences)
            .joined(separator: "\u{1F}")
    }
}

extension GuardLesson {
    /// A message, whole, with what the rules say of it.
    init(message: MessageText, flags: Set<String>) {
        let seen = String(message.plain.prefix(GuardText.limit))
        var sentences = Sentences.split(seen).map { Sentence(text: GuardText.normalized($0), flags: []) }
        if sentences.isEmpty { sentences = [Sentence(text: "", flags: [])] }
        sentences[0].flags = flags
        self.init(sentences: sentences, language: MessageLanguage.code(of: message.normalized))
    }
}

extension GuardModel {
    /// Reads a message as one text.
    func read(whole lesson: GuardLesson) -> Reading {
        read([lesson.sentences], language: lesson.language)[0]
    }
}

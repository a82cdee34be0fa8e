import Domain

/// Fits an approved answer to another customer's message: what tells of the first customer goes, nothing is added.
enum AnswerText {
    /// Characters of an answer that are taken.
    static let longest = 1_500

    /// A fitted answer.
    struct Fitted {
        let text: String
        /// Share of the sentences that stayed, 0…1.
        let kept: Double
    }

    /// An approved answer taken apart, the same for every message.
    struct Stored {
        /// As it may be sent where nothing is left out.
        let whole: String
        /// Words of the first customer's message; nil for a text that was written for everybody.
        let asked: Set<String>?
        let paragraphs: [[Sentence]]

        struct Sentence {
            let text: String
            /// Without slots and addresses of pages, which are no words of a story.
            let words: [String]
        }

        /// - Parameter question: the first customer's message; nil for a text that was written for everybody.
        init(_ answer: String, question: String?) {
            whole = AnswerText.bounded(answer)
            asked = question.map { Set(KnowledgeDigest.words($0)) }
            paragraphs =
                question == nil
                ? []
                : answer.split(separator: "\n\n").map { paragraph in
                    Sentences.split(String(paragraph)).map { sentence in
                        let plain = sentence.split(separator: " ")
                            .filter { !$0.contains("{{") && !$0.contains("://") }.joined(separator: " ")
                        return Sentence(text: sentence, words: KnowledgeDigest.words(plain))
                    }
                }
        }
    }

    /// Sentences whose words are the company's own or the customer's, in their paragraphs.
    ///
    /// A sentence goes where it takes up something that only the first customer said: a word or number of that
    /// customer's message, or a name or rare word, that is neither the company's own nor in the new message.
    ///
    /// - Parameter said: the words of the new customer's message.
    static func fitted(_ answer: Stored, said: Set<String>, houseWords: Set<String>) -> Fitted {
        guard let asked = answer.asked else { return Fitted(text: answer.whole, kept: 1) }
        var all = 0
        var kept = 0
        var paragraphs: [String] = []
        for paragraph in answer.paragraphs {
            all += paragraph.count
            let fitting = paragraph.filter { isFitting($0.words, asked: asked, said: said, houseWords: houseWords) }
            kept += fitting.count
            if !fitting.isEmpty { paragraphs.append(fitting.map(\.text).joined(separator: " ")) }
        }
        return Fitted(
            text: bounded(paragraphs.joined(separator: "\n\n")), kept: all == 0 ? 0 : Double(kept) / Double(all))
    }

    private static func isFitting(
        _ words: [String], asked: Set<String>, said: Set<String>, houseWords: Set<String>
    ) -> Bool {
        for word in words where !said.contains(word) {
            if houseWords.contains(word) {
                // Their number of weeks or boxes, not a rule's.
                if word.allSatisfy(\.isNumber), asked.contains(word) { return false }
                continue
            }
            if asked.contains(word) || word.count > 3 { return false }
        }
        return true
    }

    private static func bounded(_ text: String) -> String {
        guard text.count > longest else { return text }
        var kept = ""
        for paragraph in text.split(separator: "\n\n") {
            guard kept.count + paragraph.count <= longest else { break }
            kept += (kept.isEmpty ? "" : "\n\n") + paragraph
        }
        if kept.isEmpty {
            for sentence in Sentences.split(text) {
                guard kept.count + sentence.count < longest else { break }
                kept += (kept.isEmpty ? "" : " ") + sentence
            }
        }
        return kept
    }
}

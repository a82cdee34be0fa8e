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

    /// Sentences whose words are the company's own or the customer's, in their paragraphs.
    ///
    /// A sentence goes where it takes up something that only the first customer said: a word or number of that
    /// customer's message, or a name or rare word, that is neither the company's own nor in the new message.
    ///
    /// - Parameters:
    ///   - question: the first customer's message; nil for a text that was written for everybody.
    ///   - message: the new customer's.
    static func fitted(
        _ answer: String, question: String?, message: String, houseWords: Set<String>
    ) -> Fitted {
        guard let question else { return Fitted(text: bounded(answer), kept: 1) }
        let asked = Set(KnowledgeDigest.words(question))
        let said = Set(KnowledgeDigest.words(message))
        var all = 0
        var kept = 0
        var paragraphs: [String] = []
        for paragraph in answer.split(separator: "\n\n") {
            let sentences = Sentences.split(String(paragraph))
            all += sentences.count
            let fitting = sentences.filter { isFitting($0, asked: asked, said: said, houseWords: houseWords) }
            kept += fitting.count
            if !fitting.isEmpty { paragraphs.append(fitting.joined(separator: " ")) }
        }
        return Fitted(
            text: bounded(paragraphs.joined(separator: "\n\n")), kept: all == 0 ? 0 : Double(kept) / Double(all))
    }

    private static func isFitting(
        _ sentence: String, asked: Set<String>, said: Set<String>, houseWords: Set<String>
    ) -> Bool {
        // Slots and addresses of pages are no words of a story.
        let plain = sentence.split(separator: " ").filter { !$0.contains("{{") && !$0.contains("://") }
            .joined(separator: " ")
        for word in KnowledgeDigest.words(plain) where !said.contains(word) {
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

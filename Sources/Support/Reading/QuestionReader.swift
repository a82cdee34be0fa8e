import Domain

/// Sentences that ask something, and the rest.
enum QuestionReader {
    /// Questions that are kept.
    static let limit = 8
    /// Statements that are kept.
    static let statementLimit = 200

    private static let auxiliaries: Set<String> = [
        "is", "are", "do", "does", "did", "can", "could", "will", "would", "should", "was", "were", "has", "have",
        "shall", "may", "am", "isnt", "arent", "doesnt", "cant", "couldnt", "wont", "wouldnt", "hasnt", "havent", "had",
    ]
    private static let subjects: Set<String> = [
        "i", "you", "we", "it", "they", "the", "my", "there", "this", "that", "he", "she", "someone", "somebody",
        "any", "anyone", "your", "our", "a", "these", "those", "anything", "all", "both", "one", "every", "its",
    ]
    private static let interrogatives: Set<String> = ["who", "what", "when", "where", "why", "how", "which", "whose"]
    private static let foreign: Set<String> = [
        "где", "когда", "почему", "как", "сколько", "можно", "кто", "какой", "какая", "איפה", "מתי", "למה", "איך",
        "כמה", "האם", "מה", "wo", "wann", "warum", "wie", "wer", "welche", "dónde", "cuándo", "cómo", "cuánto", "qué",
    ]
    private static let fillers: Set<String> = [
        "and", "so", "but", "also", "hi", "hello", "hey", "ok", "okay", "thanks", "please", "sorry", "well", "then",
        "first", "second", "secondly", "finally", "oh", "plus", "anyway", "additionally", "shalom", "dear",
    ]
    private static let requests = Phrases(
        "id like|love to know|understand|find", "i would like|love to know|understand", "i want to know", "tell me",
        "let me know",
        "i wonder|am|was wondering", "i wonder", "im wondering", "wondering if|whether|when|what|how", "do you know",
        "any idea", "please advise|explain|confirm|clarify", "can|could you tell",
        "need to know", "curious")

    static func read(_ text: String) -> (questions: [String], statements: [String]) {
        var questions: [String] = []
        var statements: [String] = []
        for sentence in Sentences.split(WordStream.head(text)) {
            if asks(sentence) {
                if questions.count < limit { questions.append(sentence) }
            } else if statements.count < statementLimit {
                statements.append(sentence)
            }
        }
        return (questions, statements)
    }

    static func asks(_ sentence: String) -> Bool {
        let end = sentence.trimming { $0.isWhitespace || "\"')!".contains($0) }
        if end.hasSuffix("?") || end.hasSuffix("؟") || sentence.hasPrefix("¿") { return true }
        let stream = WordStream(sentence)
        guard stream.count > 1 else { return false }
        var start = 0
        while start < 3, fillers.contains(stream.word(start)) { start += 1 }
        if let place = requests.places(in: stream).first, place.lowerBound <= start + 4,
            !Negation.denies(stream, at: place.lowerBound)
        {
            return true
        }
        if sentence.hasSuffix("!") { return false }
        let (first, second) = (stream.word(start), stream.word(start + 1))
        if foreign.contains(first) { return true }
        if interrogatives.contains(first) {
            if first == "how", ["much", "many", "long", "often", "soon", "to", "come", "about", "far"].contains(second)
            {
                return true
            }
            if first == "what" || first == "which" {
                // `what time does it leave`
                return auxiliaries.contains(second)
                    || !subjects.contains(second) && auxiliaries.contains(stream.word(start + 2))
            }
            return auxiliaries.contains(second)
        }
        return auxiliaries.contains(first) && subjects.contains(second)
    }
}

import Domain

/// A greeting that the text of a part begins with although the answer has one.
enum PartGreeting {
    /// Words between the greeting and the mark that ends it.
    private static let mostWords = 4
    /// In scripts without capitals nothing tells a name from other words.
    private static let mostWordsWithoutCapitals = 2
    private static let mostWordsBehindComma = 2
    /// Characters up to that mark.
    private static let longest = 60

    /// The text without it, beginning with a capital; unchanged but for white space at its ends where there is none.
    static func dropped(from text: String) -> String {
        let text = text.trimming(while: \.isWhitespace)
        let line = text.prefix { !$0.isNewline }
        let head = line.drop { $0 == "¡" }.prefix(longest)
        guard let phrase = phrases.first(where: { begins(head, with: $0) }) else { return text }
        let rest = head.dropFirst(phrase.count)
        let end = rest.firstIndex { ends.contains($0) }
        // Without a mark the greeting must be the whole line.
        guard end != nil || rest.endIndex == line.endIndex else { return text }
        guard isNames(rest[..<(end ?? rest.endIndex)].split(whereSeparator: \.isWhitespace)) else { return text }
        var behind = text[(end ?? rest.endIndex)...].drop { $0.isWhitespace || ends.contains($0) }
        // `Hello, Miriam!`: the name stands behind a comma of its own.
        if let end, rest[end] == ",", rest[..<end].allSatisfy(\.isWhitespace) {
            let name = behind.prefix(longest).prefix { $0 != "!" && !$0.isNewline }
            let names = name.split(whereSeparator: \.isWhitespace)
            if behind[name.endIndex...].first == "!", names.count <= mostWordsBehindComma, isNames(names) {
                behind = behind[name.endIndex...].drop { $0.isWhitespace || ends.contains($0) }
            }
        }
        return (behind.first?.uppercased() ?? "") + behind.dropFirst()
    }

    private static func begins(_ head: Substring, with phrase: String) -> Bool {
        let start = head.prefix(phrase.count)
        return start.lowercased() == phrase && head.dropFirst(phrase.count).first?.isLetter != true
    }

    private static func isNames(_ words: [Substring]) -> Bool {
        guard words.count <= mostWords else { return false }
        let hasCase = words.contains { $0.contains { $0.isUppercase || $0.isLowercase } }
        if !hasCase, words.count > mostWordsWithoutCapitals { return false }
        return words.allSatisfy { word in
            fillers.contains(word.lowercased()) || word.first?.isUppercase == true
                || word.first.map { $0.isLetter && !$0.isLowercase } == true
        }
    }

    private static let ends: Set<Character> = [",", "!", ".", ":", ";", "–", "—"]

    private static let fillers: Set<String> = ["there", "again", "all", "and", "und", "y", "и", "de", "van", "von"]

    /// In small letters, the longer ones first.
    private static let phrases = [
        "dear", "hello", "hi", "hey", "greetings", "shalom", "good morning", "good afternoon", "good evening",
        "good day", "hallo", "guten tag", "guten morgen", "guten abend", "liebe", "lieber", "liebes",
        "sehr geehrte", "sehr geehrter", "hola", "buenos días", "buenas tardes", "buenas noches", "querida",
        "querido", "estimada", "estimado", "здравствуйте", "здравствуй", "добрый день", "доброе утро",
        "добрый вечер", "уважаемая", "уважаемый", "дорогая", "дорогой", "שלום", "היי", "בוקר טוב", "ערב טוב",
        "צהריים טובים",
    ].sorted { $0.count > $1.count }
}

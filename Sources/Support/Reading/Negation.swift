/// Whether what a message names is denied, or only supposed.
enum Negation {
    private static let words: Set<String> = [
        "dont", "not", "never", "no", "without", "wont", "doesnt", "didnt", "havent", "hasnt", "wasnt", "isnt", "arent",
        "wouldnt", "neither", "nor", "avoid", "nicht", "kein", "keine", "keinen", "statt", "anstatt", "не", "без",
        "вместо", "לא", "אל", "בלי", "במקום", "sin", "nunca",
    ]
    /// What a denial does not reach over.
    private static let ends: Set<String> = [
        "and", "please", "so", "because", "then", "since", "und", "bitte", "y", "и", "пожалуйста", "why",
    ]
    private static let harmlessNext: Set<String> = ["sure", "only", "just", "longer", "least", "later"]
    private static let inability: Set<String> = ["can", "could", "may", "do", "why"]

    /// `do not X`, `instead of X`, `X … not at all`; not `cannot find where to X`.
    static func denies(_ stream: WordStream, at place: Int, reach: Int = 7) -> Bool {
        let before = stream.before(place, most: reach)
        for (distance, word) in before.enumerated() {
            if ends.contains(word) { return false }
            let previous = before.indices.contains(distance + 1) ? before[distance + 1] : ""
            let next = distance > 0 ? before[distance - 1] : stream.word(place)
            if word == "of", previous == "instead" || previous == "place" { return true }
            if word == "than", previous == "rather" { return true }
            if word == "vez", previous == "en" { return true }
            guard words.contains(word) else { continue }
            if harmlessNext.contains(next) { continue }
            if word == "not", previous == "can" || previous == "could" { continue }
            if previous == "why" { continue }
            return true
        }
        return false
    }

    private static let conditions: Set<String> = ["if", "unless", "otherwise", "before", "wenn", "если", "אם", "si"]
    private static let politeness: Set<String> = ["could", "can", "possible", "would", "you", "may", "can"]

    /// `what happens if I X`, `X or I will …`; not `if I could X`.
    static func supposes(_ stream: WordStream, at place: Int) -> Bool {
        let before = stream.before(place, most: 7)
        guard let distance = before.firstIndex(where: { conditions.contains($0) }) else {
            return before.count > 1 && before.contains("or")
                && before.prefix(3).contains { ["will", "ill"].contains($0) }
        }
        return !before[..<distance].contains { politeness.contains($0) }
    }
}

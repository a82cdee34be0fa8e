import Domain

/// The sentences of a message, to look for a second thing that it asks for.
enum IntentSentences {
    /// Sentences that are looked at.
    static let limit = 12

    /// Cut behind . ! ? … and white space, and at line breaks; pieces of a single character are left out.
    static func of(_ text: String) -> [String] {
        var found: [String] = []
        var sentence = String.UnicodeScalarView()
        var isEnded = false
        func end() {
            let trimmed = String(sentence).trimming(while: \.isWhitespace)
            if trimmed.unicodeScalars.count > 1 { found.append(trimmed) }
            sentence = String.UnicodeScalarView()
            isEnded = false
        }
        for scalar in LexicalText.head(text).unicodeScalars {
            if found.count == limit { return found }
            if scalar == "\n" || scalar == "\r" || isEnded && scalar.properties.isWhitespace {
                end()
                continue
            }
            sentence.append(scalar)
            isEnded = scalar == "." || scalar == "!" || scalar == "?" || scalar == "…"
        }
        end()
        return found
    }
}

import Domain

/// The language of a message, by its script and then by the small words that only one language has.
public enum MessageLanguage {
    /// Languages that can be told, the first of them where nothing is known.
    static let all = ["en", "he", "ru", "de", "es"]
    static let unknown = "und"

    /// `en`, `he`, `ru`, `de`, `es`; `und` for anything else, too little text included.
    public static func code(of text: String) -> String {
        var latin = 0
        var hebrew = 0
        var cyrillic = 0
        var other = 0
        for scalar in text.unicodeScalars.prefix(limit) where scalar.properties.isAlphabetic {
            switch scalar.value {
            case 0x0590..<0x0600, 0xFB1D..<0xFB50: hebrew += 1
            case 0x0400..<0x0530: cyrillic += 1
            case 0..<0x250, 0x1E00..<0x1F00, 0x2C60..<0x2C80, 0xA720..<0xA800: latin += 1
            default: other += 1
            }
        }
        let most = max(latin, hebrew, cyrillic, other)
        guard most > 0, other < most else { return unknown }
        // Names of products and pages stand in Latin letters in a message of any language.
        if hebrew * 3 >= latin, hebrew >= cyrillic, hebrew > 0 { return "he" }
        if cyrillic * 3 >= latin, cyrillic > 0 { return russian(text) ? "ru" : unknown }
        return latinLanguage(text)
    }

    /// Whether most letters are Latin; so is a text without letters.
    static func isMostlyLatin(_ text: String) -> Bool {
        var latin = 0
        var other = 0
        for scalar in text.unicodeScalars.prefix(limit) where scalar.properties.isAlphabetic {
            switch scalar.value {
            case 0..<0x250, 0x1E00..<0x1F00, 0x2C60..<0x2C80, 0xA720..<0xA800: latin += 1
            default: other += 1
            }
        }
        return other == 0 || latin > other
    }

    /// Scalars that are looked at.
    private static let limit = 20_000

    /// Letters that Ukrainian, Belarusian, Serbian and Macedonian have and Russian has not.
    private static func russian(_ text: String) -> Bool {
        !text.unicodeScalars.prefix(limit).contains { "іїєґўјљњћђџѓќѕ".unicodeScalars.contains($0) }
    }

    private static func latinLanguage(_ text: String) -> String {
        let prefix = String(text.unicodeScalars.prefix(limit))
        let words = SearchText.words(of: prefix).map { $0.lowercased() }
        var scores: [(code: String, score: Int)] = []
        for (code, list) in smallWords { scores.append((code, words.count { list.contains($0) })) }
        func add(_ points: Int, to code: String) {
            if let place = scores.firstIndex(where: { $0.code == code }) { scores[place].score += points }
        }
        let letters = prefix.lowercased().unicodeScalars
        add(letters.count { "ß".unicodeScalars.contains($0) } * 2, to: "de")
        add(letters.count { "ñ¿¡".unicodeScalars.contains($0) } * 2, to: "es")
        let best = scores.map(\.score).max() ?? 0
        let winners = scores.filter { $0.score == best }
        if best > 0, winners.count == 1 { return winners[0].code }
        // Nothing tells: plain letters in a few words are most often English here, where somebody wrote words at all.
        let isPlain = words.allSatisfy { $0.utf8.allSatisfy { $0 < 0x80 } }
        return best == 0 && isPlain && words.contains(where: { known.contains($0) }) ? "en" : unknown
    }

    /// Function words, and what customers write most. A word that two of the languages share is in neither list.
    private static let smallWords: [(code: String, list: Set<String>)] = [
        (
            "en",
            [
                "the", "and", "you", "my", "is", "it", "to", "of", "i", "im", "ive", "for", "this", "that", "have",
                "with", "not", "are", "your", "please", "be", "but", "on", "at", "from", "what", "when", "where",
                "how", "can", "do", "does", "did", "dont", "we", "our", "me", "or", "if", "they", "would", "could",
                "will", "been", "still", "just", "out", "get", "got", "one", "thank", "thanks", "any", "about", "by",
                "an", "has", "had", "there", "want", "who", "why", "all", "new", "its", "as", "up", "u",
                "pls", "box", "cancel", "refund", "help", "hi", "hello", "never", "arrived", "address", "order", "stop",
            ]
        ),
        (
            "de",
            [
                "der", "die", "das", "und", "ich", "ist", "nicht", "mein", "meine", "meinen", "meiner", "sie", "wir",
                "ein", "eine", "einen", "einer", "zu", "den", "dem", "mit", "für", "fur", "fuer", "auf", "von", "bei",
                "aber", "wie", "wann", "wo", "bitte", "habe", "haben", "hat", "kann", "können", "koennen", "noch",
                "schon", "auch", "danke", "vielen", "dank", "ihr", "ihre", "ihnen", "mir", "mich", "uns", "seit",
                "wurde", "werden", "wird", "sehr", "nur", "aus", "nach", "oder", "wenn", "dass", "keine", "kein",
                "paket", "abo", "kündigen", "kuendigen", "lieferung", "guten", "tag", "hallo", "im",
            ]
        ),
        (
            "es",
            [
                "el", "la", "los", "las", "de", "que", "y", "en", "un", "una", "por", "para", "con", "mi", "mis", "se",
                "lo", "del", "al", "es", "está", "esta", "pero", "muy", "gracias", "hola", "buenos", "buenas", "días",
                "dias", "quiero", "quisiera", "pedido", "caja", "cuándo", "cuando", "dónde", "donde", "cómo", "como",
                "puedo", "pueden", "tengo", "ha", "han", "sin", "ya", "más", "mas", "suscripción", "suscripcion",
                "cancelar", "dirección", "direccion", "favor", "llegado", "llegó", "todavía", "porque", "qué", "su",
            ]
        ),
    ]

    private static let known: Set<String> = ["ok", "yes", "no", "hey", "order", "tracking", "shipping", "payment"]
}

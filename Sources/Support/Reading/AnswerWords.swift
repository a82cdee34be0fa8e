import Domain

/// Short answers to something that was asked.
enum AnswerWords {
    private static let longest = 12

    private static let yes: Set<String> = [
        "yes", "yep", "yeah", "sure", "ok", "okay", "correct", "right", "exactly", "agreed", "confirm", "confirmed",
        "please", "fine", "да", "конечно", "כן", "ja", "sí", "si", "absolutely", "perfect",
    ]
    private static let no: Set<String> = ["no", "nope", "nein", "нет", "לא", "dont", "not", "never", "neither"]

    /// Whether the first words agree; nil where they are no answer.
    static func agrees(_ stream: WordStream) -> Bool? {
        guard let first = stream.words.first?.word, stream.count <= longest else { return nil }
        if no.contains(first) { return false }
        return yes.contains(first) && !(first == "please" && stream.count > 2) ? true : nil
    }

    /// `2`, `two please`: a number alone.
    static func bareNumber(_ stream: WordStream) -> Reading<Int> {
        guard stream.count <= 4 else { return .absent }
        let numbers = stream.words.indices.compactMap { place -> Int? in
            stream.word(place) == "one" && stream.count > 2 ? nil : CalendarWords.number(stream, place)
        }
        return Reading(numbers.filter { (1...120).contains($0) })
    }

    /// `every two`, `2`, `3 months`: months between boxes.
    static func bareFrequency(_ stream: WordStream) -> Reading<Frequency> {
        guard stream.count <= 5 else { return .absent }
        let hasOtherUnit = stream.words.contains {
            guard let unit = CalendarWords.unit($0.word) else { return false }
            return unit != .month
        }
        guard !hasOtherUnit else { return .absent }
        let numbers = stream.words.indices.compactMap { CalendarWords.number(stream, $0) }
        let frequencies = numbers.compactMap { number in Frequency.allCases.first { $0.months == number } }
        return frequencies.count == numbers.count ? Reading(frequencies) : .absent
    }

    private static let places: [String: Int] = [
        "first": 1, "1st": 1, "former": 1, "second": 2, "2nd": 2, "latter": 2, "third": 3, "3rd": 3, "fourth": 4,
        "4th": 4, "fifth": 5, "5th": 5, "last": -1, "первая": 1, "первую": 1, "вторая": 2, "вторую": 2,
        "הראשון": 1, "הראשונה": 1, "השני": 2, "השנייה": 2, "erste": 1, "zweite": 2, "primera": 1, "segunda": 2,
    ]

    /// `the first one`, `number 2`, `2`; nil where several are named.
    static func choice(_ stream: WordStream) -> Int? {
        guard stream.count <= longest else { return nil }
        var found: Set<Int> = []
        for place in stream.words.indices {
            if let choice = places[stream.word(place)] { found.insert(choice) }
            if let number = stream.number(place), (1...9).contains(number), stream.words[place].glue == nil,
                stream.count <= 3 || ["number", "no", "option"].contains(stream.word(place - 1))
            {
                found.insert(number)
            }
        }
        return found.count == 1 ? found.first : nil
    }

    private static let fillers: Set<String> = [
        "it", "its", "is", "was", "the", "a", "an", "my", "yes", "that", "one", "please", "i", "mean", "meant", "think",
        "about", "only", "just", "thanks", "thank", "you", "im", "afraid", "hi", "hello", "this", "sorry", "and",
    ]

    /// The words of a short answer without its small ones.
    static func name(_ stream: WordStream) -> Reading<String> {
        guard stream.count <= longest else { return .absent }
        let words = stream.words.map(\.word).filter { !fillers.contains($0) }
        return (1...6).contains(words.count) ? .one(words.joined(separator: " ")) : .absent
    }
}

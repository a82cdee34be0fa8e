import Domain

/// Which of some labelled choices a customer's words mean; nil where that is not clear.
struct ChoiceReading {
    private let words: [String]
    /// Whether the customer was asked to choose; else figures and ordinals may mean anything.
    private let wasAsked: Bool

    init(_ text: String, wasAsked: Bool) {
        words = SearchText.words(of: String(text.prefix(ChoiceReading.limit)).lowercased())
        self.wasAsked = wasAsked
    }

    /// Characters of a message that are looked at.
    private static let limit = 2_000

    /// - Parameter place: which of the list the words name, from 1; -1 for the last.
    func choice(among choices: [Refusal.Choice], place: Int? = nil) -> Refusal.Choice? {
        guard !choices.isEmpty, !words.isEmpty else { return nil }
        let present = Set(words)
        // What tells the choices apart: the last of a number, a town, a plan.
        let labels = choices.map { choice in
            Set(SearchText.words(of: choice.label.lowercased()).filter { wasAsked || !$0.contains(where: \.isNumber) })
        }
        let common = labels.dropFirst().reduce(labels.first ?? []) { $0.intersection($1) }
        let named = choices.indices.filter { offset in
            !labels[offset].subtracting(common).subtracting(ChoiceReading.weak).isDisjoint(with: present)
                || (wasAsked && present.isSuperset(of: SearchText.words(of: choices[offset].value.lowercased())))
        }
        if named.count == 1, choices.count > 1, let only = named.first { return choices[only] }
        guard wasAsked, named.isEmpty, let place else { return nil }
        if place == -1 { return choices.last }
        return choices.indices.contains(place - 1) ? choices[place - 1] : nil
    }

    /// Words of labels that stand in any message.
    private static let weak: Set<String> = [
        "box", "every", "month", "months", "two", "three", "six", "year", "once", "a", "to", "ends", "of", "the", "and",
        "for", "paused", "in", "with",
    ]
}

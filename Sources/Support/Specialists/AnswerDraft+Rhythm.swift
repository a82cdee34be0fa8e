import Domain

extension AnswerDraft {
    mutating func answerRhythm() throws {
        if try has(.currentRhythm) {
            if let subscription = try subscription("schedule"),
                let frequency = subscription["frequency"]?.string.flatMap(Frequency.init)
            {
                try say(.fact, "facts.rhythm", ["frequency": task.texts.frequency(frequency)])
            }
            try settle(.currentRhythm)
        }
        let isAsking = try facts.frequency == .absent && (has(.inquiry) || has(.currentRhythm))
        if try waiting(for: "change_frequency") != nil || (wants(.changeFrequency) && !isAsking) || isWish() {
            try changeRhythm()
        }
        try answerOpenFromKnowledge()
        if answer.parts.isEmpty, try !know(words), wants(.changeFrequency) { try changeRhythm() }
    }

    private mutating func changeRhythm() throws {
        var arguments = waiting(for: "change_frequency")?.arguments ?? [:]
        switch facts.frequency {
        case .one(let frequency): arguments["frequency"] = .string(frequency.rawValue)
        case .ambiguous: arguments["frequency"] = nil
        case .absent: break
        }
        if arguments["frequency"] != nil {
            try propose("change_frequency", arguments)
        } else {
            try ask("which_frequency", tool: "change_frequency", arguments)
        }
        try settleWish()
    }

    /// A rhythm is named, and nothing asks how rhythms work.
    private func isWish() throws -> Bool {
        guard case .one = facts.frequency else { return false }
        return try !has(.inquiry) && !has(.currentRhythm)
    }

    /// The wish itself often comes as a question: "could it be every two months?". A question about how it works stays.
    mutating func settleWish() throws { open = try open.filter { try has(.inquiry, in: $0) } }
}

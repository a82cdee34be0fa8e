import Domain

extension AnswerDraft {
    mutating func answerRhythm() throws {
        if try has(.currentRhythm) {
            try sayRhythm()
            try settle(.currentRhythm)
        }
        let isAsking = try facts.frequency == .absent && (has(.inquiry) || has(.currentRhythm))
        if try waiting(for: "change_frequency") != nil || (wants(.changeFrequency) && !isAsking) || isWish() {
            try changeRhythm()
        }
        try answerOpen()
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
        try settleWish(.changeFrequency)
    }

    /// A rhythm is named, and nothing asks how rhythms work.
    private func isWish() throws -> Bool {
        guard case .one = facts.frequency else { return false }
        return try !has(.inquiry) && !has(.currentRhythm)
    }

    mutating func sayRhythm() throws {
        guard let subscription = try subscription("schedule"),
            let frequency = subscription["frequency"]?.string.flatMap(Frequency.init)
        else { return }
        try say(.fact, "facts.rhythm", ["frequency": task.texts.frequency(frequency)])
    }

    /// A wish often comes as a question: "could it be every two months?". A question about how it works stays open, and
    /// so does one about something else.
    mutating func settleWish(_ wishes: Wish...) throws {
        open = try open.filter { question in
            if try has(.inquiry, in: question) { return true }
            let own = MessageFacts(question, message: MessageText(question), today: today)
            let names: [Wish] = [
                own.frequency.isAbsent ? nil : .changeFrequency, own.pauseMonths.isAbsent ? nil : .pause,
                own.skipMonth.isAbsent && !own.wantsNextBox ? nil : .skip,
                own.address.isEmpty ? nil : .changeAddress,
            ].compactMap { $0 }
            return !wishes.contains { own.wants.contains($0) || names.contains($0) }
        }
    }
}

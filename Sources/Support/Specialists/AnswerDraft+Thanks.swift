import Domain

extension AnswerDraft {
    /// Thanks are answered with warmth and nothing else; a question in them is answered too.
    mutating func answerThanks() throws {
        let own = Array(task.category.namespaces.prefix(1))
        try know(words, in: own, from: category.confidence)
        // "Isn't that lovely?" is no question that waits for an answer where the whole was understood.
        let isUnderstood = !answer.parts.isEmpty
        let questions = open
        open = []
        for question in questions where try !know(question, from: category.confidence) {
            if try !isUnderstood || isAboutService(question) { open.append(question) }
        }
        answer.needsNoBody = answer.parts.isEmpty && open.isEmpty
    }

    private func isAboutService(_ question: String) throws -> Bool {
        try Cue.allCases.contains { try $0 != .consent && has($0, in: question) }
    }

    /// A category without tools: approved knowledge or a person.
    mutating func answerGeneral() throws {
        if wants(.refund), try facts.questions.isEmpty || facts.statements.contains(where: { try has(.refund, in: $0) })
        {
            try know(words, from: category.confidence)
            try settle(.refund)
            try handOver("Money is asked back; a person decides.")
        }
        try answerOpen()
        if answer.parts.isEmpty { try know(words) }
    }
}

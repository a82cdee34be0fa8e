import Domain

/// Scores of an answer that follow from its text and from what it rests on, each 0…1.
enum AnswerScoring {
    static func scores(_ input: GateInput, violations: [Violation]) -> AnswerScores {
        let accuracy = self.accuracy(input)
        let completeness = self.completeness(input)
        let tone = self.tone(input.forms.text)
        let sure = input.answers.map(\.confidence).min() ?? 0
        return AnswerScores(
            safety: violations.isEmpty ? 1 : 0, accuracy: accuracy, tone: tone, completeness: completeness,
            confidence: min(input.classification.confidence, sure))
    }

    /// Share of the figures in the answer that stand in what it rests on. Days count by their parts, so that
    /// `3 December 2026` rests on `2026-12-03`.
    private static func accuracy(_ input: GateInput) -> Double {
        let parts = input.answers.flatMap(\.parts).filter { $0.kind == .fact || $0.kind == .knowledge }
        let said = parts.flatMap { figures(in: $0.text) }
        guard !said.isEmpty else { return 1 }
        let known = Set(input.evidence.flatMap { figures(in: $0) })
        return Double(said.count { known.contains($0) }) / Double(said.count)
    }

    /// Runs of digits without leading zeros.
    static func figures(in text: String) -> [String] {
        text.split { !$0.isASCII || !$0.isNumber }.map { digits in
            let trimmed = digits.drop { $0 == "0" }
            return trimmed.isEmpty ? "0" : String(trimmed)
        }
    }

    /// Share of the intents and questions that are answered; a part that a person takes up counts as answered.
    private static func completeness(_ input: GateInput) -> Double {
        guard !input.answers.isEmpty else { return 0 }
        let open = input.answers.reduce(0) { $0 + $1.unanswered.count }
        let answered = input.answers.count { !$0.parts.isEmpty || $0.needsNoBody }
        let all = input.answers.count + open
        return Double(answered) / Double(all)
    }

    /// Deductions for what a warm, professional answer does not do.
    private static func tone(_ text: String) -> Double {
        var score = 1.0
        let words = text.split { !$0.isLetter }
        let shouted = words.count { $0.count > 3 && $0.allSatisfy(\.isUppercase) }
        if shouted > 2 { score -= 0.3 }
        if text.count(where: { $0 == "!" }) > 3 { score -= 0.2 }
        if words.count < 5 { score -= 0.4 }
        return max(0, score)
    }
}

import Domain

extension AnswerDraft {
    mutating func answerPreferences() throws {
        let isAllergy = try has(.allergy)
        if try has(.contents) {
            try sayContents()
            try settle(.contents)
        }
        if try has(.currentPreferences) {
            try sayPreferences()
            try settle(.currentPreferences)
        }
        if isAllergy {
            try say(.fact, "facts.traces")
            try settle(.allergy)
            try handOver("An allergy is looked at by a person.")
        } else if try has(.preferenceWish), try !isOnlyAsking() {
            try know(words, from: category.confidence)
            open = try open.filter { try !has(.preferenceWish, in: $0) }
            try handOver("What is put into boxes is set by the customer or by a person; there is no tool for it.")
        }
        try answerOpen()
        if answer.parts.isEmpty { try know(words) }
    }

    /// Everything about preferences in the message is a question about how it works.
    private func isOnlyAsking() throws -> Bool {
        guard try !facts.statements.contains(where: { try has(.preferenceWish, in: $0) }) else { return false }
        return try facts.questions.contains { try has(.preferenceWish, in: $0) }
    }

    private mutating func sayContents() throws {
        var arguments: JSONObject = [:]
        if let number = facts.orderNumbers.first { arguments["order"] = .string(number) }
        guard let box = try read("get_box_contents", arguments) else { return }
        let items = (box["items"]?.array ?? []).compactMap { item -> String? in
            guard let name = item["name"]?.string else { return nil }
            let allergens = (item["allergens"]?.array ?? []).compactMap(\.string)
            return allergens.isEmpty ? name : "\(name) (\(allergens.joined(separator: ", ")))"
        }
        try say(.fact, "facts.box_contents", lines: items)
        let allergens = (box["allergens"]?.array ?? []).compactMap(\.string)
        if allergens.isEmpty {
            try say(.fact, "facts.no_allergens")
        } else {
            try say(.fact, "facts.box_allergens", ["allergens": allergens.joined(separator: ", ")])
        }
        try say(.fact, "facts.traces")
    }

    private mutating func sayPreferences() throws {
        guard let preferences = try subscription("preferences")?["preferences"] else { return }
        guard preferences["not_available"] == nil else { return try say(.refusal, "refused.not_available") }
        let noted = try Preferences.Flag.allCases.filter { preferences[$0.rawValue]?.bool == true }
            .map { try task.texts.text("facts.\($0.rawValue)") }
        if noted.isEmpty {
            try say(.fact, "facts.no_wishes")
        } else {
            try say(.fact, "facts.wishes", lines: noted)
        }
    }
}

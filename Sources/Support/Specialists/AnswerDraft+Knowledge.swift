import Domain

extension AnswerDraft {
    /// Passages of knowledge in one answer; more would be a letter that nobody reads.
    private static let passagesAtMost = 4

    /// Answers what is open from the company's records and then from approved knowledge; what they cannot stays open.
    ///
    /// A single question is looked up with the whole message around it.
    mutating func answerOpen() throws {
        try answerOpenFromRecords()
        // "Would that be possible?" behind a wish is answered with it.
        if !answer.parts.isEmpty { try settle(.courtesy) }
        let questions = open
        open = []
        for question in questions where try !know(questions.count == 1 ? self.words : question) {
            open.append(question)
        }
    }

    /// Facts that are asked for beside the matter of the category, as far as the specialist's tools go.
    private mutating func answerOpenFromRecords() throws {
        let tools = Set(specialist.tools)
        let questions = open
        for question in questions {
            if tools.contains("get_subscription"), try has(.nextCharge, in: question) {
                if let subscription = try subscription("schedule", "price") { try saySchedule(subscription) }
            } else if tools.contains("get_subscription"), try has(.price, in: question) {
                if let subscription = try subscription("schedule", "price") { try sayPrice(subscription) }
            } else if tools.contains("get_subscription"), try has(.currentRhythm, in: question) {
                try sayRhythm()
            } else if tools.contains("get_subscription"), try has(.pauseState, in: question) {
                try sayPause()
            } else if tools.contains("get_payment_history"), try has(.lastCharge, in: question) {
                try sayLastCharge()
            } else if tools.contains("track_package"), try has(.tracking, in: question) {
                _ = try track()
            } else {
                continue
            }
            open.removeAll { $0 == question }
        }
    }

    /// Adds the best approved passage about some words whose slots can all be filled; false where there is none.
    @discardableResult
    mutating func know(_ words: String, in namespaces: [String]? = nil, from least: Double? = nil) throws -> Bool {
        let own = task.category.namespaces
        let all = namespaces ?? own + specialist.namespaces.filter { !own.contains($0) }
        let candidates = try knowledge.candidates(
            for: words, category: task.category, likely: task.classification.candidates, namespaces: all,
            language: task.texts.language, now: task.now)
        for candidate in candidates where candidate.relevance >= least ?? settings.knowledgeFrom {
            // It speaks of an account, and whose that is nobody knows.
            guard isVerified || (candidate.isInformationOnly && candidate.slots.isEmpty) || isGeneral(candidate) else {
                continue
            }
            if usedDocuments.contains(candidate.citation.document) {
                relevance.append(candidate.relevance)
                return true
            }
            guard usedDocuments.count < AnswerDraft.passagesAtMost else { return false }
            guard let part = try filled(candidate) else { continue }
            add(part)
            usedDocuments.insert(candidate.citation.document)
            relevance.append(candidate.relevance)
            return true
        }
        return false
    }

    /// Whether no slot of it comes from an account.
    private func isGeneral(_ candidate: KnowledgeAnswer) -> Bool {
        candidate.isInformationOnly
            && candidate.slots.allSatisfy { general($0, task.texts, task.now) != nil }
    }

    /// The text with its slots filled; nil where one cannot be, or where it is no text with slots.
    private mutating func filled(_ candidate: KnowledgeAnswer) throws -> AnswerPart? {
        guard let template = try? SlotTemplate(candidate.text) else { return nil }
        var values: [String: String] = [:]
        for slot in template.slots {
            if let value = general(slot, task.texts, task.now) {
                values[slot] = value
            } else if let value = try accountValue(of: slot) {
                values[slot] = AnswerDraft.line(value)
            } else {
                return nil
            }
        }
        return AnswerPart(
            .knowledge, try template.filled(with: values), citations: [candidate.citation],
            values: values.values.sorted())
    }

    // MARK: Slots

    /// Where an account's value for a slot is found.
    private struct SlotSource {
        let tool: String
        let arguments: JSONObject
        let path: [String]
        let form: Form

        enum Form { case text, day, money, frequency }

        init(_ tool: String, _ path: String..., include: String? = nil, form: Form = .text) {
            self.tool = tool
            arguments = include.map { ["include": .array([.string($0)])] } ?? [:]
            (self.path, self.form) = (path, form)
        }
    }

    private static let slotSources: [String: SlotSource] = [
        "plan_name": SlotSource("get_subscription", "subscription", "plan", include: "schedule"),
        "plan_price": SlotSource("get_subscription", "subscription", "price", include: "price", form: .money),
        "delivery_rhythm": SlotSource(
            "get_subscription", "subscription", "frequency", include: "schedule", form: .frequency),
        "next_charge_date": SlotSource(
            "get_subscription", "subscription", "schedule", "next_charge_on", include: "schedule", form: .day),
        "cutoff_date": SlotSource(
            "get_subscription", "subscription", "schedule", "change_until", include: "schedule", form: .day),
        "next_dispatch_date": SlotSource(
            "get_subscription", "subscription", "schedule", "next_dispatch_on", include: "schedule", form: .day),
        "pause_end_date": SlotSource(
            "get_subscription", "subscription", "schedule", "pause", "ends_on", include: "schedule", form: .day),
        "payment_method_label": SlotSource(
            "get_subscription", "subscription", "payment_method", "label", include: "payment_method"),
        "box_name": SlotSource("track_package", "box"), "order_number": SlotSource("track_package", "order"),
        "ship_date": SlotSource("track_package", "shipped_on", form: .day),
        "carrier": SlotSource("track_package", "carrier"),
        "tracking_number": SlotSource("track_package", "tracking_number"),
        "delivery_date": SlotSource("track_package", "delivered_on", form: .day),
    ]

    /// The customer's own value for a slot of the company's list, from a tool that the specialist may use; nil where
    /// there is none. Nothing is asked or told on the way.
    private mutating func accountValue(of slot: String) throws -> String? {
        guard isVerified else { return nil }
        switch slot {
        case "last_charge_date": return try lastCharge().flatMap { dayWords($0["on"]) }
        case "last_charge_amount": return try lastCharge().flatMap { money($0["amount"]) }
        case "last_scan_date":
            return try quietly("track_package").flatMap(lastScan).map { task.texts.day($0) }
        case "six_week_date":
            let left = try quietly("track_package").flatMap { day($0["shipped_on"]) }
            return left.map { task.texts.day($0.adding(days: PackageTracking.guaranteeDays)) }
        case "cancel_link":
            guard [.leaving, .leavingAgain].contains(category.skill) else { return nil }
            guard case .executed(let link) = try call("generate_cancel_link").outcome else { return nil }
            return link["url"]?.string
        default:
            guard let source = AnswerDraft.slotSources[slot],
                let result = try quietly(source.tool, source.arguments)
            else { return nil }
            let value = source.path.reduce(Optional(result)) { $0?[$1] }
            switch source.form {
            case .text: return value?.string
            case .day: return dayWords(value)
            case .money: return money(value)
            case .frequency: return value?.string.flatMap(Frequency.init).map { task.texts.frequency($0) }
            }
        }
    }

    /// The result of a read, if the specialist may make it and it gives one.
    mutating func quietly(_ tool: String, _ arguments: JSONObject = [:]) throws -> JSONValue? {
        specialist.tools.contains(tool) ? try call(tool, arguments).result : nil
    }

    private mutating func lastCharge() throws -> JSONValue? {
        try quietly("get_payment_history")?["payments"]?.array?.first { $0["status"]?.string == "paid" }
    }
}

import Domain

extension AnswerDraft {
    private static let claim = "create_damage_claim"
    /// Longest description that the tool takes, in characters.
    private static let descriptionLength = 2000
    private static let itemLength = 120

    mutating func answerDamage() throws {
        let photos = task.attachments.filter(\.isPhoto)
        if task.words.allSatisfy(\.isWhitespace), !photos.isEmpty { return try askAboutPhotos() }
        let demands = try wants(.refund) || has(.refund) || has(.replacement)
        if try has(.claimState) {
            try handOver("What became of a report is told by a person.")
            try settle(.claimState)
        } else if try isReport() {
            try report(photos)
            open = try open.filter { try has(.inquiry, in: $0) || !isAboutTheReport($0) }
        }
        try answerOpen()
        if answer.parts.isEmpty, try !know(words) { try report(photos) }
        if demands {
            try handOver("The customer asks for money back or a replacement; a person decides.")
        }
    }

    private func isReport() throws -> Bool {
        if waiting(for: AnswerDraft.claim) != nil { return true }
        guard wants(.reportDamage) || !facts.damage.isAbsent else { return false }
        return try !has(.inquiry) || !facts.statements.isEmpty
    }

    /// "Can you send a new one?" and the like: the report and a person are the answer.
    private func isAboutTheReport(_ question: String) throws -> Bool {
        let cues: [Cue] = [.replacement, .refund, .claimState]
        return try cues.contains { try has($0, in: question) } || MessageFacts.saysDamage(question, task: task)
    }

    /// A photo says nothing that a program reads; the customer is asked what it shows.
    private mutating func askAboutPhotos() throws {
        try say(.question, "facts.photos_only")
        wait(for: "which_item", tool: AnswerDraft.claim, [:])
    }

    private mutating func report(_ photos: [Attachment]) throws {
        let waiting = waiting(for: AnswerDraft.claim)
        var arguments = waiting?.arguments ?? [:]
        if let order = facts.orderNumbers.first { arguments["order"] = .string(order) }
        switch facts.damage {
        case .one(let kind): arguments["kind"] = .string(kind.rawValue)
        // The first that is named; the customer sees it in the form and may choose another.
        case .ambiguous(let kinds) where arguments["kind"] == nil:
            arguments["kind"] = kinds.first.map { .string($0.rawValue) }
        default: break
        }
        if let item { arguments["item"] = .string(String(item.prefix(AnswerDraft.itemLength))) }
        if try has(.wholeBox) { arguments["item"] = nil }
        arguments["description"] = .string(description(waiting))
        guard let kind = arguments["kind"]?.string.flatMap(DamageClaim.Kind.init) else {
            try say(.question, "facts.what_happened")
            return wait(for: "what_happened", tool: AnswerDraft.claim, arguments)
        }
        let isWhole = try has(.wholeBox) || kind == .packaging
        guard arguments["item"] != nil || isWhole else {
            return try ask("which_item", tool: AnswerDraft.claim, arguments)
        }
        let made = try propose(AnswerDraft.claim, arguments)
        if made {
            try say(.question, photos.isEmpty ? "ask.photos" : "facts.photos_received")
        } else {
            try askForPhotosOfOpenClaim(photos)
        }
    }

    /// The words for the item, where one is named; an order's number beside it is none.
    private var item: String? {
        if let item = facts.itemWords.value { return item }
        guard !facts.orderNumbers.isEmpty else { return nil }
        var text = task.words
        for number in facts.orderNumbers {
            for before in ["in ", "of ", "from ", ""] { text = text.replacing(before + number, with: "") }
        }
        return MessageFacts(text, message: MessageText(text), today: today).itemWords.value
    }

    /// The customer's own words, those of the message before too.
    private func description(_ waiting: FollowUp?) -> String {
        let before = waiting?.arguments["description"]?.string
        let now = task.words.trimming(while: \.isWhitespace)
        let all = [before, now].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: "\n")
        return String(all.prefix(AnswerDraft.descriptionLength))
    }

    /// Where the thing was reported before, photos are what helps.
    private mutating func askForPhotosOfOpenClaim(_ photos: [Attachment]) throws {
        let tool = "request_photos"
        guard let refusal = answer.tools.last(where: { $0.tool == AnswerDraft.claim })?.refusal,
            refusal.code == .alreadyDone, photos.isEmpty,
            let alternative = refusal.alternatives.first(where: { $0.tool == tool })
        else { return }
        guard case .executed(let result) = try call(tool, alternative.arguments).outcome else { return }
        try say(.question, "ask.photos")
        if let page = result["consequence"]?["upload_page"]?.string {
            try say(.fact, "facts.photo_page", ["page": page])
        }
    }
}

extension MessageFacts {
    /// Whether some words alone tell of damage.
    fileprivate static func saysDamage(_ words: String, task: SpecialistTask) -> Bool {
        let facts = MessageFacts(words, message: task.message, today: task.policy.today(task.now))
        if case .absent = facts.damage { return false }
        return true
    }
}

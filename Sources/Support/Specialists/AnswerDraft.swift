import Domain
import Store

/// An answer while it is written: what is asked, what is said so far, what is still open.
struct AnswerDraft {
    let task: SpecialistTask
    let category: SpecialistSettings.CategoryEntry
    let specialist: SpecialistSettings.Entry
    let settings: SpecialistSettings
    let knowledge: any AnswerChoosing
    let ladder: OfferLadder
    let general: @Sendable (String, LanguageTexts, Timestamp) -> String?
    let today: CalendarDay
    /// The customer's words; those of the question too that had to wait for an answer to ours.
    let words: String
    var facts: MessageFacts
    /// What the conversation waits for, where it is of this category.
    let waiting: FollowUp?
    var answer: SpecialistAnswer
    /// The message and its sentences as cues are looked for in them.
    private let inputs: [String: PatternInput]
    /// Questions that nothing answers yet, in their order.
    var open: [String]
    /// How well each piece fits what was asked.
    var relevance: [Double] = []
    var usedDocuments: Set<DocumentID> = []

    init(
        task: SpecialistTask, category: SpecialistSettings.CategoryEntry, specialist: SpecialistSettings.Entry,
        settings: SpecialistSettings, knowledge: any AnswerChoosing, offers: OfferLadder,
        general: @escaping @Sendable (String, LanguageTexts, Timestamp) -> String?
    ) {
        (self.task, self.category, self.specialist, self.settings) = (task, category, specialist, settings)
        (self.knowledge, ladder, self.general) = (knowledge, offers, general)
        today = task.policy.today(task.now)
        waiting = task.followUp.flatMap { $0.category == category.name ? $0 : nil }
        let earlier = waiting.flatMap { $0.arguments[AnswerDraft.question]?.string }
        words = earlier.map { "\($0)\n\(task.words)" } ?? task.words
        let facts = MessageFacts(words, message: task.message, today: today, orders: task.classification.orders)
        self.facts = waiting.map { facts.reading(for: $0.asks) } ?? facts
        let texts = [words, task.words] + self.facts.questions + self.facts.statements.prefix(AnswerDraft.inputsAtMost)
        inputs = Dictionary(texts.map { ($0, Cues.input($0)) }, uniquingKeysWith: { first, _ in first })
        open = facts.questions
        answer = SpecialistAnswer(category: category.name)
    }

    /// What a read has to answer once the customer has said what is missing; no argument of the tool.
    private static let question = "question"
    private static let questionLength = 1_000
    /// Sentences that are made ready for cues beforehand.
    private static let inputsAtMost = 20

    /// Longest piece of the customer's words that is told as unanswered, in characters.
    private static let unansweredLength = 200

    /// The whole answer.
    mutating func written() throws -> SpecialistAnswer {
        if try !pointsToWaitingForm() {
            switch category.skill {
            case .parcel: try answerParcel()
            case .address: try answerAddress()
            case .payment: try answerPayment()
            case .rhythm: try answerRhythm()
            case .pausing: try answerBreak()
            case .preferences: try answerPreferences()
            case .damage: try answerDamage()
            case .thanks: try answerThanks()
            case .leaving: try answerLeaving(again: false)
            case .leavingAgain: try answerLeaving(again: true)
            case .general: try answerGeneral()
            }
        }
        try close()
        return answer
    }

    /// "Yes" in a message executes nothing: the form does.
    private mutating func pointsToWaitingForm() throws -> Bool {
        guard task.attachments.isEmpty, try has(.consent, in: task.words),
            let proposal = task.state.proposals.first(where: { $0.status == .pending && task.now < $0.expiresAt })
        else { return false }
        try say(.form, "facts.form_waits", ["summary": proposal.summary])
        answer.usesAccount = true
        open = []
        return true
    }

    /// What is left goes to a person, and the figures are set.
    private mutating func close() throws {
        if !open.isEmpty {
            for question in open {
                answer.unanswered.append(AnswerDraft.shortened(question))
                relevance.append(0)
            }
            open = []
            try handOver("Something that the customer asked is not answered.")
        } else if answer.parts.isEmpty, category.skill != .thanks {
            try handOver("Nothing is known that answers the message.")
            relevance.append(0)
        }
        answer.confidence = confidence
        if answer.confidence < category.confidence {
            object(.lowConfidence, "How well the answer fits the question is below the category's threshold.")
        }
        if !task.texts.isReviewed, !answer.parts.isEmpty {
            object(.language, "No native reader has approved the texts of this language.")
        }
    }

    /// How well the knowledge that is used fits, lessened by the share of what is not answered. What tools told, what a
    /// form prepares and what is asked back fits by itself.
    private var confidence: Double {
        guard !answer.parts.isEmpty else { return task.classification.confidence }
        let isTold = answer.parts.contains { $0.kind != .knowledge && $0.kind != .handover }
        let pieces = relevance + (isTold || relevance.isEmpty ? [1] : [])
        let answered = pieces.filter { $0 > 0 }
        return (answered.min() ?? 0) * Double(answered.count) / Double(pieces.count)
    }

    private static func shortened(_ text: String) -> String {
        text.count <= unansweredLength ? text : "\(text.prefix(unansweredLength - 1))…"
    }

    // MARK: Saying

    mutating func say(_ kind: AnswerPart.Kind, _ key: String, _ slots: [String: String] = [:]) throws {
        add(AnswerPart(kind, try task.texts.text(key, slots)))
    }

    /// Each text once.
    mutating func add(_ part: AnswerPart) {
        guard !answer.parts.contains(where: { $0.text == part.text }) else { return }
        answer.parts.append(part)
    }

    /// A text with lines of a list below it.
    mutating func say(_ kind: AnswerPart.Kind, _ key: String, lines: [String]) throws {
        let list = lines.map { "- \(AnswerDraft.line($0))" }.joined(separator: "\n")
        add(AnswerPart(kind, try task.texts.text(key) + (list.isEmpty ? "" : "\n\n\(list)")))
    }

    /// What people or other systems wrote, as part of one line.
    static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 }).trimming(while: \.isWhitespace)
    }

    mutating func object(_ code: DecisionReason.Code, _ text: String) {
        let reason = DecisionReason(code, text)
        if !answer.objections.contains(reason) { answer.objections.append(reason) }
    }

    /// A person takes this up.
    mutating func handOver(_ why: String) throws {
        try say(.handover, "handover.\(category.name)")
        object(.policy, why)
    }

    mutating func ask(
        _ key: String, tool: String, _ arguments: JSONObject = [:], choices: [Refusal.Choice] = []
    ) throws {
        try say(.question, "ask.\(key)", lines: choices.map(\.label))
        wait(for: key, tool: tool, arguments)
    }

    /// The next message may be the answer.
    mutating func wait(for key: String, tool: String, _ arguments: JSONObject) {
        var arguments = arguments
        if ReadTools.names.contains(tool) {
            arguments[AnswerDraft.question] = .string(String(words.prefix(AnswerDraft.questionLength)))
        }
        if var known = answer.followUp, known.tool == tool {
            if !known.asks.contains(key) { known.asks.append(key) }
            for (name, value) in arguments.members { known.arguments[name] = value }
            answer.followUp = known
        } else if answer.followUp == nil {
            answer.followUp = FollowUp(category: category.name, tool: tool, arguments: arguments, asks: [key])
        }
    }

    // MARK: What is asked

    func has(_ cue: Cue, in words: String) throws -> Bool {
        try settings.cues.has(cue, in: inputs[words] ?? Cues.input(words))
    }

    /// Whether the message has it anywhere.
    func has(_ cue: Cue) throws -> Bool { try has(cue, in: words) }

    /// Questions with one of these cues are answered.
    mutating func settle(_ cues: Cue...) throws {
        open = try open.filter { question in try !cues.contains { try has($0, in: question) } }
    }

    func wants(_ wish: Wish) -> Bool { facts.wants.contains(wish) }

    /// What the conversation waits for with this tool.
    func waiting(for tool: String) -> FollowUp? { waiting.flatMap { $0.tool == tool ? $0 : nil } }

    var isVerified: Bool { task.identity.level == .verified }

    func day(_ value: JSONValue?) -> CalendarDay? { value?.string.flatMap(CalendarDay.init(iso:)) }

    func dayWords(_ value: JSONValue?) -> String? { day(value).map { task.texts.day($0) } }

    /// `99.00 USD`.
    func money(_ value: JSONValue?) -> String? {
        guard let amount = value?["amount"]?.string, let currency = value?["currency"]?.string else { return nil }
        return "\(amount) \(currency)"
    }
}

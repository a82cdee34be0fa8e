import Domain
import Foundation
import Store
import Support
import TestSupport

/// Approved knowledge as a list: an answer is found by words that the question holds.
struct ListedKnowledge: AnswerChoosing {
    struct Entry {
        let words: [String]
        let namespace: String
        let answer: KnowledgeAnswer

        init(
            _ id: String, _ words: String, _ text: String, relevance: Double = 0.9, information: Bool = true,
            kind: DocumentKind = .example
        ) {
            self.words = words.split(separator: " ").map(String.init)
            namespace = String(id.prefix { $0 != "/" })
            let slots = text.matches(of: /\{\{([a-z_]+)\}\}/).map { String($0.1) }
            answer = KnowledgeAnswer(
                text: text, slots: slots,
                citation: Citation(
                    document: DocumentID(id) ?? DocumentID(namespace: namespace, id: id), title: id, score: relevance),
                kind: kind, isInformationOnly: information, relevance: relevance)
        }
    }

    var entries: [Entry]

    func candidates(
        for words: String, category: Domain.Category, likely: [Classification.Candidate], namespaces: [String],
        language: String, now: Timestamp
    ) -> [KnowledgeAnswer] {
        let words = words.lowercased()
        return entries.filter { entry in
            language == "en" && namespaces.contains(entry.namespace) && entry.words.allSatisfy { words.contains($0) }
        }.map(\.answer).sorted { $0.relevance > $1.relevance }
    }

    static let usual = ListedKnowledge(entries: [
        Entry("shipping/times", "how long delivery take", "A box takes two to three weeks by airmail."),
        Entry("shipping/canada", "canada", "Yes, boxes go to Canada and to many other countries."),
        Entry("shipping/duties", "customs", "Duties in the United States are paid by us.", kind: .faq),
        Entry("payment/schedule", "when charges made", "Charges are made on the same day of each month.", kind: .faq),
        Entry("payment/card", "update card", "A card is changed at https://terebinth.example/account/payment."),
        Entry("payment/refunds", "refund policy", "Every refund is decided by a person.", kind: .policy),
        Entry(
            "payment/own", "renewal note", "Your {{plan_name}} costs {{plan_price}}; next on {{next_charge_date}}.",
            information: false),
        Entry("subscription/rhythms", "which rhythms", "Every month, every two months or every three months."),
        Entry("subscription/price", "cost the same", "Each box costs what it costs today."),
        Entry(
            "subscription/cutoff", "until when change", "Until {{cutoff_date}} for the coming box.", relevance: 0.95,
            information: false),
        Entry(
            "subscription/cutoff-general", "until when change", "Until five days before the charge.", relevance: 0.8),
        Entry("customization/kosher", "kosher", "All food in our boxes is kosher."),
        Entry("customization/wine", "wine", "On your preferences page you can say: no alcohol."),
        Entry("damage/how", "how report damage", "On https://terebinth.example/account/damage, within thirty days."),
        Entry("gratitude/soap", "soap", "What a lovely message; the makers will be delighted."),
        Entry("retention/how", "how cancel", "You can end it yourself on https://terebinth.example/cancel."),
        Entry("faq/login", "log in", "A new password is asked for at https://terebinth.example/login.", kind: .faq),
        Entry("faq/gift", "gift card", "There are gift cards.", relevance: 0.4, kind: .faq),
        Entry("faq/worthless", "weather", "Nothing about that.", relevance: 0.1, kind: .faq),
        Entry("faq/hours", "open today", "A person is at work {{next_working_time}}.", kind: .faq),
        Entry("faq/invoice", "invoice", "It is at {{invoice_url}}.", information: false, kind: .faq),
    ])
}

/// A home with tools, the shipped company's settings and texts, and listed knowledge: asks specialists.
final class SpecialistWorld {
    /// The company's files, read once.
    private struct Shipped {
        let settings: SpecialistSettings
        let texts: AnswerTexts
        let offers: OfferLadder
        let categories: [Domain.Category]

        init() throws {
            let company = InventedCompany.folder
            settings = try SpecialistSettings(company: company)
            texts = try AnswerTexts(company: company)
            offers = try OfferLadder(company: company)
            categories = try Domain.Category.all(company: company)
        }
    }

    private static let shipped = Result { try Shipped() }

    let home: ActionHome
    let actions: Actions
    let settings: SpecialistSettings
    let texts: AnswerTexts
    let offers: OfferLadder
    let knowledge: ListedKnowledge
    let categories: [Domain.Category]
    let now: Timestamp
    private let people: Persons?

    /// The home's own store, where generated customers live.
    private struct Persons {
        let folder: TemporaryHome
        let store: SupportStore
    }

    /// - Parameter generated: the sixteen personas instead of the home's few customers.
    init(
        generated: Bool = false, knowledge: ListedKnowledge = .usual, hasKeys: Bool = true,
        now: Timestamp = ActionHome.start
    ) throws {
        home = try ActionHome()
        let shipped = try SpecialistWorld.shipped.get()
        (settings, texts) = (shipped.settings, shipped.texts)
        (offers, categories) = (shipped.offers, shipped.categories)
        self.knowledge = knowledge
        self.now = now
        let keys = hasKeys ? try CancelLinkKeys(CancelLinkKeys.generate(id: "test"), source: "a test") : nil
        if generated {
            let folder = try TemporaryHome()
            let store = try SupportStore(file: folder.url.appending(path: "support.sqlite"), durable: false)
            _ = try CustomerGeneration(
                seed: 7, count: 16, asOf: InventedCompany.day("2026-11-15"), plans: InventedCompany.plans()
            ).run(in: store)
            people = Persons(folder: folder, store: store)
            actions = try Actions(store: store, keys: keys)
        } else {
            people = nil
            actions = try Actions(store: home.store, keys: keys)
        }
    }

    var store: SupportStore { people?.store ?? home.store }

    func category(_ name: String) throws -> Domain.Category {
        guard let found = categories.first(where: { $0.name == name }) else {
            throw AlmanacError(.notFound, "no category \(name)")
        }
        return found
    }

    func desk(_ identity: Identity, session: String = "sess_1", isDryRun: Bool = false) -> ActionsDesk {
        ActionsDesk(
            actions: actions, context: ActionContext(identity: identity, session: session, now: now),
            isDryRun: isDryRun)
    }

    func specialist(for category: String) throws -> LocalSpecialist {
        try LocalSpecialist(
            try settings.category(category).specialist, settings: settings, knowledge: knowledge, offers: offers
        ) { slot, _, _ in slot == "next_working_time" ? "Sunday morning" : nil }
    }

    func ask(
        _ words: String, _ category: String, by identity: Identity, photos: Int = 0, followUp: FollowUp? = nil,
        state: ConversationState = ConversationState(), flags: Set<String> = [], language: String = "en",
        session: String = "sess_1", isDryRun: Bool = false, desk: (any ToolDesk)? = nil
    ) throws -> SpecialistAnswer {
        let message = MessageText(words)
        let orders = words.matches(of: /TB-\d+/).map { String($0.0) }
        return try specialist(for: category).answer(
            SpecialistTask(
                category: try self.category(category), words: words, message: message,
                classification: Classification(
                    category: category, confidence: 0.95, lowConfidence: false, language: language, orders: orders),
                attachments: (0..<photos).map { Attachment(name: "photo-\($0).jpg", type: "image/jpeg", size: 1000) },
                identity: identity, followUp: followUp, state: state, flags: flags, texts: texts.texts(language),
                policy: actions.policy, tools: desk ?? self.desk(identity, session: session, isDryRun: isDryRun),
                now: now))
    }

    static func verified(_ email: String) -> Identity { .verified(email: email, by: .login) }
}

extension SpecialistAnswer {
    var kinds: [AnswerPart.Kind] { parts.map(\.kind) }
    var text: String { parts.map(\.text).joined(separator: "\n\n") }
    var codes: Set<DecisionReason.Code> { Set(objections.map(\.code)) }
    var uses: [String] { tools.map { "\($0.use.name) \($0.use.status)" } }
}

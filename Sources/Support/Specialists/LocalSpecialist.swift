public import Domain
import Store

/// Answers without a language model: facts from tools in the company's own words, approved knowledge, prepared forms,
/// and a person for the rest. The same task gives the same answer.
///
/// It says nothing that is in no tool's result, text or document, and executes nothing.
public struct LocalSpecialist: Specialist {
    public let name: String
    private let settings: SpecialistSettings
    private let entry: SpecialistSettings.Entry
    private let knowledge: any AnswerChoosing
    private let offers: OfferLadder
    private let general: @Sendable (_ slot: String, _ texts: LanguageTexts, _ now: Timestamp) -> String?

    /// Throws `not_found` for a name that no specialist has.
    ///
    /// - Parameter general: values of slots that come from no account, such as `next_working_time`; nil for the others.
    public init(
        _ name: String, settings: SpecialistSettings, knowledge: any AnswerChoosing, offers: OfferLadder,
        general: @escaping @Sendable (_ slot: String, _ texts: LanguageTexts, _ now: Timestamp) -> String? = {
            _, _, _ in
            nil
        }
    ) throws {
        entry = try settings.specialist(name)
        (self.name, self.settings, self.knowledge, self.offers) = (name, settings, knowledge, offers)
        self.general = general
    }

    /// Throws `conflict` for a category of another specialist, `not_found` for one of nobody, and what breaks in texts
    /// or patterns.
    public func answer(_ task: SpecialistTask) throws -> SpecialistAnswer {
        let category = try settings.category(task.category.name)
        guard category.specialist == name else {
            throw AlmanacError(
                .conflict, "'\(category.name)' belongs to the specialist '\(category.specialist)', not to '\(name)'",
                hint: "ask the one that specialists.yml names")
        }
        var draft = AnswerDraft(
            task: task, category: category, specialist: entry, settings: settings, knowledge: knowledge,
            offers: offers, general: general)
        return try draft.written()
    }
}

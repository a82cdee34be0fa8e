public import Domain

/// The company's texts of answers in one language.
public struct LanguageTexts: Sendable {
    /// `en`.
    public let language: String
    /// Whether a native reader approved them; else answers with them are drafts.
    public let isReviewed: Bool
    private let templates: [String: SlotTemplate]
    private let lists: [String: [String]]
    /// Of all texts.
    private let slots: Set<String>

    init(
        language: String, isReviewed: Bool, templates: [String: SlotTemplate], lists: [String: [String]]
    ) {
        (self.language, self.isReviewed, self.templates, self.lists) = (language, isReviewed, templates, lists)
        slots = Set(templates.values.flatMap(\.slots))
    }

    /// The text under a key such as `ask.how_long`, with its slots filled. Values for slots of other texts are not
    /// used.
    ///
    /// Throws `internal_error` for a key or a slot that there is not, and for a slot without a value.
    public func text(_ key: String, _ slots: [String: String] = [:]) throws -> String {
        guard let template = templates[key] else { throw missing(key) }
        for slot in slots.keys.sorted() where !self.slots.contains(slot) {
            throw AlmanacError(
                .internalError, "no text in '\(language)' has a slot '\(slot.prefix(40))'",
                hint: "the texts' README lists the slots")
        }
        return try template.filled(with: slots)
    }

    /// The entries of a list such as `openers.shipping`; at least one.
    ///
    /// Throws `internal_error` for a key that there is not.
    public func list(_ key: String) throws -> [String] {
        guard let list = lists[key] else { throw missing(key) }
        return list
    }

    /// Whether there is a text or a list under the key.
    public func has(_ key: String) -> Bool { templates[key] != nil || lists[key] != nil }

    /// The slots of the text under a key; empty where there is none.
    public func slots(of key: String) -> [String] { templates[key]?.slots ?? [] }

    /// `3 December 2026`.
    public func day(_ day: CalendarDay) -> String {
        let slots = [
            "day": String(day.day), "month_name": name(of: day.month, "months_in_date"), "year": String(day.year),
        ]
        return (try? text("dates.day", slots)) ?? day.iso
    }

    /// `December 2026`.
    public func month(_ month: CalendarMonth) -> String {
        let slots = ["month_name": name(of: month.month, "months"), "year": String(month.year)]
        return (try? text("dates.month", slots)) ?? month.iso
    }

    /// As it stands after "a box comes": `every two months`.
    public func frequency(_ frequency: Frequency) -> String {
        (try? text("frequencies.\(frequency.rawValue)")) ?? frequency.rawValue
    }

    /// As it stands after "the subscription is": `active`.
    public func status(_ status: SubscriptionStatus) -> String {
        (try? text("statuses.\(status.rawValue)")) ?? status.rawValue
    }

    /// For a language that has no texts of its own: these, which no reader of that language approved.
    func unreviewed() -> LanguageTexts {
        LanguageTexts(language: language, isReviewed: false, templates: templates, lists: lists)
    }

    private func name(of month: Int, _ key: String) -> String {
        guard let names = lists[key], names.indices.contains(month - 1) else { return String(month) }
        return names[month - 1]
    }

    private func missing(_ key: String) -> AlmanacError {
        AlmanacError(
            .internalError, "there is no text '\(key.prefix(80))' in '\(language)'",
            hint: "write it in every file of the company's texts")
    }
}

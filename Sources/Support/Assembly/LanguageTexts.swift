/// The company's texts of answers in one language.
public struct LanguageTexts: Sendable {
    /// `en`.
    public let language: String
    /// Whether a native reader approved them; else answers with them are drafts.
    public let isReviewed: Bool

    /// The text under a key such as `ask.how_long`, with its slots filled.
    ///
    /// Throws `internal_error` for a key or a slot that there is not.
    public func text(_ key: String, _ slots: [String: String] = [:]) throws -> String { "" }
}

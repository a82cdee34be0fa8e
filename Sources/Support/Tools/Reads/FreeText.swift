/// Text that people wrote, made fit for a tool's result.
enum FreeText {
    /// Characters; a note is a sentence or two.
    static let charactersAtMost = 500

    /// The text with what looks like an e-mail address or a phone or card number left out, cut to a length.
    static func masked(_ text: String) -> String {
        let words = text.split(separator: " ", omittingEmptySubsequences: false)
            .map { $0.contains("@") ? "[e-mail]" : String($0) }
        let masked = words.joined(separator: " ").replacing(/\+?\d(?:[\d\-. ()]{5,}\d)/) { match in
            // A day is no phone number.
            let found = String(match.0)
            return found.wholeMatch(of: /\d{4}-\d{2}-\d{2}/) == nil ? "[number]" : found
        }
        return masked.count <= charactersAtMost ? masked : "\(masked.prefix(charactersAtMost - 1))…"
    }
}

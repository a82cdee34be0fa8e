import Domain

/// The part of a normalised text that guards look at, in overlapping windows of bounded length.
struct GuardWindows {
    /// Each with its place in the whole, in UTF-16 units.
    let inputs: [(start: Int, input: PatternInput)]

    /// Characters of a window, a long message as people write them.
    private static let length = 4_000

    init(_ normalized: String) {
        let seen = normalized.utf16.count > GuardText.limit ? String(normalized.prefix(GuardText.limit)) : normalized
        var inputs: [(start: Int, input: PatternInput)] = []
        var start = 0
        for part in Sentences.windows(seen, length: GuardWindows.length) {
            inputs.append((start, PatternInput(part)))
            // The next window begins inside this one.
            start += part.utf16.count - String(part.suffix(Sentences.overlap)).utf16.count
        }
        self.inputs = inputs
    }
}

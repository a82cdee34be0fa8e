import Domain

/// A stretch of a document under one heading, small enough for the encoder.
package struct Passage: Sendable, Equatable {
    /// The headings above it, outermost first, joined by " › ".
    package let heading: String
    package let text: String
    /// How many bytes at the beginning of `text` repeat the end of the passage before.
    package let overlap: Int
}

/// Cuts a text into passages: by heading, then by whole sentences up to a budget of tokens.
///
/// Neighbours under one heading share about 15 % in whole sentences, so that a thought that spans a cut is whole in
/// one of them. Cuts are placed evenly: a text a little over the budget becomes two halves, not a whole and a crumb.
/// Taking the overlaps away and joining the rest gives the text again, but for white space and heading lines.
package struct Chunker: Sendable {
    /// Stands in the manifest; what was cut by another version must be cut again.
    package static let version = 1

    /// Estimated tokens of a passage.
    package let budget: Int

    /// - Parameter maxTokens: what the encoder reads. A seventh of it is left for a wrong estimate, and passages of
    ///   more than 320 tokens are not made: their vectors say too little about any one thing in them.
    package init(maxTokens: Int) { budget = max(16, min(maxTokens * 6 / 7, 320)) }

    /// - Parameters:
    ///   - reserved: estimated tokens that are embedded with every passage, such as the title.
    package func passages(of text: String, reserved: Int = 0) -> [Passage] {
        MarkdownSections.sections(of: text).flatMap { section -> [Passage] in
            let room = max(budget / 3, budget - reserved - TokenEstimate.count(section.heading))
            return passages(of: section, room: room)
        }
    }

    private func passages(of section: MarkdownSections.Section, room: Int) -> [Passage] {
        let units = TextUnits.units(of: section.text, room: room)
        let total = units.reduce(0) { $0 + $1.tokens }
        let roomBesideOverlap = max(1, room * 17 / 20)
        let count = total <= room ? 1 : (total + roomBesideOverlap - 1) / roomBesideOverlap
        let target = (total + count - 1) / count
        var passages: [Passage] = []
        var first = 0
        var shared = 0
        while first + shared < units.count {
            let fresh = first + shared
            var tokens = units[first..<fresh].reduce(0) { $0 + $1.tokens }
            let enough = tokens + target
            var end = fresh
            // At least one unit that is new, whatever its size.
            while end < units.count, end == fresh || (tokens < enough && tokens + units[end].tokens <= room) {
                tokens += units[end].tokens
                end += 1
            }
            if let passage = passage(units[first..<end], shared: shared, heading: section.heading) {
                passages.append(passage)
            }
            (first, shared) = overlap(before: end, units: units, fresh: fresh, room: room)
        }
        return passages
    }

    /// Where the next passage begins and how many of its units it shares with the one that ends at `end`.
    private func overlap(before end: Int, units: [TextUnits.Unit], fresh: Int, room: Int) -> (first: Int, shared: Int) {
        var first = end
        var tokens = 0
        while end < units.count, first > fresh + 1 {
            let longer = tokens + units[first - 1].tokens
            if longer * 20 > room * 3 || longer + units[end].tokens > room { break }
            first -= 1
            tokens = longer
        }
        return (first, end - first)
    }

    /// The units joined, white space at both ends taken off.
    private func passage(_ units: ArraySlice<TextUnits.Unit>, shared: Int, heading: String) -> Passage? {
        let all = units.map(\.text).joined()
        let text = all.trimmed
        guard !text.isEmpty else { return nil }
        let leading = all.utf8.count - all.drop(while: \.isWhitespace).utf8.count
        let repeated = units.prefix(shared).reduce(0) { $0 + $1.text.utf8.count }
        return Passage(heading: heading, text: text, overlap: min(max(0, repeated - leading), text.utf8.count))
    }
}

extension StringProtocol {
    /// Without white space at both ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

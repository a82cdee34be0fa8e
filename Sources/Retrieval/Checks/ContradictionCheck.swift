import Domain

/// Passages that seem to state the same thing with different numbers: "within thirty days of delivery" against "within
/// seven days of delivery".
///
/// A hint for a person, no proof: compared are the words around two numbers of the same unit, in two documents of the
/// same category and language that hold at the same time. A number that the other document gives in the same words too
/// contradicts nothing. What is said without a number is not looked at.
struct ContradictionCheck {
    let documents: [StoredDocument]
    let options: CheckOptions
    let now: Timestamp
    /// See `NumberMention.all`.
    let stem: (String) -> String?

    private struct Mention {
        let document: Int
        let number: NumberMention
    }

    func findings() -> [CheckFinding] {
        let mentions = mentions()
        // Mentions by frame, so that what many documents say in the same words is compared once.
        var places: [Set<String>: Int] = [:]
        var frames: [(frame: Set<String>, mentions: [Mention])] = []
        for mention in mentions {
            if let place = places[mention.number.frame] {
                frames[place].mentions.append(mention)
            } else {
                places[mention.number.frame] = frames.count
                frames.append((mention.number.frame, [mention]))
            }
        }
        let similar = SimilarSets.pairs(frames.map(\.frame), threshold: options.minFrame)
            .filter { pair in shareUnit(frames[pair.left].frame, frames[pair.right].frame) }
        let stated = statements(frames.map(\.mentions), similar)
        var best: [[Int]: CheckFinding] = [:]
        func look(_ left: [Mention], _ right: [Mention], _ score: Double) {
            for one in left {
                for other in right where one.document != other.document && !one.number.agrees(with: other.number) {
                    let key = [one.document, other.document].sorted()
                    if let found = best[key], (found.scores.first?.value ?? 0) >= score { continue }
                    guard isComparable(one.document, other.document) else { continue }
                    let isSettled =
                        stated.contains(Statement(other.document, one.number))
                        || stated.contains(Statement(one.document, other.number))
                    if !isSettled { best[key] = finding(one, other, score) }
                }
            }
        }
        for entry in frames { look(entry.mentions, entry.mentions, 1) }
        for pair in similar { look(frames[pair.left].mentions, frames[pair.right].mentions, pair.score) }
        return Array(best.values)
    }

    private func mentions() -> [Mention] {
        documents.indices.flatMap { number -> [Mention] in
            let document = documents[number].document
            // Exceptional cases tell what happened once, not what holds.
            guard document.kind != .outstanding, document.isOpen(at: now) else { return [] }
            let text = Slots.removed(from: document.content.body)
            return NumberMention.all(in: text, stem: stem).map { Mention(document: number, number: $0) }
        }
    }

    private func shareUnit(_ left: Set<String>, _ right: Set<String>) -> Bool {
        left.contains { $0.hasPrefix("@") && right.contains($0) }
    }

    private func isComparable(_ left: Int, _ right: Int) -> Bool {
        let (one, other) = (documents[left].document, documents[right].document)
        for field in ["category", "language"] {
            if let a = one.metadata[field], let b = other.metadata[field], a != b { return false }
        }
        return one.isValid(with: other, from: now)
    }

    /// A value in the words of a frame.
    private struct Statement: Hashable {
        let document: Int
        let value: String
        let frame: Set<String>

        init(_ document: Int, _ number: NumberMention) {
            (self.document, value, frame) = (document, number.value, number.frame)
        }

        init(_ document: Int, _ value: String, _ frame: Set<String>) {
            (self.document, self.value, self.frame) = (document, value, frame)
        }
    }

    /// Every value that a document gives in the words of a frame or in similar ones.
    private func statements(_ frames: [[Mention]], _ similar: [SimilarSets.Pair]) -> Set<Statement> {
        var stated: Set<Statement> = []
        func note(_ mentions: [Mention], as frame: Set<String>) {
            for mention in mentions { stated.insert(Statement(mention.document, mention.number.value, frame)) }
        }
        for mentions in frames {
            if let frame = mentions.first?.number.frame { note(mentions, as: frame) }
        }
        for pair in similar {
            guard let left = frames[pair.left].first, let right = frames[pair.right].first else { continue }
            note(frames[pair.left], as: right.number.frame)
            note(frames[pair.right], as: left.number.frame)
        }
        return stated
    }

    private func finding(_ one: Mention, _ other: Mention, _ score: Double) -> CheckFinding {
        let inOrder = documents[one.document].document.id < documents[other.document].document.id
        let (first, second) = inOrder ? (one, other) : (other, one)
        return CheckFinding(
            kind: .contradiction, documents: [first, second].map { documents[$0.document].document.id },
            message: "\(first.number.value) against \(second.number.value) (\(first.number.unit)) in similar words",
            scores: [ScorePart("frame", score)], passages: [first.number.sentence, second.number.sentence])
    }
}

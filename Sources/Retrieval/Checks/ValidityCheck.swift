import Domain

/// Which documents have ended, will end soon or have not begun.
struct ValidityCheck {
    let documents: [StoredDocument]
    let now: Timestamp
    let days: Int

    private static let day: Int64 = 86_400_000

    func findings() -> [CheckFinding] {
        documents.compactMap { stored in
            let document = stored.document
            if let end = document.validTo, end <= now { return expired(document, end) }
            if let start = document.validFrom, start > now {
                return CheckFinding(
                    kind: .notYetValid, documents: [document.id], message: "it is valid from \(start.iso) on")
            }
            guard let end = document.validTo, end.milliseconds - now.milliseconds <= Int64(days) * ValidityCheck.day
            else { return nil }
            let left = (end.milliseconds - now.milliseconds) / ValidityCheck.day
            return CheckFinding(
                kind: .expiring, documents: [document.id],
                message: "it ends at \(end.iso), in \(left) day\(left == 1 ? "" : "s")")
        }
    }

    private func expired(_ document: Document, _ end: Timestamp) -> CheckFinding {
        let successors = successors(of: document, end).map(\.description).joined(separator: ", ")
        return CheckFinding(
            kind: .expired, documents: [document.id],
            message: "it was valid until \(end.iso)" + (successors.isEmpty ? "" : "; \(successors) took its place"))
    }

    /// Documents of its namespace that began where it ended, to the day, and of these the ones that share the most words
    /// of its title.
    private func successors(of document: Document, _ end: Timestamp) -> [DocumentID] {
        let title = Set(LexicalTitle.words(document.title))
        let shared = documents.map(\.document).compactMap { other -> (id: DocumentID, words: Int)? in
            guard let start = other.validFrom, other.id != document.id, other.id.namespace == document.id.namespace,
                abs(start.milliseconds - end.milliseconds) < ValidityCheck.day
            else { return nil }
            let words = title.intersection(LexicalTitle.words(other.title)).count
            return words > 0 ? (other.id, words) : nil
        }
        let most = shared.map(\.words).max()
        return shared.filter { $0.words == most }.map(\.id)
    }
}

private enum LexicalTitle {
    static func words(_ title: String) -> [String] {
        SearchText.words(of: title).map { $0.lowercased() }.filter { $0.count > 2 && $0 != "the" }
    }
}

extension Document {
    /// Whether both hold at one moment from `now` on: what has ended, or begins when the other ends, contradicts
    /// nothing and repeats nothing.
    func isValid(with other: Document, from now: Timestamp) -> Bool {
        let start = max(now, validFrom ?? now, other.validFrom ?? now)
        return [validTo, other.validTo].allSatisfy { end in end.map { start < $0 } ?? true }
    }

    func isOpen(at now: Timestamp) -> Bool { validTo.map { now < $0 } ?? true }
}

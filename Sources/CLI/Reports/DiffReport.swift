import Domain

/// Two revisions compared, for a person: one line a document, below it what differs.
struct DiffReport {
    let diff: RevisionDiff
    let style: Style
    /// Longer lists of added or removed documents are cut: whoever wants them whole reads `--json`.
    private let limit = 50

    var text: String {
        let sums = [
            ("added", diff.added.count), ("changed", diff.changed.count), ("removed", diff.removed.count),
        ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
        let sum = sums.isEmpty ? "nothing differs" : sums.joined(separator: ", ")
        var lines = [style.bold("Revision \(diff.from) → \(diff.to): \(sum)")]
        lines += list("+", style.good, diff.added)
        for change in diff.changed { lines += details(change) }
        lines += list("−", style.bad, diff.removed)
        if !diff.erased.isEmpty {
            let count = Figures.count(diff.erased.count, "document")
            lines.append(style.warning("  \(count) of these revisions were erased since and cannot be compared"))
        }
        return lines.joined(separator: "\n")
    }

    private func list(_ mark: String, _ color: (String) -> String, _ ids: [DocumentID]) -> [String] {
        let lines = ids.prefix(limit).map { "  \(color(mark)) \($0)" }
        return ids.count > limit ? lines + [style.dim("    … and \(ids.count - limit) more")] : lines
    }

    private func details(_ change: DocumentChange) -> [String] {
        var lines = ["  \(style.accent("~")) \(change.document)"]
        for field in change.fields {
            let isBody = field.before.isNull && field.after.isNull
            lines.append(
                "      \(field.name)" + (isBody ? "" : ": \(text(field.before)) → \(text(field.after))"))
        }
        var last: Int?
        for line in change.lines {
            let number = line.before ?? line.after ?? 0
            if let last, line.kind == .same, number > last + 1 { lines.append(style.dim("      ⋮")) }
            if let before = line.before { last = before }
            let words = line.text.printable
            switch line.kind {
            case .same: lines.append(style.dim("        \(words)"))
            case .removed: lines.append("      " + style.bad("− \(words)"))
            case .added: lines.append("      " + style.good("+ \(words)"))
            }
        }
        return lines
    }

    private func text(_ value: JSONValue) -> String {
        value.isNull ? "nothing" : value.string.map { "“\($0.printable)”" } ?? value.text
    }
}

import Domain

/// What an ingest or a deletion changed, or would change: one line a document, and the sums first.
struct ChangeReport {
    let changes: ChangeSet
    let style: Style
    /// Longer lists are cut: whoever wants them whole reads `--json`.
    private let limit = 20

    var text: String {
        var lines = [style.bold(headline)]
        lines += list("+", style.good, changes.added)
        lines += list("~", style.accent, changes.changed)
        lines += list("→", style.accent, changes.renamed)
        lines += list("−", style.bad, changes.removed)
        if changes.unchanged > 0 { lines.append("  = \(changes.unchanged) unchanged") }
        lines += shortened(changes.invalid.map { "  \(style.bad("!")) \($0.description)" })
        lines += shortened(changes.ignored.map { style.dim("  ignored: \($0)") })
        lines += shortened(
            changes.duplicates.map { group in
                style.warning("  same words: ") + group.map(\.description).joined(separator: ", ")
            })
        if let work { lines.append(style.dim("  " + work)) }
        return lines.joined(separator: "\n")
    }

    private var headline: String {
        let sums = [
            ("added", changes.added.count), ("changed", changes.changed.count), ("renamed", changes.renamed.count),
            ("removed", changes.removed.count), ("invalid", changes.invalid.count),
        ].filter { $0.1 > 0 }.map { "\($0.1) \($0.0)" }
        let sum = sums.isEmpty ? "nothing changes" : sums.joined(separator: ", ")
        if changes.dryRun { return "Dry run, nothing is stored: \(sum)" }
        return changes.revision.map { "Revision \($0): \(sum)" } ?? "No new revision: \(sum)"
    }

    private func list(_ mark: String, _ color: (String) -> String, _ ids: [DocumentID]) -> [String] {
        shortened(ids.map { "  \(color(mark)) \($0)" })
    }

    private func shortened(_ lines: [String]) -> [String] {
        guard lines.count > limit else { return lines }
        return lines.prefix(limit) + [style.dim("    … and \(lines.count - limit) more")]
    }

    private var work: String? {
        guard changes.chunks > 0 else { return nil }
        var text = "\(Figures.count(changes.chunks, "part")), \(Figures.count(changes.encoded, "text")) encoded"
        if changes.truncated > 0 { text += ", \(changes.truncated) longer than the encoder reads" }
        return text
    }
}

import Domain

/// What was erased, and what this program cannot reach.
struct ErasureReport {
    let outcome: Erasure
    let style: Style

    var text: String {
        var lines = [style.bold(headline)]
        for item in outcome.erased {
            lines.append("  \(style.bad("✗")) \(item.document): \(Figures.count(item.versions, "version"))")
        }
        for document in outcome.alreadyErased { lines.append("  = \(document): erased before") }
        if outcome.scrubbed { lines.append("  no file of the home holds a byte of it any more") }
        if !outcome.unreachable.isEmpty {
            lines.append(style.warning(outcome.dryRun ? "It would still be in:" : "It may still be in:"))
            lines += outcome.unreachable.map { "  \($0.printable)" }
        }
        return lines.joined(separator: "\n")
    }

    private var headline: String {
        let sum = "\(Figures.count(outcome.erased.count, "document")) erased"
        if outcome.dryRun { return "Dry run, nothing is erased: \(sum)" }
        return outcome.revision.map { "Revision \($0): \(sum)" } ?? "No new revision: an earlier erasure is finished"
    }
}

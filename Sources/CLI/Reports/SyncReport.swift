import Domain
import Remote

/// A mirror's differences as text.
struct SyncReport {
    enum Verb { case plan, apply, verify }

    let report: MirrorReport
    let verb: Verb

    var text: String {
        var lines: [String] = []
        let header = ["index", "namespace", "records", "missing", "changed", "extra", "bytes"]
        let rows = report.differences.map { difference in
            [
                difference.side.rawValue, difference.namespace.isEmpty ? "(default)" : difference.namespace,
                "\(difference.expected)", "\(difference.missing.count)", "\(difference.changed.count)",
                "\(difference.extra.count)", "\(difference.bytes)",
            ]
        }
        lines.append(Table(header: header, rows: rows, stream: Console.output, rightAligned: [2, 3, 4, 5, 6]).text)
        if verb == .verify {
            for difference in report.differences where !difference.isEqual {
                lines.append("\(difference.side.rawValue) \(difference.namespace):")
                for (word, ids) in [
                    ("missing", difference.missing), ("changed", difference.changed), ("extra", difference.extra),
                ] {
                    lines += ids.prefix(20).map { "  \(word)  \($0)" }
                    if ids.count > 20 { lines.append("  \(word)  … and \(ids.count - 20) more") }
                }
            }
        }
        lines += notes
        lines.append(verdict)
        return lines.joined(separator: "\n")
    }

    private var notes: [String] {
        var notes: [String] = []
        if !report.truncated.isEmpty {
            notes.append("\(report.truncated.count) texts are cut to fit Pinecone's metadata limit")
        }
        if !report.trimmed.isEmpty { notes.append("\(report.trimmed.count) texts lose their rarest-weighted terms") }
        return notes
    }

    private var verdict: String {
        switch verb {
        case .apply: "revision \(report.revision) is mirrored: \(report.sent) records sent, \(report.removed) removed"
        case .plan, .verify:
            report.isEqual
                ? "the mirror equals revision \(report.revision)"
                : "the mirror differs from revision \(report.revision)"
        }
    }
}

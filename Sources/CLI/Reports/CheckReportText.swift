import Domain
import Retrieval

/// The findings of a check for a person: by kind, the most certain first.
struct CheckReportText {
    let report: CheckReport
    let stream: Console.Stream
    /// Longer lists are cut: whoever wants them whole reads `--json`.
    private let limit = 20

    init(report: CheckReport, stream: Console.Stream) {
        self.report = report
        self.stream = stream
    }

    private var style: Style { stream.style }

    var text: String {
        var lines: [String] = []
        for kind in CheckFinding.Kind.allCases {
            let findings = report.findings.filter { $0.kind == kind }
            guard !findings.isEmpty else { continue }
            let heading = "\(name(of: kind)) (\(findings.count))"
            lines.append(kind.isNote ? style.accent(heading) : style.warning(heading))
            lines += findings.prefix(limit).flatMap(block)
            if findings.count > limit { lines.append(style.dim("  … and \(findings.count - limit) more")) }
            lines.append("")
        }
        if !report.degraded.isEmpty {
            lines.append(style.warning("degraded: no vectors here, so questions were compared by words alone"))
        }
        if report.unlisted > 0 { lines.append(style.dim("\(report.unlisted) more pairs are not listed")) }
        lines.append(style.dim(summary))
        return lines.joined(separator: "\n")
    }

    private func block(_ finding: CheckFinding) -> [String] {
        let scores = finding.scores.map { "\($0.name) \(Figures.decimal($0.value))" }.joined(separator: ", ")
        var lines = ["  " + finding.documents.map(\.description).joined(separator: " · ")]
        lines.append("    " + style.dim(finding.message + (scores.isEmpty ? "" : " (\(scores))")))
        for passage in finding.passages {
            lines.append("    “\(TextWidth.cut(passage.printable, to: stream.width - 6))”")
        }
        return lines
    }

    private func name(of kind: CheckFinding.Kind) -> String {
        switch kind {
        case .personalData: "Personal data"
        case .unknownSlot: "Unknown slots"
        case .duplicate: "Same words"
        case .nearDuplicate: "Near duplicates"
        case .contradiction: "Possible contradictions"
        case .expiring: "Ending within \(Figures.count(report.options.days, "day"))"
        case .expired: "Ended"
        case .notYetValid: "Not yet valid"
        case .internalPolicy: "Internal policies"
        }
    }

    private var summary: String {
        let warnings = report.warnings == 0 ? "nothing to mend" : "\(report.warnings) to look at"
        return "\(warnings) · \(Figures.count(report.documents, "document")) · revision \(report.revision) · "
            + "as of \(Figures.moment(report.now))"
    }
}

import Domain

/// Why a document did not come up, in a sentence and the figures behind it.
struct WhyNotReport {
    let answer: WhyNot
    let request: SearchRequest
    let style: Style

    var text: String {
        let isFound = answer.outcome == .found
        let mark = isFound ? style.good("✓") : style.warning("✗")
        var lines = ["\(mark) \(style.bold(answer.document.description)): \(answer.explanation)"]
        if let removedBy = answer.removedBy { lines.append(row("removed by", removedBy)) }
        if let rank = answer.rank {
            let place = isFound ? "\(rank) of the \(request.k) asked for" : "\(rank), and \(request.k) are asked for"
            lines.append(row("rank", place))
        }
        if let score = answer.score, !answer.parts.isEmpty {
            let shares = Figures.addingUp(answer.parts.map(\.value), digits: digits)
            let sum = zip(answer.parts, shares.parts).map { "\($0.name) \($1)" }.joined(separator: " + ")
            lines.append(row("score", "\(Figures.decimal(score, digits)) = \(sum)"))
        }
        if let cut = answer.cut, answer.outcome == .belowTheCut {
            let gap = answer.gap.map { ", \(Figures.decimal($0, digits)) more" } ?? ""
            lines.append(row("needed", "\(Figures.decimal(cut, digits)) for the last place\(gap)"))
        }
        if let dense = answer.dense { lines.append(row("dense", evidence(dense, unit: "cosine"))) }
        if let lexical = answer.lexical {
            lines.append(row("lexical", evidence(lexical, unit: "bm25")))
            if let terms = TermShares(lexical.terms, style).text { lines.append(row("", terms)) }
        }
        if !answer.degraded.isEmpty {
            lines.append(style.warning("  degraded: \(answer.degraded.joined(separator: ", "))"))
        }
        return lines.joined(separator: "\n")
    }

    /// Reciprocal ranks are small numbers.
    private var digits: Int { if case .rrf = request.fusion { 5 } else { 3 } }

    private func row(_ name: String, _ value: String) -> String {
        "  " + style.accent(TextWidth.pad(name, to: 11)) + value
    }

    private func evidence(_ leg: LegEvidence, unit: String) -> String {
        guard leg.part != nil || leg.score != 0 else { return "no match" }
        return (leg.rank.map { "rank \($0), " } ?? "") + "\(unit) \(Figures.decimal(leg.score))"
    }
}

import Domain

/// Where a hit's score comes from: the shares of the legs, and what each leg saw.
struct ExplainReport {
    let hit: Hit
    let fusion: FusionMethod?
    let style: Style

    func lines(_ margin: String) -> [String] {
        let digits = isRankFusion ? 5 : 3
        let shares = Figures.addingUp(hit.parts.map(\.value), digits: digits)
        let sum = zip(hit.parts, shares.parts).map { "\($0.name) \($1)" }.joined(separator: " + ")
        var lines = [margin + style.accent("score   ") + "\(shares.sum) = \(sum)"]
        if let dense = hit.dense {
            lines.append(margin + style.accent("dense   ") + evidence(dense, unit: "cosine"))
        }
        if let lexical = hit.lexical {
            lines.append(margin + style.accent("lexical ") + evidence(lexical, unit: "bm25"))
            if !lexical.terms.isEmpty { lines.append(margin + "        " + terms(lexical.terms)) }
        }
        return lines
    }

    private var isRankFusion: Bool { if case .rrf = fusion { true } else { false } }

    private func evidence(_ leg: LegEvidence, unit: String) -> String {
        guard leg.part != nil || leg.score != 0 else { return "no match" }
        var text = leg.rank.map { "rank \($0), " } ?? ""
        text += "\(unit) \(Figures.decimal(leg.score))"
        if let part = leg.part { text += style.dim("  in \(part)") }
        return text
    }

    private func terms(_ terms: [ScorePart]) -> String {
        let shares = Figures.addingUp(terms.map(\.value)).parts
        return zip(terms, shares).map { "\($0.name) \($1)" }.joined(separator: " + ")
    }
}

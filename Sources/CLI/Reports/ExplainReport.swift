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
            if let terms = TermShares(lexical.terms, style).text { lines.append(margin + "        " + terms) }
        }
        if let rerank = hit.rerank { lines.append(margin + style.accent("rerank  ") + evidence(rerank)) }
        return lines
    }

    private func evidence(_ rerank: RerankEvidence) -> String {
        var facts: [String] = []
        if let relevance = rerank.relevance { facts.append("relevance \(Figures.decimal(relevance))") }
        let words = rerank.agreeing.isEmpty ? "" : " (\(rerank.agreeing.joined(separator: ", ")))"
        facts.append("metadata \(Figures.decimal(rerank.metadata))\(words)")
        let age = rerank.halfLifeDays.map { half in
            " (\(Figures.decimal(rerank.ageDays, 0)) days old, half-life \(Figures.decimal(half, 0)))"
        }
        facts.append("freshness \(Figures.decimal(rerank.freshness))\(age ?? " (does not age)")")
        return facts.joined(separator: ", ")
    }

    private var isRankFusion: Bool { if case .rrf = fusion { true } else { false } }

    private func evidence(_ leg: LegEvidence, unit: String) -> String {
        guard leg.part != nil || leg.score != 0 else { return "no match" }
        var text = leg.rank.map { "rank \($0), " } ?? ""
        text += "\(unit) \(Figures.decimal(leg.score))"
        if let part = leg.part { text += style.dim("  in \(part)") }
        return text
    }
}

/// What each word of the query gave to a lexical score, and which words gave nothing.
struct TermShares {
    private let terms: [ScorePart]
    private let style: Style

    init(_ terms: [ScorePart], _ style: Style) {
        self.terms = terms
        self.style = style
    }

    /// `next 2.908 + charged 1.066, without card, box`; nil where there are no terms.
    var text: String? {
        guard !terms.isEmpty else { return nil }
        // A word that is everywhere gives next to nothing, and is not worth its place.
        let found = terms.filter { $0.value >= 0.0005 }
        let missing = terms.filter { $0.value == 0 }.map(\.name)
        let shares = Figures.addingUp(found.map(\.value)).parts
        let sum = zip(found, shares).map { "\($0.name) \($1)" }.joined(separator: " + ")
        guard !missing.isEmpty else { return sum }
        return sum + style.dim("\(sum.isEmpty ? "" : ", ")without \(missing.joined(separator: ", "))")
    }
}

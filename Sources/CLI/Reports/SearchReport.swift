import Domain

/// A search result as a person reads it: a block per hit, and one dim line about the search as a whole.
struct SearchReport {
    let result: SearchResult
    let request: SearchRequest
    /// What ages are counted from.
    let now: Timestamp
    let stream: Console.Stream

    private var style: Style { stream.style }

    var text: String {
        var lines: [String] = []
        for (offset, hit) in result.hits.enumerated() {
            lines += block(hit, rank: offset + 1)
            lines.append("")
        }
        if result.hits.isEmpty { lines += [nothing, ""] }
        if !result.degraded.isEmpty { lines.append(style.warning("degraded: \(degradation)")) }
        lines.append(style.dim(summary))
        return lines.joined(separator: "\n")
    }

    // MARK: - A hit

    private func block(_ hit: Hit, rank: Int) -> [String] {
        let margin = String(repeating: " ", count: 4)
        let width = stream.width - margin.count
        let score = Figures.decimal(hit.score)
        let bar = Figures.bar(hit.score / bestPossible, width: 8)
        let titleWidth = stream.width - margin.count - score.count - 8 - 3
        let title = TextWidth.cut(hit.title.printable, to: titleWidth)
        var lines = [
            style.accent(TextWidth.padLeft("\(rank)", to: 2)) + "  " + style.bold(title)
                + String(repeating: " ", count: max(0, titleWidth - TextWidth.of(title)))
                + "  " + score + " " + style.accent(bar)
        ]
        lines += facts(hit, width: width).map { margin + style.dim($0) }
        lines += snippet(hit).lines(width: width, limit: 3, style: style).map { margin + $0 }
        if request.explain { lines += ExplainReport(hit: hit, fusion: result.fusion, style: style).lines(margin) }
        return lines
    }

    /// Document, kind, age and source; on two lines where one is too narrow.
    private func facts(_ hit: Hit, width: Int) -> [String] {
        var facts = [hit.document.description, hit.kind.rawValue, "updated " + Figures.age(of: hit.updatedAt, at: now)]
        if hit.stale == true { facts.append("source changed since") }
        if hit.metadata["risk"]?.string == "internal" { facts.append("internal") }
        let first = facts.joined(separator: " · ")
        guard !hit.source.isEmpty else { return [TextWidth.cut(first, to: width)] }
        let whole = first + " · " + hit.source
        if TextWidth.of(whole) <= width { return [whole] }
        return [TextWidth.cut(first, to: width), TextWidth.cut(hit.source, to: width)]
    }

    /// The part that matched; for a question the answer, since the question is most often the title.
    private func snippet(_ hit: Hit) -> Snippet {
        let isQuestion = hit.id.hasSuffix("#q")
        return Snippet(
            of: (isQuestion ? hit.answer ?? hit.text : hit.text).printable, query: request.query, columns: 3 * (stream.width - 4))
    }

    /// What a full bar stands for: the most that this way of scoring can give, else the best hit.
    private var bestPossible: Double {
        let best = result.hits.first?.score ?? 1
        switch result.fusion {
        case .convex: return 1
        case .rrf(let constant, let dense, let lexical, _): return (dense + lexical) / (constant + 1)
        case nil: return result.mode == .lexical || best > 1 ? max(best, .leastNonzeroMagnitude) : 1
        }
    }

    // MARK: - The search as a whole

    private var nothing: String {
        var advice = "Try other words"
        if request.filter != nil || request.namespaces != nil { advice += ", or search without the filter" }
        if request.thresholds != SearchThresholds() { advice += ", or lower the thresholds" }
        return "Nothing found among \(Figures.count(result.searched, "document")). \(advice)."
    }

    private var degradation: String {
        result.degraded.map { name in
            switch name {
            case "encoder": "encoder (no weights here, so words alone)"
            case "language": "language (not the encoder's, so words alone)"
            default: name
            }
        }.joined(separator: ", ")
    }

    private var summary: String {
        let way =
            switch result.fusion {
            case .convex(let weight): "\(result.mode.rawValue), convex \(Figures.decimal(weight, 2))"
            case .rrf(let constant, _, _, _): "\(result.mode.rawValue), rrf \(Figures.decimal(constant, 0))"
            case nil: result.mode.rawValue
            }
        let stages = result.timings.filter { $0.stage != "total" && $0.milliseconds >= 0.05 }
            .map { "\($0.stage) \(Figures.duration(milliseconds: $0.milliseconds))" }
        var facts = ["\(result.hits.count) of \(Figures.count(result.searched, "document"))", way]
        facts.append("revision \(result.revision)")
        if let total = result.timings.last(where: { $0.stage == "total" }) {
            let detail = stages.isEmpty ? "" : " (\(stages.joined(separator: ", ")))"
            facts.append(Figures.duration(milliseconds: total.milliseconds) + detail)
        }
        return facts.joined(separator: " · ")
    }
}

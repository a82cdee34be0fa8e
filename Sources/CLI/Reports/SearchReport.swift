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
        lines += corrections.map { style.warning($0) }
        if !result.degraded.isEmpty { lines.append(style.warning("degraded: \(degradation)")) }
        if request.explain, let evidence = result.fusion?.evidence { lines.append(style.dim(explanation(evidence))) }
        lines += TextWidth.wrap(facts, separator: " · ", width: stream.width).map { style.dim($0) }
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
        if request.explain {
            lines += ExplainReport(hit: hit, fusion: result.fusion?.method, style: style).lines(margin)
        }
        return lines
    }

    /// Document, kind, age and source; on several lines where one is too narrow.
    private func facts(_ hit: Hit, width: Int) -> [String] {
        var facts = [hit.document.description, hit.kind.rawValue, "updated " + Figures.age(of: hit.updatedAt, at: now)]
        if hit.stale == true { facts.append("stale: source changed since") }
        if hit.metadata["risk"]?.string == "internal" { facts.append("internal") }
        if !hit.source.isEmpty { facts.append(hit.source) }
        return TextWidth.wrap(facts, separator: " · ", width: width).map { TextWidth.cut($0, to: width) }
    }

    /// The part that matched; of a question with its answer the answer, with its slots as the author wrote them.
    private func snippet(_ hit: Hit) -> Snippet {
        Snippet(of: (hit.answer ?? hit.text).printable, query: request.query, columns: 3 * (stream.width - 4))
    }

    /// What a full bar stands for: the most that this way of scoring can give, else the best hit.
    private var bestPossible: Double {
        let best = result.hits.first?.score ?? 1
        let second = result.rerank.map { $0.relevance + $0.metadata + $0.freshness } ?? 0
        switch result.fusion?.method {
        case let method?: return method.greatestScore * (1 + second)
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

    /// What was looked for instead of words that nothing holds.
    private var corrections: [String] {
        result.corrections.map { correction in
            "no document holds \(correction.word.printable); looked for \(correction.terms.joined(separator: ", "))"
        }
    }

    /// Why meaning has the weight that it has.
    private func explanation(_ evidence: FusionEvidence) -> String {
        let deviations = (evidence.denseBest - evidence.backgroundMean) / evidence.backgroundDeviation
        return "meaning \(Figures.decimal(result.fusion?.denseWeight ?? 0, 2)): best cosine "
            + "\(Figures.decimal(evidence.denseBest)), \(Figures.decimal(deviations, 1)) deviations above the "
            + "background; best bm25 \(Figures.decimal(evidence.lexicalBest))"
    }

    private var degradation: String {
        result.degraded.map { name in
            switch name {
            case "encoder": "encoder (no weights here, so words alone)"
            case "rerank": "rerank (this encoder gives no token vectors)"
            case "language": "language (not the encoder's, so words alone)"
            default: name
            }
        }.joined(separator: ", ")
    }

    /// How many of how many, how, as of when, and how long it took.
    private var facts: [String] {
        let way =
            switch result.fusion?.method {
            case .adaptive, .convex:
                "\(result.mode.rawValue), \(result.fusion?.method.name ?? "") "
                    + Figures.decimal(result.fusion?.denseWeight ?? 0, 2)
            case .rrf(let constant, _, _, _): "\(result.mode.rawValue), rrf \(Figures.decimal(constant, 0))"
            case nil: result.mode == .hybrid ? "words alone" : result.mode.rawValue
            }
        let count = "\(result.hits.count) of \(Figures.count(result.searched, "document"))"
        return [count, way, "revision \(result.revision)"] + [time].compactMap { $0 }
    }

    /// The whole, and the stages that made it up.
    private var time: String? {
        guard let total = result.timings.last(where: { $0.stage == "total" })?.milliseconds else { return nil }
        let stages = result.timings.filter { $0.stage != "total" && $0.milliseconds >= max(0.1, total / 20) }
            .map { "\($0.stage) \(Figures.duration(milliseconds: $0.milliseconds))" }
        let detail = stages.isEmpty ? "" : " (\(stages.joined(separator: ", ")))"
        return Figures.duration(milliseconds: total) + detail
    }
}

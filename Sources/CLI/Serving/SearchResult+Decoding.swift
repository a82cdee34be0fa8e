import Domain

// What a server answers, read back into the values that reports print. The inverse of `json` in Domain.

extension SearchResult {
    /// Nil where a member is missing or of another type.
    init?(json: JSONValue) {
        guard let hits = json["hits"]?.array, let revision = json["revision"]?.int,
            let mode = json["mode"]?.string.flatMap(SearchMode.init(rawValue:))
        else { return nil }
        let decoded = hits.compactMap(Hit.init(json:))
        guard decoded.count == hits.count else { return nil }
        self.init(
            hits: decoded, revision: Int64(revision), mode: mode,
            fusion: json["fusion"].flatMap(AppliedFusion.init(json:)),
            rerank: json["rerank"].flatMap(Reranking.init(json:)),
            corrections: json["corrections"]?.array?.compactMap(Correction.init(json:)) ?? [],
            degraded: json["degraded"]?.array?.compactMap(\.string) ?? [],
            timings: json["timings_ms"]?.object?.members.map { ($0.key, $0.value.double ?? 0) } ?? [],
            searched: json["searched"]?.int ?? 0)
    }
}

extension Hit {
    fileprivate init?(json: JSONValue) {
        guard let id = json["id"]?.string, let document = json["document"]?.string.flatMap(DocumentID.init),
            let kind = json["kind"]?.string.flatMap(DocumentKind.init(rawValue:)), let title = json["title"]?.string,
            let text = json["text"]?.string, let score = json["score"]?.double,
            let updatedAt = json["updated_at"]?.string.flatMap(Timestamp.init(iso:))
        else { return nil }
        let parts = json["parts"].map([ScorePart].init(json:)) ?? [ScorePart("score", score)]
        let metadata = json["metadata"]?.object.map(Metadata.parse).flatMap { try? $0.get() }
        self.init(
            id: id, document: document, kind: kind, title: title, text: text, question: json["question"]?.string,
            answer: json["answer"]?.string, parts: parts, dense: json["dense"].flatMap(LegEvidence.init(json:)),
            lexical: json["lexical"].flatMap(LegEvidence.init(json:)),
            rerank: json["rerank"].flatMap(RerankEvidence.init(json:)), metadata: metadata ?? [:],
            source: json["source"]?.string ?? "", updatedAt: updatedAt, stale: json["stale"]?.bool)
    }
}

extension WhyNot {
    /// Nil where a member is missing or of another type.
    init?(json: JSONValue) {
        guard let document = json["document"]?.string.flatMap(DocumentID.init),
            let outcome = json["outcome"]?.string.flatMap(Outcome.init(rawValue:)),
            let explanation = json["explanation"]?.string, let revision = json["revision"]?.int
        else { return nil }
        self.init(
            document: document, outcome: outcome, explanation: explanation, rank: json["rank"]?.int,
            score: json["score"]?.double, parts: json["parts"].map([ScorePart].init(json:)) ?? [],
            dense: json["dense"].flatMap(LegEvidence.init(json:)),
            lexical: json["lexical"].flatMap(LegEvidence.init(json:)), removedBy: json["removed_by"]?.string,
            cut: json["cut"]?.double, gap: json["gap"]?.double, revision: Int64(revision),
            degraded: json["degraded"]?.array?.compactMap(\.string) ?? [])
    }
}

extension AppliedFusion {
    fileprivate init?(json: JSONValue) {
        guard let dense = json["dense_weight"]?.double else { return nil }
        switch json["method"]?.string {
        case "adaptive":
            self.init(
                method: .adaptive, denseWeight: dense, evidence: json["evidence"].flatMap(FusionEvidence.init(json:)))
        case "convex": self.init(method: .convex(denseWeight: dense))
        case "rrf":
            guard let constant = json["constant"]?.double, let lexical = json["lexical_weight"]?.double,
                let depth = json["depth"]?.int
            else { return nil }
            self.init(method: .rrf(constant: constant, denseWeight: dense, lexicalWeight: lexical, depth: depth))
        default: return nil
        }
    }
}

extension FusionEvidence {
    fileprivate init?(json: JSONValue) {
        guard let denseBest = json["dense_best"]?.double, let mean = json["background_mean"]?.double,
            let deviation = json["background_deviation"]?.double, let lexicalBest = json["lexical_best"]?.double
        else { return nil }
        self.init(
            denseBest: denseBest, backgroundMean: mean, backgroundDeviation: deviation, lexicalBest: lexicalBest)
    }
}

extension Reranking {
    fileprivate init?(json: JSONValue) {
        guard let depth = json["depth"]?.int, let relevance = json["relevance"]?.double,
            let metadata = json["metadata"]?.double, let freshness = json["freshness"]?.double
        else { return nil }
        self.init(depth: depth, relevance: relevance, metadata: metadata, freshness: freshness)
    }
}

extension RerankEvidence {
    fileprivate init?(json: JSONValue) {
        guard let metadata = json["metadata"]?.double, let age = json["age_days"]?.double,
            let freshness = json["freshness"]?.double
        else { return nil }
        self.init(
            relevance: json["relevance"]?.double,
            agreeing: json["agreeing"]?.array?.compactMap(\.string) ?? [], metadata: metadata, ageDays: age,
            halfLifeDays: json["half_life_days"]?.double, freshness: freshness)
    }
}

extension Correction {
    fileprivate init?(json: JSONValue) {
        guard let word = json["word"]?.string, let terms = json["terms"]?.array?.compactMap(\.string) else {
            return nil
        }
        self.init(word: word, terms: terms)
    }
}

extension LegEvidence {
    fileprivate init?(json: JSONValue) {
        guard let score = json["score"]?.double else { return nil }
        self.init(
            rank: json["rank"]?.int, score: score, part: json["part"]?.string,
            terms: json["terms"].map([ScorePart].init(json:)) ?? [])
    }
}

extension [ScorePart] {
    fileprivate init(json: JSONValue) {
        self = (json.array ?? []).compactMap { part in
            guard let name = part["name"]?.string, let value = part["value"]?.double else { return nil }
            return ScorePart(name, value)
        }
    }
}

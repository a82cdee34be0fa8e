public import ArgumentParser
public import Domain

/// Everything a search can be told, as `search` and `why-not` take it.
struct QueryOptions: ParsableArguments {
    @Option(name: [.customShort("k"), .customLong("k")], help: ArgumentHelp("How many documents.", valueName: "n"))
    var k = SearchRequest.defaultK

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("Search only this namespace; may be given several times.", valueName: "name"))
    var namespace: [String] = []

    @Option(help: ArgumentHelp("A metadata filter as a JSON object ($eq, $in, $gte …).", valueName: "json"))
    var filter: String?

    @Option(
        name: .customLong("where"),
        help: ArgumentHelp(
            "A condition: field=value, field=a,b, field!=value, field>=number; several must all hold.",
            valueName: "condition"))
    var conditions: [String] = []

    @Option(help: ArgumentHelp("By meaning, by words, or both: hybrid, dense or lexical.", valueName: "mode"))
    var mode: SearchMode = .hybrid

    @Option(help: ArgumentHelp("How the two become one score: adaptive, rrf or convex.", valueName: "method"))
    var fusion: FusionName?

    @Option(help: ArgumentHelp("Share of meaning in the fused score, 0 to 1; words get the rest.", valueName: "w"))
    var denseWeight: Double?

    @Option(help: ArgumentHelp("Leave out what is less similar than this cosine.", valueName: "x"))
    var minDense: Double?

    @Option(help: ArgumentHelp("Leave out what has a smaller BM25 score.", valueName: "x"))
    var minLexical: Double?

    @Option(help: ArgumentHelp("Leave out what has a smaller fused score.", valueName: "x"))
    var minFused: Double?

    @Option(help: ArgumentHelp("Leave out what ends with a smaller score.", valueName: "x"))
    var minRerank: Double?

    @Option(
        help: ArgumentHelp(
            "The second stage: off, on (metadata, freshness) or late (token by token too).", valueName: "stage"))
    var rerank: RerankName = .on

    @Flag(
        inversion: .prefixedNo,
        help: "Take words that no document holds for misspellings of words that one does.")
    var spelling = true

    @Option(help: ArgumentHelp("The clock of the query: decides validity and age.", valueName: "iso-time"))
    var now: String?

    @Option(name: .customLong("as-of"), help: .hidden)
    var asOf: String?

    @Flag(help: "Exit with status 4 where the search did without something (the encoder), or a hit's file has changed.")
    var strict = false

    func request(_ words: [String], explain: Bool) throws -> SearchRequest {
        guard asOf == nil else {
            throw AlmanacError(
                .unsupported, "--as-of (searching an earlier revision) is not built yet",
                hint: "--now moves the clock that validity and age are judged by")
        }
        var request = SearchRequest(query: words.joined(separator: " "), k: k, mode: mode, explain: explain)
        request.namespaces = namespace.isEmpty ? nil : namespace
        request.filter = try combinedFilter(filter, conditions)
        request.fusion = try method(standing: request.fusion)
        request.thresholds = SearchThresholds(dense: minDense, lexical: minLexical, fused: minFused, rerank: minRerank)
        request.rerank = rerank.reranking
        request.spelling = spelling
        request.now = try now.map { try clock($0) }
        return try request.validated()
    }

    private func method(standing: FusionMethod) throws -> FusionMethod {
        let name = fusion?.rawValue ?? standing.name
        if let denseWeight, !(0...1).contains(denseWeight) {
            throw AlmanacError(.invalidParams, "--dense-weight is \(denseWeight); it must lie in 0…1")
        }
        switch (name, denseWeight) {
        case ("rrf", nil): return .defaultRRF
        case ("rrf", let weight?):
            guard case .rrf(let constant, _, _, let depth) = FusionMethod.defaultRRF else { return .defaultRRF }
            return .rrf(constant: constant, denseWeight: weight, lexicalWeight: 1 - weight, depth: depth)
        case ("adaptive", nil): return .adaptive
        case ("adaptive", _?) where fusion == .adaptive:
            throw AlmanacError(
                .invalidParams,
                "--dense-weight cannot be given with --fusion adaptive, which chooses it for each query",
                hint: "leave one of them out")
        case (_, nil): return .defaultConvex
        case (_, let weight?): return .convex(denseWeight: weight)
        }
    }
}

/// `--filter` and every `--where` together; nil where neither is given.
func combinedFilter(_ filter: String?, _ conditions: [String]) throws -> Filter? {
    var filters = try conditions.map { try Filter.parse(condition: $0) }
    if let filter, let parsed = try Filter.parse(text: filter) { filters.insert(parsed, at: 0) }
    return filters.count > 1 ? .all(filters) : filters.first
}

/// Reads a moment as `--now` takes it.
func clock(_ text: String) throws -> Timestamp {
    guard let moment = Timestamp(iso: text) else {
        throw AlmanacError(
            .invalidParams, "'\(text)' is not a moment", hint: "write 2026-11-15 or 2026-11-15T09:00:00Z")
    }
    return moment
}

enum FusionName: String, CaseIterable, ExpressibleByArgument {
    case adaptive, rrf, convex
}

enum RerankName: String, CaseIterable, ExpressibleByArgument {
    case off, on, late

    var reranking: Reranking? {
        switch self {
        case .off: nil
        case .on: Reranking()
        case .late: .late
        }
    }
}

extension SearchMode: ExpressibleByArgument {}

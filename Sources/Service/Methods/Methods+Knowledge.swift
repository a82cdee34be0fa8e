import Domain
import Foundation
import Retrieval

extension Methods {
    static func knowledge(_ knowledge: KnowledgeBase, _ ingestRoot: URL?) -> [RPCMethod: Handler] {
        [
            .knowledgeSearch: { call in
                let request = try SearchRequest(call.arguments).validated()
                let result = try knowledge.search(request)
                return result.json(explain: request.explain)
            },
            .knowledgeWhyNot: { call in
                let request = try SearchRequest(call.arguments).validated()
                return try knowledge.whyNot(call.arguments.document("document"), request).json
            },
            .knowledgeGet: { call in try knowledge.document(call.arguments.document("document")).json },
            .knowledgeList: { call in
                let limit = call.arguments.int("limit") ?? 100
                let documents = try knowledge.documents(
                    namespaces: call.arguments.strings("namespaces"), filter: call.arguments.filter("filter"),
                    after: call.arguments.string("after").flatMap(DocumentID.init), limit: limit)
                let next = documents.count == limit ? documents.last?.document.id.description : nil
                return ["documents": .array(documents.map(\.json)), "next": JSONValue(next)]
            },
            .knowledgeIngest: { call in
                let arguments = call.arguments
                let options = IngestOptions(
                    namespace: arguments.string("namespace"), author: arguments.string("author") ?? "local",
                    reason: arguments.string("reason") ?? "", dryRun: arguments.bool("dry_run"),
                    skipInvalid: arguments.bool("skip_invalid"), prune: arguments.bool("prune"))
                switch (arguments["documents"]?.array, arguments.strings("paths")) {
                case (let records?, nil): return try knowledge.ingest(records: records, options: options).json
                case (nil, let paths?):
                    let files = try IngestPaths(root: ingestRoot, origin: call.origin).resolve(paths)
                    return try knowledge.ingest(paths: files, options: options).json
                default:
                    throw AlmanacError(.invalidParams, "knowledge.ingest takes either documents or paths")
                }
            },
            .knowledgeDelete: { call in
                try knowledge.delete(
                    call.arguments.documents("documents"), author: call.arguments.string("author") ?? "local",
                    reason: call.arguments.string("reason") ?? "", dryRun: call.arguments.bool("dry_run")
                ).json
            },
            .knowledgeRevisions: { call in
                let revisions = try knowledge.revisions(limit: call.arguments.int("limit") ?? 50)
                return ["revisions": .array(revisions.map(\.json))]
            },
            .knowledgeDiff: { call in
                let document = call.arguments.string("document").flatMap(DocumentID.init)
                return try knowledge.diff(
                    Int64(call.arguments.int("from") ?? 0), call.arguments.int("to").map(Int64.init),
                    document: document
                ).json
            },
            .knowledgeRollback: { call in
                try knowledge.rollback(
                    to: Int64(call.arguments.int("revision") ?? 0), author: call.arguments.string("author") ?? "local",
                    reason: call.arguments.string("reason") ?? "",
                    leavingOutErased: call.arguments.bool("without_erased"), dryRun: call.arguments.bool("dry_run")
                ).json
            },
        ]
    }
}

extension SearchRequest {
    /// Reads checked parameters; the ranges that depend on each other are left to `validated()`.
    package init(_ arguments: RPCArguments) throws {
        self.init(
            query: arguments.string("query") ?? "", namespaces: arguments.strings("namespaces"),
            filter: try arguments.filter("filter"), k: arguments.int("k") ?? SearchRequest.defaultK,
            candidates: arguments.int("candidates") ?? SearchRequest.defaultCandidates,
            mode: arguments.string("mode").flatMap(SearchMode.init) ?? .hybrid,
            fusion: try arguments["fusion"].map(FusionMethod.init(parameter:)) ?? .adaptive,
            rerank: Reranking.asked(arguments["rerank"]),
            thresholds: SearchThresholds(
                dense: arguments.double("min_dense"), lexical: arguments.double("min_lexical"),
                fused: arguments.double("min_fused"), rerank: arguments.double("min_rerank")),
            now: arguments.timestamp("now"), spelling: arguments["spelling"]?.bool ?? true,
            explain: arguments.bool("explain"))
    }
}

extension FusionMethod {
    /// Reads a method's name or an object with its numbers; absent numbers take their defaults.
    init(parameter: JSONValue) throws {
        let name = parameter.string ?? parameter["method"]?.string
        let denseWeight = parameter["dense_weight"]?.double
        let lexicalWeight = parameter["lexical_weight"]?.double
        switch name {
        case "adaptive":
            guard denseWeight == nil, lexicalWeight == nil else {
                throw AlmanacError(
                    .invalidParams, "fusion adaptive takes no weights: it chooses them for each query",
                    hint: "leave them out, or ask for convex")
            }
            self = .adaptive
        case "rrf":
            self = .rrf(
                constant: parameter["constant"]?.double ?? 60, denseWeight: denseWeight ?? 1,
                lexicalWeight: lexicalWeight ?? 1, depth: parameter["depth"]?.int ?? 1000)
        case "convex":
            let dense = denseWeight ?? lexicalWeight.map { 1 - $0 } ?? FusionMethod.defaultDenseWeight
            if let lexicalWeight, abs(dense + lexicalWeight - 1) > 1e-9 {
                throw AlmanacError(
                    .invalidParams, "fusion.dense_weight and fusion.lexical_weight of convex must add up to 1",
                    hint: "give one of them")
            }
            self = .convex(denseWeight: dense)
        default: throw AlmanacError(.invalidParams, "fusion.method takes one of adaptive, rrf, convex")
        }
    }
}

extension Reranking {
    /// Reads an object with some of the numbers; absent ones take their defaults.
    fileprivate init(parameter: JSONValue) {
        self.init(
            depth: parameter["depth"]?.int ?? Reranking.defaultDepth, relevance: parameter["relevance"]?.double ?? 0,
            metadata: parameter["metadata"]?.double ?? Reranking.defaultMetadata,
            freshness: parameter["freshness"]?.double ?? Reranking.defaultFreshness)
    }

    /// The second stage that `rerank` asks for, a boolean or an object; nil where it is off.
    fileprivate static func asked(_ parameter: JSONValue?) -> Reranking? {
        guard let parameter else { return Reranking() }
        if let isOn = parameter.bool { return isOn ? Reranking() : nil }
        return Reranking(parameter: parameter)
    }
}

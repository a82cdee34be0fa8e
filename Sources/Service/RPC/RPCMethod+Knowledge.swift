import Domain

extension RPCMethodDefinition {
    /// What `knowledge.search` and `knowledge.why_not` share, in positional order.
    static let searchParameters: [Schema.Field] = [
        .init("query", .string(bytes: 1...SearchRequest.maximumQueryBytes), .required, "the words to look for"),
        .init(
            "namespaces", .list(.string(bytes: 1...200), count: 1...1000), .optional, "all of them where it is absent"),
        .init(
            "filter", .filter, .optional, "a metadata filter (`$eq $ne $gt $gte $lt $lte $in $nin $exists $and $or`)"),
        .init(
            "k", .integer(1...SearchRequest.maximumK), .defaulted(JSONValue(SearchRequest.defaultK)),
            "how many documents"),
        .init(
            "candidates", .integer(1...1_000_000), .defaulted(JSONValue(SearchRequest.defaultCandidates)),
            "first guess of how deep each leg is read; it never changes the answer"),
        .init(
            "mode", .choice(SearchMode.allCases.map(\.rawValue)), .defaulted(.string(SearchMode.hybrid.rawValue)),
            "which legs answer"),
        .init(
            "fusion", .either(.choice(fusionMethods), fusion), .defaulted(.string(FusionMethod.adaptive.name)),
            "how the legs of a hybrid search become one score: a method's name, or an object with its numbers"),
        .init(
            "rerank", .either(.boolean, rerank), .defaulted(true),
            "the second stage over the fused order: on, off, or an object with its numbers"),
        .init("min_dense", .number(), .optional, "lowest cosine let through"),
        .init("min_lexical", .number(), .optional, "lowest BM25 let through"),
        .init("min_fused", .number(), .optional, "lowest fused score let through"),
        .init("now", .timestamp, .optional, "the clock of the query; the server's where it is absent"),
        .init("explain", .boolean, .defaulted(false), "adds the parts of each score and each leg's evidence"),
        .init("min_rerank", .number(), .optional, "lowest score that a hit may end with"),
        .init(
            "spelling", .boolean, .defaulted(true),
            "words that no document holds are taken for misspellings of words that one does"),
        RPCMethod.deadline,
    ]

    private static let fusionMethods = FusionMethod.names

    private static let rerank = Schema.record([
        .init(
            "depth", .integer(Reranking.depths), .optional,
            "how many documents are looked at again; \(Reranking.defaultDepth) where it is absent"),
        .init(
            "relevance", .number(0...1000), .optional,
            "weight of late interaction over token vectors; 0, which is off, where it is absent"),
        .init(
            "metadata", .number(0...1000), .optional,
            "weight of the query's words found in tags, sub-topic and product; \(Reranking.defaultMetadata)"),
        .init(
            "freshness", .number(0...1000), .optional,
            "weight of 2^(−age / half-life); \(Reranking.defaultFreshness)"),
    ])

    private static let fusion = Schema.record([
        .init(
            "method", .choice(fusionMethods), .required,
            "a convex combination weighted for each query, reciprocal rank fusion, or a convex combination"),
        .init("constant", .number(0...1_000_000), .optional, "rrf: the constant, 60 where it is absent"),
        .init(
            "dense_weight", .number(0...1_000_000), .optional,
            "rrf: 1 where it is absent; convex: \(FusionMethod.defaultDenseWeight), in 0…1"),
        .init(
            "lexical_weight", .number(0...1_000_000), .optional,
            "rrf: 1 where it is absent; convex: must be 1 − dense_weight"),
        .init(
            "depth", .integer(1000...1_000_000), .optional, "rrf: no rank past this one counts; 1000 where it is absent"
        ),
    ])

    private static let parts = Schema.list(
        .record([
            .init("name", .string(), .required, "what gives it"), .init("value", .number(), .required, "the summand"),
        ]))

    private static let evidence = Schema.nullable(
        .record([
            .init("rank", .nullable(.integer(1...Int.max)), .required, "from 1 in this leg over the filtered set"),
            .init("score", .number(), .required, "cosine, or BM25"),
            .init("part", .nullable(.string()), .required, "the part of the document that scored best"),
            .init("terms", parts, .optional, "lexical: what each term of the query gives"),
        ]))

    private static let hit = Schema.record([
        .init("id", .string(), .required, "the part that matched best"),
        .init("document", .documentID, .required, "its document"),
        .init("namespace", .string(), .required, "its namespace"),
        .init("kind", .choice(DocumentKind.allCases.map(\.rawValue)), .required, "what the document is for"),
        .init("title", .string(), .required, "the document's title"),
        .init("text", .string(), .required, "the words of the part"),
        .init("question", .string(), .optional, "of a question with its answer"),
        .init("answer", .string(), .optional, "of a question with its answer"),
        .init("score", .number(), .required, "the left-to-right sum of the parts"),
        .init("parts", parts, .optional, "with explain"),
        .init("dense", evidence, .optional, "with explain"),
        .init("lexical", evidence, .optional, "with explain"),
        .init("rerank", .nullable(.map(.any)), .optional, "with explain: what the second stage saw"),
        .init("metadata", .map(.any), .required, "of the document"),
        .init("source", .string(), .required, "where the document came from"),
        .init("updated_at", .string(), .required, "when it last changed, ISO 8601"),
        .init("stale", .nullable(.boolean), .required, "whether the source has changed since; null where unknown"),
    ])

    static let knowledgeSearch = RPCMethodDefinition(
        summary: "The documents that fit a query best, with the account of their scores.", scope: .knowledge,
        parameters: searchParameters,
        result: .record([
            .init("hits", .list(hit), .required, "best first"),
            .init("revision", .integer(0...Int.max), .required, "the revision that was searched"),
            .init("mode", .choice(SearchMode.allCases.map(\.rawValue)), .required, "the legs that answered"),
            .init("fusion", .nullable(.map(.any)), .required, "the method with its numbers; null for one leg alone"),
            .init("rerank", .nullable(.map(.any)), .required, "the second stage's numbers; null where there was none"),
            .init(
                "corrections", .list(.map(.any)), .required,
                "words that no document holds, and the terms that stood in for them"),
            .init("searched", .integer(0...Int.max), .required, "documents that passed filter and validity"),
            .init("degraded", .list(.string()), .required, "what could not be done as asked"),
            .init("timings_ms", .map(.number()), .required, "milliseconds by stage"),
        ]))

    static let knowledgeWhyNot = RPCMethodDefinition(
        summary: "Why a document is or is not among the hits of a search.", scope: .knowledge,
        parameters: [.init("document", .documentID, .required, "the document in question")] + searchParameters,
        result: .record([
            .init("document", .documentID, .required, "the document in question"),
            .init(
                "outcome",
                .choice([
                    "found", "below_the_cut", "unmatched", "below_threshold", "filtered", "not_yet_valid", "expired",
                    "unknown",
                ]), .required, "what became of it"),
            .init("explanation", .string(), .required, "one sentence for a person"),
            .init("rank", .nullable(.integer()), .required, "its place, or the place it would take"),
            .init("score", .nullable(.number()), .required, "its fused score"),
            .init("parts", parts, .required, "the summands of the score"),
            .init("dense", evidence, .required, "what the dense leg says"),
            .init("lexical", evidence, .required, "what the lexical leg says"),
            .init("removed_by", .nullable(.string()), .required, "the condition that excluded it"),
            .init("cut", .nullable(.number()), .required, "score of the k-th hit"),
            .init("gap", .nullable(.number()), .required, "what was missing to it"),
            .init("revision", .integer(0...Int.max), .required, "the revision that was searched"),
            .init("degraded", .list(.string()), .required, "what could not be done as asked"),
        ]))

    private static let document = Schema.record([
        .init("document", .documentID, .required, "its identity"),
        .init("namespace", .string(), .required, "the first half of it"),
        .init("id", .string(), .required, "the second half of it"),
        .init("kind", .choice(DocumentKind.allCases.map(\.rawValue)), .required, "what the document is for"),
        .init("title", .string(), .required, "its title"),
        .init("text", .string(), .optional, "of running text"),
        .init("question", .string(), .optional, "of a question with its answer"),
        .init("answer", .string(), .optional, "of a question with its answer"),
        .init("metadata", .map(.any), .required, "what filters see"),
        .init("updated_at", .string(), .required, "its own time, or that of the revision that changed it, ISO 8601"),
        .init("valid_from", .nullable(.string()), .required, "from when on it holds, ISO 8601"),
        .init("valid_to", .nullable(.string()), .required, "the first moment at which it no longer holds, ISO 8601"),
        .init("source", .string(), .required, "where it came from"),
        .init("digest", .string(), .required, "SHA-256 of content and metadata"),
        .init("revision", .integer(1...Int.max), .required, "the revision that brought this version"),
        .init("chunks", .integer(0...Int.max), .required, "how many chunks it has"),
        .init("stale", .nullable(.boolean), .required, "whether the source has changed since; null where unknown"),
    ])

    static let knowledgeGet = RPCMethodDefinition(
        summary: "One document as it stands.", scope: .knowledge,
        parameters: [.init("document", .documentID, .required, "the document")], result: document)

    static let knowledgeList = RPCMethodDefinition(
        summary: "Live documents in the order of their ids, page by page.", scope: .knowledge,
        parameters: [
            .init("namespaces", .list(.string(bytes: 1...200), count: 1...1000), .optional, "all where it is absent"),
            .init("filter", .filter, .optional, "a metadata filter"),
            .init("after", .documentID, .optional, "`next` of the page before"),
            .init("limit", .integer(1...1000), .defaulted(100), "documents a page"),
            RPCMethod.deadline,
        ],
        result: .record([
            .init("documents", .list(document), .required, "in the order of their ids"),
            .init("next", .nullable(.documentID), .required, "give it as `after`; null on the last page"),
        ]))

    private static let revisionWords: [Schema.Field] = [
        .init("author", .string(bytes: 1...200), .defaulted("local"), "a user id for the revision, never an address"),
        .init("reason", .string(bytes: 0...2000), .defaulted(""), "why"),
        .init("dry_run", .boolean, .defaulted(false), "compute the changes and store nothing"),
    ]

    private static let ids = Schema.list(.documentID)

    private static let changes = Schema.record([
        .init("revision", .nullable(.integer(1...Int.max)), .required, "the new one; null where nothing was stored"),
        .init("dry_run", .boolean, .required, "as asked"),
        .init("added", ids, .required, "new documents"),
        .init("changed", ids, .required, "documents with a new version"),
        .init("renamed", ids, .required, "documents with the content of one that went"),
        .init("removed", ids, .required, "documents that went"),
        .init("unchanged", .integer(0...Int.max), .required, "how many were the same"),
        .init(
            "invalid",
            .list(
                .record([
                    .init("source", .string(), .required, "path below the root, or `inline`"),
                    .init("line", .nullable(.integer()), .required, "from 1"),
                    .init("code", .string(), .required, "an error code"),
                    .init("message", .string(), .required, "in words"),
                ])), .required, "documents that were left out"),
        .init("ignored", .list(.string()), .required, "files that no reader knows"),
        .init("duplicates", .list(ids), .required, "documents of the same words"),
        .init("chunks", .integer(0...Int.max), .required, "chunks of what was stored"),
        .init("encoded", .integer(0...Int.max), .required, "texts that had no vector yet"),
        .init("truncated", .integer(0...Int.max), .required, "texts longer than the encoder reads"),
    ])

    static let knowledgeIngest = RPCMethodDefinition(
        summary: "Stores documents, given inline or (on the Unix socket) as files, as one revision.", scope: .admin,
        isWrite: true,
        parameters: [
            .init("documents", .list(.map(.any), count: 1...100_000), .optional, "records as a JSONL file has them"),
            .init("namespace", .string(bytes: 1...200), .optional, "for documents that name none"),
        ] + revisionWords + [
            .init("skip_invalid", .boolean, .defaulted(false), "leave invalid documents out instead of refusing all"),
            .init(
                "paths", .list(.string(bytes: 1...4096), count: 1...1000), .optional,
                "files and folders below the server's ingest root, instead of `documents`; on the Unix socket only"),
            .init(
                "prune", .boolean, .defaulted(false),
                "with `paths`: remove documents whose file or record is no longer there"),
        ],
        result: changes)

    static let knowledgeDelete = RPCMethodDefinition(
        summary: "Removes documents as one revision; none where one of them is not there.", scope: .admin,
        isWrite: true,
        parameters: [.init("documents", .list(.documentID, count: 1...100_000), .required, "what to remove")]
            + revisionWords,
        result: changes)

    static let knowledgeRevisions = RPCMethodDefinition(
        summary: "The changes of the knowledge base, newest first.", scope: .knowledge,
        parameters: [.init("limit", .integer(1...10_000), .defaulted(50), "how many")],
        result: .record([
            .init(
                "revisions",
                .list(
                    .record([
                        .init("revision", .integer(1...Int.max), .required, "its number"),
                        .init("created_at", .string(), .required, "when, ISO 8601"),
                        .init("author", .string(), .required, "a user id"),
                        .init("reason", .string(), .required, "why"),
                        .init("added", .integer(0...Int.max), .required, "documents"),
                        .init("changed", .integer(0...Int.max), .required, "documents"),
                        .init("removed", .integer(0...Int.max), .required, "documents"),
                        .init("kind", .choice(RevisionKind.allCases.map(\.rawValue)), .required, "what it did"),
                        .init(
                            "restores", .nullable(.integer(1...Int.max)), .required,
                            "of a rollback: the revision whose documents are live again"),
                        .init(
                            "erased", .integer(0...Int.max), .required,
                            "versions it brought that were erased since: the gap in it"),
                    ])), .required, "newest first")
        ]))
}

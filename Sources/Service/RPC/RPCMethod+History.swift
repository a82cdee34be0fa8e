import Domain

/// Comparing revisions and going back to one.
extension RPCMethodDefinition {
    private static let ids = Schema.list(.documentID)

    private static let erased = Schema.list(
        .record([
            .init("hash", .string(), .required, "HMAC-SHA256 of namespace/id under the home's id"),
            .init("revision", .integer(1...Int.max), .required, "the revision that erased it"),
        ]))

    private static let change = Schema.record([
        .init("document", .documentID, .required, "the document"),
        .init(
            "fields",
            .list(
                .record([
                    .init("field", .string(), .required, "`title`, `valid_to`, `metadata.category` …"),
                    .init("before", .any, .required, "null where it was absent, and for `text` and `answer`"),
                    .init("after", .any, .required, "null where it is absent, and for `text` and `answer`"),
                ])), .required, "the fields that differ"),
        .init(
            "lines",
            .list(
                .record([
                    .init("kind", .choice(LineChange.Kind.allCases.map(\.rawValue)), .required, "what became of it"),
                    .init("before", .nullable(.integer(1...Int.max)), .required, "its number before"),
                    .init("after", .nullable(.integer(1...Int.max)), .required, "its number after"),
                    .init("text", .string(), .required, "the line"),
                ])), .required, "the differing lines of the text or answer with two around them"),
    ])

    static let knowledgeDiff = RPCMethodDefinition(
        summary: "What changed from one revision to another.", scope: .knowledge,
        parameters: [
            .init("from", .integer(0...Int.max), .required, "a revision; 0 is the empty base before the first"),
            .init("to", .integer(0...Int.max), .optional, "a revision; the newest where it is absent"),
            .init("document", .documentID, .optional, "this document alone"),
            RPCMethod.deadline,
        ],
        result: .record([
            .init("from", .integer(0...Int.max), .required, "as asked"),
            .init("to", .integer(0...Int.max), .required, "as asked, or the newest"),
            .init("added", ids, .required, "documents that only the second has"),
            .init("changed", .list(change), .required, "documents that both have and that differ"),
            .init("removed", ids, .required, "documents that only the first has"),
            .init("erased", erased, .required, "documents of either that were erased since"),
            .init(
                "without_details", .integer(0...Int.max), .required,
                "how many of `changed` come without fields and lines, to bound the answer"),
        ]))

    static let knowledgeRollback = RPCMethodDefinition(
        summary: "Makes the documents of an earlier revision live again, as a new revision.", scope: .admin,
        isWrite: true,
        parameters: [
            .init("revision", .integer(1...Int.max), .required, "whose documents"),
            .init("author", .string(bytes: 1...200), .defaulted("local"), "a user id, never an address"),
            .init("reason", .string(bytes: 0...2000), .defaulted(""), "why"),
            .init(
                "without_erased", .boolean, .defaulted(false),
                "go on although documents of that revision were erased since; they stay out either way"),
            .init("dry_run", .boolean, .defaulted(false), "compute the changes and store nothing"),
        ],
        result: .record([
            .init(
                "revision", .nullable(.integer(1...Int.max)), .required, "the new one; null where nothing was stored"),
            .init("dry_run", .boolean, .required, "as asked"),
            .init("restores", .integer(1...Int.max), .required, "as asked"),
            .init("added", ids, .required, "documents that came back"),
            .init("changed", ids, .required, "documents that are as they were"),
            .init("removed", ids, .required, "documents that came later"),
            .init("left_out", erased, .required, "documents that were erased since"),
            .init("encoded", .integer(0...Int.max), .required, "texts that had no vector any more"),
        ]))
}

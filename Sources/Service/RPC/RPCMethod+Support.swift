import Domain
import Support

/// The pipeline and its guards.
extension RPCMethodDefinition {
    private static let executedAction = Schema.record([
        .init("tool", .line(characters: 64), .required, "such as `pause_subscription`"),
        .init("status", .line(characters: 64), .required, "only *executed* lets an answer say that it was done"),
    ])

    static let supportCheckAnswer = RPCMethodDefinition(
        summary: "What an answer may not say: deeds that were not done, promises, card data, inner matters, other "
            + "people's data. An empty list means that it may be sent.",
        scope: .channel,
        parameters: [
            .init("answer", .string(bytes: 1...ClaimsCheck.limit), .required, "the text, or HTML"),
            .init("html", .string(bytes: 0...ClaimsCheck.limit), .optional, "its other form, checked as well"),
            .init(
                "executed_actions", .list(executedAction, count: 0...1_000), .defaulted([]),
                "the operations of this conversation"),
            .init("customer_email", .line(characters: 254), .optional, "the address that the answer may hold"),
            RPCMethod.deadline,
        ],
        result: .record([
            .init(
                "violations",
                .list(
                    .record([
                        .init("kind", .choice(Violation.Kind.allCases.map(\.rawValue)), .required, "what it is"),
                        .init("evidence", .string(), .required, "the words, in lower case"),
                    ])), .required, "none twice, in the order of the rules")
        ]))
}

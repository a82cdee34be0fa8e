import Domain

/// What a message is about.
extension RPCMethodDefinition {
    private static let history = Schema.record([
        .init(
            "cancel_wish", .boolean, .optional,
            "whether the customer wished to cancel in the last 180 days; absent where nobody knows"),
        .init("escalated_before", .boolean, .optional, "whether the conversation was handed to a person"),
        .init("frustrated_before", .boolean, .optional, "whether the customer's last message showed frustration"),
        .init("failed_attempts", .integer(0...1000), .optional, "answers of the conversation that did not help"),
    ])

    /// The members that a classified message has, here and in the result of the pipeline.
    static let classification: [Schema.Field] = [
        .init("category", .string(), .required, "the likeliest"),
        .init("secondary_category", .string(), .optional, "a second thing that the message asks for"),
        .init("confidence", .number(0...1), .required, "the probability of `category`"),
        .init("low_confidence", .boolean, .required, "below 0.6, or history says another thing than the wording"),
        .init("urgency", .choice(Urgency.allCases.map(\.rawValue)), .required, "how soon somebody should look"),
        .init("sentiment", .choice(Sentiment.allCases.map(\.rawValue)), .required, "the feeling that it shows"),
        .init("language", .string(), .required, "`en`, `he`, `ru`, `de`, `es`, else `und`"),
        .init("wants_human", .boolean, .required, "whether it asks for a person"),
        .init("escalation_signal", .boolean, .required, "whether something beside the category calls for a person"),
        .init("emails", .list(.string()), .required, "addresses in the text; they prove nothing"),
        .init("orders", .list(.string()), .required, "order numbers in the text"),
        .init(
            "candidates",
            .list(
                .record([
                    .init("category", .string(), .required, "its name"),
                    .init("probability", .number(0...1), .required, "all add up to 1"),
                ])), .required, "every category, the likeliest first"),
        .init("router", .string(), .required, "digest of the router that decided"),
        .init("degraded", .list(.string()), .required, "`language` where the encoder does not read it"),
    ]

    static let supportClassify = RPCMethodDefinition(
        summary: "What a message is about, how sure that is, and how it is meant. Stores nothing.", scope: .channel,
        parameters: [
            .init("text", .string(bytes: 0...1_048_576), .required, "the message, without quoted mail"),
            .init(
                "channel", .choice(ContactChannel.allCases.map(\.rawValue)), .optional, "where it came from"),
            .init("history", history, .optional, "what is known of earlier messages"), RPCMethod.deadline,
        ],
        result: .record(classification))
}

import Domain
import Support

/// A customer's message and its conversation.
extension RPCMethodDefinition {
    private static let attachment = Schema.record([
        .init("name", .line(characters: 255), .required, "as the sender called it"),
        .init("type", .line(characters: 255), .required, "media type"),
        .init("size", .integer(0...Int(Int32.max)), .required, "bytes"),
        .init("path", .line(characters: 1024), .optional, "where this machine has it"),
    ])

    private static let message = Schema.record([
        .init("id", .line(characters: 255), .optional, "the channel's own; the same again is the same message"),
        .init("text", .string(bytes: 0...SupportPipeline.largestText), .defaulted(""), "what the customer wrote"),
        .init("html", .string(bytes: 0...SupportPipeline.largestText), .optional, "read where the text is empty"),
        .init(
            "attachments", .list(attachment, count: 0...SupportPipeline.mostAttachments), .defaulted([]),
            "photos and other files"),
    ])

    private static let customer = Schema.record([
        .init("email", .line(characters: 254), .optional, "the customer's address"),
        .init("name", .line(characters: 200), .optional, "for the greeting only"),
        .init(
            "verified_by", .choice(Identity.Verification.allCases.map(\.rawValue)), .optional,
            "how the caller knows that it is the customer; needs the scope `vouch`"),
    ])

    private static let forms = Schema.record([
        .init("text", .string(), .required, "plain, addresses visible"),
        .init("html", .string(), .optional, "for e-mail"),
    ])

    private static let reason = Schema.record([
        .init("code", .choice(DecisionReason.Code.allCases.map(\.rawValue)), .required, "for programs"),
        .init("text", .string(), .required, "for people"),
    ])

    private static let score = Schema.number(0...1)
    private static let session = Schema.Field("session", .line(characters: 128), .required, "its id")
    private static let now = Schema.Field(
        "now", .timestamp, .optional, "the moment to act at; heeded only by a server started with --test-clock")

    private static let offered = Schema.record([
        .init("id", .string(), .required, "the proposal's"),
        .init("tool", .string(), .required, "what it would run"),
        .init("arguments", .map(.any), .required, "as proposed"),
        .init("form", .nullable(.map(.any)), .required, "title, fields with values and limits, effects"),
        .init("summary", .string(), .required, "one sentence"),
        .init("expires_at", .timestamp, .required, "from when on it cannot be confirmed"),
        .init("token", .nullable(.string()), .required, "for `actions.confirm`; with *send* only"),
    ])

    static let supportHandle = RPCMethodDefinition(
        summary: "Takes a customer's message in and decides about it: send, draft or escalate. Once for each channel, "
            + "conversation and key; a repeat gives the stored result.",
        scope: .channel, isWrite: true,
        parameters: [
            .init("message", message, .required, "what came in"),
            .init(
                "request_key", .line(characters: 255), .optional,
                "the caller's own; this or `message.id` is required"),
            .init("channel", .choice(ContactChannel.allCases.map(\.rawValue)), .defaulted("api"), "where it came in"),
            .init("session", .line(characters: 128), .optional, "an existing one, or a customer's alias `email_…`"),
            .init("conversation", .line(characters: 128), .optional, "the channel's id of the conversation"),
            .init("customer", customer, .optional, "whom the channel says it is"),
            .init("dry_run", .boolean, .defaulted(false), "decides and keeps nothing"),
            .init("test", .boolean, .defaulted(false), "keeps the message out of the figures"),
            .init(
                "deadline_ms", .integer(1...600_000), .optional,
                "after which the message is drafted instead; the result always comes"),
            now,
        ],
        result: .record([
            .init("decision", .choice(SupportDecision.allCases.map(\.rawValue)), .required, "what becomes of it"),
            .init("reasons", .list(reason), .required, "why not sent; empty with *send*"),
            .init("response", forms, .optional, "with *send* only: what the customer gets"),
            .init("draft", forms, .optional, "what a person may send after a look"),
            .init("acknowledgement", forms, .optional, "what the customer gets while a person looks"),
            .init("category", .string(), .required, "what it is about"),
            .init("secondary_category", .string(), .optional, "a second thing"),
            .init("confidence", score, .required, "of the category"),
            .init("urgency", .choice(Urgency.allCases.map(\.rawValue)), .required, "how soon somebody should look"),
            .init("sentiment", .choice(Sentiment.allCases.map(\.rawValue)), .required, "the feeling that it shows"),
            .init("language", .string(), .required, "of the message"),
            .init("wants_human", .boolean, .required, "whether it asks for a person"),
            .init("escalation_signal", .boolean, .required, "whether something beside the category calls for one"),
            .init("red_line", .string(), .optional, "the group"),
            .init("session", .string(), .required, "the conversation's"),
            .init("message_id", .string(), .required, "this home's id of the message"),
            .init("identity", .choice(Identity.Level.allCases.map(\.rawValue)), .required, "how sure it is"),
            .init(
                "outstanding",
                .record([
                    .init("is_outstanding", .boolean, .required, "whether it is an exceptional case"),
                    .init("trigger", .string(), .optional, "the rule's code"),
                    .init("confidence", score, .required, "how sure that is"),
                ]), .required, "exceptional cases"),
            .init(
                "evaluation",
                .record(
                    ["safety", "accuracy", "tone", "completeness", "confidence"].map {
                        .init($0, score, .required, "of the answer")
                    }), .required, "what the gate found"),
            .init(
                "tools",
                .list(
                    .record([
                        .init("name", .string(), .required, "the tool"),
                        .init("status", .string(), .required, "`ok`, `refused`, `proposed`, `executed`, `failed`"),
                    ])), .required, "in the order of the calls"),
            .init("proposals", .list(.record(offeredFields)), .required, "changes that wait for the customer's word"),
            .init(
                "citations",
                .list(
                    .record([
                        .init("document", .string(), .required, "namespace/id"),
                        .init("title", .string(), .required, "its title"),
                        .init("score", .number(), .required, "of the search"),
                    ])), .required, "what the answer rests on"),
            .init("handoff", .map(.any), .optional, "the note for a person"),
            .init("trace", .string(), .required, "its id"),
            .init("degraded", .list(.string()), .required, "what had to be done without"),
            .init("timings_ms", .map(.number()), .required, "by step, and `total`"),
        ]))

    private static var offeredFields: [Schema.Field] {
        if case .record(let fields) = offered { fields } else { [] }
    }

    static let supportSession = RPCMethodDefinition(
        summary: "A conversation with everything that was decided in it.", scope: .operate,
        parameters: [session], result: .map(.any))

    static let supportSessions = RPCMethodDefinition(
        summary: "Conversations, newest first.", scope: .operate,
        parameters: [
            .init("status", .choice(Session.Status.allCases.map(\.rawValue)), .optional, "only these"),
            .init("assignee", .line(characters: 64), .optional, "only those of this team or person"),
            .init("since", .timestamp, .optional, "changed at or after"),
            .init("before", .line(characters: 128), .optional, "older than this session"),
            .init("limit", .integer(1...200), .defaulted(50), "how many"),
        ],
        result: .record([.init("sessions", .list(.map(.any)), .required, "without texts of messages")]))

    static let supportHandback = RPCMethodDefinition(
        summary: "Gives a conversation back from a person: messages are answered again.", scope: .operate,
        isWrite: true,
        parameters: [session, .init("user", .line(characters: 64), .required, "who gives it back"), now],
        result: .record([
            .init("session", .string(), .required, "as asked"), .init("status", .string(), .required, "as it is now"),
        ]))

    static let reviewList = RPCMethodDefinition(
        summary: "What waits for a person, oldest first.", scope: .operate,
        parameters: [
            .init("status", .choice(ReviewItem.Status.allCases.map(\.rawValue)), .defaulted("open"), "only these"),
            .init("category", .line(characters: 64), .optional, "only these"),
            .init("before", .line(characters: 64), .optional, "those after this item in the list"),
            .init("limit", .integer(1...200), .defaulted(50), "how many"),
        ],
        result: .record([.init("reviews", .list(.map(.any)), .required, "with message, draft, reasons, hand-off note")])
    )

    static let reviewResolve = RPCMethodDefinition(
        summary: "A person's word about a draft: send as it is, send another text, or send nothing.", scope: .operate,
        isWrite: true,
        parameters: [
            .init("id", .line(characters: 64), .required, "the item's"),
            .init("action", .choice(["approve", "edit", "reject"]), .required, "what to do"),
            .init("user", .line(characters: 64), .required, "who decides"),
            .init("text", .text(characters: 20_000), .optional, "with *edit*: what the customer gets"),
            .init("reason", .text(characters: 500), .optional, "with *reject*: why"),
            now,
        ],
        result: .map(.any))

    static let feedbackRecord = RPCMethodDefinition(
        summary: "What became of an answer: the customer's rating, whether it helped, a report.", scope: .channel,
        isWrite: true,
        parameters: [
            session,
            .init("message", .line(characters: 64), .optional, "the message that was answered"),
            .init("csat", .integer(1...5), .optional, "the customer's rating"),
            .init("outcome", .choice(["resolved", "unresolved"]), .optional, "whether it helped"),
            .init("report", .text(characters: 500), .optional, "why the answer was bad"),
            now,
        ],
        result: .record([.init("session", .string(), .required, "as asked")]))

    static let autosendGet = RPCMethodDefinition(
        summary: "Whether answers are sent without a person.", scope: .operate, result: autosend)

    static let autosendSet = RPCMethodDefinition(
        summary: "Switches all automatic sending off or on.", scope: .operate, isWrite: true,
        parameters: [
            .init("on", .boolean, .required, "whether answers are sent"),
            .init("user", .line(characters: 64), .required, "who switches"),
            .init("reason", .text(characters: 500), .optional, "why"),
            now,
        ],
        result: autosend)

    private static let autosend = Schema.record([
        .init("on", .boolean, .required, "whether answers are sent without a person")
    ])
}

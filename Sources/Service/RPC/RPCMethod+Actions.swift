import Domain
import Support

/// Tools, and the changes that they propose.
extension RPCMethodDefinition {
    private static let customer = Schema.record([
        .init("email", .line(characters: 254), .optional, "the customer's address"),
        .init(
            "verified_by", .choice(Identity.Verification.allCases.map(\.rawValue)), .optional,
            "how the caller knows that it is the customer; needs the scope `vouch`"),
    ])

    private static let customerParameter = Schema.Field(
        "customer", customer, .optional, "whom the call acts for; nobody known where it is absent")
    private static let session = Schema.Field(
        "session", .line(characters: 128), .optional, "the conversation's session")
    private static let requestKey = Schema.Field(
        "request_key", .line(characters: 128), .optional, "the caller's own; a repeat under it is not a second one")
    private static let now = Schema.Field(
        "now", .timestamp, .optional, "the moment to act at; heeded only by a server started with --test-clock")
    private static let tool = Schema.Field("tool", .line(characters: 64), .required, "such as `get_subscription`")
    private static let arguments = Schema.Field(
        "arguments", .map(.any), .defaulted([:]), "as `tools.list` describes them; none names the customer")
    private static let identity = Schema.Field(
        "identity", .choice(Identity.Level.allCases.map(\.rawValue)), .required, "how sure the identity is")

    private static let refusal = Schema.record([
        .init("code", .choice(Refusal.Code.allCases.map(\.rawValue)), .required, "why not, for programs"),
        .init("text", .string(), .required, "why not, for people"),
        .init(
            "alternatives",
            .list(
                .record([
                    .init("tool", .string(), .required, "a tool, or `person`"),
                    .init("arguments", .map(.any), .required, "for the tool"),
                    .init("text", .string(), .required, "what it would do"),
                ])), .required, "what may be done instead"),
        .init(
            "choices",
            .list(
                .record([
                    .init("argument", .string(), .required, "the argument that is needed"),
                    .init("value", .string(), .required, "a value for it"),
                    .init("label", .string(), .required, "what it stands for, with nothing a stranger could use"),
                ])), .required, "where more than one thing may be meant"),
    ])

    private static let proposal: [Schema.Field] = [
        .init("id", .string(), .required, "the proposal's"),
        .init("status", .choice(ProposalStatus.allCases.map(\.rawValue)), .required, "where it stands"),
        .init("tool", .string(), .required, "what it would run"),
        .init("subject", .string(), .required, "what it is about, `subscription:S-20417`"),
        .init("arguments", .map(.any), .required, "as proposed, everything settled"),
        .init("summary", .string(), .required, "one sentence"),
        .init("consequence", .map(.any), .required, "the facts that follow: days, months, amounts"),
        .init("session", .string(), .required, "where it can be confirmed"),
        .init("customer", .string(), .required, "the customer's number"),
        .init("created_at", .timestamp, .required, "when it was proposed"),
        .init("expires_at", .timestamp, .required, "from when on it cannot be confirmed"),
        .init("settled_at", .nullable(.timestamp), .required, "when it came to its status"),
        .init(
            "result", .nullable(.map(.any)), .required,
            "of an executed one the arguments carried out, what followed and which of them the form had changed"),
        .init("superseded_by", .nullable(.string()), .required, "the newer proposal"),
    ]

    private static let shown: [Schema.Field] =
        proposal + [
            .init("effects", .list(.string()), .required, "what will happen, in sentences"),
            .init("form", .nullable(.map(.any)), .required, "title, fields with values and limits, effects"),
            .init(
                "token", .nullable(.string()), .required,
                "what a confirmation must bring; for the customer's form and nothing else"),
        ]

    private static let refusalMember = Schema.Field("refusal", refusal, .optional, "why not; with *refused* only")

    static let toolsList = RPCMethodDefinition(
        summary: "The tools, with the JSON Schema of their arguments.", scope: .channel,
        parameters: [customerParameter],
        result: .record([
            identity,
            .init(
                "tools",
                .list(
                    .record([
                        .init("name", .string(), .required, "its name"),
                        .init("title", .string(), .required, "for people"),
                        .init("description", .string(), .required, "for whoever chooses"),
                        .init("effect", .choice(Tool.Effect.allCases.map(\.rawValue)), .required, "what a call does"),
                        .init(
                            "identity", .choice(Identity.Level.allCases.map(\.rawValue)), .required,
                            "the least that it needs"),
                        .init("allowed", .boolean, .required, "whether this identity suffices"),
                        .init("parameters", .map(.any), .required, "JSON Schema"),
                    ])), .required, "in a fixed order"),
        ]))

    static let toolsRead = RPCMethodDefinition(
        summary: "Runs a tool that reads.", scope: .channel,
        parameters: [tool, arguments, customerParameter, session, now, RPCMethod.deadline],
        result: .record([
            .init("tool", .string(), .required, "as asked"),
            .init("status", .choice(["ok", "refused"]), .required, "whether it may be told"),
            identity,
            .init("result", .map(.any), .optional, "what the tool found; with *ok* only"),
            refusalMember,
        ]))

    static let actionsPropose = RPCMethodDefinition(
        summary: "Proposes a change, which nothing but a confirmation executes. Tools without a form run at once.",
        scope: .channel, isWrite: true,
        parameters: [
            tool, arguments, customerParameter, session,
            .init(
                "channel", .choice(ContactChannel.allCases.map(\.rawValue)), .defaulted("api"),
                "of a session that is made; it decides how long the proposal waits"),
            requestKey, now,
        ],
        result: .record([
            .init("status", .choice(["pending_confirmation", "executed", "refused"]), .required, "what it came to"),
            .init("session", .string(), .optional, "the session; made where none was given"),
            .init("proposal", .record(shown), .optional, "with *pending_confirmation* only"),
            .init("result", .map(.any), .optional, "with *executed* only, such as the link"),
            refusalMember,
        ]))

    static let actionsList = RPCMethodDefinition(
        summary: "The proposals of a verified customer in a session, newest first; without a customer those of all, "
            + "for the scope `operate`.",
        scope: .channel,
        parameters: [
            customerParameter, session,
            .init(
                "status", .list(.choice(ProposalStatus.allCases.map(\.rawValue))), .optional, "those in these states"),
            .init("before", .line(characters: 64), .optional, "those made before this proposal"),
            .init("limit", .integer(1...200), .defaulted(50), "how many"),
            now,
        ],
        result: .record([
            .init("proposals", .list(.record(shown)), .required, "tokens and forms for the customer's own session only")
        ]))

    private static let settled = Schema.record([
        .init(
            "status", .choice(ProposalStatus.allCases.map(\.rawValue) + ["refused"]), .required,
            "where the proposal stands now; *refused*: nothing was changed"),
        .init("proposal", .record(proposal), .optional, "as it stands; absent for a caller that it is not for"),
        .init(
            "replacement", .record(shown), .optional,
            "with *superseded*: what the change means today, to be confirmed anew"),
        refusalMember,
    ])

    static let actionsConfirm = RPCMethodDefinition(
        summary: "Executes a proposal with the values last seen, at most once; a repeat gives the same answer.",
        scope: .channel, isWrite: true,
        parameters: [
            .init("id", .line(characters: 64), .required, "the proposal"),
            .init("token", .line(characters: 128), .required, "as the proposal brought it"),
            .init(
                "arguments", .map(.any), .defaulted([:]),
                "the values of the form; absent ones are as proposed, null ones are taken out"),
            customerParameter, session, requestKey, now,
        ],
        result: settled)

    static let actionsDecline = RPCMethodDefinition(
        summary: "Records that the customer does not want a proposal.", scope: .channel, isWrite: true,
        parameters: [
            .init("id", .line(characters: 64), .required, "the proposal"),
            .init("token", .line(characters: 128), .required, "as the proposal brought it"),
            .init("reason", .line(characters: 200), .optional, "kept with the proposal"),
            customerParameter, session, now,
        ],
        result: settled)

    private static let link = Schema.Field(
        "link", .line(characters: 2000), .required, "the whole link, or the token in it")

    static let cancelLinkCheck = RPCMethodDefinition(
        summary: "What a cancel link would do. Changes nothing: mail scanners open links too.", scope: .channel,
        parameters: [link, now],
        result: .record([
            .init(
                "status", .choice(["valid", "expired", "used", "cancelled", "invalid", "refused"]), .required,
                "what it is good for; *cancelled*: the subscription is already"),
            .init("subscription", .nullable(.string()), .optional, "plan and rhythm in words, nothing personal"),
            .init("expires_at", .nullable(.timestamp), .optional, "from when on it is good for nothing"),
            refusalMember,
        ]))

    static let cancelLinkRedeem = RPCMethodDefinition(
        summary: "Uses a cancel link up and cancels its subscription; a repeat under the request key gives the same.",
        scope: .channel, isWrite: true,
        parameters: [
            link,
            .init("request_key", .line(characters: 128), .required, "the caller's own, one for each use of the page"),
            customerParameter, now,
        ],
        result: .record([
            .init(
                "status", .choice(["cancelled", "unknown", "refused"]), .required,
                "*unknown*: the system of record did not say, a person finds out"),
            .init("subscription", .string(), .optional, "its number"),
            .init("label", .string(), .optional, "plan and rhythm in words"),
            .init("cancelled_on", .nullable(.day), .optional, "the day"),
            refusalMember,
        ]))
}

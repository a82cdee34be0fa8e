import Domain
import Support

extension Methods {
    /// Messages, conversations, reviews and the switch.
    static func handling(
        _ service: SupportService, heedsClock: Bool, clock: @escaping @Sendable () -> Timestamp
    ) -> [RPCMethod: Handler] {
        @Sendable func now(_ call: RPCCall) -> Timestamp {
            (heedsClock ? call.arguments.string("now").flatMap(Timestamp.init(iso:)) : nil) ?? clock()
        }
        return [
            .supportHandle: { call in .object(try service.pipeline.handle(SupportRequest(call, now: now(call)))) },
            .supportSession: { call in
                .object(try service.conversations.session(call.arguments.string("session") ?? "").json)
            },
            .supportSessions: { call in
                let sessions = try service.conversations.sessions(
                    status: call.arguments.string("status").flatMap(Session.Status.init),
                    assignee: call.arguments.string("assignee"),
                    since: call.arguments.string("since").flatMap(Timestamp.init(iso:)),
                    limit: call.arguments.int("limit") ?? 50, before: call.arguments.string("before"))
                return ["sessions": .array(sessions.map { .object($0.json) })]
            },
            .supportHandback: { call in
                let session = call.arguments.string("session") ?? ""
                try service.conversations.handback(session, by: call.arguments.string("user") ?? "", at: now(call))
                return ["session": .string(session), "status": .string(Session.Status.active.rawValue)]
            },
            .reviewList: { call in
                let items = try service.reviews.list(
                    ReviewFilter(
                        status: call.arguments.string("status").flatMap(ReviewItem.Status.init),
                        category: call.arguments.string("category"), before: call.arguments.string("before"),
                        limit: call.arguments.int("limit") ?? 50))
                return ["reviews": .array(items.map { .object($0.json) })]
            },
            .reviewResolve: { call in
                .object(
                    try service.reviews.resolve(
                        call.arguments.string("id") ?? "", ReviewAction(call),
                        by: call.arguments.string("user") ?? "", at: now(call)
                    ).json)
            },
            .feedbackRecord: { call in
                let session = call.arguments.string("session") ?? ""
                let feedback = Feedback(
                    csat: call.arguments.int("csat"),
                    outcome: call.arguments.string("outcome").flatMap(Feedback.Outcome.init),
                    report: call.arguments.string("report"))
                try service.reviews.record(
                    feedback, session: session, message: call.arguments.string("message"), at: now(call))
                return ["session": .string(session)]
            },
            .autosendGet: { _ in ["on": .bool(try service.reviews.autosend().isOn)] },
            .autosendSet: { call in
                let isOn = call.arguments["on"]?.bool ?? false
                try service.reviews.setAutosend(
                    isOn, by: call.arguments.string("user") ?? "",
                    reason: call.arguments.string("reason") ?? ReviewDesk.noReason, at: now(call))
                return ["on": .bool(isOn)]
            },
        ]
    }
}

extension SupportRequest {
    /// Reads checked parameters. Throws `forbidden` where the caller may not vouch for the customer.
    fileprivate init(_ call: RPCCall, now: Timestamp) throws {
        let message = call.arguments["message"]
        self.init(
            messageID: message?["id"]?.string, text: message?["text"]?.string ?? "", html: message?["html"]?.string,
            attachments: (message?["attachments"]?.array ?? []).map {
                Attachment(
                    name: $0["name"]?.string ?? "", type: $0["type"]?.string ?? "", size: $0["size"]?.int ?? 0,
                    path: $0["path"]?.string)
            },
            requestKey: call.arguments.string("request_key"),
            channel: call.arguments.string("channel").flatMap(ContactChannel.init) ?? .api,
            session: call.arguments.string("session"), conversation: call.arguments.string("conversation"),
            identity: try Identity(call), customerName: call.arguments["customer"]?["name"]?.string,
            isDryRun: call.arguments["dry_run"]?.bool ?? false, isTest: call.arguments["test"]?.bool ?? false,
            deadline: call.arguments.int("deadline_ms").map { .milliseconds($0) }, now: now)
    }
}

extension ReviewAction {
    fileprivate init(_ call: RPCCall) throws {
        switch call.arguments.string("action") {
        case "approve": self = .approve
        case "edit":
            guard let text = call.arguments.string("text") else {
                throw AlmanacError(
                    .invalidParams, "the parameter text is missing", hint: "with edit it is what the customer gets")
            }
            self = .edit(text)
        default: self = .reject(reason: call.arguments.string("reason") ?? ReviewDesk.noReason)
        }
    }
}

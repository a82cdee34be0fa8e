import Domain
import Support

extension Methods {
    /// - Parameter heedsClock: whether `now` is taken from the caller, as a server for tests and demonstrations does.
    static func actions(_ actions: Actions, heedsClock: Bool, clock: @escaping @Sendable () -> Timestamp)
        -> [RPCMethod: Handler]
    {
        let context: @Sendable (RPCCall) throws -> ActionContext = { call in
            let given = heedsClock ? call.arguments.timestamp("now") : nil
            return try ActionContext(call, now: given ?? clock())
        }
        return [
            .toolsList: { call in
                let level = try Identity(call).level
                let tools = actions.catalog.tools.map { tool -> JSONValue in
                    var json = tool.json.object ?? [:]
                    json["allowed"] = .bool(level >= tool.identity)
                    return .object(json)
                }
                return ["identity": .string(level.rawValue), "tools": .array(tools)]
            },
            .toolsRead: { call in
                let context = try context(call)
                let name = call.arguments.string("tool") ?? ""
                let answer = try actions.read(name, call.arguments.object("arguments"), context)
                var json: JSONObject = ["tool": .string(name)]
                switch answer {
                case .result(let result):
                    json["status"] = "ok"
                    json["identity"] = .string(context.identity.level.rawValue)
                    json["result"] = result
                case .refused(let refusal):
                    json["status"] = "refused"
                    json["identity"] = .string(context.identity.level.rawValue)
                    json["refusal"] = refusal.json
                }
                return .object(json)
            },
            .actionsPropose: { call in
                try actions.propose(
                    call.arguments.string("tool") ?? "", call.arguments.object("arguments"), context(call),
                    requestKey: call.arguments.string("request_key")
                ).json
            },
            .actionsList: { call in try list(actions, call, context(call)) },
            .actionsConfirm: { call in
                try actions.confirm(
                    ProposalID(rawValue: call.arguments.string("id") ?? ""),
                    token: call.arguments.string("token") ?? "", arguments: call.arguments.object("arguments"),
                    context(call), requestKey: call.arguments.string("request_key")
                ).json
            },
            .actionsDecline: { call in
                try actions.decline(
                    ProposalID(rawValue: call.arguments.string("id") ?? ""),
                    token: call.arguments.string("token") ?? "", reason: call.arguments.string("reason"), context(call)
                ).json
            },
            .cancelLinkCheck: { call in
                try actions.checkLink(call.arguments.string("link") ?? "", now: context(call).now).json
            },
            .cancelLinkRedeem: { call in
                try actions.redeemLink(
                    call.arguments.string("link") ?? "", requestKey: call.arguments.string("request_key") ?? "",
                    context(call)
                ).json
            },
        ]
    }

    private static func list(_ actions: Actions, _ call: RPCCall, _ context: ActionContext) throws -> JSONValue {
        let statuses = call.arguments.strings("status").map { Set($0.compactMap(ProposalStatus.init)) }
        let limit = call.arguments.int("limit") ?? 50
        if case .verified = context.identity {
            guard context.session != nil else {
                throw AlmanacError(
                    .invalidParams, "the parameter session is missing",
                    hint: "a customer's proposals are listed by session")
            }
            let views = try actions.proposals(of: context, statuses: statuses, limit: limit)
            return ["proposals": .array(views.map { .object($0.json) })]
        }
        guard call.scopes.contains(.operate) else {
            throw AlmanacError(
                .forbidden, "the proposals of all customers need the scope operate",
                hint: "state a verified customer and a session, or use a token that has it")
        }
        let filter = ProposalFilter(
            session: context.session, statuses: statuses,
            before: call.arguments.string("before").map(ProposalID.init), limit: limit)
        let views = try actions.proposals(filter, now: context.now).map(\.unsigned)
        return ["proposals": .array(views.map { .object($0.json) })]
    }
}

extension Identity {
    /// The identity that a call states. Throws `forbidden` where the caller may not vouch for it.
    init(_ call: RPCCall) throws {
        let customer = call.arguments["customer"]
        let email = customer?["email"]?.string
        guard let word = customer?["verified_by"]?.string, let verification = Verification(rawValue: word) else {
            self = email.map { .claimed(email: Identity.normalized($0)) } ?? .anonymous
            return
        }
        guard call.scopes.contains(.vouch) else {
            throw AlmanacError(
                .forbidden, "customer.verified_by needs the scope vouch",
                hint: "leave it out, or use a token that has the scope")
        }
        guard let email else {
            throw AlmanacError(
                .invalidParams, "the parameter customer.email is missing", hint: "it says who is verified")
        }
        self = .verified(email: Identity.normalized(email), by: verification)
    }
}

extension ActionContext {
    fileprivate init(_ call: RPCCall, now: Timestamp) throws {
        self.init(
            identity: try Identity(call), session: call.arguments.string("session"),
            channel: call.arguments.string("channel").flatMap(ContactChannel.init) ?? .api, now: now)
    }
}

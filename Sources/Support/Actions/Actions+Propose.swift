public import Domain
import Store

extension Actions {
    /// Proposes a change, or runs a tool that has no form.
    ///
    /// - Parameter requestKey: a repeat of the same request under it gives the same proposal again.
    ///
    /// Throws `not_found` for a tool that there is not, `invalid_params` for arguments that it does not take or for a
    /// tool that only reads, `conflict` for a request key that stood for something else.
    public func propose(
        _ name: String, _ arguments: JSONObject, _ context: ActionContext, requestKey: String? = nil
    ) throws -> ProposeAnswer {
        let tool = try catalog.tool(name)
        guard tool.effect != .read else {
            throw AlmanacError(.invalidParams, "\(name) reads and proposes nothing", hint: "call it with tools.read")
        }
        let arguments = try tool.checked(arguments)
        guard case .verified(let email, let verification) = context.identity else {
            return try refuse(tool, arguments, context, nil, Actions.identityRequired)
        }
        guard let account = try system.account(email: email) else {
            return try refuse(tool, arguments, context, nil, Actions.customerNotFound)
        }
        let attempt = Attempt(
            tool: tool, arguments: arguments, context: context,
            actor: Actor(customer: account.customer.number, verifiedBy: verification), requestKey: requestKey,
            began: .now)
        switch tool.effect {
        case .link: return try issueLink(attempt, account)
        case .message: return try runAtOnce(attempt, account)
        case .read, .write: return try store.write { try propose(attempt, account, $0) }
        }
    }

    /// A call on its way.
    struct Attempt {
        let tool: Tool
        let arguments: JSONObject
        let context: ActionContext
        let actor: Actor
        let requestKey: String?
        let began: ContinuousClock.Instant
    }

    private func propose(_ attempt: Attempt, _ known: Account, _ writer: SupportWriter) throws -> ProposeAnswer {
        let session: String
        switch try openSession(for: attempt, writer) {
        case .success(let id): session = id
        case .failure(let refusal): return try refuse(attempt, known, refusal, writer)
        }
        let account = try current(known, writer)
        let now = attempt.context.now
        let id = try freshID(writer)
        if let first = try repeated(attempt, session: session, target: id.rawValue, writer) {
            guard let proposal = try writer.reader.proposal(ProposalID(rawValue: first)) else {
                throw Actions.noProposal(ProposalID(rawValue: first))
            }
            return .proposed(try view(proposal, account: account, now: now))
        }
        let asked: ChangePlan
        let plan: ChangePlan
        do {
            asked = try self.plan(attempt.tool, attempt.arguments, id, account: account, now: now)
            // What is kept is what the settled arguments mean: a confirmation works out the same ones again.
            plan = try self.plan(attempt.tool, asked.arguments, id, account: account, now: now)
        } catch let refusal as Refusal {
            return try refuse(attempt, account, refusal, writer, session: session)
        }
        let proposal = Proposal(
            id: id, session: session, customer: account.customer.number, tool: attempt.tool.name,
            subject: plan.subject, arguments: plan.arguments, summary: plan.summary, consequence: plan.consequence,
            version: plan.version, createdAt: now, expiresAt: try expiry(session, now, writer))
        if let refusal = try supersede(by: proposal, at: now, writer) {
            return try refuse(attempt, account, refusal, writer, session: session)
        }
        try insert(proposal, writer)
        try writer.append(
            execution(
                attempt.tool, attempt.arguments, attempt.context, account, .proposed, proposal: id, session: session,
                duration: attempt.began.duration(to: .now)))
        let shown = view(proposal, plan, attempt.tool, now: now)
        return .proposed(
            ProposalView(proposal: proposal, token: shown.token, form: shown.form, effects: asked.effects))
    }

    func insert(_ proposal: Proposal, _ writer: SupportWriter) throws {
        try writer.insert(proposal)
        try note("proposal.created", proposal, ["tool": .string(proposal.tool)], at: proposal.createdAt, writer)
    }

    /// Ends what waited for a word about the same thing. A refusal where a system elsewhere is at it right now.
    func supersede(by proposal: Proposal, at now: Timestamp, _ writer: SupportWriter) throws -> Refusal? {
        guard let older = try writer.reader.waitingProposal(tool: proposal.tool, subject: proposal.subject) else {
            return nil
        }
        guard older.status == .pending else {
            return Refusal(.settled, "The same kind of change is being carried out right now.", alternatives: [.person])
        }
        if now >= older.expiresAt {
            try expire(older, at: now, writer)
        } else {
            try writer.move(older.id, from: [.pending], to: .superseded, at: now, supersededBy: proposal.id)
            try note("proposal.superseded", older, ["by": .string(proposal.id.rawValue)], at: now, writer)
        }
        return nil
    }

    // MARK: Tools without a form

    private func issueLink(_ attempt: Attempt, _ known: Account) throws -> ProposeAnswer {
        let opened: Result<String, Refusal> = try store.write { try openSession(for: attempt, $0) }
        switch opened {
        case .failure(let refusal): return try refuse(attempt.tool, attempt.arguments, attempt.context, known, refusal)
        case .success(let session):
            let issued: CancelLinks.Issued
            do {
                issued = try links.issue(
                    account: known,
                    subscription: attempt.arguments["subscription"]?.string.map(SubscriptionNumber.init),
                    session: session, now: attempt.context.now)
            } catch let refusal as Refusal {
                return try refuse(
                    attempt.tool, attempt.arguments, attempt.context, known, refusal, session: session)
            }
            try store.write { writer in
                try writer.append(
                    execution(
                        attempt.tool, attempt.arguments, attempt.context, known, .ok, session: session,
                        duration: attempt.began.duration(to: .now)))
            }
            return .executed(
                [
                    "url": .string(issued.url), "subscription": .string(issued.subscription.rawValue),
                    "label": .string(issued.label), "expires_at": JSONValue(issued.expiresAt?.iso),
                ], session: session)
        }
    }

    /// A message: the rules, then the deed at once under a proposal that nobody has to confirm.
    private func runAtOnce(_ attempt: Attempt, _ known: Account) throws -> ProposeAnswer {
        enum Step {
            case done(ProposeAnswer)
            case elsewhere(Proposal, ChangePlan)
        }
        let step: Step = try store.write { writer in
            let session: String
            switch try openSession(for: attempt, writer) {
            case .success(let id): session = id
            case .failure(let refusal): return .done(try refuse(attempt, known, refusal, writer))
            }
            let account = try current(known, writer)
            let now = attempt.context.now
            let id = try freshID(writer)
            if let first = try repeated(attempt, session: session, target: id.rawValue, writer),
                let proposal = try writer.reader.proposal(ProposalID(rawValue: first))
            {
                return .done(.executed(proposal.result ?? [:], session: session))
            }
            let plan: ChangePlan
            do {
                plan = try self.plan(attempt.tool, attempt.arguments, id, account: account, now: now)
            } catch let refusal as Refusal {
                return .done(try refuse(attempt, account, refusal, writer, session: session))
            }
            let proposal = Proposal(
                id: id, session: session, customer: account.customer.number, tool: attempt.tool.name,
                subject: plan.subject, arguments: plan.arguments, summary: plan.summary,
                consequence: plan.consequence, version: plan.version, createdAt: now, expiresAt: now)
            if let refusal = try supersede(by: proposal, at: now, writer) {
                return .done(try refuse(attempt, account, refusal, writer, session: session))
            }
            try insert(proposal, writer)
            try writer.append(
                execution(
                    attempt.tool, attempt.arguments, attempt.context, account, .ok, proposal: id, session: session,
                    duration: attempt.began.duration(to: .now)))
            var actor = attempt.actor
            actor.session = session
            if let settled = try carryOut(proposal, plan, edited: [], actor: actor, at: now, writer) {
                return .done(Actions.answer(settled, session: session))
            }
            return .elsewhere(proposal, plan)
        }
        switch step {
        case .done(let answer): return answer
        case .elsewhere(let proposal, let plan):
            var actor = attempt.actor
            actor.session = proposal.session
            return Actions.answer(
                try askElsewhere(proposal, plan, edited: [], actor: actor, at: attempt.context.now),
                session: proposal.session)
        }
    }

    private static func answer(_ proposal: Proposal, session: String) -> ProposeAnswer {
        guard proposal.status == .executed else {
            let text = proposal.result?["text"]?.string ?? "It could not be carried out."
            return .refused(Refusal(.needsPerson, text, alternatives: [.person]))
        }
        return .executed(proposal.result ?? [:], session: session)
    }

    // MARK: Pieces

    /// The session of the call, made where there is none, and lifted to the verified customer. A refusal where it is
    /// another customer's.
    private func openSession(for attempt: Attempt, _ writer: SupportWriter) throws -> Result<String, Refusal> {
        let id = attempt.context.session ?? "sess_" + Hexadecimal.text(random.bytes(16))
        let found = try writer.reader.session(id)
        if let owner = found?.customer, owner != attempt.actor.customer {
            return .failure(Actions.foreign)
        }
        var session = found ?? Session(id: id, channel: attempt.context.channel)
        if session.level != .verified || session.verifiedBy != attempt.actor.verifiedBy {
            session.customer = attempt.actor.customer
            session.level = .verified
            session.verifiedBy = attempt.actor.verifiedBy
            try writer.put(session, at: attempt.context.now)
        }
        return .success(id)
    }

    /// What a request key stood for before; nil for a new one or none.
    private func repeated(
        _ attempt: Attempt, session: String, target: String, _ writer: SupportWriter
    ) throws -> String? {
        guard let key = attempt.requestKey else { return nil }
        let digest = Actions.digest([
            "customer": .string(attempt.actor.customer.rawValue), "session": JSONValue(attempt.context.session),
            "tool": .string(attempt.tool.name), "arguments": .object(attempt.arguments),
        ])
        return try writer.claim(
            requestKey: key, method: "actions.propose", digest: digest, target: target, at: attempt.context.now)
    }

    /// The account as this transaction sees it, where the system is this home's.
    func current(_ account: Account, _ writer: SupportWriter) throws -> Account {
        guard let local = system as? any TransactionalCustomerSystem else { return account }
        guard let fresh = try local.account(account.customer.number, in: writer.reader) else {
            throw AlmanacError(
                .conflict, "\(account.customer.number) was removed meanwhile", hint: "nothing was changed")
        }
        return fresh
    }

    /// An id whose claim number nobody has.
    func freshID(_ writer: SupportWriter) throws -> ProposalID {
        for _ in 0..<100 {
            let id = newProposalID()
            if try !writer.reader.hasClaim(Actions.claimNumber(id)) { return id }
        }
        throw AlmanacError(.internalError, "no number is left for a claim", hint: "report this")
    }

    private func expiry(_ session: String, _ now: Timestamp, _ writer: SupportWriter) throws -> Timestamp {
        let channel = try writer.reader.session(session)?.channel ?? .api
        return now.adding(policy.expiry(channel: channel.rawValue))
    }

    private func refuse(
        _ attempt: Attempt, _ account: Account, _ refusal: Refusal, _ writer: SupportWriter, session: String? = nil
    ) throws -> ProposeAnswer {
        try writer.append(
            execution(
                attempt.tool, attempt.arguments, attempt.context, account, .refused, code: refusal.code.rawValue,
                session: session, duration: attempt.began.duration(to: .now)))
        return .refused(refusal)
    }

    private func refuse(
        _ tool: Tool, _ arguments: JSONObject, _ context: ActionContext, _ account: Account?, _ refusal: Refusal,
        session: String? = nil
    ) throws -> ProposeAnswer {
        let execution = execution(
            tool, arguments, context, account, .refused, code: refusal.code.rawValue, session: session,
            duration: .zero)
        try store.write { writer in try writer.append(execution) }
        return .refused(refusal)
    }

    static let identityRequired = Refusal(
        .identityRequired, "This needs a customer whose identity is verified: a login, a code, or the channel.",
        alternatives: [.person])
    static let customerNotFound = Refusal(
        .customerNotFound, "No account has the verified address.", alternatives: [.person])
    static let foreign = Refusal(.foreign, "This belongs to another customer or conversation.")
}

extension Timestamp {
    func adding(_ duration: Duration) -> Timestamp {
        Timestamp(milliseconds: milliseconds + Int64(duration / .milliseconds(1)))
    }
}

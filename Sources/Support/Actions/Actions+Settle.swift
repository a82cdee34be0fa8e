public import Domain
import Store

extension Actions {
    /// Executes a proposal with the values last seen, once.
    ///
    /// The rules run again at this moment. What the customer was shown must still hold; else a new proposal says what
    /// holds now. A repeat gives what the first confirmation gave, whatever values it brings.
    ///
    /// - Parameters:
    ///   - arguments: the values of the form; absent ones are as proposed, null ones are taken out.
    ///   - requestKey: may not stand for two confirmations.
    ///
    /// Throws `not_found` for an id that there is not, `invalid_params` for values that the tool does not take,
    /// `conflict` for a request key that stood for something else.
    public func confirm(
        _ id: ProposalID, token: String, arguments: JSONObject = [:], _ context: ActionContext,
        requestKey: String? = nil
    ) throws -> SettleAnswer {
        enum Step {
            case done(SettleAnswer)
            case elsewhere(Proposal, ChangePlan, edited: [String], Actor)
        }
        let known = try context.identity.email.flatMap { try system.account(email: $0) }
        let step: Step = try store.write { writer in
            let proposal = try self.proposal(id, writer)
            let actor: Actor
            switch check(proposal, token: token, context, known) {
            case .success(let checked): actor = checked
            case .failure(let refusal):
                return .done(.refused(try note(refusal, of: proposal, context, writer), nil))
            }
            if let key = requestKey {
                let digest = Actions.digest(["proposal": .string(id.rawValue)])
                _ = try writer.claim(
                    requestKey: key, method: "actions.confirm", digest: digest, target: id.rawValue, at: context.now)
            }
            guard proposal.status == .pending else { return .done(Actions.settled(proposal, wanted: .executed)) }
            guard context.now < proposal.expiresAt else {
                return .done(.settled(try expire(proposal, at: context.now, writer)))
            }
            guard let known else { return .done(.refused(Actions.customerNotFound, proposal)) }
            let tool = try catalog.tool(proposal.tool)
            let final = try Actions.merged(proposal, arguments, tool)
            let account = try current(known, writer)
            let shown = try? plan(tool, proposal.arguments, id, account: account, now: context.now)
            let plan: ChangePlan
            do {
                plan = try self.plan(tool, final, id, account: account, now: context.now)
            } catch let refusal as Refusal {
                return .done(.refused(try note(refusal, of: proposal, context, writer), proposal))
            }
            guard plan.subject == proposal.subject else {
                throw AlmanacError(.internalError, "\(id) would change something else than it proposed")
            }
            guard let shown, shown.consequence == proposal.consequence, shown.version == proposal.version else {
                return .done(try replace(proposal, plan, tool, context, writer))
            }
            let edited = tool.parameters.map(\.name).filter { final[$0] != proposal.arguments[$0] }
            guard let settled = try carryOut(proposal, plan, edited: edited, actor: actor, at: context.now, writer)
            else { return .elsewhere(proposal, plan, edited: edited, actor) }
            return .done(.settled(settled))
        }
        switch step {
        case .done(let answer): return answer
        case .elsewhere(let proposal, let plan, let edited, let actor):
            return .settled(try askElsewhere(proposal, plan, edited: edited, actor: actor, at: context.now))
        }
    }

    /// Records that the customer does not want it.
    ///
    /// - Parameter reason: one line, at most 200 characters, kept in the proposal.
    public func decline(
        _ id: ProposalID, token: String, reason: String? = nil, _ context: ActionContext
    ) throws -> SettleAnswer {
        let known = try context.identity.email.flatMap { try system.account(email: $0) }
        return try store.write { writer in
            let proposal = try self.proposal(id, writer)
            if case .failure(let refusal) = check(proposal, token: token, context, known) {
                return .refused(try note(refusal, of: proposal, context, writer), nil)
            }
            guard proposal.status == .pending else { return Actions.settled(proposal, wanted: .declined) }
            guard context.now < proposal.expiresAt else {
                return .settled(try expire(proposal, at: context.now, writer))
            }
            let settled = try move(
                proposal, to: .declined, ["reason": JSONValue(reason.map { String($0.prefix(200)) })],
                at: context.now, writer)
            return .settled(settled)
        }
    }

    /// What a person of the company found out about a proposal whose outcome nobody knew.
    ///
    /// Throws `not_found`, `conflict` where its outcome is known.
    public func resolve(
        _ id: ProposalID, executed: Bool, by user: String, reason: String, now: Timestamp
    ) throws -> Proposal {
        try store.write { writer in
            let proposal = try self.proposal(id, writer)
            guard proposal.status == .unknown else {
                throw AlmanacError(
                    .conflict, "\(id) is \(proposal.status.rawValue); only an unknown outcome can be settled by hand",
                    hint: "`almanac actions list --status unknown` shows those")
            }
            var result = proposal.result ?? [:]
            result["resolved_by"] = .string(user)
            result["reason"] = .string(reason)
            return try move(proposal, to: executed ? .executed : .failed, result, at: now, writer)
        }
    }

    /// Expires what waited too long, and asks a system elsewhere what became of what it was given and never answered.
    /// Run when a process begins to serve; lists do it too.
    public func settleOverdue(now: Timestamp) throws {
        let before = Timestamp(milliseconds: now.milliseconds - Int64(Actions.patience / .milliseconds(1)))
        let overdue = try store.read { try $0.overdueProposals(at: now, handedOnBefore: before) }
        for proposal in overdue {
            switch proposal.status {
            case .pending:
                try store.write { writer in
                    // It may have been settled since it was read.
                    let fresh = try self.proposal(proposal.id, writer)
                    if fresh.status == .pending, now >= fresh.expiresAt { try expire(fresh, at: now, writer) }
                }
            default: try record(try? system.outcome(of: proposal.id.rawValue), of: proposal.id, at: now)
            }
        }
    }

    // MARK: Carrying out

    /// Changes this home's tables in the transaction, and gives the settled proposal. Nil where the system is elsewhere:
    /// the proposal is `executing` then and `askElsewhere` goes on after the commit.
    func carryOut(
        _ proposal: Proposal, _ plan: ChangePlan, edited: [String], actor: Actor, at now: Timestamp,
        _ writer: SupportWriter
    ) throws -> Proposal? {
        let result = Actions.result(plan, edited: edited)
        guard let local = system as? any TransactionalCustomerSystem else {
            try move(proposal, to: .executing, result, at: now, writer)
            return nil
        }
        let outcome = try local.execute(
            plan.operation, key: proposal.id.rawValue, for: actor, at: now, in: writer)
        switch outcome {
        case .executed: return try move(proposal, to: .executed, result, at: now, writer)
        case .refused(let code, let text):
            return try move(proposal, to: .failed, ["code": .string(code), "text": .string(text)], at: now, writer)
        case .unknown(let text):
            return try move(proposal, to: .unknown, ["text": .string(text)], at: now, writer)
        }
    }

    /// Asks a system elsewhere, once, and records what it says; a lost answer is looked for, never asked for again.
    func askElsewhere(
        _ proposal: Proposal, _ plan: ChangePlan, edited: [String], actor: Actor, at now: Timestamp
    ) throws -> Proposal {
        let key = proposal.id.rawValue
        let outcome: OperationOutcome?
        do {
            outcome = try system.execute(plan.operation, key: key, for: actor, at: now)
        } catch {
            outcome = try? system.outcome(of: key)
        }
        return try record(outcome, of: proposal.id, at: now)
    }

    /// - Parameter outcome: nil where the system could not be asked.
    @discardableResult
    private func record(_ outcome: OperationOutcome?, of id: ProposalID, at now: Timestamp) throws -> Proposal {
        try store.write { writer in
            let proposal = try self.proposal(id, writer)
            // Two processes may come with the same news; and news may come after one gave up waiting for it.
            guard proposal.status == .executing || proposal.status == .unknown else { return proposal }
            switch outcome ?? .unknown(text: "The system of record does not answer.") {
            case .executed: return try move(proposal, to: .executed, proposal.result, at: now, writer)
            case .refused(let code, let text):
                return try move(
                    proposal, to: .failed, ["code": .string(code), "text": .string(text)], at: now, writer)
            case .unknown(let text):
                guard proposal.status == .executing else { return proposal }
                var result = proposal.result ?? [:]
                result["text"] = .string(text)
                return try move(proposal, to: .unknown, result, at: now, writer)
            }
        }
    }

    /// What the proposal means today takes its place.
    private func replace(
        _ proposal: Proposal, _ plan: ChangePlan, _ tool: Tool, _ context: ActionContext, _ writer: SupportWriter
    ) throws -> SettleAnswer {
        // A claim keeps its number: the new proposal is worked out under its own id.
        let id = try freshID(writer)
        let account = try system.account(email: context.identity.email ?? "").map { try current($0, writer) }
        guard let account else { return .refused(Actions.customerNotFound, proposal) }
        let fresh = try self.plan(tool, plan.arguments, id, account: account, now: context.now)
        let life = Duration.milliseconds(proposal.expiresAt.milliseconds - proposal.createdAt.milliseconds)
        let next = Proposal(
            id: id, session: proposal.session, customer: proposal.customer, tool: proposal.tool,
            subject: fresh.subject, arguments: fresh.arguments, summary: fresh.summary,
            consequence: fresh.consequence, version: fresh.version, createdAt: context.now,
            expiresAt: context.now.adding(life))
        if let refusal = try supersede(by: next, at: context.now, writer) { return .refused(refusal, proposal) }
        try insert(next, writer)
        return .replaced(try self.proposal(proposal.id, writer), by: view(next, fresh, tool, now: context.now))
    }

    // MARK: Pieces

    private func proposal(_ id: ProposalID, _ writer: SupportWriter) throws -> Proposal {
        guard let proposal = try writer.reader.proposal(id) else { throw Actions.noProposal(id) }
        return proposal
    }

    /// Token, session and customer are the proposal's own.
    private func check(
        _ proposal: Proposal, token: String, _ context: ActionContext, _ account: Account?
    ) -> Result<Actor, Refusal> {
        guard tokens.matches(token, proposal) else {
            return .failure(Refusal(.wrongToken, "The confirmation does not belong to this proposal."))
        }
        guard case .verified(_, let verification) = context.identity else {
            return .failure(Actions.identityRequired)
        }
        guard let account, account.customer.number == proposal.customer, context.session == proposal.session else {
            return .failure(Actions.foreign)
        }
        return .success(
            Actor(customer: account.customer.number, verifiedBy: verification, session: proposal.session))
    }

    /// A repeat of what happened is answered with it; anything else is too late.
    private static func settled(_ proposal: Proposal, wanted: ProposalStatus) -> SettleAnswer {
        let isRepeat = proposal.status == wanted || proposal.status == .expired || proposal.status == .executing
        // Of a confirmation that came to no known end, the truth is the answer too.
        if isRepeat || (wanted == .executed && [.failed, .unknown].contains(proposal.status)) {
            return .settled(proposal)
        }
        return .refused(
            Refusal(.settled, "It was \(proposal.status.rawValue) before; nothing was changed now."), proposal)
    }

    /// The proposed arguments with the form's values over them, checked.
    private static func merged(_ proposal: Proposal, _ given: JSONObject, _ tool: Tool) throws -> JSONObject {
        var merged = proposal.arguments
        for (name, value) in given.members {
            if tool.fixed.contains(name), value != proposal.arguments[name] ?? .null {
                throw AlmanacError(
                    .invalidParams, "\(name) cannot be changed in the form", hint: "make a new proposal for another one"
                )
            }
            merged[name] = value.isNull ? nil : value
        }
        for name in given.keys where !tool.parameters.contains(where: { $0.name == name }) {
            merged[name] = given[name]
        }
        return try tool.checked(merged)
    }

    private static func result(_ plan: ChangePlan, edited: [String]) -> JSONObject {
        [
            "arguments": .object(plan.arguments), "consequence": .object(plan.consequence),
            "effects": JSONValue(plan.effects), "summary": .string(plan.summary), "edited": JSONValue(edited),
        ]
    }

    @discardableResult
    func expire(_ proposal: Proposal, at now: Timestamp, _ writer: SupportWriter) throws -> Proposal {
        try move(proposal, to: .expired, nil, at: now, writer)
    }

    @discardableResult
    private func move(
        _ proposal: Proposal, to status: ProposalStatus, _ result: JSONObject?, at now: Timestamp,
        _ writer: SupportWriter
    ) throws -> Proposal {
        try writer.move(proposal.id, from: [proposal.status], to: status, at: now, result: result)
        var detail: JSONObject = ["tool": .string(proposal.tool)]
        if let edited = result?["edited"] { detail["edited"] = edited }
        if let code = result?["code"] { detail["code"] = code }
        try note("proposal.\(status.rawValue)", proposal, detail, at: now, writer)
        var settled = proposal
        settled.status = status
        settled.settledAt = now
        settled.result = result ?? proposal.result
        return settled
    }

    /// An event about a proposal.
    func note(
        _ kind: String, _ proposal: Proposal, _ detail: JSONObject, at now: Timestamp, _ writer: SupportWriter
    ) throws {
        try writer.append(
            event: kind, session: proposal.session, customer: proposal.customer, subject: proposal.id.rawValue,
            detail: detail, at: now)
    }

    /// An attempt that was turned away.
    private func note(
        _ refusal: Refusal, of proposal: Proposal, _ context: ActionContext, _ writer: SupportWriter
    ) throws -> Refusal {
        try note("proposal.refused", proposal, ["code": .string(refusal.code.rawValue)], at: context.now, writer)
        return refusal
    }
}

public import Domain
import Store
import Synchronization

/// The home's tools for one turn: its customer, its session, its time. A read is made once in it.
///
/// A dry run leaves nothing behind: reads go past the record of calls, a change is worked out and shown as a view
/// without a token, and what would be done at once is refused with `not_available`.
public final class ActionsDesk: ToolDesk {
    private let actions: Actions
    private let context: ActionContext
    private let isDryRun: Bool
    private let reads: Mutex<[String: ToolRun]> = Mutex([:])
    private let recorded: Mutex<[ToolExecution]> = Mutex([])

    public init(actions: Actions, context: ActionContext, isDryRun: Bool = false) {
        (self.actions, self.context, self.isDryRun) = (actions, context, isDryRun)
    }

    public func call(_ tool: String, _ arguments: JSONObject) -> ToolRun {
        do {
            let declared = try actions.catalog.tool(tool)
            guard declared.effect == .read else {
                return ToolRun(tool: tool, arguments: arguments, outcome: try act(declared, arguments))
            }
            let key = ActionsDesk.key(declared, arguments)
            if let known = reads.withLock({ $0[key] }) { return known }
            let run = ToolRun(tool: tool, arguments: arguments, outcome: try read(declared, arguments))
            reads.withLock { $0[key] = run }
            return run
        } catch let refusal as Refusal {
            return ToolRun(tool: tool, arguments: arguments, outcome: .refused(refusal))
        } catch {
            let code = (error as? AlmanacError)?.code ?? .internalError
            return ToolRun(tool: tool, arguments: arguments, outcome: .failed(code.rawValue))
        }
    }

    /// The reads of this turn, which are stored with its record. Proposals and links store their own.
    package var executions: [ToolExecution] { recorded.withLock { $0 } }

    /// The same for the same call, in whatever order its arguments stand.
    private static func key(_ tool: Tool, _ arguments: JSONObject) -> String {
        let members = tool.parameters.compactMap { field in arguments[field.name].map { (field.name, $0) } }
        return "\(tool.name) \(JSONValue.object(JSONObject(members)).text)"
    }

    private func read(_ tool: Tool, _ arguments: JSONObject) throws -> ToolRun.Outcome {
        guard isDryRun else {
            let (answer, execution) = try actions.readUnrecorded(tool.name, arguments, context)
            recorded.withLock { $0.append(execution) }
            switch answer {
            case .result(let result): return .result(result)
            case .refused(let refusal): return .refused(refusal)
            }
        }
        let account = try account()
        return .result(
            try ReadTools.read(
                tool: tool.name, account: account, arguments: try tool.checked(arguments),
                identity: context.identity, policy: actions.policy, now: context.now))
    }

    private func act(_ tool: Tool, _ arguments: JSONObject) throws -> ToolRun.Outcome {
        guard isDryRun else {
            switch try actions.propose(tool.name, arguments, context) {
            case .proposed(let view): return .proposed(view)
            case .executed(let result, _): return .executed(result)
            case .refused(let refusal): return .refused(refusal)
            }
        }
        let arguments = try tool.checked(arguments)
        guard case .verified = context.identity else { throw Actions.identityRequired }
        guard let account = try account() else { throw Actions.customerNotFound }
        guard tool.effect == .write else {
            throw Refusal(.notAvailable, "A dry run makes no link and sends nothing.", alternatives: [.person])
        }
        let id = ActionsDesk.previewID
        let asked = try actions.plan(tool, arguments, id, account: account, now: context.now)
        let plan = try actions.plan(tool, asked.arguments, id, account: account, now: context.now)
        let proposal = Proposal(
            id: id, session: context.session ?? "", customer: account.customer.number, tool: tool.name,
            subject: plan.subject, arguments: plan.arguments, summary: plan.summary, consequence: plan.consequence,
            version: plan.version, createdAt: context.now,
            expiresAt: context.now.adding(actions.policy.expiry(channel: context.channel.rawValue)))
        let shown = actions.view(proposal, plan, tool, now: context.now)
        return .proposed(ProposalView(proposal: proposal, token: nil, form: shown.form, effects: asked.effects))
    }

    /// Of what is shown and not kept.
    private static let previewID = ProposalID(rawValue: "prop_" + String(repeating: "0", count: 32))

    /// Throws a `Refusal` where the session is another customer's.
    private func account() throws -> Account? {
        let account = try context.identity.email.flatMap { try actions.system.account(email: $0) }
        if let session = context.session, let owner = try actions.store.read({ try $0.session(session) })?.customer,
            owner != account?.customer.number
        {
            throw Actions.foreign
        }
        return account
    }
}

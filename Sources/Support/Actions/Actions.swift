import Crypto
public import Domain
import Foundation
public import Store

/// Everything that tools do for a customer: reading, proposing changes, and settling what was proposed.
///
/// Calls block and may come from any threads and processes of the home at once. A business "no" is a `Refusal`; errors
/// are for input that no tool takes and for things that broke. Every call of a tool leaves a row in `tool_execution`.
///
/// A change happens at most once for each proposal. In this home's own tables the change, its audit row, its event and
/// the proposal's state are one transaction. A system elsewhere is asked under the proposal's id as key after the
/// proposal has become `executing`, and is never asked a second time: where its answer is lost, `outcome(of:)` decides,
/// and where that does not know, a person does.
public struct Actions: Sendable {
    let store: SupportStore
    let system: any CustomerSystem
    public let policy: ActionPolicy
    public let catalog: ToolCatalog
    let rules: ChangeRules
    let links: CancelLinks
    let tokens: ConfirmationToken
    /// For ids.
    let random: RandomSource

    /// How long a system elsewhere may take before its silence is looked into.
    static let patience = Duration.seconds(60)

    /// - Parameters:
    ///   - system: this home's tables where it is nil.
    ///   - keys: of cancel links; nil where there are none.
    ///   - legacy: see `CancelLinks`.
    public init(
        store: SupportStore, system: (any CustomerSystem)? = nil, policy: ActionPolicy = ActionPolicy(),
        keys: CancelLinkKeys? = nil, legacy: LegacyCancelLink? = nil, random: RandomSource = .system
    ) throws {
        self.store = store
        self.system = system ?? StoredCustomerSystem(store)
        self.policy = policy
        catalog = ToolCatalog(policy: policy)
        rules = ChangeRules(policy: policy)
        links = CancelLinks(
            store: store, customers: self.system, keys: keys, legacy: legacy, policy: policy, random: random)
        tokens = ConfirmationToken(homeKey: try store.read { try $0.manifest() }.homeKey)
        self.random = random
    }

    // MARK: Reading

    /// Runs a tool that reads.
    ///
    /// Throws `not_found` for a tool that there is not, `invalid_params` for arguments that it does not take or for one
    /// that does not read.
    public func read(_ name: String, _ arguments: JSONObject, _ context: ActionContext) throws -> ToolAnswer {
        let (answer, execution) = try readUnrecorded(name, arguments, context)
        try store.write { writer in try writer.append(execution) }
        return answer
    }

    /// The same without the row in `tool_execution`, which the caller owes.
    func readUnrecorded(
        _ name: String, _ arguments: JSONObject, _ context: ActionContext
    ) throws -> (answer: ToolAnswer, execution: ToolExecution) {
        let tool = try catalog.tool(name)
        guard tool.effect == .read else {
            throw AlmanacError(
                .invalidParams, "\(name) does not read",
                hint: "propose it: actions.propose or `almanac actions propose`")
        }
        let arguments = try tool.checked(arguments)
        let watch = ContinuousClock.now
        var account: Account?
        let answer: ToolAnswer
        do {
            account = try context.identity.email.flatMap { try system.account(email: $0) }
            if let owner = try context.session.flatMap({ id in try store.read { try $0.session(id) } })?.customer,
                owner != account?.customer.number
            {
                throw Actions.foreign
            }
            answer = .result(
                try ReadTools.read(
                    tool: name, account: account, arguments: arguments, identity: context.identity, policy: policy,
                    now: context.now))
        } catch let refusal as Refusal {
            answer = .refused(refusal)
        }
        var status = ToolExecution.Status.ok
        var code: String?
        if case .refused(let refusal) = answer { (status, code) = (.refused, refusal.code.rawValue) }
        let execution = execution(
            tool, arguments, context, account, status, code: code, duration: watch.duration(to: .now))
        return (answer, execution)
    }

    /// The account of an identity's address, whoever vouches for it; nil where there is none.
    func account(of identity: Identity) throws -> Account? {
        try identity.email.flatMap { try system.account(email: $0) }
    }

    // MARK: Listing

    /// Newest first. Those past their time are expired on the way.
    public func proposals(_ filter: ProposalFilter, now: Timestamp) throws -> [Proposal] {
        try settleOverdue(now: now)
        return try store.read { try $0.proposals(filter) }
    }

    /// The proposals of a verified customer in a session, with what is needed to confirm them.
    public func proposals(
        of context: ActionContext, statuses: Set<ProposalStatus>? = nil, limit: Int = 50
    ) throws -> [ProposalView] {
        guard case .verified(let email, _) = context.identity, let session = context.session,
            let account = try system.account(email: email)
        else { return [] }
        let filter = ProposalFilter(
            session: session, customer: account.customer.number, statuses: statuses, limit: limit)
        return try proposals(filter, now: context.now).map { try view($0, account: account, now: context.now) }
    }

    /// Throws `not_found`.
    public func proposal(_ id: ProposalID) throws -> Proposal {
        guard let proposal = try store.read({ try $0.proposal(id) }) else { throw Actions.noProposal(id) }
        return proposal
    }

    static func noProposal(_ id: ProposalID) -> AlmanacError {
        AlmanacError(
            .notFound, "there is no proposal \(id.rawValue.prefix(64))", hint: "`almanac actions list` shows them")
    }

    // MARK: Cancel links

    /// What a link would do; changes nothing, since mail scanners open links too. `{status, subscription, expires_at}`.
    public func checkLink(_ text: String, now: Timestamp) throws -> ToolAnswer {
        do {
            return .result(try links.check(text, now: now).json)
        } catch let refusal as Refusal {
            return .refused(refusal)
        }
    }

    /// Uses a link up and cancels its subscription. `{status, subscription, label, cancelled_on}`.
    public func redeemLink(_ text: String, requestKey: String, _ context: ActionContext) throws -> ToolAnswer {
        do {
            let redemption = try links.redeem(
                text, identity: context.identity, requestKey: requestKey, now: context.now)
            return .result(redemption.json)
        } catch let refusal as Refusal {
            return .refused(refusal)
        }
    }

    // MARK: Pieces

    func execution(
        _ tool: Tool, _ arguments: JSONObject, _ context: ActionContext, _ account: Account?,
        _ status: ToolExecution.Status, code: String? = nil, proposal: ProposalID? = nil, session: String? = nil,
        duration: Duration
    ) -> ToolExecution {
        // A claimed address is nobody's proof: the call is not put down to that customer.
        let customer = context.identity.level == .verified ? account?.customer.number : nil
        return ToolExecution(
            session: session ?? context.session, customer: customer, level: context.identity.level,
            verifiedBy: context.identity.verification, tool: tool.name, arguments: arguments, status: status,
            code: code, proposal: proposal, at: context.now, duration: duration)
    }

    /// What a proposal says today, for its form; of a settled one only what it said.
    func view(_ proposal: Proposal, account: Account, now: Timestamp) throws -> ProposalView {
        guard proposal.status == .pending else {
            return ProposalView(proposal: proposal, token: nil, form: nil, effects: [])
        }
        let tool = try catalog.tool(proposal.tool)
        do {
            let plan = try plan(tool, proposal.arguments, proposal.id, account: account, now: now)
            return view(proposal, plan, tool, now: now)
        } catch is Refusal {
            return ProposalView(proposal: proposal, token: tokens.token(of: proposal), form: nil, effects: [])
        }
    }

    func view(_ proposal: Proposal, _ plan: ChangePlan, _ tool: Tool, now: Timestamp) -> ProposalView {
        ProposalView(
            proposal: proposal, token: tokens.token(of: proposal),
            form: ToolForm.json(tool, plan: plan, policy: policy, today: policy.today(now)), effects: plan.effects)
    }

    /// Throws a `Refusal` where the rules say no.
    func plan(
        _ tool: Tool, _ arguments: JSONObject, _ id: ProposalID, account: Account, now: Timestamp
    ) throws -> ChangePlan {
        let request = try ChangeRequest(tool, arguments, claim: Actions.claimNumber(id))
        return try rules.plan(request, for: account, now: now)
    }

    /// A claim takes its number from its proposal, so that working it out again gives the same.
    static func claimNumber(_ id: ProposalID) -> ClaimNumber {
        ClaimNumber(rawValue: "CLM-" + id.rawValue.suffix(8).uppercased())
    }

    func newProposalID() -> ProposalID { ProposalID(rawValue: "prop_" + Hexadecimal.text(random.bytes(16))) }

    static func digest(_ value: JSONValue) -> String { Hexadecimal.text(SHA256.hash(data: Data(value.text.utf8))) }
}

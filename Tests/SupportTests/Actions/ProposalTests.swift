import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// The life of a proposal, from the customer's wish to the one change.
@Suite struct ProposalTests {
    private func propose(
        _ home: ActionHome, _ tool: String, _ arguments: JSONObject, _ context: ActionContext, key: String? = nil
    ) throws -> ProposalView {
        let answer = try home.actions.propose(tool, arguments, context, requestKey: key)
        guard case .proposed(let view) = answer else { throw Unexpected(answer: "\(answer)") }
        return view
    }

    struct Unexpected: Error { let answer: String }

    private func pause(_ home: ActionHome, months: Int = 2, at now: Timestamp = ActionHome.start) throws -> ProposalView
    {
        try propose(
            home, "pause_subscription", ["subscription": "S-1", "months": .integer(Int64(months))],
            home.context("dana@example.com", at: now))
    }

    private func confirm(
        _ home: ActionHome, _ view: ProposalView, _ arguments: JSONObject = [:], session: String? = "sess_1",
        at now: Timestamp = ActionHome.start
    ) throws -> SettleAnswer {
        try home.actions.confirm(
            view.proposal.id, token: view.token ?? "", arguments: arguments,
            home.context("dana@example.com", session: session, at: now))
    }

    @Test func proposingChangesNothing() throws {
        let home = try ActionHome()
        let before = try home.subscription("S-1")
        let view = try pause(home)
        #expect(view.proposal.status == .pending)
        #expect(try home.subscription("S-1") == before)
        #expect(try home.audit().isEmpty)
        #expect(view.proposal.expiresAt.milliseconds - view.proposal.createdAt.milliseconds == 30 * 60_000)
        let months = view.form?["fields"]?.array?.first { $0["name"] == "months" }
        #expect(months?["value"] == 2)
        #expect(months?["maximum"] == 3)
    }

    @Test func confirmingMakesOneChangeWithItsAuditRowAndEvents() throws {
        let home = try ActionHome()
        let view = try pause(home)
        guard case .settled(let proposal) = try confirm(home, view) else {
            Issue.record("not settled")
            return
        }
        #expect(proposal.status == .executed)
        let subscription = try #require(try home.subscription("S-1"))
        #expect(subscription.status == .paused)
        #expect(
            subscription.pause == .init(startsOn: ActionHome.day("2026-12-03"), endsOn: ActionHome.day("2027-02-03")))
        #expect(subscription.version == 2)
        let audit = try home.audit()
        #expect(audit.map(\.key) == [proposal.id.rawValue])
        #expect(audit.first?.verifiedBy == .login)
        #expect(try home.events(of: proposal.id.rawValue) == ["proposal.created", "proposal.executed"])
        #expect(try home.events(of: "subscription:S-1") == ["subscription.paused"])
    }

    /// Defect of the original: after a confirmation the answer repeated the number that was asked for.
    @Test func theResultSpeaksOfWhatTheFormHadLast() throws {
        let home = try ActionHome()
        let view = try pause(home, months: 3)
        guard case .settled(let proposal) = try confirm(home, view, ["months": 1]) else {
            Issue.record("not settled")
            return
        }
        let result = try #require(proposal.result)
        #expect(result["arguments"]?["months"] == 1)
        #expect(result["edited"] == ["months"])
        #expect(result["summary"]?.string?.contains("one month") == true, "\(result)")
        #expect(try home.subscription("S-1")?.pause?.endsOn.iso == "2027-01-03")
    }

    @Test func aRepeatGivesTheFirstResultWhateverItBrings() throws {
        let home = try ActionHome()
        let view = try pause(home)
        let first = try confirm(home, view)
        let later = ActionHome.start.milliseconds + 86_400_000 * 30
        for arguments: JSONObject in [[:], ["months": 3]] {
            let again = try confirm(home, view, arguments, at: Timestamp(milliseconds: later))
            #expect(again.json == first.json)
        }
        #expect(try home.audit().count == 1)
        #expect(try home.subscription("S-1")?.version == 2)
    }

    static let wrongValues: [JSONObject] = [
        ["months": 0], ["months": 13], ["months": "two"], ["months": 1.5], ["weeks": 2], ["subscription": "S-2"],
        ["months": .null],
    ]

    @Test(arguments: wrongValues)
    func valuesThatTheToolDoesNotTakeAreErrorsAndChangeNothing(arguments: JSONObject) throws {
        let home = try ActionHome()
        let view = try pause(home)
        let error = try #require(throws: AlmanacError.self) { try confirm(home, view, arguments) }
        #expect(error.code == .invalidParams)
        #expect(try home.subscription("S-1")?.version == 1)
        #expect(try home.actions.proposal(view.proposal.id).status == .pending)
    }

    @Test func aChangedValueThatTheRulesRefuseLeavesTheProposalWaiting() throws {
        let home = try ActionHome()
        let view = try pause(home)
        guard case .refused(let refusal, _) = try confirm(home, view, ["months": 6]) else {
            Issue.record("a pause of six months is for a person")
            return
        }
        #expect(refusal.code == .needsPerson)
        #expect(refusal.alternatives.contains { $0.tool == "pause_subscription" })
        guard case .settled(let proposal) = try confirm(home, view) else { return }
        #expect(proposal.status == .executed)
    }

    @Test func itExpiresOnTheMillisecond() throws {
        let home = try ActionHome()
        let view = try pause(home)
        let expiry = view.proposal.expiresAt
        guard case .settled(let late) = try confirm(home, view, at: expiry) else { return }
        #expect(late.status == .expired)
        #expect(try home.subscription("S-1")?.version == 1)
        let other = try pause(home)
        let justInTime = Timestamp(milliseconds: other.proposal.expiresAt.milliseconds - 1)
        guard case .settled(let settled) = try confirm(home, other, at: justInTime) else { return }
        #expect(settled.status == .executed)
    }

    @Test func proposalsByMailWaitADay() throws {
        let home = try ActionHome()
        var context = home.context("dana@example.com", session: nil)
        context.channel = .email
        let view = try propose(home, "skip_month", ["subscription": "S-1"], context)
        #expect(view.proposal.expiresAt.milliseconds - view.proposal.createdAt.milliseconds == 24 * 3_600_000)
    }

    @Test func aNewerOneOfTheSameToolAndSubscriptionSupersedes() throws {
        let home = try ActionHome()
        let first = try pause(home, months: 1)
        let other = try propose(
            home, "pause_subscription", ["subscription": "S-2", "months": 1], home.context("dana@example.com"))
        let second = try pause(home, months: 2)
        #expect(try home.actions.proposal(first.proposal.id).status == .superseded)
        #expect(try home.actions.proposal(first.proposal.id).supersededBy == second.proposal.id)
        #expect(try home.actions.proposal(other.proposal.id).status == .pending)
        guard case .refused(let refusal, _) = try confirm(home, first) else {
            Issue.record("a superseded proposal was confirmed")
            return
        }
        #expect(refusal.code == .settled)
        #expect(try home.subscription("S-1")?.version == 1)
    }

    @Test func whatMeansSomethingElseTodayIsProposedAnew() throws {
        var policy = ActionPolicy()
        policy.expiryMinutes = ["default": 60 * 24 * 30]
        let home = try ActionHome(policy: policy)
        let view = try pause(home, months: 1)
        // The charge is on 3 December: from 28 November on it comes too soon to be left out.
        let late = try #require(Timestamp(iso: "2026-11-30T09:00:00Z"))
        guard case .replaced(let old, let fresh) = try confirm(home, view, at: late) else {
            Issue.record("a pause with another beginning was carried out")
            return
        }
        #expect(old.status == .superseded)
        #expect(fresh.proposal.status == .pending)
        #expect(fresh.proposal.consequence != view.proposal.consequence)
        #expect(try home.subscription("S-1")?.version == 1)
        guard case .settled(let settled) = try confirm(home, fresh, at: late) else { return }
        #expect(settled.status == .executed)
        #expect(try home.subscription("S-1")?.pause?.startsOn.iso == "2027-01-03")
    }

    @Test func aSubscriptionThatChangedMeanwhileIsProposedAnew() throws {
        let home = try ActionHome()
        let skip = try propose(
            home, "skip_month", ["subscription": "S-1"], home.context("dana@example.com"))
        guard case .settled = try confirm(home, try pause(home)) else { return }
        let answer = try confirm(home, skip)
        if case .settled(let proposal) = answer, proposal.status == .executed {
            Issue.record("a skip of a paused subscription was carried out")
        }
        #expect(try home.subscription("S-1")?.version == 2)
    }

    @Test func decliningIsRecordedOnceAndEndsIt() throws {
        let home = try ActionHome()
        let view = try pause(home)
        let context = home.context("dana@example.com")
        for _ in 0..<2 {
            let answer = try home.actions.decline(
                view.proposal.id, token: view.token ?? "", reason: "rather not", context)
            guard case .settled(let proposal) = answer else {
                Issue.record("not settled")
                return
            }
            #expect(proposal.status == .declined)
            #expect(proposal.result?["reason"] == "rather not")
        }
        #expect(try home.events(of: view.proposal.id.rawValue) == ["proposal.created", "proposal.declined"])
        guard case .refused(let refusal, _) = try confirm(home, view) else {
            Issue.record("a declined proposal was confirmed")
            return
        }
        #expect(refusal.code == .settled)
        #expect(try home.audit().isEmpty)
    }

    // MARK: Who may

    @Test func nobodyElseConfirms() throws {
        let home = try ActionHome()
        let view = try pause(home)
        let token = view.token ?? ""
        var forged = token
        forged.replaceSubrange(forged.startIndex...forged.startIndex, with: forged.hasPrefix("0") ? "1" : "0")
        let attempts: [(String, String, ActionContext, Refusal.Code)] = [
            ("a forged token", forged, home.context("dana@example.com"), .wrongToken),
            ("no token", "", home.context("dana@example.com"), .wrongToken),
            ("a longer token", token + "0", home.context("dana@example.com"), .wrongToken),
            ("an address that was only typed", token, home.context("dana@example.com", by: nil), .identityRequired),
            ("another customer", token, home.context("omer@example.com"), .foreign),
            ("nobody we know", token, home.context("stranger@example.com"), .foreign),
            ("another session", token, home.context("dana@example.com", session: "sess_2"), .foreign),
            ("no session", token, home.context("dana@example.com", session: nil), .foreign),
        ]
        for (name, token, context, code) in attempts {
            for settle in ["confirm", "decline"] {
                let answer =
                    settle == "confirm"
                    ? try home.actions.confirm(view.proposal.id, token: token, context)
                    : try home.actions.decline(view.proposal.id, token: token, context)
                guard case .refused(let refusal, let seen) = answer else {
                    Issue.record("\(name) could \(settle)")
                    continue
                }
                #expect(refusal.code == code, "\(name)")
                #expect(seen == nil, "\(name) was shown the proposal")
            }
        }
        #expect(try home.subscription("S-1")?.version == 1)
        #expect(try home.actions.proposal(view.proposal.id).status == .pending)
    }

    @Test func aTokenBelongsToOneProposalOfOneHome() throws {
        let home = try ActionHome()
        let other = try ActionHome()
        let view = try pause(home)
        let foreign = try pause(other)
        #expect(view.token != foreign.token)
        let second = try propose(
            home, "skip_month", ["subscription": "S-2"], home.context("dana@example.com"))
        let answer = try home.actions.confirm(
            second.proposal.id, token: view.token ?? "", home.context("dana@example.com"))
        guard case .refused(let refusal, _) = answer else {
            Issue.record("another proposal's token was taken")
            return
        }
        #expect(refusal.code == .wrongToken)
    }

    @Test func tokensAreStoredNowhere() throws {
        let home = try ActionHome()
        let view = try pause(home)
        _ = try confirm(home, view)
        let token = try #require(view.token)
        for name in try FileManager.default.contentsOfDirectory(atPath: home.folder.url.path) {
            let data = try Data(contentsOf: home.folder.url.appending(path: name))
            #expect(data.range(of: Data(token.utf8)) == nil, "\(name) holds a token")
        }
    }

    @Test func aSessionStaysWithItsCustomer() throws {
        let home = try ActionHome()
        _ = try pause(home)
        let answer = try home.actions.propose(
            "skip_month", [:], home.context("omer@example.com", session: "sess_1"))
        guard case .refused(let refusal) = answer else {
            Issue.record("another customer entered the session")
            return
        }
        #expect(refusal.code == .foreign)
        let read = try home.actions.read("get_subscription", [:], home.context("omer@example.com", session: "sess_1"))
        guard case .refused(let reading) = read else {
            Issue.record("another customer read in the session")
            return
        }
        #expect(reading.code == .foreign)
    }

    // MARK: Repeats

    @Test func aRequestKeyMakesOneProposal() throws {
        let home = try ActionHome()
        let context = home.context("dana@example.com")
        let first = try propose(home, "skip_month", ["subscription": "S-1"], context, key: "k1")
        let again = try propose(home, "skip_month", ["subscription": "S-1"], context, key: "k1")
        #expect(again.proposal == first.proposal)
        #expect(again.token == first.token)
        let error = try #require(throws: AlmanacError.self) {
            try propose(home, "skip_month", ["subscription": "S-2"], context, key: "k1")
        }
        #expect(error.code == .conflict)
        #expect(try home.actions.proposals(ProposalFilter(), now: ActionHome.start).count == 1)
    }

    @Test func twoProcessesConfirmAtOnceAndOneChangeIsMade() async throws {
        let home = try ActionHome()
        let beside = try home.beside()
        for round in 0..<2 {
            let skip = try propose(
                home, "create_damage_claim",
                [
                    "order": "TB-1", "item": .string("\(round + 1)"), "kind": "broken",
                    "description": .string("round \(round)"),
                ],
                home.context("dana@example.com"))
            let context = home.context("dana@example.com")
            let (id, token) = (skip.proposal.id, skip.token ?? "")
            let (actions, others) = (home.actions, beside.actions)
            let answers = try await withThrowingTaskGroup(of: JSONValue.self) { group in
                for offset in 0..<6 {
                    group.addTask {
                        try (offset % 2 == 0 ? actions : others).confirm(id, token: token, context).json
                    }
                }
                return try await group.reduce(into: [JSONValue]()) { $0.append($1) }
            }
            #expect(Set(answers).count == 1)
            #expect(try home.audit().count { $0.key == id.rawValue } <= 1)
        }
        #expect(try home.audit().count == 2)
    }

    // MARK: Photos and links

    /// Defect of the original: the tool ran without a claim and as often as it was asked.
    @Test func photosAreAskedForOnceAndForAnOpenClaimOnly() throws {
        let home = try ActionHome()
        let context = home.context("dana@example.com")
        guard case .refused(let none) = try home.actions.propose("request_photos", [:], context) else {
            Issue.record("photos without a claim")
            return
        }
        #expect(none.code == .noOpenClaim)
        let claim = try propose(
            home, "create_damage_claim", ["item": "Olive oil", "kind": "leaking", "description": "all over"], context)
        guard case .settled = try confirm(home, claim) else { return }
        guard case .executed(let result, _) = try home.actions.propose("request_photos", [:], context) else {
            Issue.record("no photos for an open claim")
            return
        }
        #expect(result["arguments"]?["claim"]?.string?.hasPrefix("CLM-") == true)
        guard case .refused(let twice) = try home.actions.propose("request_photos", [:], context) else {
            Issue.record("photos were asked for twice")
            return
        }
        #expect(twice.code == .alreadyDone)
        #expect(try home.audit().map(\.operation).sorted() == ["create_damage_claim", "request_photos"])
    }

    /// Defect of the original: the link was bound to a subscription called "pending".
    @Test func aCancelLinkNamesItsSubscriptionAndCancelsNothing() throws {
        let home = try ActionHome()
        let context = home.context("dana@example.com")
        guard case .refused(let which) = try home.actions.propose("generate_cancel_link", [:], context) else {
            Issue.record("a link for no certain subscription")
            return
        }
        #expect(which.code == .choiceRequired)
        guard
            case .executed(let result, _) = try home.actions.propose(
                "generate_cancel_link", ["subscription": "S-2"], context)
        else {
            Issue.record("no link")
            return
        }
        #expect(result["subscription"] == "S-2")
        #expect(result["url"]?.string?.contains("?al=") == true)
        #expect(try home.subscription("S-2")?.status == .active)
        for data in try FileManager.default.contentsOfDirectory(atPath: home.folder.url.path)
            .map({ try Data(contentsOf: home.folder.url.appending(path: $0)) })
        {
            let token = try #require(result["url"]?.string?.split(separator: "=").last)
            #expect(data.range(of: Data(token.utf8)) == nil, "the link is stored")
        }
    }

    // MARK: Record

    @Test func everyCallLeavesARow() throws {
        let home = try ActionHome()
        _ = try home.actions.read("get_subscription", [:], home.context("dana@example.com", session: nil))
        _ = try home.actions.read("get_subscription", [:], home.context("dana@example.com", session: nil, by: nil))
        _ = try pause(home)
        _ = try home.actions.propose(
            "pause_subscription", ["months": 2], home.context("lia@example.com", session: "s4"))
        let rows = try home.store.read { try $0.toolExecutions(session: nil, limit: 10) }.reversed()
        #expect(rows.map(\.status) == [.ok, .refused, .proposed, .refused])
        #expect(rows.map(\.code) == [nil, "identity_required", nil, "subscription_cancelled"])
        // A typed address is nobody's proof: the call is not put down to that customer.
        #expect(rows.map { $0.customer?.rawValue } == ["C-1", nil, "C-1", "C-4"])
    }
}

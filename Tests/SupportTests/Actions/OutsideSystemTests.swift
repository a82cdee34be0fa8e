import Domain
import Foundation
import Store
import Support
import Synchronization
import TestSupport
import Testing

/// A system of record elsewhere: it does at most once what a key asks, and its answers may be lost on the way.
private final class OutsideSystem: CustomerSystem {
    enum Fault: CaseIterable {
        case none
        /// It never hears of it.
        case lostRequest
        /// It does it, and the answer is lost.
        case lostReply
        /// The same, and asked afterwards it does not know either.
        case lostMemory
        /// It says no.
        case refuses
        /// The answer is lost, and the line is dead when the outcome is asked for.
        case deadLine
    }

    private struct State {
        var fault = Fault.none
        var executed: [String: Int] = [:]
        var refused: Set<String> = []
        var asked: [String] = []
    }

    private let state = Mutex(State())
    let name = "a system elsewhere"

    func set(_ fault: Fault) { state.withLock { $0.fault = fault } }
    func executions(of key: String) -> Int { state.withLock { $0.executed[key] ?? 0 } }
    func requests(of key: String) -> Int { state.withLock { $0.asked.count { $0 == key } } }

    func account(email: String) throws -> Account? { ActionHome.accounts.first { $0.customer.email == email } }
    func account(_ number: CustomerNumber) throws -> Account? {
        ActionHome.accounts.first { $0.customer.number == number }
    }

    private static let lost = AlmanacError(.unavailable, "no answer")

    func execute(
        _ operation: Domain.Operation, key: String, for actor: Actor, at time: Timestamp
    ) throws -> OperationOutcome {
        try state.withLock { state in
            state.asked.append(key)
            switch state.fault {
            case .lostRequest: throw OutsideSystem.lost
            case .refuses:
                state.refused.insert(key)
                return .refused(code: "closed", text: "The books are closed.")
            case .none, .lostReply, .lostMemory, .deadLine:
                guard !state.refused.contains(key) else { return .refused(code: "given_up", text: "Given up.") }
                // It counts every time, so that a second asking would show.
                state.executed[key, default: 0] += 1
                if state.fault == .none { return .executed }
                throw OutsideSystem.lost
            }
        }
    }

    func outcome(of key: String) throws -> OperationOutcome {
        try state.withLock { state in
            switch state.fault {
            case .deadLine: throw OutsideSystem.lost
            case .lostMemory: return .unknown(text: "The log of that hour is gone.")
            default: break
            }
            if state.executed[key] != nil { return .executed }
            state.refused.insert(key)
            return .refused(code: "not_executed", text: "Nothing was done.")
        }
    }
}

@Suite struct OutsideSystemTests {
    private func proposed(_ home: ActionHome, _ tool: String = "skip_month") throws -> ProposalView {
        let answer = try home.actions.propose(tool, ["subscription": "S-1"], home.context("dana@example.com"))
        guard case .proposed(let view) = answer else { throw CancellationError() }
        return view
    }

    private func confirm(_ home: ActionHome, _ view: ProposalView) throws -> Proposal? {
        let answer = try home.actions.confirm(
            view.proposal.id, token: view.token ?? "", home.context("dana@example.com"))
        if case .settled(let proposal) = answer { return proposal }
        return nil
    }

    @Test(arguments: [
        ("none", ProposalStatus.executed, 1), ("lostRequest", .failed, 0), ("lostReply", .executed, 1),
        ("lostMemory", .unknown, 1), ("refuses", .failed, 0), ("deadLine", .unknown, 1),
    ])
    func aLostReplyIsNeverAskedForAgain(fault: String, status: ProposalStatus, executions: Int) throws {
        let system = OutsideSystem()
        let home = try ActionHome(system: system)
        let view = try proposed(home)
        let fault = try #require(OutsideSystem.Fault.allCases.first { "\($0)" == fault })
        system.set(fault)
        let key = view.proposal.id.rawValue
        #expect(try confirm(home, view)?.status == status)
        // Whatever is tried again, by whomever, on a line that works: it is not asked a second time.
        system.set(.none)
        for _ in 0..<3 { #expect(try confirm(home, view)?.status == status) }
        try home.actions.settleOverdue(now: Timestamp(milliseconds: ActionHome.start.milliseconds + 86_400_000))
        #expect(system.requests(of: key) == 1)
        #expect(system.executions(of: key) == executions)
        #expect(try home.events(of: key).last == "proposal.\(status.rawValue)")
    }

    @Test func aPersonSettlesWhatNobodyKnows() throws {
        let system = OutsideSystem()
        let home = try ActionHome(system: system)
        let view = try proposed(home)
        system.set(.lostMemory)
        #expect(try confirm(home, view)?.status == .unknown)
        let settled = try home.actions.resolve(
            view.proposal.id, executed: true, by: "amit", reason: "seen there", now: ActionHome.start)
        #expect(settled.status == .executed)
        #expect(settled.result?["resolved_by"] == "amit")
        let error = try #require(throws: AlmanacError.self) {
            try home.actions.resolve(view.proposal.id, executed: false, by: "amit", reason: "", now: ActionHome.start)
        }
        #expect(error.code == .conflict)
        #expect(system.requests(of: view.proposal.id.rawValue) == 1)
    }

    /// A process that dies between asking and noting the answer leaves `executing` behind.
    @Test(arguments: [true, false])
    func whatAKilledProcessLeftIsLookedUpNotRepeated(wasDone: Bool) throws {
        let system = OutsideSystem()
        let home = try ActionHome(system: system)
        let view = try proposed(home)
        let id = view.proposal.id
        try home.store.write { writer in
            try writer.move(id, from: [.pending], to: .executing, at: ActionHome.start, result: ["summary": "s"])
        }
        if wasDone {
            let account = try #require(ActionHome.accounts.first)
            _ = try system.execute(
                .skip(
                    SubscriptionNumber(rawValue: "S-1"), version: 1, month: try #require(CalendarMonth(iso: "2026-12")),
                    nextChargeOn: ActionHome.day("2027-01-03")), key: id.rawValue,
                for: Actor(customer: account.customer.number, verifiedBy: .login), at: ActionHome.start)
        }
        // While the other process may still be at it, a repeat is told so and changes nothing.
        #expect(try confirm(home, view)?.status == .executing)
        let soon = Timestamp(milliseconds: ActionHome.start.milliseconds + 1000)
        try home.actions.settleOverdue(now: soon)
        #expect(try home.actions.proposal(id).status == .executing)
        let later = Timestamp(milliseconds: ActionHome.start.milliseconds + 61_000)
        try home.actions.settleOverdue(now: later)
        #expect(try home.actions.proposal(id).status == (wasDone ? .executed : .failed))
        #expect(system.executions(of: id.rawValue) == (wasDone ? 1 : 0))
        #expect(system.requests(of: id.rawValue) == (wasDone ? 1 : 0))
    }

    @Test func nothingNewIsProposedWhileOneIsBeingCarriedOut() throws {
        let home = try ActionHome(system: OutsideSystem())
        let view = try proposed(home)
        try home.store.write { try $0.move(view.proposal.id, from: [.pending], to: .executing, at: ActionHome.start) }
        let answer = try home.actions.propose(
            "skip_month", ["subscription": "S-1"], home.context("dana@example.com"))
        guard case .refused(let refusal) = answer else {
            Issue.record("proposed beside one that is being carried out")
            return
        }
        #expect(refusal.code == .settled)
    }
}

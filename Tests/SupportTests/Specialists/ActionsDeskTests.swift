import Domain
import Store
import Support
import TestSupport
import Testing

@Suite struct ActionsDeskTests {
    private let omer = SpecialistWorld.verified("omer@example.com")

    private func executions(_ world: SpecialistWorld) throws -> Int {
        try world.store.read { try $0.toolExecutions(session: "sess_1", limit: 100) }.count
    }

    @Test func aReadIsMadeOnceInATurn() throws {
        let world = try SpecialistWorld()
        let desk = world.desk(omer)
        let first = desk.call("get_subscription", ["include": ["price", "schedule"]])
        let second = desk.call("get_subscription", ["include": ["price", "schedule"]])
        #expect(first.result != nil && first.result == second.result)
        #expect(desk.executions.count == 1)
        _ = desk.call("get_subscription", ["include": ["price"]])
        #expect(desk.executions.count == 2)
        // They are stored with the turn's record, in its transaction.
        #expect(try executions(world) == 0)
    }

    @Test func whatBreaksComesBack() throws {
        let world = try SpecialistWorld()
        let desk = world.desk(omer)
        #expect(desk.call("open_the_door", [:]).use.status == "failed")
        #expect(desk.call("pause_subscription", ["months": "many"]).use.status == "failed")
        #expect(desk.call("get_subscription", ["customer": "C-1"]).use.status == "failed")
    }

    @Test func aDryRunLeavesNothing() throws {
        let world = try SpecialistWorld()
        let dry = world.desk(omer, isDryRun: true)
        #expect(dry.call("get_subscription", [:]).result != nil)
        let pause = dry.call("pause_subscription", ["months": 2])
        guard case .proposed(let view) = pause.outcome else {
            Issue.record("a change is not shown: \(pause.use.status)")
            return
        }
        #expect(view.token == nil && view.form != nil && !view.effects.isEmpty)
        let link = dry.call("generate_cancel_link", [:])
        #expect(link.refusal?.code == .notAvailable)
        let strange = world.desk(.claimed(email: "omer@example.com"), isDryRun: true)
        #expect(strange.call("pause_subscription", ["months": 2]).refusal?.code == .identityRequired)
        #expect(try executions(world) == 0)
        #expect(try world.actions.proposals(ProposalFilter(session: "sess_1"), now: world.now).isEmpty)
        #expect(try world.store.read { try $0.session("sess_1") } == nil)
        // The same form as the real one.
        guard case .proposed(let real) = world.desk(omer).call("pause_subscription", ["months": 2]).outcome else {
            Issue.record("no proposal")
            return
        }
        #expect(real.proposal.summary == view.proposal.summary && real.effects == view.effects)
        #expect(real.token != nil)
    }

    @Test func aDryRunSeesNoOtherCustomersSession() throws {
        let world = try SpecialistWorld()
        _ = world.desk(omer).call("pause_subscription", ["months": 1])
        let dana = world.desk(SpecialistWorld.verified("dana@example.com"), isDryRun: true)
        #expect(dana.call("get_payment_history", [:]).refusal?.code == .foreign)
        #expect(dana.call("pause_subscription", ["months": 1]).refusal?.code == .foreign)
    }
}

import Domain
import Support
import Synchronization
import Testing

/// Links over a system of record that shares no transaction with the home.
@Suite struct CancelLinksElsewhereTests {
    private let noa = LinkDesk.verified(LinkDesk.noa)

    private func links(_ desk: LinkDesk, _ system: ForeignSystem) throws -> CancelLinks {
        try LinkDesk.links(over: desk.store, customers: system)
    }

    @Test func cancellationIsAskedForOnce() throws {
        let desk = try LinkDesk()
        let system = ForeignSystem(LinkDesk.noa, answer: .executed)
        let links = try links(desk, system)
        let url = try desk.link()
        let first = try links.redeem(url, identity: noa, requestKey: "r", now: LinkDesk.now)
        #expect(first.status == .cancelled)
        #expect(try links.redeem(url, identity: noa, requestKey: "r", now: LinkDesk.later(5)) == first)
        #expect(
            try refusal { _ = try links.redeem(url, identity: noa, requestKey: "x", now: LinkDesk.now) }?.code
                == .settled)
        #expect(system.keys.count == 1)
        #expect(system.keys.first?.hasPrefix("link:") == true)
    }

    @Test(arguments: [OperationOutcome.unknown(text: "timeout"), nil])
    func unknownOutcomeIsNeverRepeated(answer: OperationOutcome?) throws {
        let desk = try LinkDesk()
        let system = ForeignSystem(LinkDesk.noa, answer: answer)
        let links = try links(desk, system)
        let url = try desk.link()
        for _ in 0..<3 {
            let result = try links.redeem(url, identity: noa, requestKey: "r", now: LinkDesk.now)
            #expect(result.status == .unknown)
            #expect(result.json["cancelled_on"] == .null)
        }
        #expect(system.keys.count == 1)
        #expect(try links.check(url, now: LinkDesk.now).status == .used)
        // What became of it is asked, and told from then on.
        system.settle(.executed)
        for _ in 0..<2 {
            #expect(try links.redeem(url, identity: noa, requestKey: "r", now: LinkDesk.now).status == .cancelled)
        }
        #expect(system.keys.count == 1)
    }

    @Test func refusalGoesToAPersonAndStays() throws {
        let desk = try LinkDesk()
        let system = ForeignSystem(LinkDesk.noa, answer: .refused(code: "locked", text: "the account is locked"))
        let links = try links(desk, system)
        let url = try desk.link()
        for _ in 0..<2 {
            let answer = try refusal {
                _ = try links.redeem(url, identity: noa, requestKey: "r", now: LinkDesk.now)
            }
            #expect(answer?.code == .needsPerson)
        }
        #expect(system.keys.count == 1)
    }

    /// A process that died between using the link up and hearing from the system.
    @Test func brokenOffCancellationIsAskedAboutAfterAWhile() throws {
        let desk = try LinkDesk()
        let system = ForeignSystem(LinkDesk.noa, answer: .executed)
        let links = try links(desk, system)
        let url = try desk.link()
        let hash = try #require(
            try desk.store.read { try $0.events(customer: CustomerNumber(rawValue: "C-1")) }.first?.subject
                .split(separator: ":").last)
        #expect(try desk.store.write { try $0.redeemCancelLink(idHash: String(hash), key: "r", at: LinkDesk.now) })
        system.settle(.executed)
        #expect(try links.redeem(url, identity: noa, requestKey: "r", now: LinkDesk.later(1000)).status == .unknown)
        #expect(system.questions == 0)
        let late = try links.redeem(url, identity: noa, requestKey: "r", now: LinkDesk.later(600_000))
        #expect(late.status == .cancelled)
        #expect(system.keys.isEmpty)
    }

    @Test func unreachableSystemLeavesTheLinkGood() throws {
        let desk = try LinkDesk()
        let system = ForeignSystem(nil, answer: .executed)
        let links = try links(desk, system)
        let url = try desk.link()
        #expect(throws: AlmanacError.self) {
            try links.redeem(url, identity: noa, requestKey: "r", now: LinkDesk.now)
        }
        #expect(try desk.links.check(url, now: LinkDesk.now).status == .valid)
    }
}

private final class ForeignSystem: CustomerSystem {
    private struct State {
        var keys: [String] = []
        var questions = 0
        var settled = OperationOutcome.unknown(text: "not yet")
    }

    private let state = Mutex(State())
    private let held: Account?
    private let answer: OperationOutcome?

    /// A nil account cannot be reached; a nil answer is an error after the change was sent.
    init(_ held: Account?, answer: OperationOutcome?) { (self.held, self.answer) = (held, answer) }

    var name: String { "elsewhere" }
    var keys: [String] { state.withLock { $0.keys } }
    var questions: Int { state.withLock { $0.questions } }
    func settle(_ outcome: OperationOutcome) { state.withLock { $0.settled = outcome } }

    func account(email: String) throws -> Account? { try reached() }
    func account(_ number: CustomerNumber) throws -> Account? { try reached() }
    func execute(_ operation: Operation, key: String, for actor: Actor, at time: Timestamp) throws -> OperationOutcome {
        state.withLock { $0.keys.append(key) }
        guard let answer else { throw AlmanacError(.timeout, "no answer") }
        return answer
    }
    func outcome(of key: String) throws -> OperationOutcome {
        state.withLock {
            $0.questions += 1
            return $0.settled
        }
    }

    private func reached() throws -> Account {
        guard let held else { throw AlmanacError(.unavailable, "elsewhere cannot be reached") }
        return held
    }
}

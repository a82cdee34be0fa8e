import Domain
import Foundation
import Store
import Support
import TestSupport
import Testing

/// One message at a time in a session, in the order of arrival, whatever crashes.
@Suite struct LeaseTests {
    let home: ConversationHome

    init() throws { home = try ConversationHome() }

    @Test func theSecondMessageWaitsForTheFirst() throws {
        let first = try home.turn(home.message("one", in: "7"))
        let waiting = try #require(try home.receive(home.message("two", in: "7")).waiting)
        #expect(waiting != first.message)
        // It is stored already, and stays waiting however often it is asked for.
        #expect(try home.record(of: first).entries.map(\.message.text) == ["one", "two"])
        #expect(try home.conversations.claim(waiting, clock: home.clock).waiting == waiting)
        try home.finish(first, .sent("to one"))
        let second = try #require(try home.conversations.claim(waiting, clock: home.clock).turn)
        #expect(second.message == waiting)
        // It sees what was answered meanwhile, and not itself.
        #expect(try home.state(of: second).messages.map(\.text) == ["one", "to one"])
        try home.finish(second, .sent())
        #expect(try home.conversations.claim(waiting, clock: home.clock).result?["decision"] == "send")
        try home.expectSound()
    }

    @Test func orderIsThatOfArrivalWhoeverAsksFirst() throws {
        let first = try home.turn(home.message("one", in: "7"))
        let second = try #require(try home.receive(home.message("two", in: "7")).waiting)
        let third = try #require(try home.receive(home.message("three", in: "7")).waiting)
        try home.finish(first, .sent())
        // Nobody holds the lease, and yet the third is not before the second.
        #expect(try home.conversations.claim(third, clock: home.clock).waiting == third)
        let turn = try #require(try home.conversations.claim(second, clock: home.clock).turn)
        try home.finish(turn, .sent())
        #expect(try home.conversations.claim(third, clock: home.clock).turn != nil)
    }

    @Test func otherSessionsDoNotWait() throws {
        _ = try home.turn(home.message(in: "7"))
        #expect(try home.receive(home.message(in: "8")).turn != nil)
    }

    @Test func aLeaseThatRanOutIsTakenUpOnce() throws {
        let request = home.message(id: "m", in: "7")
        let first = try home.turn(request)
        home.pass(.seconds(59))
        #expect(try home.receive(request).waiting == first.message)
        home.pass(.seconds(1))
        let again = try home.turn(request)
        #expect(again.message == first.message)
        #expect(again.attempt == 2)
        #expect(again != first)
        #expect(try home.receive(request).waiting == first.message)
        // The first worker comes back too late for everything.
        #expect(try conversationFailure { try home.finish(first, .sent("late")) }.code == .conflict)
        #expect(try conversationFailure { try home.conversations.renew(first, clock: home.clock) }.code == .conflict)
        try home.conversations.release(first)
        #expect(try home.receive(request).waiting == first.message)
        try home.finish(again, .sent("in time"))
        #expect(try conversationFailure { try home.finish(first, .sent("later still")) }.code == .conflict)
        #expect(try home.record(of: again).entries.map(\.message.text) == [request.text, "in time"])
        try home.expectSound()
    }

    /// A lease that ran out is still the worker's until somebody takes it.
    @Test func aSlowWorkerMayFinishWhatNobodyTookUp() throws {
        let turn = try home.turn(home.message(in: "7"))
        home.pass(.seconds(3600))
        try home.finish(turn, .sent())
        try home.expectSound()
    }

    @Test func aRenewedLeaseLivesOn() throws {
        let request = home.message(id: "m", in: "7")
        let turn = try home.turn(request)
        for _ in 0..<5 {
            home.pass(.seconds(50))
            try home.conversations.renew(turn, clock: home.clock)
        }
        home.pass(.seconds(59))
        #expect(try home.receive(request).waiting == turn.message)
        home.pass(.seconds(2))
        #expect(try home.turn(request).attempt == 2)
    }

    @Test func whatIsGivenBackIsTakenUpAtOnce() throws {
        let request = home.message(id: "m", in: "7")
        let turn = try home.turn(request)
        try home.conversations.release(turn)
        try home.expectSound()
        let again = try home.turn(request)
        #expect(again.attempt == 2)
        #expect(try conversationFailure { try home.finish(turn, .sent()) }.code == .conflict)
        try home.finish(again, .sent())
        try home.expectSound()
    }

    // MARK: Crashes

    @Test func whatACrashLeftIsFoundAtTheStart() throws {
        let first = try home.turn(home.message("one", in: "7"))
        let second = try #require(try home.receive(home.message("two", in: "7")).waiting)
        let other = try home.turn(home.message("three", in: "8"))
        let done = try home.turn(home.message("four", in: "9"))
        try home.finish(done, .sent())
        try home.reopen()
        // Another process may still be at it.
        #expect(try home.conversations.undecided(clock: home.clock, limit: 10).isEmpty)
        home.pass(.seconds(60))
        let left = try home.conversations.undecided(clock: home.clock, limit: 10)
        #expect(left == [first.message, second, other.message])
        #expect(try home.conversations.undecided(clock: home.clock, limit: 1) == [first.message])
        let again = try #require(try home.conversations.claim(first.message, clock: home.clock).turn)
        #expect(again.attempt == 2)
        #expect(try home.conversations.request(of: first.message).text == "one")
        #expect(try home.conversations.claim(second, clock: home.clock).waiting == second)
        #expect(try home.conversations.undecided(clock: home.clock, limit: 10) == [other.message])
        try home.finish(again, .sent())
        let next = try #require(try home.conversations.claim(second, clock: home.clock).turn)
        try home.finish(next, .sent())
        try home.expectSound()
    }

    @Test func crashesAreCounted() throws {
        let request = home.message(id: "m", in: "7")
        for attempt in 1...3 {
            #expect(try home.turn(request).attempt == attempt)
            try home.reopen()
            home.pass(.seconds(61))
        }
    }

    @Test func whatIsNoMessageIsNotFound() throws {
        let turn = try home.turn(home.message(in: "7"))
        try home.finish(turn, .sent())
        let answer = try #require(try home.record(of: turn).entries.last?.message.id)
        for id in ["msg_nobody", answer, ""] {
            let error = try conversationFailure { _ = try home.conversations.claim(id, clock: home.clock) }
            #expect(error.code == .notFound)
        }
    }

    @Test func aShortLeaseIsAsShortAsItIsSet() throws {
        let conversations = Conversations(store: home.home.store, lease: .seconds(5))
        let request = home.message(id: "m", in: "7")
        _ = try conversations.receive(request, customer: nil, clock: home.clock)
        home.pass(.seconds(5))
        #expect(try conversations.receive(request, customer: nil, clock: home.clock).turn?.attempt == 2)
    }

    // MARK: Against a model

    /// Two processes take in, repeat, claim, finish, give back and crash at random. Whatever happens: one message of a
    /// session at a time, in the order of arrival, and each decided once.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func messagesAreDecidedOnceAndInOrder(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let workers = [home.conversations, try home.beside()]
        var arrived: [String: [String]] = [:]
        var decided: [String: [String]] = [:]
        var requests: [SupportRequest] = []
        var ids: [Int: String] = [:]
        var held: [Turn] = []
        func note(_ reception: Reception, _ comment: Comment) {
            guard case .turn(let turn) = reception else { return }
            // What was held before in this session ran out.
            held.removeAll { $0.session.id == turn.session.id }
            held.append(turn)
            let next = arrived[turn.session.id, default: []][decided[turn.session.id, default: []].count]
            #expect(turn.message == next, comment)
        }
        for step in 0..<600 {
            let comment: Comment = "seed \(seed), step \(step)"
            let worker = random.pick(workers)
            switch random.int(in: 0...9) {
            case 0...2:
                let session = "\(random.int(in: 0...3))"
                let request = home.message("text \(step)", id: "m\(step)", in: session)
                requests.append(request)
                let before = held.count
                let reception = try worker.receive(request, customer: nil, clock: home.clock)
                let id = try #require(reception.turn?.message ?? reception.waiting, comment)
                ids[requests.count - 1] = id
                arrived["cw_\(session)", default: []].append(id)
                note(reception, comment)
                #expect(held.count <= before + 1)
            case 3 where !requests.isEmpty:
                let offset = random.int(in: 0...(requests.count - 1))
                let reception = try worker.receive(requests[offset], customer: nil, clock: home.clock)
                #expect(reception.turn?.message ?? reception.waiting ?? ids[offset] == ids[offset], comment)
                note(reception, comment)
            case 4...5 where !ids.isEmpty:
                let offset = random.int(in: 0...(ids.count - 1))
                var message = try #require(ids[offset])
                // Mostly one whose turn it is: of all that ever came, few are.
                let session = random.pick(arrived.keys.sorted())
                let waiting = arrived[session, default: []].dropFirst(decided[session, default: []].count)
                if random.chance(0.8), let next = waiting.first { message = next }
                note(try worker.claim(message, clock: home.clock), comment)
            case 6...7 where !held.isEmpty:
                let turn = held.remove(at: random.int(in: 0...(held.count - 1)))
                try worker.finish(turn, random.chance(0.5) ? .sent() : .drafted(), at: home.now)
                decided[turn.session.id, default: []].append(turn.message)
            case 8 where !held.isEmpty:
                try worker.release(held.remove(at: random.int(in: 0...(held.count - 1))))
            case 9: home.pass(.seconds(random.int(in: 1...40)))
            default: break
            }
            if step % 100 == 99 { try home.expectSound(comment) }
        }
        // A run that decided nothing would prove nothing.
        #expect(decided.values.joined().count > 30)
        for (session, order) in decided { #expect(Array(arrived[session, default: []].prefix(order.count)) == order) }
    }
}

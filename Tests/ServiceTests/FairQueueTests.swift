import Service
import TestSupport
import Testing

@Suite struct FairQueueTests {
    @Test func keysTakeTurns() {
        var queue = FairQueue<String, Int>(slots: 100, slotsPerKey: 100)
        for number in 0..<50 { queue.add(number, ticket: UInt64(number), for: "flood") }
        queue.add(1000, ticket: 1, for: "quiet")
        queue.add(1001, ticket: 2, for: "quiet")
        let order = (0..<6).compactMap { _ in queue.next()?.work }
        #expect(order == [0, 1000, 1, 1001, 2, 3])
    }

    @Test func aKeyLeavesSlotsForOthers() {
        var queue = FairQueue<String, Int>(slots: 4, slotsPerKey: 3)
        for number in 0..<10 { queue.add(number, ticket: UInt64(number), for: "flood") }
        #expect((0..<10).compactMap { _ in queue.next()?.work } == [0, 1, 2])
        queue.add(99, ticket: 0, for: "quiet")
        #expect(queue.next()?.work == 99)
        #expect(queue.next() == nil)
        queue.workerIsFree()
        #expect(queue.next() == nil, "a result that nobody has taken counts for its key")
        queue.delivered("flood")
        #expect(queue.next()?.work == 3)
    }

    @Test func whatHasNotBegunIsTakenBack() {
        var queue = FairQueue<String, Int>(slots: 1, slotsPerKey: 1)
        for number in 0..<3 { queue.add(number, ticket: UInt64(number), for: "a") }
        #expect(queue.next()?.work == 0)
        #expect(queue.withdraw(0, of: "a") == false)
        #expect(queue.withdraw(1, of: "a") == true)
        #expect(queue.withdraw(1, of: "a") == false)
        #expect(queue.withdraw(2, of: "b") == false)
        queue.workerIsFree()
        queue.delivered("a")
        #expect(queue.next()?.work == 2)
        queue.workerIsFree()
        queue.delivered("a")
        #expect(queue.isEmpty)
    }

    @Test func aPausedKeyStartsNothing() {
        var queue = FairQueue<String, Int>(slots: 4, slotsPerKey: 4)
        queue.add(1, ticket: 1, for: "a")
        queue.pause("a", true)
        #expect(queue.next() == nil)
        queue.add(2, ticket: 2, for: "b")
        #expect(queue.next()?.work == 2)
        queue.pause("a", false)
        #expect(queue.next()?.work == 1)
        queue.withdrawAll(of: "a")
        queue.workerIsFree()
        queue.delivered("a")
        queue.workerIsFree()
        queue.delivered("b")
        #expect(queue.isEmpty)
    }

    /// Against a model: limits hold, nothing is lost or run twice, each key's work keeps its order.
    @Test(arguments: [1, 2, 3, 4, 5, 6, 7, 8] as [UInt64])
    func anySequenceKeepsThePromises(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var queue = FairQueue<Int, UInt64>(slots: 5, slotsPerKey: 2)
        var waiting: [Int: [UInt64]] = [:]
        var running: [Int] = []
        var undelivered: [Int] = []
        func open(_ key: Int) -> Int { running.count { $0 == key } + undelivered.count { $0 == key } }
        var ticket: UInt64 = 0
        for _ in 0..<3000 {
            let key = Int.random(in: 0..<6, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0..<4:
                ticket += 1
                queue.add(ticket, ticket: ticket, for: key)
                waiting[key, default: []].append(ticket)
            case 4..<7:
                guard let (key, work) = queue.next() else {
                    let isFree = running.count < 5
                    let candidates = waiting.filter { key, list in !list.isEmpty && open(key) < 2 }
                    #expect(!isFree || candidates.isEmpty, "seed \(seed): work is there and nothing was begun")
                    continue
                }
                #expect(waiting[key]?.first == work, "seed \(seed)")
                waiting[key]?.removeFirst()
                running.append(key)
                #expect(running.count <= 5 && open(key) <= 2, "seed \(seed)")
            case 7:
                guard let key = running.popLast() else { continue }
                queue.workerIsFree()
                undelivered.append(key)
            case 8:
                guard let key = undelivered.popLast() else { continue }
                queue.delivered(key)
            default:
                guard let first = waiting[key]?.randomElement(using: &random) else { continue }
                #expect(queue.withdraw(first, of: key) == true, "seed \(seed)")
                waiting[key]?.removeAll { $0 == first }
            }
        }
    }
}

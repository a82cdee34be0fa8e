import NIOCore

/// Work waiting for a bounded number of workers, fair between keys: each key has a queue of its own, keys take turns,
/// and no key has more than `slotsPerKey` of the `slots` at once. Work whose result has not been delivered still counts
/// for its key, so that results cannot pile up. A pure value: it starts nothing itself.
package struct FairQueue<Key: Hashable & Sendable, Work: Sendable>: Sendable {
    private struct Lane {
        var waiting = CircularBuffer<(ticket: UInt64, work: Work)>()
        /// Running, or done and not delivered.
        var open = 0
        var isPaused = false

        var isIdle: Bool { waiting.isEmpty && open == 0 && !isPaused }
    }

    private let slots: Int
    private let slotsPerKey: Int
    private var running = 0
    private var lanes: [Key: Lane] = [:]
    /// The keys that have waiting work, the next one to be served first.
    private var turns = CircularBuffer<Key>()

    package init(slots: Int, slotsPerKey: Int) {
        precondition(slots > 0 && slotsPerKey > 0, "slots \(slots), per key \(slotsPerKey)")
        self.slots = slots
        self.slotsPerKey = slotsPerKey
    }

    package mutating func add(_ work: Work, ticket: UInt64, for key: Key) {
        if lanes[key, default: Lane()].waiting.isEmpty { turns.append(key) }
        lanes[key, default: Lane()].waiting.append((ticket, work))
    }

    /// Takes the next work that may run now; nil where there is none. The caller reports its end with `workerIsFree`
    /// and, when the key's owner has the result, `delivered`.
    package mutating func next() -> (key: Key, work: Work)? {
        guard running < slots else { return nil }
        for _ in 0..<turns.count {
            let key = turns.removeFirst()
            guard var lane = lanes[key], !lane.waiting.isEmpty else { continue }
            guard lane.open < slotsPerKey, !lane.isPaused else {
                turns.append(key)
                continue
            }
            let work = lane.waiting.removeFirst().work
            lane.open += 1
            running += 1
            if !lane.waiting.isEmpty { turns.append(key) }
            lanes[key] = lane
            return (key, work)
        }
        return nil
    }

    /// A worker has ended its work.
    package mutating func workerIsFree() { running -= 1 }

    /// The owner of the key has a result, or needs it no more.
    package mutating func delivered(_ key: Key) {
        lanes[key]?.open -= 1
        tidy(key)
    }

    /// Takes back work that has not begun; false where it has, or is unknown.
    package mutating func withdraw(_ ticket: UInt64, of key: Key) -> Bool {
        guard let offset = lanes[key]?.waiting.firstIndex(where: { $0.ticket == ticket }) else { return false }
        lanes[key]?.waiting.remove(at: offset)
        tidy(key)
        return true
    }

    /// Takes back everything of the key that has not begun.
    package mutating func withdrawAll(of key: Key) {
        lanes[key]?.waiting.removeAll()
        lanes[key]?.isPaused = false
        tidy(key)
    }

    /// A paused key starts nothing; what runs goes on.
    package mutating func pause(_ key: Key, _ isPaused: Bool) {
        lanes[key, default: Lane()].isPaused = isPaused
        tidy(key)
    }

    package var isEmpty: Bool { lanes.isEmpty }

    private mutating func tidy(_ key: Key) {
        if lanes[key]?.waiting.isEmpty == true { turns.removeAll { $0 == key } }
        if lanes[key]?.isIdle == true { lanes[key] = nil }
    }
}

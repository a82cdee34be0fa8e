import Synchronization

/// Results of a pure function by its input, the newest ones. May be used from any threads.
final class Memory<Value: Sendable>: Sendable {
    private let capacity: Int
    /// Two halves: when the newer one is full it becomes the older one, and what was not asked for meanwhile goes.
    private let halves = Mutex<(newer: [String: Value], older: [String: Value])>(([:], [:]))

    init(capacity: Int) { self.capacity = max(2, capacity) }

    func value(for key: String, _ make: () throws -> Value) rethrows -> Value {
        if let known = halves.withLock({ $0.newer[key] ?? $0.older[key] }) {
            keep(known, for: key)
            return known
        }
        let value = try make()
        keep(value, for: key)
        return value
    }

    private func keep(_ value: Value, for key: String) {
        halves.withLock { halves in
            guard halves.newer[key] == nil else { return }
            if halves.newer.count >= capacity / 2 { halves = ([:], halves.newer) }
            halves.newer[key] = value
        }
    }
}

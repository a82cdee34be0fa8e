import Foundation
import Synchronization

/// A fixed set of threads that run one job together: the caller and `size - 1` helpers.
///
/// Unlike a dispatch queue it promises that all parts run at the same time, which the barriers inside a forward pass
/// need. Helpers sleep between jobs and end with the team.
final class WorkerTeam: Sendable {
    let size: Int
    private let post = Post()

    init(size: Int) {
        self.size = max(1, size)
        for part in 1..<max(2, self.size) where part < self.size {
            let thread = Thread { [post] in post.serve(part) }
            thread.name = "almanac-encoder-\(part)"
            thread.qualityOfService = .userInitiated
            thread.start()
        }
    }

    deinit {
        post.close()
    }

    /// Calls `body(0)` here and `body(1)` … `body(size - 1)` on the helpers; returns when all are done. One job at a
    /// time: the caller holds the lease (`Lease`) that says so.
    func run(_ body: @Sendable (_ part: Int) -> Void) {
        if size == 1 { return body(0) }
        withoutActuallyEscaping(body) { body in
            post.start(body, helpers: size - 1)
            body(0)
            post.waitForHelpers()
        }
    }

    /// Runs jobs from a list on all threads, each taking the next; returns what the first failing one threw.
    func runAll(_ count: Int, _ job: @Sendable (Int) throws -> Void) throws {
        let next = Counter()
        let failure = Mutex<(job: Int, error: any Error)?>(nil)
        run { _ in
            while let item = next.take(below: count) {
                do {
                    try job(item)
                } catch {
                    failure.withLock { if $0.map({ item < $0.job }) ?? true { $0 = (item, error) } }
                }
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure.error }
    }
}

/// Where helpers wait for a job.
///
/// `@unchecked Sendable`. Proof: every property below `condition` is read and written only while it is locked.
private final class Post: @unchecked Sendable {
    private let condition = NSCondition()
    private var job: (@Sendable (Int) -> Void)?
    private var generation = 0
    private var running = 0
    private var closed = false

    func start(_ job: @escaping @Sendable (Int) -> Void, helpers: Int) {
        condition.lock()
        precondition(running == 0, "a team runs one job at a time")
        self.job = job
        running = helpers
        generation += 1
        condition.broadcast()
        condition.unlock()
    }

    func waitForHelpers() {
        condition.lock()
        while running > 0 { condition.wait() }
        job = nil
        condition.unlock()
    }

    func close() {
        condition.lock()
        closed = true
        condition.broadcast()
        condition.unlock()
    }

    func serve(_ part: Int) {
        var seen = 0
        while true {
            condition.lock()
            while generation == seen, !closed { condition.wait() }
            if closed { return condition.unlock() }
            seen = generation
            var job = self.job
            condition.unlock()
            job?(part)
            job = nil  // before the caller is told: its closure must not outlive `run`
            condition.lock()
            running -= 1
            if running == 0 { condition.broadcast() }
            condition.unlock()
        }
    }
}

/// Numbers 0, 1, 2, … dealt to whoever asks.
final class Counter: Sendable {
    private let next = Atomic<Int>(0)

    func take(below count: Int) -> Int? {
        let taken = next.wrappingAdd(1, ordering: .relaxed).oldValue
        return taken < count ? taken : nil
    }
}

/// A point that a fixed number of threads leave together, many times over.
final class Barrier: Sendable {
    private let parties: Int
    private let arrived = Atomic<Int>(0)
    private let round = Atomic<Int>(0)
    /// Looks before offering the processor to others, a few microseconds: parties that run arrive sooner, and one that
    /// waits for its turn on a busy machine needs the processor more than this thread does.
    private static let spins = 2_000

    init(parties: Int) {
        self.parties = parties
    }

    /// Returns once all parties have called; what each wrote before is then visible to all.
    func wait() {
        if parties == 1 { return }
        let current = round.load(ordering: .acquiring)
        if arrived.wrappingAdd(1, ordering: .acquiringAndReleasing).newValue == parties {
            arrived.store(0, ordering: .relaxed)
            round.store(current &+ 1, ordering: .releasing)
            return
        }
        var looks = 0
        while round.load(ordering: .acquiring) == current {
            looks += 1
            if looks > Self.spins { sched_yield() }
        }
    }
}

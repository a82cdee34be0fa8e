import NIOPosix
import Synchronization

/// The threads that run calls, shared fairly between connections.
///
/// Calls block (SQLite, arithmetic), so they run neither on event loops nor on the cooperative pool.
package final class Workers: Sendable {
    package typealias Connection = UInt64

    private let pool: NIOThreadPool
    private let queue: Mutex<FairQueue<Connection, @Sendable () -> Void>>

    package init(threads: Int, perConnection: Int) {
        pool = NIOThreadPool(numberOfThreads: threads)
        queue = Mutex(FairQueue(slots: threads, slotsPerKey: perConnection))
        pool.start()
    }

    /// Runs `work` when its turn comes; `ticket` is unique within the connection. The connection says with `delivered`
    /// that it has the result; until then the work keeps its place among those of the connection.
    package func add(ticket: UInt64, of connection: Connection, _ work: @escaping @Sendable () -> Void) {
        queue.withLock { $0.add(work, ticket: ticket, for: connection) }
        start()
    }

    /// A connection has taken a result.
    package func delivered(to connection: Connection) {
        queue.withLock { $0.delivered(connection) }
        start()
    }

    /// Takes back work that has not begun; false where it has.
    package func withdraw(ticket: UInt64, of connection: Connection) -> Bool {
        queue.withLock { $0.withdraw(ticket, of: connection) }
    }

    /// Takes back all work of a connection that has not begun, for good.
    package func withdrawAll(of connection: Connection) {
        queue.withLock { $0.withdrawAll(of: connection) }
    }

    /// While paused, no work of the connection is begun.
    package func pause(_ connection: Connection, _ isPaused: Bool) {
        queue.withLock { $0.pause(connection, isPaused) }
        if !isPaused { start() }
    }

    /// Ends the threads when the work that runs is done; work that has not begun is dropped.
    package func stop() {
        pool.shutdownGracefully { _ in }
    }

    private func start() {
        while let (_, work) = queue.withLock({ $0.next() }) {
            pool.submit { state in
                if state == .active { self.drive(work) }
            }
        }
    }

    /// Runs one piece of work and then, on the same thread, whatever is next.
    private func drive(_ work: @escaping @Sendable () -> Void) {
        var current: (@Sendable () -> Void)? = work
        while let work = current {
            work()
            current = queue.withLock { queue in
                queue.workerIsFree()
                return queue.next()?.work
            }
        }
    }
}

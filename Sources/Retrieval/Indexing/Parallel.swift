import Dispatch
import Foundation
import Synchronization

/// Work on many things at once, on all processors.
enum Parallel {
    /// The results in order of their offsets; few of them are made on this thread. Blocks.
    static func map<Value: Sendable>(_ count: Int, _ body: @Sendable (Int) -> Value) -> [Value] {
        let parts = min(count / smallestPart, mostParts)
        guard parts > 1 else { return (0..<count).map(body) }
        let done = Mutex([[Value]](repeating: [], count: parts))
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let values = (count * part / parts..<count * (part + 1) / parts).map(body)
            done.withLock { $0[part] = values }
        }
        return done.withLock { $0.flatMap { $0 } }
    }

    /// Some for each processor, so that one with more work than the others does not end last by far. Asked once: the
    /// system is slow to tell.
    private static let mostParts = 4 * ProcessInfo.processInfo.activeProcessorCount

    /// Below this a second thread costs more than it saves.
    private static let smallestPart = 8
}

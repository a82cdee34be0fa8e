import Foundation
import Logging
import Synchronization

/// Holds the calls of a test on their worker threads until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiting = 0
    }

    private let state = Mutex(State())

    /// How many calls are held.
    var waiting: Int { state.withLock { $0.waiting } }

    /// Blocks until the gate opens.
    func wait() {
        state.withLock { $0.waiting += 1 }
        while !state.withLock({ $0.isOpen }) { usleep(1000) }
        state.withLock { $0.waiting -= 1 }
    }

    func open() { state.withLock { $0.isOpen = true } }

    /// Comes back when the number of held calls is right; throws after 30 seconds.
    func waitUntil(_ condition: (Int) -> Bool) async throws {
        for _ in 0..<30_000 {
            if condition(waiting) { return }
            try await Task.sleep(for: .milliseconds(1))
        }
        throw CancellationError()
    }
}

/// Everything that was logged, as text with its metadata.
final class LogBook: Sendable {
    private let lines = Mutex<[String]>([])

    var text: String { lines.withLock { $0.joined(separator: "\n") } }

    var logger: Logger {
        var logger = Logger(label: "tests") { _ in Page(book: self) }
        logger.logLevel = .trace
        return logger
    }

    /// Comes back when a line holds the words; throws after 30 seconds.
    func wait(for words: String) async throws {
        for _ in 0..<6000 {
            if text.contains(words) { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw CancellationError()
    }

    private struct Page: LogHandler {
        let book: LogBook
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
            book.lines.withLock { $0.append("\(event.level) \(event.message) \(all)") }
        }
    }
}

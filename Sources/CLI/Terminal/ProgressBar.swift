import Domain
import Synchronization

/// One updating line on standard error while an ingest works. Silent unless a terminal shows it.
final class ProgressBar: Sendable {
    private struct State {
        var isDrawn = false
        var last = ""
    }

    private let state = Mutex(State())
    private let stream = Console.diagnostics

    var report: @Sendable (IngestProgress) -> Void {
        { [self] progress in update(progress) }
    }

    private func update(_ progress: IngestProgress) {
        guard stream.isTerminal else { return }
        let share = progress.total > 0 ? Double(progress.done) / Double(progress.total) : 0
        let bar = Figures.bar(share, width: 24).replacing(" ", with: "░")
        let line = "\(TextWidth.pad(progress.stage.rawValue, to: 8))  \(bar)  \(progress.done)/\(progress.total)"
        state.withLock { state in
            guard line != state.last else { return }
            state.last = line
            state.isDrawn = true
            stream.write("\r\u{1B}[K" + line)
        }
    }

    /// Takes the line away. Call before anything else is printed.
    func clear() {
        state.withLock { state in
            guard state.isDrawn else { return }
            state.isDrawn = false
            state.last = ""
            stream.write("\r\u{1B}[K")
        }
    }
}

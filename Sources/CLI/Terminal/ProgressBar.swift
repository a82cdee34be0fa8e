import Domain
import Foundation
import Synchronization

/// One updating line on standard error while an ingest works: what is being done, how far it is, how fast, and how long
/// it will take. Silent unless a terminal shows it.
final class ProgressBar: Sendable {
    private struct State {
        var isDrawn = false
        var stage: IngestProgress.Stage?
        /// When the stage began, and the line was drawn last.
        var began = ContinuousClock.now
        var drawn = ContinuousClock.now
    }

    private let state = Mutex(State())
    private let stream = Console.diagnostics

    /// Faster than this nobody reads.
    private static let interval = Duration.milliseconds(50)

    var report: @Sendable (IngestProgress) -> Void {
        { [self] progress in update(progress) }
    }

    private func update(_ progress: IngestProgress) {
        guard stream.isTerminal else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            let isNew = state.stage != progress.stage
            if isNew { (state.stage, state.began) = (progress.stage, now) }
            guard isNew || progress.done == progress.total || now - state.drawn >= ProgressBar.interval else { return }
            (state.drawn, state.isDrawn) = (now, true)
            stream.write("\r\u{1B}[K" + line(progress, after: now - state.began))
        }
    }

    private func line(_ progress: IngestProgress, after time: Duration) -> String {
        let share = progress.total > 0 ? Double(progress.done) / Double(progress.total) : 0
        let bar = Figures.bar(share, width: 24).replacing(" ", with: "░")
        var facts = ["\(progress.done)/\(progress.total)"]
        let seconds = time / .seconds(1)
        // What the first moments say about the rest is mostly wrong.
        if progress.done > 0, seconds >= 0.2 {
            let rate = Double(progress.done) / seconds
            facts.append("\(Figures.decimal(rate, rate < 10 ? 1 : 0))/s")
            let left = Double(progress.total - progress.done) / rate
            if progress.done < progress.total { facts.append("\(ProgressBar.clock(left)) left") }
        }
        let line = "\(TextWidth.pad(progress.stage.rawValue, to: 8))  \(bar)  \(facts.joined(separator: "  "))"
        return TextWidth.cut(line, to: stream.width - 1)
    }

    /// `0:07`, `12:30`.
    private static func clock(_ seconds: Double) -> String {
        let whole = Int(min(seconds.rounded(.up), 359_999))
        return "\(whole / 60):\(whole % 60 < 10 ? "0" : "")\(whole % 60)"
    }

    /// Takes the line away. Call before anything else is printed.
    func clear() {
        state.withLock { state in
            guard state.isDrawn else { return }
            (state.isDrawn, state.stage) = (false, nil)
            stream.write("\r\u{1B}[K")
        }
    }
}

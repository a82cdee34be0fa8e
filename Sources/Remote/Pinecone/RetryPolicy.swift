import Domain
import Foundation

/// When a request is sent again: on 408, 429, 5xx and broken connections, after a decorrelated random wait
/// (`min(cap, random(base, 3 × last))`), or what `Retry-After` says.
///
/// Every call of the data plane may be repeated: upserts overwrite, deletes of what is gone change nothing.
public struct RetryPolicy: Sendable {
    public var attempts = 6
    /// Seconds.
    public var base = 0.25
    /// Seconds; also the most that `Retry-After` is obeyed for.
    public var cap = 20.0
    /// Waits so many seconds.
    public var sleep: @Sendable (Double) -> Void = { Thread.sleep(forTimeInterval: $0) }
    /// A number in 0..<1.
    public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

    public init() {}

    static func isTransient(_ status: Int) -> Bool { status == 408 || status == 429 || (500...599).contains(status) }

    /// Seconds to wait after an answer, or after none.
    func wait(after last: Double, _ answer: HTTPResult?) -> Double {
        if let text = answer?.headers["retry-after"], let seconds = Double(text), seconds >= 0 {
            return min(cap, seconds)
        }
        return min(cap, base + random() * max(0, 3 * last - base))
    }
}

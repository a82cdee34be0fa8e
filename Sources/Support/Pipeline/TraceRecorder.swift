import Domain

/// The steps of one message's way, each with its time. Used by one thread.
struct TraceRecorder {
    private(set) var spans: [TurnRecord.Span] = []
    private let start: Timestamp
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant

    init(at start: Timestamp) {
        self.start = start
        began = clock.now
    }

    /// Runs a step and notes it, also where it throws. `attributes` are internal ids and figures only.
    mutating func step<Value>(
        _ name: String, attributes: (Value) -> JSONObject = { _ in [:] }, _ body: () throws -> Value
    ) throws -> Value {
        let from = clock.now
        do {
            let value = try body()
            note(name, from, attributes(value), "ok")
            return value
        } catch {
            let code = (error as? AlmanacError)?.code.rawValue ?? "internal_error"
            note(name, from, ["error": .string(code)], code == ErrorCode.timeout.rawValue ? "timeout" : "error")
            throw error
        }
    }

    /// The same for a step that cannot fail.
    mutating func stepped<Value>(
        _ name: String, attributes: (Value) -> JSONObject = { _ in [:] }, _ body: () -> Value
    ) -> Value {
        let from = clock.now
        let value = body()
        note(name, from, attributes(value), "ok")
        return value
    }

    private mutating func note(
        _ name: String, _ from: ContinuousClock.Instant, _ attributes: JSONObject, _ status: String
    ) {
        let offset = Int64(began.duration(to: from) / .milliseconds(1))
        spans.append(
            TurnRecord.Span(
                name: name, attributes: attributes, status: status,
                startedAt: Timestamp(milliseconds: start.milliseconds + offset), duration: from.duration(to: clock.now))
        )
    }

    /// Since the beginning.
    var elapsed: Duration { began.duration(to: clock.now) }

    /// Milliseconds by step, steps of one name added up, and `total`.
    var timings: [(stage: String, milliseconds: Double)] {
        var order: [String] = []
        var sums: [String: Double] = [:]
        for span in spans {
            if sums[span.name] == nil { order.append(span.name) }
            sums[span.name, default: 0] += span.duration / .milliseconds(1)
        }
        return order.map { ($0, rounded(sums[$0] ?? 0)) } + [("total", rounded(elapsed / .milliseconds(1)))]
    }

    private func rounded(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}

import Domain

/// Order statistics of repeated measurements.
struct Sample {
    private let sorted: [Double]

    init(_ values: [Double]) { sorted = values.sorted() }

    /// Nearest-rank percentile, `share` in 0…1; NaN of nothing.
    func percentile(_ share: Double) -> Double {
        guard !sorted.isEmpty else { return .nan }
        return sorted[min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.up)) - 1).clamped(0)]
    }

    var median: Double { percentile(0.5) }

    var json: JSONValue {
        [
            "count": JSONValue(sorted.count), "p50": JSONValue(median), "p95": JSONValue(percentile(0.95)),
            "min": JSONValue(sorted.first), "max": JSONValue(sorted.last),
        ]
    }
}

extension Int {
    fileprivate func clamped(_ low: Int) -> Int { Swift.max(low, self) }
}

/// Milliseconds that `body` takes.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
    try ContinuousClock().measure(body) / .milliseconds(1)
}

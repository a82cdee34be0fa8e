/// Percentile bootstrap of a mean over queries (Efron 1979): how far it would move with another draw of queries.
public struct Bootstrap: Sendable {
    /// Lower and upper end of the interval.
    public struct Interval: Sendable, Hashable {
        public let low: Double
        public let high: Double

        public init(low: Double, high: Double) {
            self.low = low
            self.high = high
        }
    }

    public static let seed: UInt64 = 20_261_115

    private let samples: Int
    private let coverage: Double

    /// - Parameter coverage: share of the resampled means inside the interval.
    public init(samples: Int = 2_000, coverage: Double = 0.95) {
        self.samples = max(1, samples)
        self.coverage = coverage
    }

    /// The interval of the mean; for paired values give their differences. The same values give the same interval.
    /// Nil for fewer than two.
    public func interval(_ values: [Double]) -> Interval? {
        guard values.count > 1 else { return nil }
        var random = SplitMix64(state: Bootstrap.seed)
        var means: [Double] = []
        means.reserveCapacity(samples)
        for _ in 0..<samples {
            var sum = 0.0
            for _ in values.indices { sum += values[Int(random.next() % UInt64(values.count))] }
            means.append(sum / Double(values.count))
        }
        means.sort()
        let tail = (1 - coverage) / 2
        let last = Double(samples - 1)
        return Interval(low: means[Int((tail * last).rounded())], high: means[Int(((1 - tail) * last).rounded())])
    }
}

/// Steele, Lea and Flood 2014; fast, and the same on every machine.
private struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}

/// The one source of chance of generated customers: splitmix64 (Steele, Lea and Flood 2014), in whole numbers only, so
/// that a seed draws the same on every machine and with every version of Swift.
struct Draw: Sendable {
    private var state: UInt64

    /// - Parameter stream: draws of different streams of one seed have nothing to do with each other.
    init(seed: UInt64, stream: UInt64) {
        state = Draw.mixed(seed &+ 0x9E37_79B9_7F4A_7C15) ^ Draw.mixed(stream &* 0xD1B5_4A32_D192_ED03 &+ 1)
    }

    private static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Draw.mixed(state)
    }

    /// 0 ..< count; 0 where there is nothing to choose from.
    mutating func below(_ count: Int) -> Int {
        guard count > 1 else { return 0 }
        // The bias of a remainder is below 2⁻⁴⁰ for counts like these.
        return Int(next() % UInt64(count))
    }

    mutating func int(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// True in so many of a thousand draws.
    mutating func chance(permille: Int) -> Bool { below(1000) < permille }

    /// One of the elements, of which there is at least one.
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

    /// One of the elements by weight. There is at least one, and weights are not negative.
    mutating func pick<Element>(weighted elements: [(Element, Int)]) -> Element {
        var rest = below(elements.reduce(0) { $0 + $1.1 })
        for (element, weight) in elements {
            if rest < weight { return element }
            rest -= weight
        }
        return elements[0].0
    }
}

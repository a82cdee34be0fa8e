import CKernels
import TestSupport
import Testing

@Suite struct InnerProductTests {
    /// The fast kernel gives the bits of the definition for every dimension, row count and order of rows.
    @Test(arguments: [1, 2, 7, 15, 16, 17, 31, 48, 100, 383, 384, 385, 768])
    func sameBitsAsTheDefinition(dimension: Int) {
        var generator = SeededGenerator(seed: UInt64(dimension))
        for count in [1, 2, 3, 8, 33] {
            let rows = (0..<count * dimension).map { _ in awkward(&generator) }
            let query = (0..<dimension).map { _ in Double(awkward(&generator)) }
            let offsets = (0..<count).map { _ in UInt32.random(in: 0..<UInt32(count), using: &generator) }
            var fast = [Double](repeating: .nan, count: count)
            var plain = fast
            almanac_inner_products(rows, dimension, nil, count, query, &fast)
            almanac_reference_inner_products(rows, dimension, nil, count, query, &plain)
            #expect(fast.map(\.bitPattern) == plain.map(\.bitPattern), "dimension \(dimension), \(count) rows")
            almanac_inner_products(rows, dimension, offsets, count, query, &fast)
            #expect(
                fast.map(\.bitPattern) == offsets.map { plain[Int($0)].bitPattern },
                "dimension \(dimension), \(count) rows out of order")
        }
    }

    /// The definition itself, against a sum that is exact for these values.
    @Test func definitionIsAnInnerProduct() {
        let row = (1...40).map(Float.init)
        let query = (1...40).map { Double(41 - $0) }
        var score = [0.0]
        almanac_reference_inner_products(row, 40, nil, 1, query, &score)
        #expect(score[0] == Double((1...40).reduce(0) { $0 + $1 * (41 - $1) }))
    }

    /// Values of very different size, and zeros, so that a changed order of sums shows.
    private func awkward(_ generator: inout SeededGenerator) -> Float {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0: 0
        case 1: Float.random(in: -1e-20...1e-20, using: &generator)
        case 2: Float.random(in: -1e6...1e6, using: &generator)
        default: Float.random(in: -1...1, using: &generator)
        }
    }
}

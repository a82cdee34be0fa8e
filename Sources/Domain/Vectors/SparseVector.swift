/// A vector that is zero nearly everywhere: the places that are not, ascending, and what stands there.
public struct SparseVector: Sendable, Hashable {
    /// `[count]` ascending, each once.
    public let indices: [UInt32]
    /// `[count]` finite.
    public let values: [Float]

    /// Sorts by index; nil where the lists differ in length, an index comes twice or a value is not finite.
    public init?(indices: [UInt32], values: [Float]) {
        guard indices.count == values.count, values.allSatisfy(\.isFinite) else { return nil }
        let order = indices.indices.sorted { indices[$0] < indices[$1] }
        let sorted = order.map { indices[$0] }
        guard zip(sorted, sorted.dropFirst()).allSatisfy({ $0 < $1 }) else { return nil }
        self.indices = sorted
        self.values = order.map { values[$0] }
    }

    public var count: Int { indices.count }
}

/// Dense vectors by slot, in blocks that never move, so that growing copies nothing.
final class FloatBlocks {
    /// Rows of a block.
    static let rows = 4096

    let dimension: Int
    private var blocks: [UnsafeMutablePointer<Float>] = []

    init(dimension: Int) { self.dimension = dimension }

    deinit {
        for block in blocks { block.deallocate() }
    }

    /// First row of a block, `[rows, dimension]`.
    func block(_ number: Int) -> UnsafePointer<Float> { UnsafePointer(blocks[number]) }

    var count: Int { blocks.count }

    /// Writes `[dimension]` values into a slot, making room for it.
    func set(_ values: [Float], slot: Int) {
        let number = slot / FloatBlocks.rows
        while blocks.count <= number {
            // Pages of it count only once they are written.
            let block = UnsafeMutablePointer<Float>.allocate(capacity: FloatBlocks.rows * dimension)
            blocks.append(block)
        }
        values.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress, source.count == dimension else { return }
            (blocks[number] + slot % FloatBlocks.rows * dimension).update(from: base, count: dimension)
        }
    }

    /// The vector of a slot that was set.
    func values(slot: Int) -> [Float] {
        let start = blocks[slot / FloatBlocks.rows] + slot % FloatBlocks.rows * dimension
        return Array(UnsafeBufferPointer(start: start, count: dimension))
    }
}

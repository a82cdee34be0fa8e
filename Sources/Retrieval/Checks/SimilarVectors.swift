import CKernels
import Dispatch
import Synchronization

/// All pairs of unit vectors whose cosine reaches a threshold, exactly.
///
/// BLAS goes through the products block by block and only prunes: what it puts within its rounding error of the
/// threshold is scored by the canonical kernel, and that score decides and is reported. All pairs of 10,000 vectors
/// of 384 floats are 38 GFLOP.
struct SimilarVectors {
    struct Pair: Hashable {
        /// Rows of the matrix, `left < right`.
        let left: Int
        let right: Int
        let cosine: Double
    }

    /// A row keeps this many of its best partners behind it, so that memory stays bounded whatever the texts are.
    static let maximumPartners = 20
    private static let block = 512

    /// By row, then by cosine.
    private(set) var pairs: [Pair] = []
    /// Pairs above the threshold beyond `maximumPartners`.
    private(set) var unlisted = 0

    /// - Parameter matrix: `[count, dimension]` row-major, rows of unit length; a row of zeros is similar to nothing.
    init(matrix: [Float], dimension: Int, threshold: Double) {
        guard dimension > 0, matrix.count >= 2 * dimension else { return }
        // One sum per thread is parallel enough; BLAS's own threads would fight over the same cores.
        almanac_blas_set_threads(1)
        let count = matrix.count / dimension
        // |fl(xᵀy) − xᵀy| ≤ γ_n · Σ|xᵢyᵢ| ≤ γ_n for unit vectors (Higham 2002, §3.1), whatever the order of the sum.
        let unit = Double(Float.ulpOfOne) / 2
        let slack = Double(dimension + 2) * unit / (1 - Double(dimension + 2) * unit)
        let lowest = Float(threshold - slack).nextDown
        let blocks = (count + SimilarVectors.block - 1) / SimilarVectors.block
        let found = Mutex([[Pair]](repeating: [], count: blocks))
        let dropped = Mutex(0)
        matrix.withUnsafeBufferPointer { buffer in
            // Only read, by all threads.
            nonisolated(unsafe) let matrix = buffer
            DispatchQueue.concurrentPerform(iterations: blocks) { number in
                let search = BlockSearch(matrix: matrix, dimension: dimension, threshold: threshold, lowest: lowest)
                let result = search.run(number * SimilarVectors.block..<min(count, (number + 1) * SimilarVectors.block))
                found.withLock { $0[number] = result.pairs }
                dropped.withLock { $0 += result.unlisted }
            }
        }
        pairs = found.withLock { $0 }.flatMap { $0 }
        unlisted = dropped.withLock { $0 }
    }

    /// The canonical cosine of two rows.
    static func cosine(_ matrix: [Float], dimension: Int, _ left: Int, _ right: Int) -> Double {
        matrix.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return 0 }
            let query = buffer[left * dimension..<(left + 1) * dimension].map(Double.init)
            var score = 0.0
            almanac_inner_products(base + right * dimension, dimension, nil, 1, query, &score)
            return score
        }
    }
}

/// The partners, behind them, of one block of rows.
private struct BlockSearch {
    let matrix: UnsafeBufferPointer<Float>
    let dimension: Int
    let threshold: Double
    /// What BLAS must give at least for a pair that may reach the threshold.
    let lowest: Float

    func run(_ rows: Range<Int>) -> (pairs: [SimilarVectors.Pair], unlisted: Int) {
        guard let base = matrix.baseAddress else { return ([], 0) }
        let count = matrix.count / dimension
        let width = 512
        var products = [Float](repeating: 0, count: rows.count * width)
        var candidates = [[UInt32]](repeating: [], count: rows.count)
        for start in stride(from: rows.lowerBound, to: count, by: width) {
            let columns = start..<min(count, start + width)
            products.withUnsafeMutableBufferPointer { products in
                guard let output = products.baseAddress else { return }
                almanac_blas_sgemm_nt(
                    rows.count, columns.count, dimension, 1, base + rows.lowerBound * dimension, dimension,
                    base + columns.lowerBound * dimension, dimension, 0, output, width)
                for row in rows {
                    let line = output + (row - rows.lowerBound) * width
                    for column in max(row + 1, columns.lowerBound)..<max(row + 1, columns.upperBound)
                    where line[column - columns.lowerBound] >= lowest {
                        candidates[row - rows.lowerBound].append(UInt32(column))
                    }
                }
            }
        }
        var pairs: [SimilarVectors.Pair] = []
        var unlisted = 0
        for row in rows where !candidates[row - rows.lowerBound].isEmpty {
            let offsets = candidates[row - rows.lowerBound]
            let query = matrix[row * dimension..<(row + 1) * dimension].map(Double.init)
            var scores = [Double](repeating: 0, count: offsets.count)
            almanac_inner_products(base, dimension, offsets, offsets.count, query, &scores)
            let similar = zip(offsets, scores).filter { $0.1 >= threshold }
                .sorted { ($1.1, $0.0) < ($0.1, $1.0) }
            unlisted += max(0, similar.count - SimilarVectors.maximumPartners)
            pairs += similar.prefix(SimilarVectors.maximumPartners).map {
                SimilarVectors.Pair(left: row, right: Int($0.0), cosine: $0.1)
            }
        }
        return (pairs, unlisted)
    }
}

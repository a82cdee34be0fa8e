import CKernels
import Dispatch

/// The vectors of the live chunks of one revision: immutable segments, and where each chunk's vector lies.
///
/// Dead rows stay in their segments (a tombstone is simply a row that no live chunk points at) until the cache is
/// written anew.
struct VectorIndex: Sendable {
    let dimension: Int
    let segments: [VectorSegment]
    /// `[chunk]` segment of the chunk's vector, or -1 where it has none.
    private let segmentOfChunk: [Int32]
    /// `[chunk]` row within that segment.
    private let offsetOfChunk: [UInt32]
    /// How many chunks have no vector here.
    let missing: Int

    /// - Parameter chunkRows: row ids of the live chunks, ascending.
    init(dimension: Int, segments: [VectorSegment], chunkRows: [Int64]) {
        var segmentOfChunk = [Int32](repeating: -1, count: chunkRows.count)
        var offsetOfChunk = [UInt32](repeating: 0, count: chunkRows.count)
        var found = 0
        for (number, segment) in segments.enumerated() {
            guard let first = segment.rows.first else { continue }
            var chunk = chunkRows.partitionPoint { $0 >= first }
            var offset = 0
            while chunk < chunkRows.count, offset < segment.count {
                let row = segment.rows[offset]
                if row < chunkRows[chunk] {
                    offset += 1
                } else {
                    if row == chunkRows[chunk] {
                        segmentOfChunk[chunk] = Int32(number)
                        offsetOfChunk[chunk] = UInt32(offset)
                        found += 1
                        offset += 1
                    }
                    chunk += 1
                }
            }
        }
        self.dimension = dimension
        self.segments = segments
        self.segmentOfChunk = segmentOfChunk
        self.offsetOfChunk = offsetOfChunk
        self.missing = chunkRows.count - found
    }

    /// Rows in the segments, dead ones included.
    var storedRows: Int { segments.reduce(0) { $0 + $1.count } }

    func hasVector(_ chunk: Int) -> Bool { segmentOfChunk[chunk] >= 0 }

    /// The vectors of these chunks one behind the other, `[chunks.count, dimension]`; zeros for none.
    func matrix(of chunks: [Int32?]) -> [Float] {
        var matrix = [Float](repeating: 0, count: chunks.count * dimension)
        for (row, chunk) in chunks.enumerated() {
            guard let chunk, hasVector(Int(chunk)) else { continue }
            let source = segments[Int(segmentOfChunk[Int(chunk)])].vectors
                .advanced(by: Int(offsetOfChunk[Int(chunk)]) * dimension)
            matrix.replaceSubrange(
                row * dimension..<(row + 1) * dimension, with: UnsafeBufferPointer(start: source, count: dimension))
        }
        return matrix
    }

    /// The canonical score of each of these chunks with a query: its cosine, as both are of unit length.
    ///
    /// - Parameters:
    ///   - chunks: which chunks, ascending; those without a vector get -infinity.
    ///   - query: `[dimension]`.
    /// - Returns: `[chunks.count]`, the same bits whatever else is asked and however many threads work.
    func scores(of chunks: [Int32], query: [Float]) -> [Double] {
        let widened = query.map(Double.init)
        var scores = [Double](repeating: -.infinity, count: chunks.count)
        guard widened.count == dimension else { return scores }
        let block = 4096
        scores.withUnsafeMutableBufferPointer { buffer in
            // Each block writes its own range only.
            nonisolated(unsafe) let scores = buffer
            let blocks = (chunks.count + block - 1) / block
            let work: @Sendable (Int) -> Void = { number in
                let range = number * block..<min(chunks.count, (number + 1) * block)
                score(chunks[range], query: widened, into: UnsafeMutableBufferPointer(rebasing: scores[range]))
            }
            if blocks <= 2 {
                for number in 0..<blocks { work(number) }
            } else {
                DispatchQueue.concurrentPerform(iterations: blocks, execute: work)
            }
        }
        return scores
    }

    /// One kernel call for each run of chunks in the same segment.
    private func score(
        _ chunks: ArraySlice<Int32>, query: [Double], into scores: UnsafeMutableBufferPointer<Double>
    ) {
        guard let base = scores.baseAddress else { return }
        var offsets: [UInt32] = []
        offsets.reserveCapacity(chunks.count)
        var start = chunks.startIndex
        while start < chunks.endIndex {
            let segment = segmentOfChunk[Int(chunks[start])]
            var end = start
            offsets.removeAll(keepingCapacity: true)
            while end < chunks.endIndex, segmentOfChunk[Int(chunks[end])] == segment {
                offsets.append(offsetOfChunk[Int(chunks[end])])
                end += 1
            }
            if segment >= 0 {
                almanac_inner_products(
                    segments[Int(segment)].vectors, dimension, offsets, offsets.count, query,
                    base + (start - chunks.startIndex))
            }
            start = end
        }
    }
}

extension Array {
    /// The first offset whose element satisfies the predicate, all before it failing; `count` where none does.
    func partitionPoint(_ isAfter: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

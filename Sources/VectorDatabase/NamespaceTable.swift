import CKernels
import Dispatch
import Domain

/// The records of one namespace in memory, as exact search wants them: slots of vectors and of metadata.
///
/// Memory: 4 bytes a dimension, and for a record about 100 bytes for its id, its slot and each of its filterable fields'
/// distinct values. Metadata itself stays where the records came from.
final class NamespaceTable {
    /// What is looked for: a dense vector, a sparse one, or both.
    struct Probe {
        var values: [Float]?
        var sparse: SparseVector?
    }

    private let metric: VectorMetric
    private let dense: FloatBlocks?
    private var sparse = SparsePostings()
    private var columns = MetadataColumns()
    /// `[slots]`; of a free slot the last one that was there.
    private(set) var ids: [String] = []
    private var slots: [String: Int] = [:]
    private var isLive: [Bool] = []
    private var free: [Int] = []
    /// `[slots]` Euclidean lengths, for cosines.
    private var lengths: [Double] = []

    init(dimension: Int?, metric: VectorMetric) {
        self.metric = metric
        dense = dimension.map(FloatBlocks.init)
    }

    var count: Int { slots.count }

    func contains(_ id: String) -> Bool { slots[id] != nil }

    // MARK: - Changes

    func set(_ record: VectorRecord) {
        let slot = slots[record.id] ?? newSlot(for: record.id)
        if let dense {
            dense.set(record.values, slot: slot)
            if metric == .cosine { lengths[slot] = NamespaceTable.length(record.values) }
        }
        sparse.set(record.sparse, slot: slot)
        columns.set(record.metadata, slot: slot)
    }

    func setMetadata(_ metadata: Metadata, of id: String) {
        if let slot = slots[id] { columns.set(metadata, slot: slot) }
    }

    func remove(_ id: String) {
        guard let slot = slots.removeValue(forKey: id) else { return }
        isLive[slot] = false
        free.append(slot)
        sparse.set(nil, slot: slot)
        columns.set([:], slot: slot)
    }

    private func newSlot(for id: String) -> Int {
        let slot: Int
        if let old = free.popLast() {
            slot = old
            ids[slot] = id
            isLive[slot] = true
        } else {
            slot = ids.count
            ids.append(id)
            isLive.append(true)
            lengths.append(0)
        }
        slots[id] = slot
        return slot
    }

    static func length(_ values: [Float]) -> Double {
        var square = 0.0
        values.withUnsafeBufferPointer { buffer in
            if let base = buffer.baseAddress {
                almanac_inner_products(base, values.count, nil, 1, values.map(Double.init), &square)
            }
        }
        return square.squareRoot()
    }

    // MARK: - Reads

    func probe(ofRecord id: String) -> Probe? {
        slots[id].map { Probe(values: dense?.values(slot: $0), sparse: sparse.vector(slot: $0)) }
    }

    /// The vectors of a record; its metadata is the caller's to add.
    func vectors(of id: String) -> VectorRecord? {
        slots[id].map { slot in
            VectorRecord(id: id, values: dense?.values(slot: slot) ?? [], sparse: sparse.vector(slot: slot))
        }
    }

    /// Ids of the records that pass, in no order.
    func ids(passing filter: Filter) -> [String] {
        let passing = columns.passing(filter, slots: ids.count)
        return ids.indices.filter { isLive[$0] && passing[$0] }.map { ids[$0] }
    }

    /// Whether each record passes, by id.
    func verdicts(of filter: Filter) -> (String) -> Bool {
        let passing = columns.passing(filter, slots: ids.count)
        return { [slots] id in slots[id].map { passing[$0] } ?? false }
    }

    // MARK: - Search

    /// The best records, exactly: every record that passes is scored by the canonical kernel.
    ///
    /// A sparse probe alone finds records that share an index with it; a dense probe finds all.
    func search(_ probe: Probe, topK: Int, filter: Filter?) -> [(id: String, score: Double)] {
        let passing = filter.map { columns.passing($0, slots: ids.count) }
        var best = TopK(min(topK, max(1, count)), ids: ids)
        var sums: [Double] = []
        var touched: [Bool] = []
        if let sparse = probe.sparse {
            sums = [Double](repeating: 0, count: ids.count)
            touched = [Bool](repeating: false, count: ids.count)
            self.sparse.addInnerProducts(with: sparse, to: &sums, touched: &touched)
        }
        if let values = probe.values, let dense {
            scan(values, dense, passing: passing, sums: sums, into: &best)
        } else {
            for slot in touched.indices where touched[slot] && isLive[slot] && passing?[slot] ?? true {
                best.add(sums[slot], slot: slot)
            }
        }
        return best.sorted().map { (ids[$0.slot], metric == .euclidean ? -$0.rank : $0.rank) }
    }

    private func scan(
        _ query: [Float], _ dense: FloatBlocks, passing: [Bool]?, sums: [Double], into best: inout TopK
    ) {
        let blocks = (ids.count + FloatBlocks.rows - 1) / FloatBlocks.rows
        let widened = query.map(Double.init)
        let length = metric == .cosine ? NamespaceTable.length(query) : 0
        let workers = min(max(1, blocks / 2), DispatchQueue.workers)
        // Each worker writes its own element only, and nothing changes the table while it is read.
        nonisolated(unsafe) let table = self
        let empty = best
        var parts = [TopK](repeating: empty, count: workers)
        parts.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let parts = buffer
            let work: @Sendable (Int) -> Void = { worker in
                for block in stride(from: worker, to: blocks, by: workers) {
                    table.scan(
                        block: block, widened, length: length, passing: passing, sums: sums, into: &parts[worker])
                }
            }
            if workers == 1 { work(0) } else { DispatchQueue.concurrentPerform(iterations: workers, execute: work) }
        }
        for part in parts { best.merge(part) }
    }

    private func scan(
        block: Int, _ query: [Double], length: Double, passing: [Bool]?, sums: [Double], into best: inout TopK
    ) {
        guard let dense else { return }
        let first = block * FloatBlocks.rows
        let end = min(ids.count, first + FloatBlocks.rows)
        var offsets: [UInt32] = []
        offsets.reserveCapacity(end - first)
        for slot in first..<end where isLive[slot] && passing?[slot] ?? true { offsets.append(UInt32(slot - first)) }
        guard !offsets.isEmpty else { return }
        var scores = [Double](repeating: 0, count: offsets.count)
        let rows = dense.block(block)
        if metric == .euclidean {
            almanac_squared_distances(rows, dense.dimension, offsets, offsets.count, query, &scores)
        } else {
            almanac_inner_products(rows, dense.dimension, offsets, offsets.count, query, &scores)
        }
        for (offset, score) in zip(offsets, scores) {
            let slot = first + Int(offset)
            switch metric {
            case .cosine: best.add(score / (length * lengths[slot]), slot: slot)
            case .dotProduct: best.add(sums.isEmpty ? score : score + sums[slot], slot: slot)
            case .euclidean: best.add(-score, slot: slot)
            }
        }
    }
}

extension DispatchQueue {
    /// How many pieces a scan is cut into: one a core.
    fileprivate static let workers = max(1, ProcessorCount.online)
}

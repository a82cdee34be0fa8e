import Dispatch
import Domain
import Synchronization

/// Whether the service asked to slow down.
final class Pressure: Sendable {
    private let count = Atomic<Int>(0)

    func note(_ status: Int) { count.add(1, ordering: .relaxed) }

    /// How often since the last call.
    func taken() -> Int { count.exchange(0, ordering: .relaxed) }
}

/// Sends one namespace's changes in batches within Pinecone's limits, more at once while all goes well and half as many
/// when the service is pressed (additive increase, multiplicative decrease: Chiu and Jain 1989).
struct MirrorWriter {
    /// An upsert is at most 2 MB and 1,000 vectors.
    static let batchBytes = 1_900_000
    static let batchRecords = 1000

    let mirror: Mirror
    let index: PineconeClient.Index
    let side: MirrorDifference.Side

    /// The number of the last write; nil where nothing was written or the service numbers none.
    func write(_ records: [VectorRecord], removing ids: [String], namespace: String) throws -> Int64? {
        var work = batches(records).map { batch -> @Sendable () throws -> Int64? in
            { [self] in
                let lsn = try mirror.client.upsert(batch, namespace: namespace, to: index)
                mirror.journal?.add(batch, side: side, namespace: namespace)
                return lsn
            }
        }
        for start in stride(from: 0, to: ids.count, by: 1000) {
            let batch = Array(ids[start..<min(ids.count, start + 1000)])
            work.append { [self] in try mirror.client.delete(ids: batch, namespace: namespace, in: index) }
        }
        var highest: Int64?
        var parallel = 1
        var next = 0
        while next < work.count {
            let round = Array(work[next..<min(work.count, next + parallel)])
            let results = Mutex<[Result<Int64?, any Error>]>([])
            DispatchQueue.concurrentPerform(iterations: round.count) { place in
                let result = Result { try round[place]() }
                results.withLock { $0.append(result) }
            }
            for result in results.withLock({ $0 }) {
                if let lsn = try result.get() { highest = max(highest ?? lsn, lsn) }
            }
            next += round.count
            parallel = mirror.pressure.taken() > 0 ? max(1, parallel / 2) : min(mirror.settings.parallel, parallel + 1)
        }
        return highest
    }

    private func batches(_ records: [VectorRecord]) -> [[VectorRecord]] {
        var batches: [[VectorRecord]] = []
        var batch: [VectorRecord] = []
        var bytes = 0
        for record in records {
            let size = record.wire.serialized().count + 1
            if !batch.isEmpty, bytes + size > MirrorWriter.batchBytes || batch.count == MirrorWriter.batchRecords {
                batches.append(batch)
                (batch, bytes) = ([], 0)
            }
            batch.append(record)
            bytes += size
        }
        if !batch.isEmpty { batches.append(batch) }
        return batches
    }
}

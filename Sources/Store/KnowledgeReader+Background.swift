import Domain
import GRDB

extension KnowledgeReader {
    /// Rows of at most `limit` live documents picked by the hash of their ids, ascending: a sample that depends on
    /// which documents are live and on nothing else, neither order of insertion nor machine.
    public func sampledDocuments(limit: Int) throws -> [Int64] {
        let sql = """
            SELECT row, namespace, id
            FROM document INDEXED BY document_catalog
            WHERE live_to IS NULL
            """
        var sample: [(hash: UInt64, row: Int64)] = []
        func cut() {
            sample.sort { ($0.hash, $0.row) < ($1.hash, $1.row) }
            sample.removeLast(max(0, sample.count - limit))
        }
        try SQLStatement(db, sql).scan { row in
            sample.append((KnowledgeReader.hash(row.textBytes(1), row.textBytes(2)), row.int64(0)))
            if sample.count >= 8 * max(1, limit) { cut() }
        }
        cut()
        return sample.map(\.row).sorted()
    }

    /// FNV-1a over both strings with a zero between, its bits then mixed (the finaliser of MurmurHash3): ids that
    /// differ in a digit must not be neighbours.
    private static func hash(_ namespace: UnsafeBufferPointer<UInt8>, _ id: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        for byte in namespace { add(byte) }
        add(0)
        for byte in id { add(byte) }
        hash = (hash ^ (hash >> 33)) &* 0xFF51_AFD7_ED55_8CCD
        hash = (hash ^ (hash >> 33)) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ (hash >> 33)
    }
}

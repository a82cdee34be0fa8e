import Domain
import Embedding
import Store

/// Writes stored versions of documents again as new ones: cut, normalised and encoded as is done today.
struct VersionWriter {
    /// Documents whose texts are in memory at once.
    static let window = 512

    let ingester: Ingester
    let chunker: Chunker

    /// Throws `model_missing` where there is no encoder.
    init(_ ingester: Ingester) throws {
        guard let encoder = ingester.encoder else {
            throw AlmanacError(
                .modelMissing, "documents cannot be made live again without an encoder",
                hint: "install the model, then run the same command again")
        }
        self.ingester = ingester
        chunker = Chunker(maxTokens: encoder.identity.maxTokens)
    }

    /// Saves a vector for every text of these versions that has none yet, in small transactions of their own; gives
    /// how many there were. A killed run has what it has saved.
    ///
    /// - Parameter visit: called with each version's row and its chunks as they would be made now.
    func encodeAhead(
        _ rows: [Int64], dryRun: Bool, progress: (IngestProgress) -> Void,
        visit: (Int64, ChunkPlan, KnowledgeReader) throws -> Void = { _, _, _ in }
    ) throws -> Int {
        var encoded = 0
        for start in stride(from: 0, to: rows.count, by: VersionWriter.window) {
            progress(IngestProgress(stage: .encoding, done: start, total: rows.count))
            let part = rows[start..<min(start + VersionWriter.window, rows.count)]
            let plans = try ingester.store.read { reader in
                try part.compactMap { row -> ChunkPlan? in
                    guard let stored = try reader.documents(rows: [row]).first else { return nil }
                    let plan = ChunkPlan(stored.document, chunker: chunker)
                    try visit(row, plan, reader)
                    return plan
                }
            }
            var changes = ChangeSet(dryRun: dryRun)
            try ingester.encode(plans, into: &changes, dryRun: dryRun) { _ in }
            encoded += changes.encoded
        }
        if !rows.isEmpty { progress(IngestProgress(stage: .encoding, done: rows.count, total: rows.count)) }
        return encoded
    }

    /// Begins a copy of the version in this row; its vectors must have been encoded ahead.
    ///
    /// - Parameter replacing: end that version, which is then live.
    func copy(_ row: Int64, revision: Int64, _ writer: KnowledgeWriter, replacing: Bool = false) throws {
        guard let stored = try writer.reader.documents(rows: [row]).first,
            let words = try writer.reader.wordDigest(row: row)
        else {
            throw AlmanacError(
                .conflict, "a document was erased meanwhile", hint: "run the same command again")
        }
        if replacing { try writer.retire(document: row, revision: revision) }
        try writer.insert(
            NewDocument(
                document: stored.document, effectiveUpdatedAt: stored.updatedAt, digest: stored.digest,
                wordDigest: words, chunks: ChunkPlan(stored.document, chunker: chunker).newChunks),
            revision: revision)
    }
}

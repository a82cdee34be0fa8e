import Domain
import Embedding
import Store

/// Makes the index anew with another encoder, or as another version of this program cuts and normalises text.
///
/// Vectors are saved beside those of the old encoder in small batches, so that the old index answers meanwhile and a
/// killed run resumes; one transaction then changes the manifest and, where they differ, chunks and full text, as a
/// revision. The old vectors are removed afterwards, again in batches.
struct Reembedder {
    /// How often what was ingested meanwhile is encoded after, before giving up.
    private static let maximumAttempts = 10
    /// Vectors removed in one transaction.
    private static let removedAtOnce = 2_000

    let ingester: Ingester
    let encoder: any Encoder

    /// - Parameter reason: "re-embedded with …" where it is empty.
    /// - Throws: `not_found` for a home without an index; `conflict` where ingests keep coming.
    func run(
        author: String, reason: String, dryRun: Bool, progress: (IngestProgress) -> Void
    ) throws -> Reembedding {
        guard let old = try ingester.store.read({ try $0.manifest().index }) else {
            throw AlmanacError(
                .notFound, "nothing was ingested yet, so there is nothing to encode again",
                hint: "the first ingest takes --encoder \(encoder.identity.name)")
        }
        var outcome = Reembedding(dryRun: dryRun, from: old.encoder.name, to: encoder.identity.name)
        if old != index {
            try rebuild(old, author: author, reason: reason, &outcome, progress)
        }
        guard !dryRun else { return outcome }
        do {
            outcome.removedVectors = try removeOldVectors()
        } catch let error as AlmanacError {
            throw AlmanacError(
                error.code,
                "the index is made with \(encoder.identity.name), but old vectors are left: \(error.message)",
                hint: "run the same command again to remove them", underlying: error.underlying)
        }
        return outcome
    }

    /// How the index would be made today.
    private var index: Manifest.Index {
        let identity = encoder.identity
        return Manifest.Index(
            encoder: Manifest.Encoder(name: identity.name, digest: identity.digest, dimension: identity.dimension),
            textVersion: SearchText.version, chunkerVersion: Chunker.version)
    }

    private func rebuild(
        _ old: Manifest.Index, author: String, reason: String, _ outcome: inout Reembedding,
        _ progress: (IngestProgress) -> Void
    ) throws {
        let versions = try VersionWriter(ingester)
        for _ in 0..<Reembedder.maximumAttempts {
            let (revision, rows) = try ingester.store.read { (try $0.revision(), try $0.liveDocumentRows()) }
            var otherwise: [Int64] = []
            let encoded = try versions.encodeAhead(rows, dryRun: outcome.dryRun, progress: progress) {
                row, plan, reader in
                let stored = try reader.chunks(document: row)
                if old.textVersion != SearchText.version || !plan.isAs(stored) { otherwise.append(row) }
            }
            outcome.encoded += encoded
            outcome.documents = rows.count
            outcome.rechunked = otherwise.count
            if outcome.dryRun { return }
            let text = reason.isEmpty ? "re-embedded with \(encoder.identity.name)" : reason
            let number = try ingester.store.write { writer -> Int64? in
                guard try writer.reader.revision() == revision, try writer.reader.manifest().index == old else {
                    return nil
                }
                let number = try writer.appendRevision(
                    at: ingester.clock(), author: author, reason: text, added: 0, changed: 0, removed: 0,
                    kind: .reembedding)
                try writer.setIndex(index)
                for (offset, row) in otherwise.enumerated() {
                    if offset % 256 == 0 {
                        progress(IngestProgress(stage: .storing, done: offset, total: otherwise.count))
                    }
                    try versions.copy(row, revision: number, writer, replacing: true)
                }
                try requireAllVectors(writer.reader)
                return number
            }
            if let number {
                outcome.revision = number
                return
            }
            if try ingester.store.read({ try $0.manifest().index }) != old { break }
        }
        throw AlmanacError(
            .conflict, "the knowledge base is being changed by another command",
            hint: "wait until it has finished, then run the same command again; what was encoded is kept")
    }

    /// A change to yet another encoder that ends at the same time removes what it takes for old vectors.
    private func requireAllVectors(_ reader: KnowledgeReader) throws {
        guard try reader.chunksWithoutVector(encoder: encoder.identity.digest) > 0 else { return }
        throw AlmanacError(
            .conflict, "another command changes the encoder at the same time",
            hint: "wait until it has finished, then run the same command again")
    }

    private func removeOldVectors() throws -> Int {
        var removed = 0
        while true {
            let count = try ingester.store.write {
                // Another process may have changed the encoder once more.
                guard try $0.reader.manifest().index?.encoder.digest == encoder.identity.digest else { return 0 }
                return try $0.removeEmbeddings(except: encoder.identity.digest, limit: Reembedder.removedAtOnce)
            }
            removed += count
            if count < Reembedder.removedAtOnce { return removed }
        }
    }
}

extension ChunkPlan {
    /// Whether these are the chunks that the plan would make.
    fileprivate func isAs(_ stored: [StoredChunk]) -> Bool {
        stored.count == entries.count
            && zip(stored, entries).allSatisfy { $0.chunk == $1.chunk && $0.embeddingDigest == $1.digest }
    }
}

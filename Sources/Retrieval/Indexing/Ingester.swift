package import Domain
package import Embedding
package import Foundation
package import Store

/// Brings documents into a knowledge base and takes them out.
///
/// An ingest reads and checks everything, compares it with what is stored, encodes the texts that have no vector yet
/// (stored ahead in small batches, so that a killed ingest resumes), and then changes documents, full text, filter
/// fields and the revision in one transaction. It adds and replaces; what is not in the batch stays, but for what
/// `prune` finds gone.
package struct Ingester: Sendable {
    let store: KnowledgeStore
    package let company: Company
    let encoder: (any Encoder)?
    let limits: IngestLimits
    let clock: @Sendable () -> Timestamp

    /// - Parameter encoder: without one, only `dryRun` and `delete` work.
    package init(
        store: KnowledgeStore, company: Company, encoder: (any Encoder)?, limits: IngestLimits = IngestLimits(),
        clock: @escaping @Sendable () -> Timestamp
    ) {
        self.store = store
        self.company = company
        self.encoder = encoder
        self.limits = limits
        self.clock = clock
    }

    /// Texts given to the encoder at once, and vectors stored in one transaction.
    package static let encodingBatch = 256

    /// Reads files and folders and stores their documents as one revision, or none where nothing changed.
    ///
    /// - Parameter progress: called from this thread.
    /// - Throws: `file_missing`, `unsupported`, `unavailable`, `invalid_input` for the paths themselves; unless
    ///   `skipInvalid`, the code of the first document that is refused (`invalid_document`, `duplicate_id`,
    ///   `unknown_namespace`, `personal_data`, `too_large`, `unavailable`, `unsupported`); `conflict` where a prune
    ///   would rest on a batch with refused documents; `encoder_mismatch`, `version_mismatch`, `model_missing`; and
    ///   what `KnowledgeStore` throws.
    package func ingest(
        paths: [URL], options: IngestOptions, progress: ((IngestProgress) -> Void)? = nil
    ) throws -> ChangeSet {
        try checkIndex(dryRun: options.dryRun)
        let report = progress ?? { _ in }
        return try ingest(Batch(paths: paths, resolver: resolver(options), progress: report), options, report)
    }

    /// Stores the documents of a stream.
    package func ingest(
        _ input: IngestInput, options: IngestOptions, progress: ((IngestProgress) -> Void)? = nil
    ) throws -> ChangeSet {
        try checkIndex(dryRun: options.dryRun)
        return try ingest(Batch(input, resolver: resolver(options)), options, progress ?? { _ in })
    }

    /// Stores documents given inline, each an object with the fields of a JSONL record and an `id`.
    package func ingest(
        records: [JSONValue], options: IngestOptions, progress: ((IngestProgress) -> Void)? = nil
    ) throws -> ChangeSet {
        try checkIndex(dryRun: options.dryRun)
        return try ingest(Batch(records: records, resolver: resolver(options)), options, progress ?? { _ in })
    }

    private func resolver(_ options: IngestOptions) -> DocumentResolver {
        DocumentResolver(company: company, options: options, limits: limits)
    }

    /// Removes documents as one revision; throws `not_found` where one is not there, and then removes none.
    package func delete(
        _ ids: [DocumentID], author: String, reason: String, dryRun: Bool = false
    ) throws -> ChangeSet {
        let wanted = Set(ids).sorted()
        var changes = ChangeSet(dryRun: dryRun)
        changes.removed = wanted
        func rows(_ reader: KnowledgeReader) throws -> [Int64] {
            try wanted.map { id in
                guard let row = try reader.row(of: id) else {
                    throw AlmanacError(
                        .notFound, "there is no document \(id)",
                        hint: "`almanac list` shows what there is; nothing was removed")
                }
                return row
            }
        }
        if wanted.isEmpty { return changes }
        if dryRun {
            _ = try store.read(rows)
            return changes
        }
        changes.revision = try store.write { writer in
            let rows = try rows(writer.reader)
            let revision = try writer.appendRevision(
                at: clock(), author: author, reason: reason, added: 0, changed: 0, removed: rows.count)
            for row in rows { try writer.retire(document: row, revision: revision) }
            return revision
        }
        return changes
    }

    /// Refuses to mix vectors of two encoders, or text normalised or cut in two ways.
    private func checkIndex(dryRun: Bool) throws {
        guard encoder != nil || dryRun else {
            throw AlmanacError(
                .modelMissing, "documents cannot be taken in without an encoder",
                hint: "install the model, then run the same command again")
        }
        try checkIndex(try store.read { try $0.manifest() })
    }

    func checkIndex(_ manifest: Manifest) throws {
        guard let index = manifest.index else { return }
        guard let identity = encoder?.identity else { return }
        let home = store.file.deletingLastPathComponent().path
        if let mismatch = IndexMismatch.of(index, encoder: identity, home: home) { throw mismatch }
    }
}

import Domain
import Embedding
import Store

extension Ingester {
    /// How often an ingest starts over because another one came between its reading and its writing.
    private static let maximumAttempts = 3

    func ingest(
        _ batch: Batch, _ options: IngestOptions, _ progress: (IngestProgress) -> Void
    ) throws -> ChangeSet {
        guard !options.prune || batch.scope != nil else {
            throw AlmanacError(
                .invalidParams, "a prune compares folders and files, and these documents were given without",
                hint: "give the path of a folder or a file")
        }
        // What an attempt has encoded stays stored when it is overtaken, and still counts.
        var (encoded, truncated) = (0, 0)
        for _ in 0..<Ingester.maximumAttempts {
            let (revision, live, known) = try store.read {
                (try $0.revision(), try $0.liveDigests(), batch.scope == nil ? [:] : try $0.documentSources())
            }
            let plan = ChangePlan(batch, live: live, known: known, prune: options.prune)
            var changes = changeSet(plan, batch, options)
            if !options.skipInvalid, let error = Ingester.refusal(changes.invalid) { throw error }
            if let error = Ingester.doubtfulPrune(changes) { throw error }
            let chunker = Chunker(maxTokens: encoder?.identity.maxTokens ?? Ingester.usualMaxTokens)
            let chunks = plan.changes.map { ChunkPlan($0.document, chunker: chunker) }
            changes.chunks = chunks.reduce(0) { $0 + $1.entries.count }
            try encode(chunks, into: &changes, dryRun: options.dryRun, progress)
            encoded += changes.encoded
            truncated += changes.truncated
            (changes.encoded, changes.truncated) = (encoded, truncated)
            let moved = plan.sources.filter { known[$0.key] != $0.value }
            if options.dryRun || (changes.isEmpty && moved.isEmpty) { return changes }
            if try store(plan, chunks, moved, into: &changes, after: revision, options, progress) { return changes }
        }
        throw AlmanacError(
            .conflict, "the knowledge base is being changed by another command",
            hint: "wait until it has finished, then run the same command again")
    }

    /// What the default model reads; stands in where a dry run has no encoder.
    private static let usualMaxTokens = 256

    private func changeSet(_ plan: ChangePlan, _ batch: Batch, _ options: IngestOptions) -> ChangeSet {
        var changes = ChangeSet(dryRun: options.dryRun)
        changes.added = plan.ids(.added)
        changes.changed = plan.ids(.changed)
        changes.renamed = plan.ids(.renamed)
        changes.removed = plan.removed.map(\.id)
        changes.unchanged = plan.unchanged
        changes.duplicates = plan.duplicates
        changes.invalid = batch.invalid + plan.invalid
        changes.ignored = batch.ignored
        return changes
    }

    /// The error that names the first of the refused documents; nil where there is none.
    static func refusal(_ invalid: [InvalidDocument]) -> AlmanacError? {
        guard let first = invalid.first else { return nil }
        let others = invalid.count == 1 ? "" : " (and \(invalid.count - 1) more)"
        let remedy =
            switch first.code {
            case .tooLarge: "split it, raise the setting limits.document_bytes"
            case .unavailable: "check its permissions"
            case .unsupported: "install it"
            case .personalData: "take it out, store it with --allow-personal"
            default: "correct it"
            }
        return AlmanacError(
            first.code, first.description + others,
            hint: "nothing was stored; \(remedy), or leave such documents out with --skip-invalid")
    }

    /// A refused document may be one that seems to be gone, under another name: a prune beside it would be a guess.
    private static func doubtfulPrune(_ changes: ChangeSet) -> AlmanacError? {
        guard let invalid = changes.invalid.first, let gone = changes.removed.first else { return nil }
        let count = changes.removed.count == 1 ? "\(gone)" : "\(gone) and \(changes.removed.count - 1) more"
        return AlmanacError(
            .conflict, "\(count) would be removed while a document could not be read: \(invalid.description)",
            hint: "nothing was stored; correct what is refused, or ingest without --prune")
    }

    /// Encodes every text that has no vector yet and stores its vector ahead of the revision.
    func encode(
        _ plans: [ChunkPlan], into changes: inout ChangeSet, dryRun: Bool, _ progress: (IngestProgress) -> Void
    ) throws {
        var texts: [String: String] = [:]
        var order: [String] = []
        for entry in plans.lazy.flatMap(\.entries) where texts.updateValue(entry.embedded, forKey: entry.digest) == nil
        {
            order.append(entry.digest)
        }
        if let encoder {
            let known = try store.read {
                try $0.embeddedDigests(encoder: encoder.identity.digest, among: order)
            }
            order.removeAll(where: known.contains)
        }
        changes.encoded = order.count
        guard let encoder, !dryRun else { return }
        for start in stride(from: 0, to: order.count, by: Ingester.encodingBatch) {
            progress(IngestProgress(stage: .encoding, done: start, total: order.count))
            let digests = order[start..<min(start + Ingester.encodingBatch, order.count)]
            let batch = try encoder.encode(digests.map { texts[$0] ?? "" })
            let dimension = encoder.identity.dimension
            precondition(
                batch.vectors.count == digests.count * dimension,
                "the encoder gave \(batch.vectors.count) floats for \(digests.count) texts")
            let rows = digests.enumerated().map { offset, digest in
                (digest: digest, vector: batch.vectors[(offset * dimension)..<((offset + 1) * dimension)])
            }
            try store.saveEmbeddings(encoder: encoder.identity.digest, dimension: dimension, rows: rows)
            changes.truncated += batch.truncated.count { $0 }
        }
        if !order.isEmpty { progress(IngestProgress(stage: .encoding, done: order.count, total: order.count)) }
    }

    /// Writes the revision in one transaction; false where another one was written since `revision` was read.
    ///
    /// - Parameter moved: documents that were read from another file than before, or from a changed one. Where nothing
    ///   else is to be stored, this alone makes no revision.
    private func store(
        _ plan: ChangePlan, _ chunks: [ChunkPlan], _ moved: [DocumentID: DocumentSource], into changes: inout ChangeSet,
        after revision: Int64, _ options: IngestOptions, _ progress: (IngestProgress) -> Void
    ) throws -> Bool {
        let now = clock()
        let renamedOrChanged = changes.changed.count + changes.renamed.count
        let added = changes.added.count
        let isEmpty = changes.isEmpty
        let number: Int64? = try store.write { writer in
            guard try writer.reader.revision() == revision else { return nil }
            if isEmpty {
                try writer.setSources(moved)
                return revision
            }
            try fixIndex(writer)
            let number = try writer.appendRevision(
                at: now, author: options.author, reason: options.reason, added: added, changed: renamedOrChanged,
                removed: plan.removed.count)
            for gone in plan.removed { try writer.retire(document: gone.row, revision: number) }
            for (offset, change) in plan.changes.enumerated() {
                if offset % 256 == 0 {
                    progress(IngestProgress(stage: .storing, done: offset, total: plan.changes.count))
                }
                let updatedAt = try effectiveUpdatedAt(change, now: now, writer.reader)
                if let row = change.replaces { try writer.retire(document: row, revision: number) }
                try writer.insert(
                    NewDocument(
                        document: change.document, effectiveUpdatedAt: updatedAt, digest: change.digest,
                        wordDigest: change.wordDigest, chunks: chunks[offset].newChunks),
                    revision: number)
            }
            // A version that began has no source yet, whether or not it was read from where the old one was.
            let begun = Set(plan.changes.map(\.document.id))
            try writer.setSources(plan.sources.filter { begun.contains($0.key) || moved[$0.key] != nil })
            return number
        }
        guard let number else { return false }
        if isEmpty { return true }
        progress(IngestProgress(stage: .storing, done: plan.changes.count, total: plan.changes.count))
        changes.revision = number
        return true
    }

    /// The first ingest decides which encoder the index is made with.
    private func fixIndex(_ writer: KnowledgeWriter) throws {
        let manifest = try writer.reader.manifest()
        try checkIndex(manifest)
        guard manifest.index == nil, let identity = encoder?.identity else { return }
        try writer.setIndex(
            Manifest.Index(
                encoder: Manifest.Encoder(
                    name: identity.name, digest: identity.digest, dimension: identity.dimension),
                textVersion: SearchText.version, chunkerVersion: Chunker.version))
    }

    /// The document's own field, else the time at which its title, question or text last changed.
    private func effectiveUpdatedAt(
        _ change: ChangePlan.Change, now: Timestamp, _ reader: KnowledgeReader
    ) throws -> Timestamp {
        if let own = change.document.updatedAt { return own }
        guard let row = change.replaces, let old = try reader.documents(rows: [row]).first,
            old.document.title == change.document.title, old.document.content == change.document.content
        else { return now }
        return old.updatedAt
    }
}

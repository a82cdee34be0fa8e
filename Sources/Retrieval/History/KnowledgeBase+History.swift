public import Domain
public import Embedding
public import Foundation
import Store

/// Versions: comparing, going back, erasing, making the index anew, copying.
extension KnowledgeBase {
    /// What changed from one revision to another (0 is the empty base before the first).
    ///
    /// - Parameters:
    ///   - second: nil for the newest.
    ///   - document: nil for all.
    /// - Throws: `not_found` for an unknown revision.
    public func diff(_ first: Int64, _ second: Int64? = nil, document: DocumentID? = nil) throws -> RevisionDiff {
        try store.read { try Differ(reader: $0).diff(first, second, document: document) }
    }

    /// Makes the documents of an earlier revision live again, as a new revision; nothing is encoded that still has
    /// its vectors.
    ///
    /// - Parameter leavingOutErased: go on although documents of that revision were erased since.
    /// - Throws: `not_found` for an unknown revision; `conflict` where documents of it were erased since and that was
    ///   not asked for; `model_missing` where documents come back and there is no encoder.
    public func rollback(
        to revision: Int64, author: String, reason: String, leavingOutErased: Bool = false, dryRun: Bool = false,
        progress: (@Sendable (IngestProgress) -> Void)? = nil
    ) throws -> Rollback {
        try Restorer(ingester: ingester()).restore(
            revision, author: author, reason: reason, leavingOutErased: leavingOutErased, dryRun: dryRun,
            progress: progress ?? { _ in })
    }

    /// Erases documents with all their versions from every file of the home. May be repeated until it succeeds.
    ///
    /// - Parameter ids: none to finish what an earlier erasure left.
    /// - Throws: `not_found` where one never was, and then erases none; `locked` where another process is in the way.
    public func erase(_ ids: [DocumentID], author: String, reason: String, dryRun: Bool = false) throws -> Erasure {
        try Eraser(store: store, caches: caches, clock: clock).erase(
            ids, author: author, reason: reason, dryRun: dryRun)
    }

    /// How many erased documents may still have bytes in some file of the home.
    public func unfinishedErasures() throws -> Int { try store.read { try $0.unfinishedErasures() } }

    /// Makes a home's index anew with an encoder, as a revision; the old index answers until then.
    ///
    /// - Throws: `not_found` where nothing was ingested yet; what the encoder and the database give.
    public static func reembed(
        home: URL, encoder: any Encoder, author: String, reason: String, dryRun: Bool = false,
        clock: @escaping @Sendable () -> Timestamp = KnowledgeBase.systemClock,
        progress: (@Sendable (IngestProgress) -> Void)? = nil
    ) throws -> Reembedding {
        let store = try KnowledgeStore(file: home.appending(path: "knowledge.sqlite"))
        let ingester = Ingester(store: store, company: .builtIn, encoder: encoder, clock: clock)
        return try Reembedder(ingester: ingester, encoder: encoder).run(
            author: author, reason: reason, dryRun: dryRun, progress: progress ?? { _ in })
    }

    /// Why an encoder cannot work on this home's index, and the command that mends it; nil where it can.
    public func indexMismatch(with encoder: EncoderIdentity) throws -> AlmanacError? {
        try store.read { try $0.manifest().index }.flatMap {
            IndexMismatch.of($0, encoder: encoder, home: store.file.deletingLastPathComponent().path)
        }
    }

    /// Writes a whole copy of the knowledge that another home can be started with. Holds no personal data, since
    /// none is in the knowledge base.
    ///
    /// Throws `conflict` where the file is there already or an erasure is unfinished.
    public func export(to file: URL) throws {
        guard try unfinishedErasures() == 0 else {
            throw AlmanacError(
                .conflict, "an erasure is unfinished: a copy could hold what was to be erased",
                hint: "finish it first: almanac delete --erase")
        }
        try store.export(to: file)
    }

    /// Compares the cached vectors with those of the database bit for bit.
    ///
    /// - Parameter sample: about so many of them; nil for all.
    /// - Returns: how many were compared, and the chunk rows whose cached vectors differ.
    public func compareVectorCache(sample: Int?) throws -> (compared: Int, differing: [Int64]) {
        try store.read { reader in
            let manifest = try reader.manifest()
            guard let encoder = manifest.index?.encoder else { return (0, []) }
            return try VectorCache(folder: caches.appending(path: "vectors"), home: manifest.homeID, encoder: encoder)
                .compare(sample: sample, in: reader)
        }
    }
}

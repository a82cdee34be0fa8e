import Crypto
import Domain
import Foundation
import Store

/// Erases documents on request: every version, and every byte of it in every file of the home.
///
/// The order matters. First one transaction deletes the rows and leaves a record; then the database file is written
/// anew and its log cut off, which waits until no reader looks at an older revision; only then the caches go, since
/// until then such a reader could still write its vectors there. A kill or a lock in between leaves an unfinished
/// erasure, which the same command finishes.
struct Eraser {
    let store: KnowledgeStore
    /// The home's `caches`.
    let caches: URL
    let clock: @Sendable () -> Timestamp

    /// - Parameter ids: none to finish what an earlier erasure left.
    /// - Throws: `not_found` where one neither is, was nor was erased, and then erases none; `locked` where a reader
    ///   or a writer is in the way, in which case the same call finishes the work.
    func erase(_ ids: [DocumentID], author: String, reason: String, dryRun: Bool) throws -> Erasure {
        let wanted = Set(ids).sorted()
        var outcome = Erasure(dryRun: dryRun)
        if dryRun {
            _ = try store.read { try look(for: wanted, $0, &outcome) }
            return outcome
        }
        if !wanted.isEmpty {
            outcome.revision = try store.write { writer in
                let documents = try look(for: wanted, writer.reader, &outcome)
                if documents.isEmpty { return nil as Int64? }
                let key = try Eraser.key(writer.reader)
                let number = try writer.appendRevision(
                    at: clock(), author: author, reason: reason.isEmpty ? "erased on request" : reason, added: 0,
                    changed: 0, removed: documents.count(where: \.isLive), kind: .erasure)
                try writer.erase(documents, revision: number) { Eraser.hash($0, key: key) }
                return number
            }
        } else if try store.read({ try $0.unfinishedErasures() }) == 0 {
            throw AlmanacError(
                .invalidInput, "no document was named, and no erasure is unfinished",
                hint: "name the documents: almanac delete --erase namespace/id")
        }
        try scrub()
        outcome.scrubbed = true
        return outcome
    }

    /// The hash that stands for a document in the records: keyed with the home's id, so that the records of two homes
    /// cannot be compared, nor a name be looked up in a table made beforehand.
    static func hash(_ id: DocumentID, key: SymmetricKey) -> String {
        HMAC<SHA256>.authenticationCode(for: Data(id.description.utf8), using: key).hexadecimal
    }

    private static func key(_ reader: KnowledgeReader) throws -> SymmetricKey {
        SymmetricKey(data: Data(try reader.manifest().homeID.utf8))
    }

    /// Fills in what is there, and gives the versions to erase.
    private func look(
        for wanted: [DocumentID], _ reader: KnowledgeReader, _ outcome: inout Erasure
    ) throws -> [DocumentVersions] {
        let key = try Eraser.key(reader)
        let found = try reader.versions(of: wanted)
        let there = Set(found.map(\.id))
        var before: [DocumentID] = []
        for id in wanted where !there.contains(id) {
            guard try !reader.erasures(of: Eraser.hash(id, key: key)).isEmpty else {
                throw AlmanacError(
                    .notFound, "there is no document \(id), and never was",
                    hint: "`almanac list` shows what there is; nothing was erased")
            }
            before.append(id)
        }
        outcome.alreadyErased = before
        outcome.erased = found.map {
            Erasure.Item(
                document: $0.id, hash: Eraser.hash($0.id, key: key), versions: $0.spans.count, wasLive: $0.isLive)
        }
        outcome.unreachable = Eraser.unreachable(found)
        return found
    }

    /// What lies outside of the home, or in the memory of another process.
    private static func unreachable(_ documents: [DocumentVersions]) -> [String] {
        let sources = documents.flatMap(\.sources)
        return sources.map { "the source file \($0), from which the next ingest would bring it back" } + [
            "backups and exported copies of this home",
            "the memory of a running server, until its next search",
        ]
    }

    private func scrub() throws {
        let revision = try store.read { try $0.revision() }
        do {
            try store.scrub()
            try CacheFolder.empty(caches)
            try store.write { try $0.markScrubbed(upTo: revision, at: clock()) }
        } catch let error as AlmanacError {
            let isHeld = error.code == .locked
            throw AlmanacError(
                error.code,
                "the documents are out of the knowledge base, but some of their bytes may be left: "
                    + (isHeld ? "another process still uses old pages of the files" : error.message),
                hint: isHeld
                    ? "run the same command again when it has finished"
                    : "mend that, then run the same command again", underlying: error.underlying)
        }
    }
}

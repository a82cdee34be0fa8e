import Domain
import Store

/// Makes the documents of an earlier revision live again, as a new revision.
struct Restorer {
    /// How often it starts over because another change came between its reading and its writing.
    private static let maximumAttempts = 3

    let ingester: Ingester

    /// - Parameter leavingOutErased: go on where documents of that revision were erased since; they stay out either
    ///   way.
    /// - Throws: `not_found` for an unknown revision; `conflict` where erased documents would be missing and that was
    ///   not asked for; `encoder_mismatch`, `version_mismatch`, `model_missing`.
    func restore(
        _ target: Int64, author: String, reason: String, leavingOutErased: Bool, dryRun: Bool,
        progress: (IngestProgress) -> Void
    ) throws -> Rollback {
        for _ in 0..<Restorer.maximumAttempts {
            var (newest, rollback, plan) = try ingester.store.read { try self.plan(target, $0, dryRun: dryRun) }
            if !rollback.leftOut.isEmpty, !leavingOutErased { throw Restorer.refusal(rollback) }
            if plan.isEmpty { return rollback }
            if !plan.brought.isEmpty, !dryRun || ingester.encoder != nil {
                rollback.changes.encoded = try VersionWriter(ingester).encodeAhead(
                    plan.brought, dryRun: dryRun, progress: progress)
            }
            if dryRun { return rollback }
            let number = try ingester.store.write { writer -> Int64? in
                guard try writer.reader.revision() == newest else { return nil }
                try ingester.checkIndex(writer.reader.manifest())
                let changes = rollback.changes
                let number = try writer.appendRevision(
                    at: ingester.clock(), author: author, reason: reason, added: changes.added.count,
                    changed: changes.changed.count, removed: changes.removed.count, kind: .rollback, restores: target)
                for row in plan.ended { try writer.retire(document: row, revision: number) }
                if !plan.brought.isEmpty {
                    let versions = try VersionWriter(ingester)
                    for row in plan.brought { try versions.copy(row, revision: number, writer) }
                }
                return number
            }
            if let number {
                rollback.changes.revision = number
                return rollback
            }
        }
        throw AlmanacError(
            .conflict, "the knowledge base is being changed by another command",
            hint: "wait until it has finished, then run the same command again")
    }

    /// Rows that end, and rows of earlier versions that are brought back.
    private struct Plan {
        var ended: [Int64] = []
        var brought: [Int64] = []
        var isEmpty: Bool { ended.isEmpty && brought.isEmpty }
    }

    private func plan(
        _ target: Int64, _ reader: KnowledgeReader, dryRun: Bool
    ) throws -> (newest: Int64, Rollback, Plan) {
        let newest = try reader.revision()
        try Differ.check(target, newest: newest, from: 1)
        var rollback = Rollback(target: target, changes: ChangeSet(dryRun: dryRun))
        rollback.leftOut = try reader.erasures(liveAt: target)
            .map { ErasedDocument(hash: $0.document, revision: $0.revision) }
        var plan = Plan()
        let versions = Dictionary(grouping: try reader.versions(changedBetween: target, and: newest), by: \.id)
        for (id, both) in versions.sorted(by: { $0.key < $1.key }) {
            let old = both.first(where: \.isInFirst)
            let new = both.first { !$0.isInFirst }
            if let old, let new, old.isSame(as: new) { continue }
            if let old { plan.brought.append(old.row) }
            if let new { plan.ended.append(new.row) }
            switch (old, new) {
            case (_?, _?): rollback.changes.changed.append(id)
            case (_?, nil): rollback.changes.added.append(id)
            default: rollback.changes.removed.append(id)
            }
        }
        return (newest, rollback, plan)
    }

    private static func refusal(_ rollback: Rollback) -> AlmanacError {
        let list = rollback.leftOut.prefix(5).map { "\($0.hash.prefix(12)) (erased by revision \($0.revision))" }
        let more = rollback.leftOut.count > 5 ? " and \(rollback.leftOut.count - 5) more" : ""
        return AlmanacError(
            .conflict,
            "revision \(rollback.target) held documents that were erased since and cannot come back: "
                + list.joined(separator: ", ") + more,
            hint: "to roll back without them, add --without-erased (over the socket: without_erased)")
    }
}

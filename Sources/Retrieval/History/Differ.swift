import Domain
import Store

/// Compares two revisions.
struct Differ {
    /// So many changed documents are given with their fields and lines; of more only the ids.
    static let maximumDetailed = 500

    let reader: KnowledgeReader

    /// - Parameters:
    ///   - second: nil for the newest.
    ///   - document: nil for all.
    /// - Throws: `not_found` for a revision that there is not, or a document that neither holds.
    func diff(_ first: Int64, _ second: Int64?, document: DocumentID?) throws -> RevisionDiff {
        let newest = try reader.revision()
        let second = second ?? newest
        for revision in [first, second] { try Differ.check(revision, newest: newest) }
        var diff = RevisionDiff(from: first, to: second)
        diff.erased = try erased(first, second)
        var versions = try reader.versions(changedBetween: first, and: second)
        if let document { versions.removeAll { $0.id != document } }
        var place = 0
        while place < versions.count {
            let version = versions[place]
            if place + 1 < versions.count, versions[place + 1].id == version.id {
                try add(version, versions[place + 1], to: &diff)
                place += 2
            } else {
                if version.isInFirst { diff.removed.append(version.id) } else { diff.added.append(version.id) }
                place += 1
            }
        }
        return diff
    }

    /// Revisions are numbered from 1; 0 stands for the empty base before the first.
    static func check(_ revision: Int64, newest: Int64, from lowest: Int64 = 0) throws {
        guard revision < lowest || revision > newest else { return }
        throw AlmanacError(
            .notFound, "there is no revision \(revision)",
            hint: newest == 0 ? "nothing was ingested yet" : "they are numbered to \(newest); see: almanac revisions")
    }

    private func erased(_ first: Int64, _ second: Int64) throws -> [ErasedDocument] {
        let both = try reader.erasures(liveAt: first) + reader.erasures(liveAt: second)
        return Set(both.map { ErasedDocument(hash: $0.document, revision: $0.revision) })
            .sorted { ($0.hash, $0.revision) < ($1.hash, $1.revision) }
    }

    private func add(_ before: ChangedVersion, _ after: ChangedVersion, to diff: inout RevisionDiff) throws {
        // Cut anew or rolled back and forth: other rows, the same document.
        if before.isSame(as: after) { return }
        guard diff.changed.count < Differ.maximumDetailed else {
            diff.changed.append(DocumentChange(document: before.id, fields: [], lines: []))
            diff.withoutDetails += 1
            return
        }
        let stored = try reader.documents(rows: [before.row, after.row])
        guard stored.count == 2 else {
            throw AlmanacError(.corrupt, "a version of \(before.id) is missing", hint: "run: almanac doctor")
        }
        diff.changed.append(Differ.change(stored[0], stored[1]))
    }

    private static func change(_ before: StoredDocument, _ after: StoredDocument) -> DocumentChange {
        let (old, new) = (fields(before), fields(after))
        var changes = Set(old.keys).union(new.keys).sorted().compactMap { name -> FieldChange? in
            let (was, now) = (old[name] ?? JSONValue.null, new[name] ?? JSONValue.null)
            return was == now ? nil : FieldChange(name: name, before: was, after: now)
        }
        let (oldBody, newBody) = (before.document.content.body, after.document.content.body)
        if oldBody != newBody {
            let name = after.document.content.question == nil ? "text" : "answer"
            changes.append(FieldChange(name: name, before: .null, after: .null))
        }
        return DocumentChange(
            document: before.document.id, fields: changes, lines: LineDiff.changes(oldBody, newBody))
    }

    /// All but the text or answer.
    private static func fields(_ stored: StoredDocument) -> [String: JSONValue] {
        let document = stored.document
        var fields: [String: JSONValue] = [
            "kind": .string(document.kind.rawValue), "title": .string(document.title),
            "question": JSONValue(document.content.question), "source": .string(document.source),
            "updated_at": .string(stored.updatedAt.iso), "valid_from": JSONValue(document.validFrom?.iso),
            "valid_to": JSONValue(document.validTo?.iso),
        ]
        for (name, value) in document.metadata { fields["metadata.\(name)"] = value.json }
        return fields
    }
}

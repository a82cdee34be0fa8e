import Domain
import Retrieval

extension Mirror {
    /// Compares namespace by namespace, and hands each difference with the records it is about to `act`.
    ///
    /// - Parameter indexes: nil for one that is not there, which then lacks everything.
    func compare(
        indexes: [MirrorDifference.Side: PineconeClient.Index?], ignoringJournal: Bool,
        _ act: (MirrorDifference, [VectorRecord]) throws -> Void
    ) throws -> MirrorReport {
        let average = try averageLength(indexes[.dense] ?? nil)
        var report = MirrorReport(revision: try knowledge.revision())
        var theirs: [MirrorDifference.Side: Set<String>] = [:]
        for side in MirrorDifference.Side.allCases {
            let counts = try (indexes[side] ?? nil).map { try client.counts(in: $0) } ?? [:]
            theirs[side] = Set(counts.filter { $0.value > 0 }.keys).subtracting([MirrorManifest.namespace])
        }
        func look(_ namespace: String, _ parts: [KnowledgePart]) throws {
            for side in MirrorDifference.Side.allCases {
                let records = try records(parts, side, average, &report)
                let index = theirs[side]?.remove(namespace) != nil ? indexes[side] ?? nil : nil
                let difference = try difference(
                    records, side, namespace, index, journalled: ignoringJournal ? nil : journal)
                try act(difference, records)
                // A namespace that neither side of this index knows says nothing.
                if difference.expected > 0 || !difference.isEqual { report.differences.append(difference) }
            }
        }
        var parts: [KnowledgePart] = []
        var next: DocumentID?
        repeat {
            let page = try knowledge.parts(after: next)
            guard page.revision == report.revision else {
                throw AlmanacError(
                    .conflict, "the knowledge base changed while it was mirrored", hint: "run the command again")
            }
            for part in page.parts {
                if let last = parts.last, last.document.namespace != part.document.namespace {
                    try look(last.document.namespace, parts)
                    parts = []
                }
                parts.append(part)
            }
            next = page.next
        } while next != nil
        if let last = parts.last { try look(last.document.namespace, parts) }
        // Namespaces that nobody here knows any more.
        for namespace in Set(theirs.values.flatMap { $0 }).sorted() { try look(namespace, []) }
        return report
    }

    private func records(
        _ parts: [KnowledgePart], _ side: MirrorDifference.Side, _ average: Double, _ report: inout MirrorReport
    ) throws -> [VectorRecord] {
        var records: [VectorRecord] = []
        for part in parts {
            let (metadata, isTruncated) = MirrorRecord.metadata(part)
            var record = VectorRecord(id: MirrorRecord.id(part.id), metadata: metadata)
            switch side {
            case .dense:
                guard !part.vector.isEmpty else { continue }
                record.values = part.vector
                if isTruncated { report.truncated.append(part.id) }
            case .sparse:
                guard let sparse = SparseTerms.document(try terms(of: part), averageLength: average) else { continue }
                record.sparse = sparse.vector
                if sparse.dropped > 0 { report.trimmed.append(part.id) }
            }
            records.append(MirrorRecord.sealed(record))
        }
        return records
    }

    private func difference(
        _ records: [VectorRecord], _ side: MirrorDifference.Side, _ namespace: String, _ index: PineconeClient.Index?,
        journalled journal: MirrorJournal?
    ) throws -> MirrorDifference {
        var difference = MirrorDifference(side: side, namespace: namespace, expected: records.count)
        let ours = Dictionary(records.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var remote: [(id: String, digest: String)] = []
        var found: Set<String> = []
        if let index {
            let ids = try client.ids(namespace: namespace, in: index)
            found = Set(ids)
            let sent = journal?.sent(side: side, namespace: namespace) ?? [:]
            // What the last run saw acknowledged with this very digest is not read again.
            let unread = ids.filter { id in
                guard let record = ours[id] else { return false }
                let isKnown = sent[id] == record.metadata[MirrorRecord.digestField]?.string
                if isKnown { remote.append((id, sent[id] ?? "")) }
                return !isKnown
            }
            for start in stride(from: 0, to: unread.count, by: 100) {
                let batch = Array(unread[start..<min(unread.count, start + 100)])
                let records = try client.fetch(ids: batch, namespace: namespace, in: index)
                for record in records {
                    remote.append((record.id, MirrorRecord.digest(record)))
                    if let mine = ours[record.id], !MirrorRecord.isSame(record, as: mine) {
                        difference.changed.append(record.id)
                    }
                }
                // Listed and gone before it was read.
                found.subtract(Set(batch).subtracting(records.map(\.id)))
            }
            difference.extra = ids.filter { ours[$0] == nil }
            remote += difference.extra.map { ($0, "extra") }
        }
        difference.missing = records.map(\.id).filter { !found.contains($0) }
        let wanted = Set(difference.missing + difference.changed)
        difference.bytes = records.reduce(0) { wanted.contains($1.id) ? $0 + $1.wire.serialized().count : $0 }
        difference.localDigest = Mirror.digest(
            records.map { ($0.id, $0.metadata[MirrorRecord.digestField]?.string ?? "") })
        // Equal content that was printed with other digits counts as equal.
        let same = Set(remote.map(\.id)).subtracting(difference.changed).subtracting(difference.extra)
        difference.remoteDigest = Mirror.digest(
            remote.map { pair in
                same.contains(pair.id)
                    ? (pair.id, ours[pair.id]?.metadata[MirrorRecord.digestField]?.string ?? "") : pair
            })
        return difference
    }

    private static func digest(_ pairs: [(id: String, digest: String)]) -> String {
        let lines = pairs.sorted { $0.id.utf8.lexicographicallyPrecedes($1.id.utf8) }.map { "\($0.id) \($0.digest)\n" }
        return MirrorRecord.hex(lines.flatMap { Array($0.utf8) }, bytes: 16)
    }
}

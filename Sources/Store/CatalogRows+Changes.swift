/// What distinguishes the catalogue of one revision from that of an earlier one.
public struct CatalogChanges: Sendable {
    /// A document that is live and was not.
    public struct Added: Sendable {
        public let row: Int64
        public let namespace: String
        /// UTC milliseconds as in `CatalogRows`.
        public let validFrom: Int64
        public let validTo: Int64
        /// Row of the live document just before it in the order of ids; nil for the first of all.
        public let predecessor: Int64?
        /// Row and `ChunkRole.code` of its chunks, rows ascending.
        public let chunks: [(row: Int64, role: UInt8)]
    }

    /// In the order of ids.
    public var added: [Added] = []
    /// Rows of documents that were live and are not.
    public var ended: Set<Int64> = []
}

extension CatalogRows {
    /// The catalogue that the changes lead to, equal to one that is read from end to end. Nil where they do not fit,
    /// which only a damaged database brings about. Copies flat arrays; no text and no file is read.
    public func applying(_ changes: CatalogChanges) -> CatalogRows? {
        guard let order = Order(self, changes) else { return nil }
        var result = CatalogRows()
        var names: [String] = namespaces
        var offsets = Dictionary(namespaces.enumerated().map { ($1, Int32($0)) }) { first, _ in first }
        for added in changes.added where offsets[added.namespace] == nil {
            offsets[added.namespace] = Int32(names.count)
            names.append(added.namespace)
        }
        /// `[old ordinal]`, -1 for what ended.
        var moved = [Int32](repeating: -1, count: documentRows.count)
        var place: [Int64: Int32] = [:]
        var used = [Bool](repeating: false, count: names.count)
        for entry in order.entries {
            let ordinal = Int32(result.documentRows.count)
            switch entry {
            case .kept(let old):
                moved[old] = ordinal
                result.append(
                    documentRows[old], namespace: documentNamespaces[old], from: validFrom[old], to: validTo[old])
            case .added(let number):
                let added = changes.added[number]
                place[added.row] = ordinal
                result.append(
                    added.row, namespace: offsets[added.namespace] ?? 0, from: added.validFrom, to: added.validTo)
            }
            used[Int(result.documentNamespaces[Int(ordinal)])] = true
        }
        result.settleNamespaces(names, used)
        result.takeChunks(of: self, moved: moved)
        return result.takeChunks(of: changes.added, places: place) ? result : nil
    }

    private mutating func append(_ row: Int64, namespace: Int32, from: Int64, to: Int64) {
        documentRows.append(row)
        documentNamespaces.append(namespace)
        validFrom.append(from)
        validTo.append(to)
    }

    /// Names in the order of their bytes, those without a document left out.
    private mutating func settleNamespaces(_ names: [String], _ used: [Bool]) {
        let kept = names.indices.filter { used[$0] }
            .sorted { names[$0].utf8.lexicographicallyPrecedes(names[$1].utf8) }
        var settled = [Int32](repeating: 0, count: names.count)
        for (place, name) in kept.enumerated() { settled[name] = Int32(place) }
        namespaces = kept.map { names[$0] }
        for offset in documentNamespaces.indices {
            documentNamespaces[offset] = settled[Int(documentNamespaces[offset])]
        }
    }

    private mutating func takeChunks(of old: CatalogRows, moved: [Int32]) {
        chunkRows.reserveCapacity(old.chunkRows.count)
        chunkDocuments.reserveCapacity(old.chunkRows.count)
        chunkRoles.reserveCapacity(old.chunkRows.count)
        for chunk in old.chunkRows.indices {
            let document = moved[Int(old.chunkDocuments[chunk])]
            guard document >= 0 else { continue }
            chunkRows.append(old.chunkRows[chunk])
            chunkDocuments.append(document)
            chunkRoles.append(old.chunkRoles[chunk])
        }
    }

    /// Rows only grow, so new chunks stand behind all others; false where they do not.
    private mutating func takeChunks(of added: [CatalogChanges.Added], places: [Int64: Int32]) -> Bool {
        let fresh = added.flatMap { document in
            document.chunks.map { (row: $0.row, role: $0.role, document: places[document.row] ?? -1) }
        }.sorted { $0.row < $1.row }
        for chunk in fresh {
            guard chunk.document >= 0, chunk.row > chunkRows.last ?? 0 else { return false }
            chunkRows.append(chunk.row)
            chunkDocuments.append(chunk.document)
            chunkRoles.append(chunk.role)
        }
        return true
    }

    /// Old ordinals and new documents in the order of ids.
    private struct Order {
        enum Entry {
            case kept(Int)
            case added(Int)
        }

        private(set) var entries: [Entry] = []

        init?(_ old: CatalogRows, _ changes: CatalogChanges) {
            let isNew = Dictionary(changes.added.enumerated().map { ($1.row, $0) }) { first, _ in first }
            let wanted = Set(changes.added.compactMap(\.predecessor)).subtracting(isNew.keys)
            var ordinals: [Int64: Int] = [:]
            for (ordinal, row) in old.documentRows.enumerated() where wanted.contains(row) { ordinals[row] = ordinal }
            /// Behind which old ordinal each stands, -1 for the first of all; those of one place are neighbours.
            var anchors: [Int] = []
            for (number, added) in changes.added.enumerated() {
                guard let predecessor = added.predecessor else {
                    anchors.append(-1)
                    continue
                }
                if isNew[predecessor] != nil {
                    guard isNew[predecessor] == number - 1 else { return nil }
                    anchors.append(anchors[number - 1])
                } else {
                    guard let ordinal = ordinals[predecessor] else { return nil }
                    anchors.append(ordinal)
                }
            }
            entries.reserveCapacity(old.documentRows.count + changes.added.count)
            var next = 0
            func addBehind(_ ordinal: Int) {
                while next < anchors.count, anchors[next] == ordinal {
                    entries.append(.added(next))
                    next += 1
                }
            }
            addBehind(-1)
            for ordinal in old.documentRows.indices {
                if !changes.ended.contains(old.documentRows[ordinal]) { entries.append(.kept(ordinal)) }
                addBehind(ordinal)
            }
            guard next == anchors.count else { return nil }
        }
    }
}

import Domain
import Store

/// The documents that a query may find: those of its namespaces, valid at its clock, that pass its filter.
struct Selection: Sendable {
    /// `[documents]` by ordinal.
    private(set) var contains: [Bool]
    private(set) var count: Int

    init(_ request: SearchRequest, now: Timestamp, in catalog: Catalog, reader: KnowledgeReader) throws {
        let rows = catalog.rows
        var namespaceAllowed = [Bool](repeating: request.namespaces == nil, count: rows.namespaces.count)
        for (number, name) in rows.namespaces.enumerated() where request.namespaces?.contains(name) == true {
            namespaceAllowed[number] = true
        }
        func isOpen(_ document: Int) -> Bool {
            namespaceAllowed[Int(rows.documentNamespaces[document])]
                && rows.validFrom[document] <= now.milliseconds && now.milliseconds < rows.validTo[document]
        }
        var contains = [Bool](repeating: false, count: catalog.documentCount)
        var count = 0
        if let filter = request.filter {
            for row in try reader.documentRows(matching: filter) {
                guard let document = catalog.ordinal(ofRow: row), isOpen(document) else { continue }
                contains[document] = true
                count += 1
            }
        } else {
            for document in contains.indices where isOpen(document) {
                contains[document] = true
                count += 1
            }
        }
        self.contains = contains
        self.count = count
    }

    mutating func insert(_ document: Int) {
        guard !contains[document] else { return }
        contains[document] = true
        count += 1
    }

    /// The chunks of the selected documents, ascending. A narrow selection touches only its own documents.
    func chunks(in catalog: Catalog) -> [Int32] {
        var chunks: [Int32] = []
        if count * 8 < contains.count {
            for document in contains.indices where contains[document] {
                chunks.append(contentsOf: catalog.chunks(of: document))
            }
            chunks.sort()
        } else {
            chunks.reserveCapacity(catalog.chunkCount)
            for (chunk, document) in catalog.rows.chunkDocuments.enumerated() where contains[Int(document)] {
                chunks.append(Int32(chunk))
            }
        }
        return chunks
    }
}

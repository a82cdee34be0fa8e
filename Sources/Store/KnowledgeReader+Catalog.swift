public import Domain
import GRDB

/// All live documents and chunks in flat arrays: what a search keeps in memory.
public struct CatalogRows: Sendable, Equatable {
    /// Names in the order of their bytes.
    public var namespaces: [String] = []

    // One entry for each live document, in the order of `DocumentID.<`: ties by id are ties by offset.
    public var documentRows: [Int64] = []
    /// Offset into `namespaces`.
    public var documentNamespaces: [Int32] = []
    /// UTC milliseconds; `Int64.min` for none.
    public var validFrom: [Int64] = []
    /// UTC milliseconds, the first moment at which it no longer holds; `Int64.max` for none.
    public var validTo: [Int64] = []

    // One entry for each live chunk, rows ascending.
    public var chunkRows: [Int64] = []
    /// Offset into the documents.
    public var chunkDocuments: [Int32] = []
    /// `ChunkRole.code`.
    public var chunkRoles: [UInt8] = []

    public init() {}
}

extension ChunkRole {
    /// A number for flat arrays.
    public var code: UInt8 {
        switch self {
        case .question: 0
        case .answer: 1
        case .text: 2
        }
    }

    public init?(code: UInt8) {
        guard let role = ChunkRole.allCases.first(where: { $0.code == code }) else { return nil }
        self = role
    }
}

extension KnowledgeReader {
    /// The catalogue of this revision. Reads two covering indexes from end to end and no text.
    public func catalog() throws -> CatalogRows {
        var catalog = CatalogRows()
        let offsets = try readDocuments(into: &catalog)
        try readChunks(into: &catalog, offsets: offsets)
        return catalog
    }

    /// Gives the offset of every document row.
    private func readDocuments(into catalog: inout CatalogRows) throws -> [Int64: Int32] {
        let sql = """
            SELECT row, namespace, valid_from, valid_to
            FROM document INDEXED BY document_catalog
            WHERE live_to IS NULL
            ORDER BY namespace, id
            """
        var namespace: [UInt8] = []
        try SQLStatement(db, sql).scan { row in
            let name = row.textBytes(1)
            if catalog.namespaces.isEmpty || !name.elementsEqual(namespace) {
                namespace = Array(name)
                catalog.namespaces.append(String(decoding: name, as: UTF8.self))
            }
            catalog.documentRows.append(row.int64(0))
            catalog.documentNamespaces.append(Int32(catalog.namespaces.count - 1))
            catalog.validFrom.append(row.optionalInt64(2) ?? .min)
            catalog.validTo.append(row.optionalInt64(3) ?? .max)
        }
        var offsets: [Int64: Int32] = [:]
        offsets.reserveCapacity(catalog.documentRows.count)
        for (offset, row) in catalog.documentRows.enumerated() { offsets[row] = Int32(offset) }
        return offsets
    }

    private func readChunks(into catalog: inout CatalogRows, offsets: [Int64: Int32]) throws {
        let sql = """
            SELECT row, document, role
            FROM chunk INDEXED BY chunk_catalog
            WHERE live_to IS NULL
            ORDER BY row
            """
        try SQLStatement(db, sql).scan { row in
            guard let document = offsets[row.int64(1)], let role = KnowledgeReader.roleCode(row.textBytes(2)) else {
                throw AlmanacError(
                    .corrupt, "live chunk \(row.int64(0)) has no live document",
                    hint: "restore the knowledge base from a backup, or ingest into a new home")
            }
            catalog.chunkRows.append(row.int64(0))
            catalog.chunkDocuments.append(document)
            catalog.chunkRoles.append(role)
        }
    }

    /// The role from its first letter; the table admits no others.
    static func roleCode(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt8? {
        switch bytes.first {
        case UInt8(ascii: "q"): ChunkRole.question.code
        case UInt8(ascii: "a"): ChunkRole.answer.code
        case UInt8(ascii: "t"): ChunkRole.text.code
        default: nil
        }
    }
}

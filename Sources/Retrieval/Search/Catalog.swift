import Domain
import Store

/// The live documents and chunks of one revision as flat arrays, shared by every search of that revision.
///
/// A document is named by its ordinal in the order of `DocumentID`, so that ties broken by ordinal are ties broken by
/// id; a chunk by its place among the ascending row ids.
struct Catalog: Sendable {
    /// The home's id.
    let home: String
    let revision: Int64
    let rows: CatalogRows
    /// What the index was made with.
    let encoder: Manifest.Encoder?
    /// Nil where the index has no encoder yet, or another one than queries are encoded with.
    let vectors: VectorIndex?
    /// Ordinals of live documents picked by id hash, ascending: what a query's best scores are held against.
    let background: [Int32]
    /// Ordinals in the order of ascending document rows.
    private let ordinalsByRow: [Int32]
    /// `[documents + 1]` where each document's chunks begin in `chunksByDocument`.
    private let chunkStarts: [Int32]
    private let chunksByDocument: [Int32]

    /// - Parameter background: rows of documents, ascending.
    init(
        home: String, revision: Int64, rows: CatalogRows, encoder: Manifest.Encoder?, vectors: VectorIndex?,
        background: [Int64]
    ) {
        self.home = home
        self.revision = revision
        self.rows = rows
        self.encoder = encoder
        self.vectors = vectors
        let documentRows = rows.documentRows
        ordinalsByRow = (0..<Int32(documentRows.count)).sorted { documentRows[Int($0)] < documentRows[Int($1)] }
        var starts = [Int32](repeating: 0, count: documentRows.count + 1)
        for document in rows.chunkDocuments { starts[Int(document) + 1] += 1 }
        for ordinal in 0..<documentRows.count { starts[ordinal + 1] += starts[ordinal] }
        var next = starts
        var ordered = [Int32](repeating: 0, count: rows.chunkDocuments.count)
        for (chunk, document) in rows.chunkDocuments.enumerated() {
            ordered[Int(next[Int(document)])] = Int32(chunk)
            next[Int(document)] += 1
        }
        chunkStarts = starts
        chunksByDocument = ordered
        let picked = Set(background)
        self.background = documentRows.indices.filter { picked.contains(documentRows[$0]) }.map(Int32.init)
    }

    var documentCount: Int { rows.documentRows.count }
    var chunkCount: Int { rows.chunkRows.count }

    /// The chunks of a document, ascending.
    func chunks(of document: Int) -> ArraySlice<Int32> {
        chunksByDocument[Int(chunkStarts[document])..<Int(chunkStarts[document + 1])]
    }

    /// The ordinal of a live document's row.
    func ordinal(ofRow row: Int64) -> Int? {
        let place = ordinalsByRow.partitionPoint { rows.documentRows[Int($0)] >= row }
        guard place < ordinalsByRow.count else { return nil }
        let ordinal = Int(ordinalsByRow[place])
        return rows.documentRows[ordinal] == row ? ordinal : nil
    }
}

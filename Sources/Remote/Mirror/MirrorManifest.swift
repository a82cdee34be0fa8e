import Domain

/// What a mirror was made with: a record of its own in each index, written last.
public struct MirrorManifest: Sendable, Equatable {
    /// The namespace that it lies in.
    static let namespace = "almanac-manifest"
    static let id = "manifest"

    /// Digest of the encoder.
    public var encoder: String
    public var dimension: Int
    /// Of all texts in terms, as the sparse weights take it; frozen, since all of them change with it.
    public var averageLength: Double
    /// The revision that was mirrored.
    public var revision: Int64
    public var records: Int

    func record(isSparse: Bool) -> VectorRecord {
        var values = [Float](repeating: 0, count: isSparse ? 0 : dimension)
        if !isSparse { values[0] = 1 }
        return VectorRecord(
            id: MirrorManifest.id, values: values, sparse: isSparse ? SparseVector(indices: [0], values: [1]) : nil,
            metadata: [
                "encoder": .string(encoder), "dimension": .number(Double(dimension)),
                "average_length": .number(averageLength), "revision": .number(Double(revision)),
                "records": .number(Double(records)),
            ])
    }

    init(encoder: String, dimension: Int, averageLength: Double, revision: Int64, records: Int) {
        self.encoder = encoder
        self.dimension = dimension
        self.averageLength = averageLength
        self.revision = revision
        self.records = records
    }

    /// Nil for a record that is no manifest.
    init?(_ record: VectorRecord) {
        func number(_ key: String) -> Double? { record.metadata[key]?.json.double }
        guard let encoder = record.metadata["encoder"]?.string,
            let dimension = number("dimension").flatMap({ Int(exactly: $0) }), let length = number("average_length"),
            let revision = number("revision").flatMap({ Int64(exactly: $0) }),
            let records = number("records").flatMap({ Int(exactly: $0) })
        else { return nil }
        self.init(encoder: encoder, dimension: dimension, averageLength: length, revision: revision, records: records)
    }
}

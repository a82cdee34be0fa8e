import Domain

/// Writes answers that hold vectors: numbers go out in single precision's own shortest form, with no tree between.
struct WireWriter {
    private(set) var bytes: [UInt8] = []
    /// Whether the innermost list or object has an element already.
    private var hasElement = false

    mutating func object(_ body: (inout WireWriter) -> Void) { nested("{", "}", body) }

    mutating func list<Element>(_ elements: [Element], _ body: (Element, inout WireWriter) -> Void) {
        nested("[", "]") { writer in
            for element in elements {
                writer.separate()
                body(element, &writer)
            }
        }
    }

    mutating func member(_ name: String, _ value: JSONValue) {
        member(name) { $0.append(value) }
    }

    mutating func member(_ name: String, _ value: (inout WireWriter) -> Void) {
        separate()
        append(.string(name))
        bytes.append(UInt8(ascii: ":"))
        value(&self)
        hasElement = true
    }

    mutating func floats(_ values: [Float]) {
        bytes.append(UInt8(ascii: "["))
        for (place, value) in values.enumerated() {
            if place > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: value.description.utf8)
        }
        bytes.append(UInt8(ascii: "]"))
    }

    /// A vector as query and fetch answer it.
    mutating func record(_ record: VectorRecord, score: Double?, metadata: Bool) {
        object { body in
            body.member("id", .string(record.id))
            if let score { body.member("score", JSONValue(score)) }
            // A fetched record has `values` even where it is all sparse: one version of the client reads no other.
            if !record.values.isEmpty || (score == nil && record.sparse != nil) {
                body.member("values") { $0.floats(record.values) }
            }
            if let sparse = record.sparse {
                body.member("sparseValues") { body in
                    body.object { body in
                        body.member("indices", .array(sparse.indices.map { .integer(Int64($0)) }))
                        body.member("values") { $0.floats(sparse.values) }
                    }
                }
            }
            if metadata { body.member("metadata", record.metadata.json) }
        }
    }

    private mutating func append(_ json: JSONValue) { json.append(to: &bytes) }

    private mutating func separate() {
        if hasElement { bytes.append(UInt8(ascii: ",")) }
        hasElement = true
    }

    private mutating func nested(
        _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout WireWriter) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        hasElement = false
        body(&self)
        bytes.append(UInt8(ascii: close))
        hasElement = true
    }
}

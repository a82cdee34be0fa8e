import Domain

/// What an index takes, by Pinecone's published limits; every refusal says what and where.
enum VectorLimits {
    static let topK = 1...10_000
    static let dimension = 1...20_000
    static let sparseValues = 2048
    static let metadataBytes = 40 * 1024
    static let idBytes = 1...512

    static func check(_ settings: IndexSettings) throws {
        let name = settings.name
        let isName =
            (1...45).contains(name.utf8.count) && !name.hasPrefix("-") && !name.hasSuffix("-")
            && name.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
        guard isName else {
            throw invalid("the index name '\(name.prefix(64))' must be 1 to 45 of a-z, 0-9 and -, no - at its ends")
        }
        if let size = settings.dimension {
            guard dimension.contains(size) else { throw invalid("the dimension \(size) is not in 1…20000") }
        } else if settings.metric != .dotProduct {
            throw invalid("an index of sparse vectors compares by dotproduct")
        }
    }

    static func check(_ record: VectorRecord, in settings: IndexSettings) throws {
        try check(id: record.id)
        if settings.isSparse {
            guard record.values.isEmpty else {
                throw invalid("record '\(record.id)': an index of sparse vectors takes no dense values")
            }
            guard let sparse = record.sparse, sparse.count > 0 else {
                throw invalid("record '\(record.id)': Sparse vector must contain at least one value")
            }
        } else {
            try check(values: record.values, in: settings)
        }
        if let sparse = record.sparse { try check(sparse, in: settings) }
        try check(record.metadata, of: record.id)
    }

    static func check(id: String) throws {
        guard idBytes.contains(id.utf8.count), id.utf8.allSatisfy({ $0 > 0 && $0 < 0x80 }) else {
            throw invalid("a vector id must be 1 to 512 ASCII characters, got '\(id.prefix(64))'")
        }
    }

    static func check(namespace: String) throws {
        guard namespace.utf8.count <= 512, namespace.utf8.allSatisfy({ $0 > 0 && $0 < 0x80 }) else {
            throw invalid("a namespace must be at most 512 ASCII characters")
        }
    }

    static func check(values: [Float], in settings: IndexSettings) throws {
        guard let dimension = settings.dimension else {
            throw invalid("the index '\(settings.name)' holds sparse vectors; dense values do not fit it")
        }
        guard values.count == dimension else {
            throw invalid(
                "Vector dimension \(values.count) does not match the dimension of the index \(dimension)")
        }
        guard values.allSatisfy(\.isFinite) else { throw invalid("a vector holds a value that is not finite") }
        guard settings.metric != .cosine || values.contains(where: { $0 != 0 }) else {
            throw invalid("Dense vectors must contain at least one non-zero value")
        }
    }

    static func check(_ sparse: SparseVector, in settings: IndexSettings) throws {
        guard settings.metric == .dotProduct else {
            throw invalid(
                "Index configuration does not support sparse values - only indexes that are sparse or using "
                    + "dotproduct are supported")
        }
        guard sparse.count <= sparseValues else {
            throw invalid("a sparse vector holds at most \(sparseValues) values, got \(sparse.count)")
        }
    }

    static func check(_ metadata: Metadata, of id: String) throws {
        guard !metadata.isEmpty else { return }
        let size = metadata.json.serialized().count
        guard size <= metadataBytes else {
            throw invalid(
                "Metadata size is \(size) bytes, which exceeds the limit of \(metadataBytes) bytes per vector "
                    + "(record '\(id)')")
        }
    }

    static func check(_ query: VectorQuery, in settings: IndexSettings) throws {
        guard topK.contains(query.topK) else { throw invalid("'topK' must be in 1…10000, got \(query.topK)") }
        if query.id != nil {
            guard query.values == nil, query.sparse == nil else {
                throw invalid("give 'id' or a vector, not both")
            }
            return
        }
        guard query.values != nil || query.sparse != nil else {
            throw invalid("the query has neither 'id' nor 'vector' nor 'sparseVector'")
        }
        if let values = query.values { try check(values: values, in: settings) }
        if let sparse = query.sparse { try check(sparse, in: settings) }
        guard settings.isSparse || query.values != nil else {
            throw invalid("a query of the index '\(settings.name)' needs a dense vector")
        }
    }

    static func invalid(_ message: String) -> AlmanacError { AlmanacError(.invalidInput, message) }
}

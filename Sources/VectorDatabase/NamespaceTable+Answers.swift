import Domain

extension NamespaceTable {
    /// What a query finds, without metadata.
    func matches(_ query: VectorQuery) throws -> [VectorMatch] {
        let asked = query.id.map { probe(ofRecord: $0) } ?? Probe(values: query.values, sparse: query.sparse)
        // Nobody has that id, so nothing is like it.
        guard let asked else { return [] }
        return search(asked, topK: query.topK, filter: query.filter).map { id, score in
            let record = query.includeValues ? vectors(of: id) : nil
            return VectorMatch(score: score, record: record ?? VectorRecord(id: id))
        }
    }

    /// A page of ids in byte order.
    func page(of ids: [String], after: String?, limit: Int) -> (ids: [String], next: String?) {
        let sorted = ids.filter { id in
            after.map { $0.utf8.lexicographicallyPrecedes(id.utf8) } ?? true
        }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let page = Array(sorted.prefix(limit))
        return (page, sorted.count > limit ? page.last : nil)
    }
}

extension NamespaceDescription {
    static func page(
        _ all: [NamespaceDescription], prefix: String, limit: Int, after: String?
    ) -> (namespaces: [NamespaceDescription], next: String?, total: Int) {
        let matching = all.filter { $0.name.hasPrefix(prefix) }
            .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        let rest = matching.filter { namespace in
            after.map { $0.utf8.lexicographicallyPrecedes(namespace.name.utf8) } ?? true
        }
        let page = Array(rest.prefix(limit))
        return (page, rest.count > limit ? page.last?.name : nil, matching.count)
    }
}

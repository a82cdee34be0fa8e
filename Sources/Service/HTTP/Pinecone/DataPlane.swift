import Domain
import VectorDatabase

/// What one index answers: `/vectors/…`, `/query`, `/describe_index_stats`, `/namespaces…`, `/records/…`.
struct DataPlane {
    /// The most ids of one fetch or delete.
    static let maximumIDs = 1000
    /// The most vectors of one upsert.
    static let maximumVectors = 1000
    /// The most that one upsert holds, bytes.
    static let maximumUpsertBytes = 2 << 20
    /// The most ids of one page.
    static let maximumPage = 100

    let index: any VectorIndex
    let models: InferenceModels
    let message: HTTPMessage

    /// - Parameter path: the segments behind `/i/{name}`.
    func reply(_ path: [String]) throws -> HTTPReply {
        switch (message.method, path.first, path.dropFirst().first, path.count) {
        case ("POST", "query", nil, 1): return try query()
        case ("GET", "vectors", "fetch", 2): return try fetch()
        case ("POST", "vectors", "fetch_by_metadata", 2): return try fetchByMetadata()
        case ("GET", "vectors", "list", 2): return try list()
        case ("POST", "describe_index_stats", nil, 1), ("GET", "describe_index_stats", nil, 1): return try statistics()
        case ("POST", "vectors", "upsert", 2): return try upsert()
        case ("POST", "vectors", "update", 2): return try update()
        case ("POST", "vectors", "delete", 2): return try delete()
        case (_, "namespaces", _, 1...2): return try namespaces(path.dropFirst().first)
        case ("POST", "records", "namespaces", 4):
            return try RecordsPlane(index: index, models: models, message: message)
                .reply(namespace: DataPlane.namespace(path[2]), call: path[3])
        default: throw PineconeAPI.unknown(message)
        }
    }

    /// `""` and `__default__` are the same namespace.
    static func namespace(_ name: String?) -> String { name == "__default__" ? "" : name ?? "" }

    static func readUnits(_ count: Int) -> JSONValue { ["readUnits": JSONValue(max(1, count))] }

    /// The write's number, by which a reader learns that it sees it.
    static func written(_ json: JSONValue, _ lsn: Int64) -> HTTPReply {
        HTTPReply(json).with("x-pinecone-request-lsn", String(lsn))
    }

    /// - Parameter lsn: asked before the read, so that the read sees at least that much.
    static func read(_ bytes: [UInt8], _ lsn: Int64) -> HTTPReply {
        HTTPReply(bytes: bytes).with("x-pinecone-max-indexed-lsn", String(lsn))
    }

    // MARK: - Reads

    private func query() throws -> HTTPReply {
        let fields = try WireFields(body: message.body)
        let namespace = DataPlane.namespace(try fields.string("namespace"))
        let query = VectorQuery(
            topK: try fields.required("topK", fields.int("topK")),
            // Some clients send an empty list for a sparse query.
            values: try fields.floats("vector").flatMap { $0.isEmpty ? nil : $0 },
            sparse: try fields.sparse("sparseVector"), id: try fields.string("id"), filter: try fields.filter("filter"),
            namespace: namespace, includeValues: try fields.bool("includeValues") ?? false,
            includeMetadata: try fields.bool("includeMetadata") ?? false)
        let lsn = try index.indexedLSN(namespace: namespace)
        let matches = try index.query(query)
        var body = WireWriter()
        body.object { body in
            body.member("matches") { body in
                body.list(matches) { match, body in
                    body.record(match.record, score: match.score, metadata: query.includeMetadata)
                }
            }
            body.member("namespace", .string(namespace))
            body.member("usage", DataPlane.readUnits(5))
        }
        return DataPlane.read(body.bytes, lsn)
    }

    private func fetch() throws -> HTTPReply {
        let ids = message.query.filter { $0.name == "ids" }.map(\.value)
        let namespace = DataPlane.namespace(message.item("namespace"))
        guard !ids.isEmpty else { throw WireFields.invalid("'ids' is required: which vectors to fetch") }
        try DataPlane.check(ids)
        let lsn = try index.indexedLSN(namespace: namespace)
        let records = try index.fetch(ids: ids, namespace: namespace)
        return DataPlane.read(page(records, namespace: namespace, next: nil), lsn)
    }

    private func fetchByMetadata() throws -> HTTPReply {
        let fields = try WireFields(body: message.body)
        let namespace = DataPlane.namespace(try fields.string("namespace"))
        let filter = try DataPlane.requiredFilter(fields)
        let limit = try fields.int("limit") ?? 100
        guard (1...10_000).contains(limit) else { throw WireFields.invalid("'limit' must be in 1…10000") }
        let lsn = try index.indexedLSN(namespace: namespace)
        let found = try index.fetch(
            matching: filter, namespace: namespace, limit: limit,
            after: PageToken.id(try fields.string("paginationToken")))
        return DataPlane.read(page(found.records, namespace: namespace, next: found.next), lsn)
    }

    private func page(_ records: [VectorRecord], namespace: String, next: String?) -> [UInt8] {
        var body = WireWriter()
        body.object { body in
            body.member("vectors") { body in
                body.object { body in
                    for record in records {
                        body.member(record.id) { $0.record(record, score: nil, metadata: true) }
                    }
                }
            }
            body.member("namespace", .string(namespace))
            body.member("usage", DataPlane.readUnits((records.count + 9) / 10))
            if let next { body.member("pagination", ["next": .string(PageToken.text(next))]) }
        }
        return body.bytes
    }

    private func list() throws -> HTTPReply {
        let namespace = DataPlane.namespace(message.item("namespace"))
        let lsn = try index.indexedLSN(namespace: namespace)
        let page = try index.list(
            prefix: message.item("prefix") ?? "", namespace: namespace, limit: limit(),
            after: PageToken.id(message.item("paginationToken")))
        var answer: JSONObject = [
            "vectors": .array(page.ids.map { ["id": .string($0)] }), "namespace": .string(namespace),
            "usage": DataPlane.readUnits(1),
        ]
        if let next = page.next { answer["pagination"] = ["next": .string(PageToken.text(next))] }
        return DataPlane.read(JSONValue.object(answer).serialized(), lsn)
    }

    private func limit() throws -> Int {
        guard let text = message.item("limit") else { return DataPlane.maximumPage }
        guard let limit = Int(text), (1...DataPlane.maximumPage).contains(limit) else {
            throw WireFields.invalid("'limit' must be in 1…\(DataPlane.maximumPage)")
        }
        return limit
    }

    private func statistics() throws -> HTTPReply {
        let fields = try WireFields(body: message.body)
        if try fields.filter("filter") != nil {
            throw WireFields.invalid("describe_index_stats takes no filter; count with a query")
        }
        var namespaces = JSONObject()
        var total = 0
        var after: String?
        repeat {
            let page = try index.namespaces(prefix: "", limit: 1000, after: after)
            for namespace in page.namespaces {
                namespaces[namespace.name] = ["vectorCount": JSONValue(namespace.count)]
                total += namespace.count
            }
            after = page.next
        } while after != nil
        let settings = index.settings
        var answer: JSONObject = ["namespaces": .object(namespaces)]
        if let dimension = settings.dimension { answer["dimension"] = JSONValue(dimension) }
        answer["indexFullness"] = 0
        answer["totalVectorCount"] = JSONValue(total)
        answer["metric"] = .string(settings.metric.rawValue)
        answer["vectorType"] = settings.isSparse ? "sparse" : "dense"
        return HTTPReply(.object(answer))
    }

    static func requiredFilter(_ fields: WireFields) throws -> Filter {
        guard let filter = try fields.filter("filter") else {
            throw WireFields.invalid("empty metadata filter is not allowed")
        }
        return filter
    }

    static func check(_ ids: [String]) throws {
        guard ids.count <= maximumIDs else {
            throw WireFields.invalid("at most \(maximumIDs) ids in one request, got \(ids.count)")
        }
    }
}

/// A page token is `p` and the last id of the page before in hexadecimal: ids may hold anything, and be empty.
enum PageToken {
    static func text(_ id: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return "p" + String(decoding: id.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Nil for none; throws for one that this server did not make.
    static func id(_ token: String?) throws -> String? {
        guard let token, !token.isEmpty else { return nil }
        let digits = token.utf8.dropFirst().compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        let bytes = stride(from: 1, to: digits.count, by: 2).map { UInt8(digits[$0 - 1] << 4 | digits[$0]) }
        guard token.hasPrefix("p"), digits.count == token.utf8.count - 1, digits.count % 2 == 0,
            let id = String(validating: bytes, as: UTF8.self)
        else { throw WireFields.invalid("'paginationToken' is not one that this index gave") }
        return id
    }
}

import Domain
import VectorDatabase

extension DataPlane {
    func upsert() throws -> HTTPReply {
        guard message.body.count <= DataPlane.maximumUpsertBytes else {
            throw AlmanacError(
                .tooLarge, "an upsert is at most \(DataPlane.maximumUpsertBytes) bytes, got \(message.body.count)",
                hint: "send smaller batches")
        }
        let fields = try WireFields(body: message.body)
        let vectors = try fields.required("vectors", fields.list("vectors"))
        guard (1...DataPlane.maximumVectors).contains(vectors.count) else {
            throw WireFields.invalid("an upsert holds 1 to \(DataPlane.maximumVectors) vectors, got \(vectors.count)")
        }
        let records = try vectors.enumerated().map { place, json -> VectorRecord in
            let vector = try WireFields(json, name: "vectors[\(place)]")
            return VectorRecord(
                id: try vector.required("id", vector.string("id")), values: try vector.floats("values") ?? [],
                sparse: try vector.sparse("sparseValues"), metadata: try vector.metadata("metadata") ?? [:])
        }
        let lsn = try index.upsert(records, namespace: DataPlane.namespace(try fields.string("namespace")))
        return DataPlane.written(["upsertedCount": JSONValue(records.count)], lsn)
    }

    func update() throws -> HTTPReply {
        let fields = try WireFields(body: message.body)
        let namespace = DataPlane.namespace(try fields.string("namespace"))
        let metadata = try fields.metadata("setMetadata")
        guard let id = try fields.string("id") else {
            let filter = try DataPlane.requiredFilter(fields)
            guard fields.value("values") == nil, fields.value("sparseValues") == nil, let metadata else {
                throw WireFields.invalid("an update by filter sets metadata and nothing else")
            }
            let result = try index.update(
                matching: filter, metadata: metadata, dryRun: try fields.bool("dryRun") ?? false,
                namespace: namespace)
            return DataPlane.written(["matchedRecords": JSONValue(result.matched)], result.lsn)
        }
        guard fields.value("filter") == nil else { throw WireFields.invalid("give 'id' or 'filter', not both") }
        let change = VectorChange(
            values: try fields.floats("values"), sparse: try fields.sparse("sparseValues"), metadata: metadata ?? [:])
        return DataPlane.written([:], try index.update(id: id, change, namespace: namespace))
    }

    func delete() throws -> HTTPReply {
        let fields = try WireFields(body: message.body)
        let namespace = DataPlane.namespace(try fields.string("namespace"))
        let all = try fields.bool("deleteAll") ?? false
        let ids = try fields.strings("ids")
        let hasFilter = fields.value("filter") != nil
        guard [all, ids != nil, hasFilter].filter({ $0 }).count == 1 else {
            throw WireFields.invalid("give exactly one of 'ids', 'deleteAll' and 'filter'")
        }
        if all { return DataPlane.written([:], try index.deleteAll(namespace: namespace)) }
        guard let ids else {
            return DataPlane.written(
                [:], try index.delete(matching: try DataPlane.requiredFilter(fields), namespace: namespace))
        }
        try DataPlane.check(ids)
        guard !ids.isEmpty else { throw WireFields.invalid("'ids' is empty") }
        return DataPlane.written([:], try index.delete(ids: ids, namespace: namespace))
    }

    // MARK: - Namespaces

    func namespaces(_ name: String?) throws -> HTTPReply {
        switch (message.method, name) {
        case ("GET", nil): return try listNamespaces()
        case ("POST", nil):
            let fields = try WireFields(body: message.body)
            let name = DataPlane.namespace(try fields.required("name", fields.string("name")))
            return HTTPReply(
                status: 201, Self.describe(try index.createNamespace(name, schema: fields.value("schema"))))
        case ("GET", let name?): return HTTPReply(Self.describe(try index.namespace(DataPlane.namespace(name))))
        case ("DELETE", let name?):
            try index.deleteNamespace(DataPlane.namespace(name))
            return HTTPReply([:])
        default: throw PineconeAPI.unknown(message)
        }
    }

    private func listNamespaces() throws -> HTTPReply {
        let limit = message.item("limit").map { Int($0) ?? 0 } ?? DataPlane.maximumPage
        guard (1...DataPlane.maximumPage).contains(limit) else {
            throw WireFields.invalid("'limit' must be in 1…\(DataPlane.maximumPage)")
        }
        let page = try index.namespaces(
            prefix: message.item("prefix") ?? "", limit: limit, after: PageToken.id(message.item("paginationToken")))
        var answer: JSONObject = [
            "namespaces": .array(page.namespaces.map(Self.describe)), "total_count": JSONValue(page.total),
        ]
        if let next = page.next { answer["pagination"] = ["next": .string(PageToken.text(next))] }
        return HTTPReply(.object(answer))
    }

    private static func describe(_ namespace: NamespaceDescription) -> JSONValue {
        var answer: JSONObject = [
            "name": .string(namespace.name.isEmpty ? "__default__" : namespace.name),
            "record_count": JSONValue(namespace.count),
        ]
        answer["schema"] = namespace.schema
        return .object(answer)
    }
}

public import Domain
import Foundation
import Synchronization

/// Speaks Pinecone's REST API, version 2025-10: what the mirror and remote search need of it. Every call blocks.
///
/// Errors: `unauthorized` for a wrong key (never repeated), `not_found`, `invalid_input` with the service's words for
/// other refusals, `unavailable` when it cannot be reached or stays busy for all attempts.
public struct PineconeClient: Sendable {
    public static let apiVersion = "2025-10"

    private let transport: any Transport
    private let key: String
    /// The control plane, without a slash at its end.
    private let controller: String
    private let retries: RetryPolicy
    /// Called with the status of every answer that asks to slow down, and with 0 for no answer.
    private let onPressure: @Sendable (Int) -> Void
    public let timeout: Int

    /// - Parameters:
    ///   - controller: `https://api.pinecone.io`, or `http://127.0.0.1:5080` for `almanac serve --http`.
    ///   - timeout: milliseconds for one request.
    public init(
        transport: any Transport, controller: String, key: String, retries: RetryPolicy = RetryPolicy(),
        timeout: Int = 30_000, onPressure: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.transport = transport
        self.controller = controller.hasSuffix("/") ? String(controller.dropLast()) : controller
        self.key = key
        self.retries = retries
        self.timeout = timeout
        self.onPressure = onPressure
    }

    // MARK: - Control plane

    public struct Index: Sendable {
        public let name: String
        /// With scheme.
        public let host: String
        /// Nil for sparse vectors.
        public let dimension: Int?
        public let metric: String
        public let isReady: Bool
    }

    /// Nil where there is no such index.
    public func describe(_ name: String) throws -> Index? {
        do {
            return try index(call("GET", controller, "/indexes/\(PineconeClient.escaped(name))").json)
        } catch let error as AlmanacError where error.code == .notFound {
            return nil
        }
    }

    /// The index of that name where there is one already.
    public func create(_ name: String, dimension: Int?, metric: String, cloud: String, region: String) throws -> Index {
        var body: JSONObject = [
            "name": .string(name), "metric": .string(metric), "vector_type": dimension == nil ? "sparse" : "dense",
            "spec": ["serverless": ["cloud": .string(cloud), "region": .string(region)]],
            "deletion_protection": "disabled",
        ]
        if let dimension { body["dimension"] = JSONValue(dimension) }
        do {
            return try index(call("POST", controller, "/indexes", .object(body)).json)
        } catch let error as AlmanacError where error.code == .conflict {
            // A repeated request may find what the first one made; what kind it is, the caller looks at.
            guard let made = try describe(name) else { throw error }
            return made
        }
    }

    private func index(_ json: JSONValue) throws -> Index {
        guard let name = json["name"]?.string, let host = json["host"]?.string, let metric = json["metric"]?.string
        else {
            throw PineconeClient.malformed("the description of an index")
        }
        return Index(
            name: name, host: try trusted(host), dimension: json["dimension"]?.int, metric: metric,
            isReady: json["status"]?["ready"]?.bool ?? false)
    }

    /// The address of a data plane that the control plane names. The key goes there too, so it must be the control
    /// plane's own origin, or over https the same registered domain.
    private func trusted(_ host: String) throws -> String {
        let url = host.contains("://") ? host : "https://\(host)"
        guard let theirs = URLComponents(string: url), let ours = URLComponents(string: controller),
            let theirHost = theirs.host, let ourHost = ours.host
        else { throw PineconeClient.malformed("an index's host") }
        let isSameOrigin = theirs.scheme == ours.scheme && theirHost == ourHost && theirs.port == ours.port
        let domain = ourHost.split(separator: ".").suffix(2).joined(separator: ".")
        let isSameDomain =
            theirs.scheme == "https" && ours.scheme == "https" && domain.contains(".")
            && theirHost.hasSuffix("." + domain)
        guard isSameOrigin || isSameDomain else {
            throw AlmanacError(
                .forbidden, "the service names the host \(theirHost) for an index, which is not its own",
                hint: "check pinecone.host")
        }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    // MARK: - Data plane: writes

    /// At most 1,000 records and 2 MB. The number of the write; nil where the service gave none.
    public func upsert(_ records: [VectorRecord], namespace: String, to index: Index) throws -> Int64? {
        let body: JSONValue = ["vectors": .array(records.map(\.wire)), "namespace": .string(namespace)]
        return try call("POST", index.host, "/vectors/upsert", body).lsn
    }

    /// Ids of a namespace that is gone are gone: that is no error.
    public func delete(ids: [String], namespace: String, in index: Index) throws -> Int64? {
        do {
            return try call(
                "POST", index.host, "/vectors/delete",
                ["ids": JSONValue(ids), "namespace": .string(namespace)]
            ).lsn
        } catch let error as AlmanacError where error.code == .notFound {
            return nil
        }
    }

    // MARK: - Data plane: reads

    /// How many records each namespace has; the default namespace is `""`.
    public func counts(in index: Index) throws -> [String: Int] {
        let answer = try call("POST", index.host, "/describe_index_stats", [:]).json
        guard let namespaces = answer["namespaces"]?.object else { throw PineconeClient.malformed("index statistics") }
        return try Dictionary(
            namespaces.members.map { name, value in
                guard let count = value["vectorCount"]?.int else { throw PineconeClient.malformed("a count") }
                return (name == "__default__" ? "" : name, count)
            }, uniquingKeysWith: +)
    }

    /// Every id of a namespace.
    public func ids(namespace: String, in index: Index) throws -> [String] {
        var ids: [String] = []
        var token: String?
        repeat {
            var path = "/vectors/list?limit=100&namespace=\(PineconeClient.escaped(namespace))"
            if let token { path += "&paginationToken=\(PineconeClient.escaped(token))" }
            let answer = try call("GET", index.host, path).json
            guard let page = answer["vectors"]?.array else { throw PineconeClient.malformed("a page of ids") }
            ids += page.compactMap { $0["id"]?.string }
            let next = answer["pagination"]?["next"]?.string.flatMap { $0.isEmpty ? nil : $0 }
            // A token that leads nowhere new would go round for ever.
            guard next != token || next == nil else { throw PineconeClient.malformed("a page token that repeats") }
            token = next
        } while token != nil
        return ids
    }

    /// Records by id, at most 100; those that are not there are left out.
    public func fetch(ids: [String], namespace: String, in index: Index) throws -> [VectorRecord] {
        let list = ids.map { "ids=\(PineconeClient.escaped($0))" }.joined(separator: "&")
        let answer = try call(
            "GET", index.host, "/vectors/fetch?\(list)&namespace=\(PineconeClient.escaped(namespace))"
        ).json
        guard let vectors = answer["vectors"]?.object else { throw PineconeClient.malformed("fetched records") }
        return try vectors.members.map { id, json in
            guard let record = VectorRecord(id: id, wire: json) else {
                throw PineconeClient.malformed("the record '\(id)'")
            }
            return record
        }
    }

    /// The last write that reads of a namespace see; nil where the service does not say.
    public func indexedLSN(namespace: String, in index: Index) throws -> Int64? {
        let path = "/vectors/fetch?ids=almanac&namespace=\(PineconeClient.escaped(namespace))"
        return try call("GET", index.host, path).indexedLSN
    }

    // MARK: - Sending

    private struct Answer {
        let json: JSONValue
        let lsn: Int64?
        let indexedLSN: Int64?
    }

    private func call(_ method: String, _ host: String, _ path: String, _ body: JSONValue? = nil) throws -> Answer {
        var headers: [(name: String, value: String)] = [
            ("Api-Key", key), ("X-Pinecone-Api-Version", PineconeClient.apiVersion), ("Accept", "application/json"),
        ]
        if body != nil { headers.append(("Content-Type", "application/json")) }
        let request = HTTPCall(
            method: method, url: host + path, headers: headers, body: body?.serialized(), timeout: timeout)
        var last = retries.base
        var attempt = 1
        while true {
            let result: HTTPResult?
            var failure: String?
            do {
                result = try transport.send(request)
            } catch let error as TransportFailure {
                result = nil
                failure = error.description
            }
            if let result, !RetryPolicy.isTransient(result.status) { return try PineconeClient.answer(result) }
            onPressure(result?.status ?? 0)
            guard attempt < retries.attempts else {
                let reason = result.map { "status \($0.status)" } ?? failure ?? "no answer"
                throw AlmanacError(
                    .unavailable, "Pinecone did not answer after \(attempt) attempts (\(reason))",
                    hint: "look at the network and at pinecone.host, then run the command again")
            }
            attempt += 1
            last = retries.wait(after: last, result)
            retries.sleep(last)
        }
    }

    private static func answer(_ result: HTTPResult) throws -> Answer {
        let json = result.body.isEmpty ? JSONValue.object([:]) : try? JSONParser.parse(result.body)
        guard (200...299).contains(result.status) else {
            let words = json?["error"]?["message"]?.string ?? json?["message"]?.string ?? "status \(result.status)"
            let message = "Pinecone refused: \(words.prefix(500))"
            switch result.status {
            case 401:
                throw AlmanacError(.unauthorized, message, hint: "check PINECONE_API_KEY")
            case 403: throw AlmanacError(.forbidden, message)
            case 404: throw AlmanacError(.notFound, message)
            case 409: throw AlmanacError(.conflict, message)
            default: throw AlmanacError(.invalidInput, message)
            }
        }
        guard let json else { throw malformed("an answer") }
        return Answer(
            json: json, lsn: result.headers["x-pinecone-request-lsn"].flatMap { Int64($0) },
            indexedLSN: result.headers["x-pinecone-max-indexed-lsn"].flatMap { Int64($0) })
    }

    static func malformed(_ what: String) -> AlmanacError {
        AlmanacError(.unavailable, "Pinecone's answer cannot be read: \(what)", hint: "check pinecone.host")
    }

    /// Percent-encoded, everything but letters, digits, `-`, `_`, `.` and `~`.
    static func escaped(_ text: String) -> String {
        let hex = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F, 0x2E, 0x7E: bytes.append(byte)
            default: bytes += [0x25, hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension VectorRecord {
    /// As `fetch` gives it; nil for anything else.
    init?(id: String, wire: JSONValue) {
        let values = wire["values"]?.array ?? []
        let floats = values.compactMap { $0.double.map { Float($0) } }
        guard floats.count == values.count else { return nil }
        var sparse: SparseVector?
        if let object = wire["sparseValues"]?.object {
            let indices = (object["indices"]?.array ?? []).compactMap { $0.int.flatMap { UInt32(exactly: $0) } }
            let weights = (object["values"]?.array ?? []).compactMap { $0.double.map { Float($0) } }
            guard let vector = SparseVector(indices: indices, values: weights) else { return nil }
            sparse = vector
        }
        var metadata: Metadata = [:]
        if let object = wire["metadata"]?.object {
            guard case .success(let parsed) = Metadata.parse(object) else { return nil }
            metadata = parsed
        }
        self.init(id: id, values: floats, sparse: sparse, metadata: metadata)
    }

    /// As `upsert` takes it; numbers in single precision's shortest form.
    var wire: JSONValue {
        func numbers(_ values: [Float]) -> JSONValue {
            .array(values.map { .number(Double($0.description) ?? Double($0)) })
        }
        var object: JSONObject = ["id": .string(id)]
        if !values.isEmpty { object["values"] = numbers(values) }
        if let sparse {
            object["sparseValues"] = [
                "indices": .array(sparse.indices.map { .integer(Int64($0)) }), "values": numbers(sparse.values),
            ]
        }
        if !metadata.isEmpty { object["metadata"] = metadata.json }
        return .object(object)
    }
}

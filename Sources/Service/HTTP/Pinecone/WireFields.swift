import Domain

/// The members of a request body, each read once with its type checked.
struct WireFields {
    private let object: JSONObject
    /// What the object is called in messages.
    private let name: String

    init(_ object: JSONObject, name: String = "the body") {
        self.object = object
        self.name = name
    }

    init(_ json: JSONValue, name: String) throws {
        guard let object = json.object else { throw WireFields.invalid("\(name) must be an object") }
        self.init(object, name: name)
    }

    /// Parses a body; an empty one is an empty object.
    init(body: [UInt8]) throws {
        guard !body.isEmpty else {
            self.init(JSONObject())
            return
        }
        try self.init(WireFields.json(body), name: "the body")
    }

    static func json(_ bytes: [UInt8]) throws -> JSONValue {
        do {
            return try JSONParser.parse(bytes)
        } catch let failure as JSONParser.Failure {
            throw invalid("the body is not JSON: \(failure)")
        }
    }

    static func invalid(_ message: String) -> AlmanacError { AlmanacError(.invalidInput, message) }

    /// Nil where the member is missing or null.
    func value(_ key: String) -> JSONValue? {
        guard let value = object[key], !value.isNull else { return nil }
        return value
    }

    func string(_ key: String) throws -> String? {
        try read(key, "a string", \.string)
    }

    func bool(_ key: String) throws -> Bool? {
        try read(key, "true or false", \.bool)
    }

    func int(_ key: String) throws -> Int? {
        try read(key, "a whole number", \.int)
    }

    func object(_ key: String) throws -> WireFields? {
        try read(key, "an object", \.object).map { WireFields($0, name: key) }
    }

    func json(_ key: String) throws -> JSONObject? { try read(key, "an object", \.object) }

    func list(_ key: String) throws -> [JSONValue]? { try read(key, "a list", \.array) }

    func strings(_ key: String) throws -> [String]? {
        guard let list = try list(key) else { return nil }
        let strings = list.compactMap(\.string)
        guard strings.count == list.count else { throw wrong(key, "a list of strings") }
        return strings
    }

    func floats(_ key: String) throws -> [Float]? {
        try list(key).map { try WireFields.floats($0, name: key) }
    }

    func required<Value>(_ key: String, _ value: Value?) throws -> Value {
        guard let value else { throw WireFields.invalid("\(name): '\(key)' is required") }
        return value
    }

    /// Single precision, as the wire has it; refuses what overflows.
    static func floats(_ list: [JSONValue], name: String) throws -> [Float] {
        var floats: [Float] = []
        floats.reserveCapacity(list.count)
        for value in list {
            guard let float = value.double.map({ Float($0) }), float.isFinite else {
                throw invalid("'\(name)' must be a list of finite numbers")
            }
            floats.append(float)
        }
        return floats
    }

    func sparse(_ key: String) throws -> SparseVector? {
        guard let fields = try object(key) else { return nil }
        let list = try fields.required("indices", fields.list("indices"))
        let indices = list.compactMap { $0.int.flatMap { UInt32(exactly: $0) } }
        guard indices.count == list.count else { throw WireFields.invalid("'indices' must be unsigned 32-bit numbers") }
        let values = try fields.required("values", fields.floats("values"))
        guard let vector = SparseVector(indices: indices, values: values) else {
            throw WireFields.invalid("'\(key)' must have as many values as indices, and no index twice")
        }
        return vector
    }

    func metadata(_ key: String) throws -> Metadata? { try json(key).map(WireFields.metadata) }

    static func metadata(_ object: JSONObject) throws -> Metadata {
        switch Metadata.parse(object) {
        case .success(let metadata): return metadata
        case .failure(let error):
            throw invalid(
                "Metadata value must be a string, number, boolean or list of strings, got "
                    + "'\(object[error.key]?.typeName ?? "nothing")' for field '\(error.key)'")
        }
    }

    /// Nil where there is none, or an empty one.
    func filter(_ key: String) throws -> Filter? { try value(key).flatMap(Filter.parse) }

    private func read<Value>(_ key: String, _ type: String, _ path: (JSONValue) -> Value?) throws -> Value? {
        guard let json = value(key) else { return nil }
        guard let value = path(json) else { throw wrong(key, type) }
        return value
    }

    private func wrong(_ key: String, _ type: String) -> AlmanacError {
        WireFields.invalid("\(name): '\(key)' must be \(type), not \(object[key]?.typeName ?? "nothing")")
    }
}

package import Domain

/// The parameters of one call by name, checked against the method's declaration and with its defaults filled in.
///
/// The getters trust: they are only called for parameters that the method declares with that type.
package struct RPCArguments: Sendable {
    private let values: JSONObject

    /// Throws `invalid_params` (or `invalid_filter`) naming the first parameter that is missing or out of range.
    package init(_ method: RPCMethod, _ params: RPCParams) throws {
        var values = try RPCArguments.named(method, params)
        for field in method.parameters {
            try field.check(in: values)
            guard values[field.name]?.isNull != false else { continue }
            if case .defaulted(let value) = field.presence {
                values[field.name] = value
            } else {
                values[field.name] = nil
            }
        }
        self.values = values
    }

    /// Parameters by name, those by position taking the names in their declared order. Nothing is checked yet.
    package static func named(_ method: RPCMethod, _ params: RPCParams) throws -> JSONObject {
        switch params {
        case .none: return [:]
        case .named(let object): return object
        case .positional(let list):
            let fields = method.parameters
            guard list.count <= fields.count else {
                throw AlmanacError(
                    .invalidParams, "\(method.name) takes at most \(fields.count) parameters, not \(list.count)",
                    hint: "in this order: \(fields.map(\.name).joined(separator: ", "))")
            }
            return JSONObject(zip(fields, list).map { ($0.name, $1) })
        }
    }

    package subscript(name: String) -> JSONValue? { values[name] }
    func string(_ name: String) -> String? { values[name]?.string }
    func int(_ name: String) -> Int? { values[name]?.int }
    func double(_ name: String) -> Double? { values[name]?.double }
    func bool(_ name: String) -> Bool { values[name]?.bool ?? false }
    func strings(_ name: String) -> [String]? { values[name]?.array?.compactMap(\.string) }
    func timestamp(_ name: String) -> Timestamp? { values[name].flatMap(Schema.timestamp) }
    func object(_ name: String) -> JSONObject { values[name]?.object ?? [:] }
    func filter(_ name: String) throws -> Filter? { try values[name].flatMap(Filter.parse) }

    /// Throws where the parameter is absent, which a declaration as required rules out.
    func document(_ name: String) throws -> DocumentID {
        guard let id = values[name]?.string.flatMap(DocumentID.init) else {
            throw AlmanacError(.invalidParams, "the parameter \(name) is missing")
        }
        return id
    }

    func documents(_ name: String) -> [DocumentID] {
        values[name]?.array?.compactMap { $0.string.flatMap(DocumentID.init) } ?? []
    }
}

public import Domain

/// The protocol as an OpenRPC 1.3.2 document, the result of `rpc.discover`.
public enum OpenRPC {
    public static let document: JSONValue = [
        "openrpc": "1.3.2",
        "info": ["title": "Almanac", "version": .string(LineServer.version), "license": ["name": "Apache-2.0"]],
        "methods": .array(RPCMethod.allCases.map(method)),
    ]

    private static func method(_ method: RPCMethod) -> JSONValue {
        [
            "name": .string(method.name),
            "summary": .string(method.summary),
            "paramStructure": "either",
            "params": .array(
                method.parameters.map { field in
                    var schema = field.schema.jsonSchema.object ?? [:]
                    if case .defaulted(let value) = field.presence { schema["default"] = value }
                    return [
                        "name": .string(field.name), "description": .string(field.summary),
                        "required": .bool(field.presence == .required), "schema": .object(schema),
                    ]
                }),
            "result": ["name": "result", "schema": method.result.jsonSchema],
            "x-scope": .string(method.scope.rawValue),
            "x-write": .bool(method.isWrite),
        ]
    }
}

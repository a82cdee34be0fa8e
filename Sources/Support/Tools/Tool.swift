public import Domain

/// What a tool is: the one declaration that its JSON schema, its form, the check of its arguments and its
/// documentation come from.
public struct Tool: Sendable, Hashable {
    /// What a call of it does.
    public enum Effect: String, Sendable, Hashable, CaseIterable {
        /// Nothing: it reads.
        case read
        /// Proposes a change, which a confirmation executes.
        case write
        /// Has a message sent that changes no account; runs at once.
        case message
        /// Makes a personal link; runs at once.
        case link
    }

    /// `pause_subscription`.
    public let name: String
    /// What people call it, the heading of its form.
    public let title: String
    /// For whoever chooses between tools: what it does and what it does not.
    public let description: String
    public let effect: Effect
    /// The least sure identity that may ask for it.
    public let identity: Identity.Level
    /// Its arguments. None names the customer: that comes from the session.
    public let parameters: [Schema.Field]
    /// Of a write: those that say what it is about. They are settled when it is proposed and not changed in the form.
    public let fixed: Set<String>

    init(
        _ name: String, title: String, _ description: String, effect: Effect, identity: Identity.Level = .verified,
        fixed: Set<String> = [], parameters: [Schema.Field]
    ) {
        (self.name, self.title, self.description) = (name, title, description)
        (self.effect, self.identity, self.fixed, self.parameters) = (effect, identity, fixed, parameters)
    }

    /// Checks arguments and fills in defaults; null stands for absent.
    ///
    /// Throws `invalid_params` naming the first that is unknown, missing, of another type or out of range.
    public func checked(_ arguments: JSONObject) throws -> JSONObject {
        for name in arguments.keys where !parameters.contains(where: { $0.name == name }) {
            throw AlmanacError(
                .invalidParams, "\(self.name) takes no argument '\(name.prefix(64))'",
                hint: parameters.isEmpty
                    ? "it takes none" : "it takes \(parameters.map(\.name).joined(separator: ", "))")
        }
        var checked = JSONObject()
        for field in parameters {
            try field.check(in: arguments, of: "arguments")
            if let value = arguments[field.name], !value.isNull {
                checked[field.name] = value
            } else if case .defaulted(let value) = field.presence {
                checked[field.name] = value
            }
        }
        return checked
    }

    /// The arguments as JSON Schema, closed to names that are not declared.
    public var jsonSchema: JSONValue {
        var schema: JSONObject = [
            "type": "object", "properties": .object(JSONObject(parameters.map { ($0.name, $0.jsonSchema) })),
        ]
        let required = parameters.filter { $0.presence == .required }.map(\.name)
        if !required.isEmpty { schema["required"] = JSONValue(required) }
        schema["additionalProperties"] = false
        return .object(schema)
    }

    public var json: JSONValue {
        [
            "name": .string(name), "title": .string(title), "description": .string(description),
            "effect": .string(effect.rawValue), "identity": .string(identity.rawValue), "parameters": jsonSchema,
        ]
    }
}
